import Templates
import Testing

@Suite struct `Partials` {
    @Test(arguments: cases) func `a partial stands where it is named`(_ row: MustacheCase) throws {
        #expect(try row.rendered == row.expected)
    }

    private static let cases: [MustacheCase] = [
        .init("by name", "a{{>p}}c", others: ["p": "b"], gives: "abc"),
        .init("by a name with slashes", "{{> partials/p }}", others: ["partials/p": "b"], gives: "b"),
        .init("an unknown one is empty", "({{>p}})", gives: "()"),
        .init(
            "in the scopes it is named in", "{{#a}}{{>p}}{{/a}}", ["a": ["x": 1]], others: ["p": "{{x}}"], gives: "1"),
        .init(
            "within itself, as long as there is data", "{{>node}}",
            ["n": "X", "c": [["n": "Y", "c": []]]], others: ["node": "{{n}}<{{#c}}{{>node}}{{/c}}>"], gives: "X<Y<>>"),
        .init("within partials", "{{>p}}", ["x": 1], others: ["p": "({{>q}})", "q": "{{x}}"], gives: "(1)"),
        .init("space around it stays", "| {{>p}} |", others: ["p": "\t|\t"], gives: "| \t|\t |"),
        .init(
            "beside text nothing is indented", "  {{x}}  {{>p}}\n", ["x": "|"], others: ["p": ">\n>"],
            gives: "  |  >\n>\n"),
        .init("alone it leaves no line", "a\n{{>p}}\nc\n", others: ["p": "b\n"], gives: "a\nb\nc\n"),
        .init("alone before a carriage return", "|\r\n{{>p}}\r\n|", others: ["p": ">"], gives: "|\r\n>|"),
        .init("alone at the beginning", "  {{>p}}\n>", others: ["p": ">\n>"], gives: "  >\n  >>"),
        .init("alone at the end", ">\n  {{>p}}", others: ["p": ">\n>"], gives: ">\n  >\n  >"),
        .init(
            "alone it indents its lines, not those of values", "\\\n {{>p}}\n/\n", ["x": "<\n->"],
            others: ["p": "|\n{{{x}}}\n|\n"], gives: "\\\n |\n <\n->\n |\n/\n"),
        .init(
            "indentations add up", " {{>p}}\n", others: ["p": "a\n  {{>q}}\nb\n", "q": "x\ny\n"],
            gives: " a\n   x\n   y\n b\n"),
        .init(
            "tags alone on their lines add none", " {{>p}}\n", ["l": [1, 2]],
            others: ["p": "{{#l}}\n{{.}}\n{{/l}}\n"], gives: " 1\n 2\n"),
        .init("empty lines are indented like others", " {{>p}}\n", others: ["p": "a\n\nb\n"], gives: " a\n \n b\n"),
        .init("space in the tag is nothing", "|{{> p }}|", others: ["p": "[]"], gives: "|[]|"),
    ]

    @Test func `templates that include each other end with a message`() throws {
        let library = try library("a\n {{>p}}", others: ["p": "{{>q}}", "q": "x {{>p}}"])
        let problem = try #require(throws: TemplateProblem.self) { _ = try library.render("main", with: [:]) }
        let message = "`p` is included deeper than 64 levels: the templates include each other"
        #expect(problem.description == "q.mustache:1:3: \(message)")
    }

    @Test func `the deepest nesting allowed fits on the stack`() throws {
        let opening = String(repeating: "{{#yes}}", count: 64)
        let closing = String(repeating: "{{/yes}}", count: 64)
        #expect(try render(opening + "x" + closing, ["yes": true]) == "x")
        #expect(try render(opening + "x" + closing, ["yes": true]) == "x")
        let library = try library("{{>p}}", others: ["p": "\(opening){{>p}}\(closing)"])
        #expect(throws: TemplateProblem.self) { _ = try library.render("main", with: ["yes": ["a": 1]]) }
        #expect(library.check("main", against: .object([.init("yes", .open(.flag))])).isEmpty)
    }

    @Test func `deep data is no reason to end early`() throws {
        var tree: TemplateValue = ["n": 0, "c": []]
        for depth in 1..<60 { tree = ["n": .number(depth), "c": [tree]] }
        let page = try render("{{>node}}", tree, others: ["node": "{{n}} {{#c}}{{>node}}{{/c}}"])
        #expect(page.split(separator: " ").count == 60)
    }

    @Test func `a template that isn't there cannot be rendered`() throws {
        let problem = try #require(throws: TemplateProblem.self) {
            _ = try library("", others: ["post": ""]).render("posts", with: [:])
        }
        #expect(problem.description == "posts:1:1: there is no template `posts` (did you mean `post`?)")
    }

    @Test func `what a page depends on includes everything it may reach`() throws {
        let others = [
            "base": "{{$a}}{{>head}}{{/a}}", "head": "{{>meta}}", "meta": "", "card": "{{>card}}",
            "unused": "{{>main}}",
        ]
        let library = try library("{{<base}}{{$a}}{{#l}}{{>card}}{{/l}}{{>missing}}{{/a}}{{/base}}", others: others)
        #expect(library.names == ["main", "base", "head", "meta", "card", "unused"])
        #expect(library.dependencies(of: "main") == ["main", "base", "head", "meta", "card"])
        #expect(library.dependencies(of: "head") == ["head", "meta"])
        #expect(library.dependencies(of: "nothing") == [])
    }
}
