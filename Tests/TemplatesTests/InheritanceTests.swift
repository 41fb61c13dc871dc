import Templates
import Testing

@Suite struct `Inheritance` {
    @Test(arguments: filling + scopes + levels) func `blocks are filled by heirs`(_ row: MustacheCase) throws {
        #expect(try row.rendered == row.expected)
    }

    @Test(arguments: lines) func `lines stay in order`(_ row: MustacheCase) throws {
        #expect(try row.rendered == row.expected)
    }

    private static let base = ["base": "[{{$a}}A{{/a}}|{{$b}}B{{/b}}]"]

    private static let filling: [MustacheCase] = [
        .init("a block shows what it holds", "{{$a}}A{{/a}}", gives: "A"),
        .init("and its values", "{{$a}}{{x}}{{{x}}}{{/a}}", ["x": "<"], gives: "&lt;<"),
        .init("a parent without blocks is like a partial", "{{<base}}{{/base}}", others: base, gives: "[A|B]"),
        .init("a filled block", "{{<base}}{{$a}}1{{/a}}{{/base}}", others: base, gives: "[1|B]"),
        .init("filled with nothing", "{{<base}}{{$a}}{{/a}}{{/base}}", others: base, gives: "[|B]"),
        .init("in any order", "{{<base}}{{$b}}2{{/b}}{{$a}}1{{/a}}{{/base}}", others: base, gives: "[1|2]"),
        .init(
            "twice the same: the later counts", "{{<base}}{{$a}}1{{/a}}{{$a}}2{{/a}}{{/base}}", others: base,
            gives: "[2|B]"),
        .init(
            "text beside blocks is ignored", "{{<base}} x {{$a}}1{{/a}} y {{!c}} {{/base}}", others: base,
            gives: "[1|B]"),
        .init(
            "two heirs of one", "{{<base}}{{$a}}1{{/a}}{{/base}}{{<base}}{{$a}}2{{/a}}{{/base}}", others: base,
            gives: "[1|B][2|B]"),
        .init("an unknown parent is empty", "({{<none}}{{$a}}1{{/a}}{{/none}})", gives: "()"),
        .init("an unknown block is ignored", "{{<base}}{{$z}}1{{/z}}{{/base}}", others: base, gives: "[A|B]"),
        .init(
            "a block used twice", "{{<p}}{{$a}}1{{/a}}{{/p}}", others: ["p": "{{$a}}{{/a}}{{$a}}{{/a}}"], gives: "11"),
        .init("other delimiters", "{{=<% %>=}}<%<base%><%$a%>1<%/a%><%/base%>", others: base, gives: "[1|B]"),
    ]

    private static let scopes: [MustacheCase] = [
        .init(
            "a block is filled in the scopes of its place", "{{<p}}{{$a}}I say {{x}}{{/a}}{{/p}}",
            ["x": "apple", "in": ["x": "banana"]], others: ["p": "{{#in}}{{$a}}{{/a}}{{/in}}"], gives: "I say banana"),
        .init(
            "once for each item", "{{<p}}{{$a}}{{.}};{{/a}}{{/p}}", ["l": [1, 2]],
            others: ["p": "{{#l}}{{$a}}{{/a}}{{/l}}"], gives: "1;2;"),
        .init(
            "an heir within a section", "{{#l}}{{<p}}{{$a}}{{.}}{{/a}}{{/p}}{{/l}}", ["l": [1, 2]],
            others: ["p": "({{$a}}{{/a}})"], gives: "(1)(2)"),
        .init(
            "partials see the overrides", "{{<p}}{{$a}}1{{/a}}{{/p}}", others: ["p": "{{>q}}", "q": "({{$a}}0{{/a}})"],
            gives: "(1)"),
        .init(
            "an override is gone behind its parent", "{{<base}}{{$a}}1{{/a}}{{/base}}{{$a}}0{{/a}}", others: base,
            gives: "[1|B]0"),
    ]

