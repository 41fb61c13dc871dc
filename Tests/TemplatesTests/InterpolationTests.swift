import Templates
import Testing

@Suite struct `Interpolation` {
    @Test(arguments: cases) func `a value stands where its name is`(_ row: MustacheCase) throws {
        #expect(try row.rendered == row.expected)
    }

    private static let cases: [MustacheCase] = [
        .init("text without tags stays", "Hello\n  you { there }\n", gives: "Hello\n  you { there }\n"),
        .init("a name gives its text", "Hello, {{who}}!", ["who": "world"], gives: "Hello, world!"),
        .init("two braces escape", "{{x}}", ["x": "& \" < > '"], gives: "&amp; &quot; &lt; &gt; &#39;"),
        .init("three braces do not", "{{{x}}}", ["x": "& \" < >"], gives: "& \" < >"),
        .init("an ampersand does not", "{{&x}}", ["x": "& \" < >"], gives: "& \" < >"),
        .init("markup is put by three braces", "{{{x}}}", ["x": .markup("<b>")], gives: "<b>"),
        .init("markup is escaped by two", "{{x}}", ["x": .markup("<b>")], gives: "&lt;b&gt;"),
        .init("numbers are written in full", "{{a}} {{b}}", ["a": 85, "b": -3], gives: "85 -3"),
        .init("three braces take numbers", "{{{a}}}", ["a": 85], gives: "85"),
        .init("flags are words", "{{a}} {{b}}", ["a": true, "b": false], gives: "true false"),
        .init("nothing is empty", "I ({{x}}) see", ["x": .none], gives: "I () see"),
        .init("an unknown name is empty", "I ({{x}}) ({{{x}}}) ({{&x}})", gives: "I () () ()"),
        .init("space in a tag is nothing", "{{ x }}{{{\tx }}}{{& x\n}}", ["x": "1"], gives: "111"),
        .init("space around a tag stays", "  {{x}}\n", ["x": "1"], gives: "  1\n"),
        .init("a line of its own stays", "| \n  {{{x}}}\n|", ["x": "1"], gives: "| \n  1\n|"),
        .init("dots go down", "{{a.b.c}} {{{a.b.c}}}", ["a": ["b": ["c": "deep"]]], gives: "deep deep"),
        .init("a broken path is empty", "({{a.b.c}})", ["a": ["x": 1]], gives: "()"),
        .init("a path into text is empty", "({{a.b}})", ["a": "text"], gives: "()"),
        .init(
            "only the first part looks outwards", "{{#a}}({{b.c}}){{/a}}",
            ["a": ["b": [:]], "b": ["c": "outer"]], gives: "()"),
        .init(
            "the first part does look outwards", "{{#a}}({{b.c}}){{/a}}",
            ["a": ["x": 1], "b": ["c": "outer"]], gives: "(outer)"),
        .init("a dot is the value itself", "{{.}} {{{.}}}", "<", gives: "&lt; <"),
        .init("a value is never read as a template", "{{x}}", ["x": "{{y}}", "y": "no"], gives: "{{y}}"),
        .init("letters beyond ASCII pass", "{{名}}é{{x}}", ["名": "日本", "x": "ö<🗞"], gives: "日本éö&lt;🗞"),
    ]
}

@Suite struct `Escaping` {
    private static let quotes: [(String, String)] = [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\" onmouseover=\"x", "&quot; onmouseover=&quot;x"),
        ("' onfocus='x", "&#39; onfocus=&#39;x"),
        ("&lt;", "&amp;lt;"),
        ("<\u{338}b>\u{301}", "&lt;\u{338}b&gt;\u{301}"),
        ("plain", "plain"),
        ("<", "&lt;"),
        ("", ""),
    ]

    @Test(arguments: quotes) func `text cannot leave its place`(_ text: String, _ expected: String) throws {
        #expect(
            try render("<a title=\"{{x}}\">{{x}}</a>", ["x": .text(text)]) == "<a title=\"\(expected)\">\(expected)</a>"
        )
    }

    @Test func `no text, however odd, brings markup along`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        let library = try library("{{x}}{{#l}}{{.}}{{/l}}{{#o}}{{y}}{{/o}}{{>p}}", others: ["p": "{{x}}"])
        let alphabet: [Unicode.Scalar] = [
            "<", ">", "&", "\"", "'", "a", "{", "}", "\0", "é", "\u{FEFF}", "\u{338}", "🗞",
        ]
        for _ in 0..<500 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                text.append(alphabet.randomElement(using: &generator) ?? "<")
            }
            let value = TemplateValue.text(String(text))
            let page = try library.render("main", with: ["x": value, "l": [value, value], "o": ["y": value]])
            let special = page.filter { "<>\"'".utf8.contains($0) }
            #expect(special.isEmpty, "seed \(seed)")
            let expected = Array(repeating: Array(text.map(escaped).joined().utf8), count: 5).joined()
            #expect(page.elementsEqual(expected), "seed \(seed)")
        }
    }
}

/// Scalar by scalar, the slow and plain way.
private func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "<": "&lt;"
    case ">": "&gt;"
    case "&": "&amp;"
    case "\"": "&quot;"
    case "'": "&#39;"
    default: String(Character(scalar))
    }
}

/// A small generator whose every run can be repeated from its seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
