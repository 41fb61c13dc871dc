import Highlighting

/// A block of code in a document, highlighted.
package struct CodeBlock: Hashable, Sendable {
    /// As the author named it; `nil` for none.
    package let language: String?
    package let title: String?
    /// The number of the first line; `nil` for no numbers.
    package let firstLine: Int?
    package let code: String
    /// Complete: `<pre>…</pre>` or a figure around it.
    package let html: [UInt8]
    /// There is no highlighting for the language.
    package let isUnknown: Bool
    package let line: Int
}

/// What a fence says after its backticks, in the ways that other generators have people write it:
///
///     ```rust,linenos,hl_lines=2-4 7,name=main.rs        Zola
///     ```go {linenos=true hl_lines=[2,"4-5"] title="x"}  Hugo
///     ```js:file.js                                      a name after a colon
///     ```{.python .numberLines startFrom="5"}            Pandoc
struct CodeFence: Hashable, Sendable {
    private(set) var language: String?
    private(set) var title: String?
    private(set) var firstLine: Int?
    private(set) var marked: [ClosedRange<Int>] = []

    init(info: String) {
        var scanner = FenceScanner(info)
        let first = scanner.word()
        if let colon = first.firstIndex(of: ":"), colon != first.startIndex {
            language = String(first[..<colon])
            let name = first[first.index(after: colon)...]
            title = name.isEmpty ? nil : String(name)
        } else if !first.isEmpty {
            language = first
        }
        while let (key, value) = scanner.setting() { apply(key, value) }
    }

    private mutating func apply(_ key: String, _ value: String?) {
        switch key.lowercased() {
        case "linenos", "linenumbers", "numberlines", "showlinenumbers", "line-numbers":
            if let value, ["false", "no", "0"].contains(value) { firstLine = nil } else { firstLine = firstLine ?? 1 }
        case "linenostart", "startfrom", "start", "firstline":
            firstLine = value.flatMap { Int($0) }.map { min(max($0, 0), 1_000_000) } ?? firstLine
        case "hl_lines", "hl-lines", "hllines", "highlight", "emphasize-lines", "mark_lines":
            marked += Self.ranges(value ?? "")
        case "title", "name", "file", "filename", "caption":
            if let value, !value.isEmpty { title = value }
        default:
            if key.hasPrefix("."), value == nil { applyClass(String(key.dropFirst())) }
            if key.allSatisfy({ "0123456789-, ".contains($0) }) { marked += Self.ranges(key) }
        }
    }

    private mutating func applyClass(_ name: String) {
        if name.lowercased() == "numberlines" { firstLine = firstLine ?? 1 } else { language = language ?? name }
    }

    /// `2-4 7`, `[2,"4-5"]`, `2,4-5`.
    private static func ranges(_ text: String) -> [ClosedRange<Int>] {
        text.split { !"0123456789-".contains($0) }.compactMap { part in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first >= 1, last >= first else { return nil }
            return first...last
        }
    }
}

/// Reads words and settings from left to right.
private struct FenceScanner {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    /// Up to a blank, a comma or a brace.
    mutating func word() -> String {
        let word = rest.prefix { !$0.isWhitespace && $0 != "," && $0 != "{" && $0 != ";" }
        rest = rest.dropFirst(word.count)
        return String(word)
    }

    /// The next `key`, `key=value` or `{2-4}`.
    mutating func setting() -> (key: String, value: String?)? {
        rest = rest.drop { $0.isWhitespace || ",{};".contains($0) }
        guard !rest.isEmpty else { return nil }
        let key = rest.prefix { !$0.isWhitespace && !"=,{};".contains($0) }
        rest = rest.dropFirst(key.count)
        guard rest.first == "=" else { return (String(key), nil) }
        rest = rest.dropFirst()
        return (String(key), value())
    }

    private mutating func value() -> String {
        switch rest.first {
        case "\"", "'", "[":
            let close: Character = rest.first == "[" ? "]" : rest.first ?? "\""
            let value = rest.dropFirst().prefix { $0 != close }
            rest = rest.dropFirst(value.count + 2)
            return String(value)
        default:
            // Zola separates line numbers by blanks: `hl_lines=2-4 7`.
            var value = rest.prefix { !$0.isWhitespace && !",};".contains($0) }
            let isLines = !value.isEmpty && value.allSatisfy { "0123456789-".contains($0) }
            if isLines {
                value = rest.prefix { "0123456789- ".contains($0) }
            }
            rest = rest.dropFirst(value.count)
            return String(value)
        }
    }
}

extension MarkdownDocument {
    /// Every block of code, in reading order; empty without the body.
    package var codeBlocks: [CodeBlock] {
        pieces.compactMap { if case .codeBlock(let block) = $0 { block } else { nil } }
    }
}

extension CodeBlock {
    /// What a fence may call a language.
    package static var knownLanguages: [String] { CodeLanguage.all.flatMap(\.names) }

    init(literal: String, info: String, line: Int) {
        let fence = CodeFence(info: info)
        let isPlain = fence.language.map(CodeLanguage.isPlain) ?? true
        let language = isPlain ? nil : fence.language
        let listing = CodeListing(
            code: literal, language: language, firstLine: fence.firstLine, marked: fence.marked, title: fence.title)
        self.init(
            language: fence.language, title: fence.title, firstLine: fence.firstLine, code: literal,
            html: listing.html(), isUnknown: language.map { CodeLanguage(named: $0) == nil } ?? false, line: line)
    }
}