    private static let levels: [MustacheCase] = [
        .init(
            "the furthest heir wins", "{{<p}}{{$a}}3{{/a}}{{/p}}",
            others: ["p": "{{<q}}{{$a}}2{{/a}}{{/q}}", "q": "{{$a}}1{{/a}}"], gives: "3"),
        .init(
            "what it leaves out the next one fills", "{{<p}}{{/p}}",
            others: ["p": "{{<q}}{{$a}}2{{/a}}{{/q}}", "q": "{{$a}}1{{/a}}"], gives: "2"),
        .init(
            "a block within an override", "{{<p}}{{$inner}}3{{/inner}}{{/p}}",
            others: ["p": "{{<q}}{{$a}}<{{$inner}}2{{/inner}}>{{/a}}{{/q}}", "q": "{{$a}}1{{/a}}"], gives: "<3>"),
        .init(
            "a block within a block", "{{<p}}{{$inner}}3{{/inner}}{{/p}}",
            others: ["p": "{{$outer}}({{$inner}}1{{/inner}}){{/outer}}"], gives: "(3)"),
        .init(
            "parents within blocks", "{{<p}}{{$a}}1{{/a}}{{/p}}",
            others: ["p": "{{$a}}0{{/a}} {{$b}}{{<q}}{{/q}}{{/b}}", "q": "{{$a}}9{{/a}} {{<p}}{{$b}}end{{/b}}{{/p}}"],
            gives: "1 1 1 end"),
        .init(
            "heirs within overrides", "{{<p}}{{$a}}{{<q}}{{$b}}2{{/b}}{{/q}}{{/a}}{{/p}}",
            others: ["p": "({{$a}}{{/a}})", "q": "<{{$b}}{{/b}}>"], gives: "(<2>)"),
    ]

    private static let lines: [MustacheCase] = [
        .init(
            "a parent alone on its lines indents like a partial", "Hi,\n  {{<p}}\n  {{/p}}\n",
            others: ["p": "one\ntwo\n"],
            gives: "Hi,\n  one\n  two\n"),
        .init("a parent on one line leaves none", "{{<p}}{{/p}}\nend\n", others: ["p": "one\n"], gives: "one\nend\n"),
        .init(
            "a block alone on its lines takes none", "{{<p}}\n{{$a}}\none\n{{/a}}\n{{/p}}\n",
            others: ["p": "Hi,\n{{$a}}\n{{/a}}\nend\n"], gives: "Hi,\none\nend\n"),
        .init(
            "the place's indentation is used", "{{<p}}{{$a}}\none\ntwo\n{{/a}}{{/p}}\n",
            others: ["p": "Hi,\n  {{$a}}\n  {{/a}}\n"], gives: "Hi,\n  one\n  two\n"),
        .init(
            "the override's own is not", "{{<p}}{{$a}}\n    one\n      two\n{{/a}}{{/p}}\n",
            others: ["p": "Hi,\n  {{$a}}\n  {{/a}}\n"], gives: "Hi,\n  one\n    two\n"),
        .init(
            "a place is as deep as what it holds", "{{<p}}{{$a}}\none\ntwo\n{{/a}}{{/p}}\n",
            others: ["p": "Hi,\n{{$a}}\n    default\n{{/a}}\n"], gives: "Hi,\n    one\n    two\n"),
        .init(
            "what it holds stays where it is", "Hi,\n{{$a}}\n    default\n      more\n{{/a}}\n",
            gives: "Hi,\n    default\n      more\n"),
        .init(
            "nested places add up", "{{<p}}{{$n}}\nthree\n{{/n}}{{/p}}\n",
            others: ["p": "{{$a}}\n  one\n  {{$n}}\n    two\n  {{/n}}\n{{/a}}\n"], gives: "  one\n    three\n"),
        .init(
            "an override that ends within its line", "{{<p}}{{$a}}\none\ntwo{{/a}}\n{{/p}}\n",
            others: ["p": "Hi,\n  {{$a}}\n  {{/a}}\n"], gives: "Hi,\n  one\n  two"),
        .init(
            "override and place within lines", "{{<p}}{{$a}}one\n  two{{/a}}{{/p}}", others: ["p": "<{{$a}}{{/a}}>\n"],
            gives: "<one\n  two>\n"),
        .init(
            "values are not indented", "{{<p}}{{$a}}\n{{{x}}}\n{{/a}}{{/p}}\n", ["x": "1\n2"],
            others: ["p": "  {{$a}}\n  {{/a}}\n"], gives: "  1\n2\n"),
    ]

    @Test func `a block filled with itself ends with a message`() throws {
        let library = try library("{{<p}}{{$a}}{{$a}}{{/a}}{{/a}}{{/p}}", others: ["p": "{{$a}}{{/a}}"])
        let problem = try #require(throws: TemplateProblem.self) { _ = try library.render("main", with: [:]) }
        #expect(problem.description.hasPrefix("main.mustache:1:"))
    }
}
