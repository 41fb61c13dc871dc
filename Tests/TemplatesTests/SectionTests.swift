import Templates
import Testing

@Suite struct `Sections` {
    @Test(arguments: truth + scopes + lists + lines) func `a section follows its value`(_ row: MustacheCase) throws {
        #expect(try row.rendered == row.expected)
    }

    private static let both = "{{#x}}yes{{/x}}{{^x}}no{{/x}}"

    private static let truth: [MustacheCase] = [
        .init("true", both, ["x": true], gives: "yes"),
        .init("false", both, ["x": false], gives: "no"),
        .init("nothing", both, ["x": .none], gives: "no"),
        .init("an unknown name", both, gives: "no"),
        .init("a text", both, ["x": "a"], gives: "yes"),
        .init("an empty text", both, ["x": ""], gives: "no"),
        .init("empty markup", both, ["x": .markup("")], gives: "no"),
        .init("a number", both, ["x": 3], gives: "yes"),
        .init("zero", both, ["x": 0], gives: "no"),
        .init("an object", both, ["x": ["a": 1]], gives: "yes"),
        .init("an empty object", both, ["x": [:]], gives: "yes"),
        .init("an empty list", both, ["x": []], gives: "no"),
        .init("a list", both, ["x": [1, 2]], gives: "yesyes"),
        .init("a path", "{{#a.b}}yes{{/a.b}}{{^a.b}}no{{/a.b}}", ["a": ["b": true]], gives: "yes"),
        .init("a broken path", "{{#a.b}}yes{{/a.b}}{{^a.b}}no{{/a.b}}", ["a": [:]], gives: "no"),
    ]

    private static let scopes: [MustacheCase] = [
        .init("an object is a scope", "{{#a}}{{b}}{{/a}}", ["a": ["b": "in"], "b": "out"], gives: "in"),
        .init("what it lacks comes from outside", "{{#a}}{{b}}{{/a}}", ["a": ["x": 1], "b": "out"], gives: "out"),
        .init("what it has as nothing does not", "{{#a}}({{b}}){{/a}}", ["a": ["b": .none], "b": "out"], gives: "()"),
        .init(
            "scopes nest", "{{#a}}{{#b}}{{x}}{{y}}{{z}}{{/b}}{{y}}{{/a}}{{x}}",
            ["x": 1, "a": ["y": 2, "b": ["z": 3]]], gives: "12321"),
        .init("a text can be printed in its section", "{{#x}}<{{.}}>{{/x}}", ["x": "a"], gives: "<a>"),
        .init("a flag is no scope", "{{#l}}{{#f}}{{.}}{{/f}}{{/l}}", ["l": ["a"], "f": true], gives: "a"),
        .init("an inverted section keeps the scope", "{{#a}}{{^c}}{{b}}{{/c}}{{/a}}", ["a": ["b": 1]], gives: "1"),
        .init("one name inside itself", "{{#b}}1{{#b}}2{{/b}}{{/b}}", ["b": true], gives: "12"),
        .init("two after another", "{{#b}}1{{/b}} {{#b}}2{{/b}}", ["b": true], gives: "1 2"),
    ]

    private static let lists: [MustacheCase] = [
        .init("objects in turn", "{{#l}}{{n}},{{/l}}", ["l": [["n": 1], ["n": 2]]], gives: "1,2,"),
        .init("texts in turn", "{{#l}}{{.}}{{/l}}", ["l": ["a", "<"]], gives: "a&lt;"),
        .init("unescaped", "{{#l}}{{{.}}}{{/l}}", ["l": ["a", .markup("<")]], gives: "a<"),
        .init("lists of lists", "{{#l}}({{#.}}{{.}}{{/.}}){{/l}}", ["l": [[1, 2], [], [3]]], gives: "(12)()(3)"),
        .init("the root as a list", "{{#.}}{{n}}{{/.}}", [["n": 1], ["n": 2]], gives: "12"),
        .init("false items count", "{{#l}}-{{/l}}", ["l": [false, "", .none]], gives: "---"),
        .init(
            "a path to a list", "{{#a.l}}{{n}}{{m}}{{/a.l}}", ["a": ["l": [["n": 1]], "m": 2], "m": 3], gives: "13"),
    ]

    private static let lines: [MustacheCase] = [
        .init("tags alone on their lines leave none", "a\n{{#x}}\nb\n{{/x}}\nc\n", ["x": true], gives: "a\nb\nc\n"),
        .init("nor when indented", "a\n  {{#x}}\nb\n\t{{/x}}\nc\n", ["x": true], gives: "a\nb\nc\n"),
        .init("nor inverted ones", "a\n {{^x}}\nb\n {{/x}}\nc\n", gives: "a\nb\nc\n"),
        .init("nor at the beginning", "{{#x}}\na{{/x}}", ["x": true], gives: "a"),
        .init("nor at the end", "a\n  {{#x}}\n{{/x}}", ["x": true], gives: "a\n"),
        .init("nor before carriage returns", "a\r\n{{#x}}\r\n{{/x}}\r\nb", ["x": true], gives: "a\r\nb"),
        .init("space behind the tag goes too", "a\n{{#x}}  \nb\n{{/x}} \nc", ["x": true], gives: "a\nb\nc"),
        .init("beside text they leave theirs", " {{#x}}a{{/x}}\n {{#x}}b{{/x}}\n", ["x": true], gives: " a\n b\n"),
        .init("space between stays", " | {{#x}}\t|\t{{/x}} | \n", ["x": true], gives: " | \t|\t | \n"),
        .init("line ends between stay", " | {{#x}} {{! }}\n {{/x}} | \n", ["x": true], gives: " |  \n  | \n"),
        .init("two tags share their line", "a\n{{#x}}{{/x}}\nb", ["x": true], gives: "a\n\nb"),
        .init("space in the tag is nothing", "{{# x }}a{{/ x }}", ["x": true], gives: "a"),
    ]
}
