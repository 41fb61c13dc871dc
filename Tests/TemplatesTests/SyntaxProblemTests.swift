import Templates
import Testing

@Suite struct `Syntax errors` {
    private static let table: [(String, [String])] = [
        ("a\n {{#x}}b", ["main.mustache:2:2: `{{#x}}` is never closed; it needs `{{/x}}`"]),
        ("{{<p}}", ["main.mustache:1:1: `{{<p}}` is never closed; it needs `{{/p}}`"]),
        ("é{{/x}}", ["main.mustache:1:2: `{{/x}}` closes nothing that is open here"]),
        (
            "{{#a}}\n {{/b}}{{/a}}",
            ["main.mustache:2:2: `{{/b}}` closes nothing that is open here, and `{{#a}}` from 1:1 is open"]
        ),
        (
            "{{#a}}\n{{#b}}\n{{/a}}",
            ["main.mustache:2:1: `{{#b}}` is still open where `{{/a}}` at 3:1 closes `{{#a}}` from 1:1"]
        ),
        ("x {{name", ["main.mustache:1:3: this tag is never closed; it needs `}}`"]),
        ("{{{name}}", ["main.mustache:1:1: this tag is never closed; it needs `}}}`"]),
        ("{{=<% %>=}}<% x }}", ["main.mustache:1:12: this tag is never closed; it needs `%>`"]),
        ("{{!", ["main.mustache:1:1: this tag is never closed; it needs `}}`"]),
        (
            "{{=a=}}",
            ["main.mustache:1:1: delimiters are changed by two marks with a space between, as in `{{=<% %>=}}`"]
        ),
        ("{{}} {{# }}", ["main.mustache:1:1: this tag has no name", "main.mustache:1:6: this tag has no name"]),
        ("{{a b}}", ["main.mustache:1:1: a name can't have spaces in it: `a b`"]),
        (
            "{{a..b}}{{.c}}",
            [
                "main.mustache:1:1: a dot must stand between two names: `a..b`",
                "main.mustache:1:9: a dot must stand between two names: `.c`",
            ]
        ),
    ]

    @Test(arguments: table) func `each is told with its place`(_ template: String, _ messages: [String]) throws {
        let problems = try #require(throws: TemplateProblems.self) { _ = try library(template) }
        #expect(problems.problems.map(\.description) == messages)
    }

    @Test func `those of all templates are told at once, in order`() throws {
        let problems = try #require(throws: TemplateProblems.self) {
            _ = try library("{{#a}}\n{{/b}}", others: ["z": "{{x", "c": "{{/c}}", "fine": "{{x}}"])
        }
        #expect(
            problems.problems.map { "\($0.path):\($0.line):\($0.column)" } == [
                "c.mustache:1:1", "main.mustache:1:1", "main.mustache:2:1", "z.mustache:1:1",
            ])
        #expect(problems.description.split(separator: "\n").count == 4)
    }

    @Test func `nesting has a bound, told once`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "{{#a}}", count: depth) + "x" + String(repeating: "{{/a}}", count: depth)
        }
        #expect(try render(nested(64), ["a": true]) == "x")
        let problems = try #require(throws: TemplateProblems.self) { _ = try library(nested(50_000)) }
        #expect(problems.problems.map(\.description) == ["main.mustache:1:385: tags are nested deeper than 64 levels"])
    }

    @Test func `no bytes at all make the parser stumble`() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        let pieces = [
            "{{", "}}", "{{{", "}}}", "#", "/", "^", "<", ">", "$", "&", "!", "=", "a", "b", ".", " ", "\n", "\r\n",
            "é", "{{=<% %>=}}", "<%", "%>",
        ]
        for _ in 0..<3_000 {
            let template = (0..<Int.random(in: 0...24, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            do {
                let library = try library(template, others: ["a": "{{$b}}{{a}}{{/b}}", "b": template])
                _ = library.check("main", against: .object([]))
                _ = try library.render("main", with: ["a": [1, ["b": "x"]]])
            } catch let problems as TemplateProblems {
                #expect(!problems.problems.isEmpty, "seed \(seed)")
            } catch {
                #expect(error is TemplateProblem, "seed \(seed)")
            }
        }
    }
}
