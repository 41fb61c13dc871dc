import Foundation
import SiteModel
import Testing

/// What is read without the YAML parser is what the parser reads: a comment line makes it go there.
@Suite struct `Front matter in plain YAML` {
    private static let values = [
        "Hello", "Hello, world", "Hello: world", "10:30", "2026-05-01 10:30:00", "2026-05-01T10:30:00+02:00", "a #b",
        "a#b",
        "\"quoted\"", "'single'", "'it''s'", "\"a\\\"b\"", "\"tab\\t\"", "[a, b]", "[a, \"b, c\"]", "[]", "[a,, b]",
        "[a, b],", "[ ]",
        "[a: b]", "{a: b}", "true", "no", "~", "null", "-", "- a", "&x a", "*x", "!t a", "|", ">", "%a", "@a", "`a`",
        "3.5", "1_000",
        "grüße", "a\tb", "trailing   ", "http://a.example/b", "a:", "[a, [b]]", "a, b", "#", "\"\"", "'a' b",
        "\"a\" # c", "? a", "C#",
        "[C#, C++]", "12:", "1: 2", "a]", "[a", "key with 10: 5",
    ]

    @Test(arguments: values)
    func `says what the whole parser says`(_ value: String) {
        let plain = Entry.read("a.md", text: "---\ntitle: T\ntags: \(value)\n---\n", settings: EntrySettings())
        let whole = Entry.read("a.md", text: "---\n# x\ntitle: T\ntags: \(value)\n---\n", settings: EntrySettings())
        #expect(plain.entry?.terms == whole.entry?.terms)
        #expect(plain.entry?.params == whole.entry?.params)
        #expect(plain.diagnostics.map(\.message) == whole.diagnostics.map(\.message))
        #expect(plain.diagnostics.map(\.column) == whole.diagnostics.map(\.column))
        #expect(
            plain.diagnostics.map { ($0.line ?? 0) + 1 } == whole.diagnostics.map { $0.line ?? 0 }
                || plain.diagnostics.isEmpty)
        let titled = Entry.read("a.md", text: "---\ntitle: \(value)\nunknown: 1\n---\n", settings: EntrySettings())
        let parsed = Entry.read("a.md", text: "---\n# x\ntitle: \(value)\nunknown: 1\n---\n", settings: EntrySettings())
        #expect(titled.entry?.title == parsed.entry?.title)
        #expect(titled.diagnostics.map(\.message) == parsed.diagnostics.map(\.message))
    }
}
