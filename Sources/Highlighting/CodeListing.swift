/// Code as a page shows it.
///
///     <pre class="highlight" tabindex="0"><code class="language-swift" data-lang="swift"><span class="kd">let</span> …
///
/// With line numbers or marked lines each line is an element of its own, `<span class="line" data-line="7">` or, marked,
/// `<mark class="line hll">`. The numbers are attributes that a style sheet shows, so that a reader who copies the code copies
/// no numbers. With a title it stands in `<figure class="listing"><figcaption>…</figcaption>`.
///
/// Without the tags the text is the code again, byte for byte.
package struct CodeListing: Hashable, Sendable {
    package var code: String
    /// As the author wrote it; `nil` or an unknown one gives plain text.
    package var language: String?
    /// The number of the first line; `nil` for no numbers.
    package var firstLine: Int?
    /// Lines to mark, counted from 1 whatever `firstLine` says.
    package var marked: [ClosedRange<Int>]
    /// A file name, for example.
    package var title: String?

    package init(
        code: String, language: String? = nil, firstLine: Int? = nil, marked: [ClosedRange<Int>] = [],
        title: String? = nil
    ) {
        self.code = code
        self.language = language
        self.firstLine = firstLine
        self.marked = marked
        self.title = title
    }

    package func html() -> [UInt8] {
        let bytes = Array(code.utf8)
        let known = language.flatMap(CodeLanguage.init(named:))
        let tokens = known?.tokens(of: bytes) ?? [CodeToken(tokenClass: .text, end: bytes.count)]
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 3)
        appendOpening(&output, known?.names.first ?? language)
        if firstLine == nil, marked.isEmpty {
            var start = 0
            for token in tokens {
                output.append(token.tokenClass, bytes[start..<token.end])
                start = token.end
            }
        } else {
            appendLines(bytes, tokens, &output)
        }
        output += "</code></pre>".utf8
        if title != nil { output += "</figure>".utf8 }
        return output
    }

    private func appendOpening(_ output: inout [UInt8], _ name: String?) {
        if let title {
            output += "<figure class=\"listing\"><figcaption>".utf8
            output.appendEscaped(title.utf8)
            output += "</figcaption>".utf8
        }
        output += "<pre class=\"highlight\(firstLine == nil ? "" : " linenos")\" tabindex=\"0\"><code".utf8
        if let name, !name.isEmpty {
            output += " class=\"language-".utf8
            output.appendEscaped(name.utf8)
            output += "\" data-lang=\"".utf8
            output.appendEscaped(name.utf8)
            output += "\"".utf8
        }
        output.append(UInt8(ascii: ">"))
    }

    private func appendLines(_ code: [UInt8], _ tokens: [CodeToken], _ output: inout [UInt8]) {
        var line = 1
        var start = 0
        var isOpen = false
        for token in tokens {
            while start < token.end {
                if !isOpen { openLine(line, &output) }
                isOpen = true
                let newline = code[start..<token.end].firstIndex(of: UInt8(ascii: "\n"))
                output.append(token.tokenClass, code[start..<(newline ?? token.end)])
                start = newline.map { $0 + 1 } ?? token.end
                guard newline != nil else { continue }
                output.append(UInt8(ascii: "\n"))
                output += closing(line).utf8
                isOpen = false
                line += 1
            }
        }
        if isOpen { output += closing(line).utf8 }
    }

    private func openLine(_ line: Int, _ output: inout [UInt8]) {
        output += (isMarked(line) ? "<mark class=\"line hll\"" : "<span class=\"line\"").utf8
        if let firstLine { output += " data-line=\"\(firstLine + line - 1)\"".utf8 }
        output.append(UInt8(ascii: ">"))
    }

    private func closing(_ line: Int) -> String { isMarked(line) ? "</mark>" : "</span>" }

    private func isMarked(_ line: Int) -> Bool { marked.contains { $0.contains(line) } }
}

extension [UInt8] {
    fileprivate mutating func append(_ tokenClass: TokenClass, _ text: ArraySlice<UInt8>) {
        guard !text.isEmpty else { return }
        guard let opening = openings[Int(tokenClass.rawValue)] else {
            appendEscaped(text)
            return
        }
        self += opening
        appendEscaped(text)
        self += spanEnd
    }

    fileprivate mutating func appendEscaped(_ text: String.UTF8View) { appendEscaped(Array(text)[...]) }

    /// Copies stretches between the few bytes that HTML would read otherwise.
    fileprivate mutating func appendEscaped(_ text: ArraySlice<UInt8>) {
        var start = text.startIndex
        for index in text.indices {
            let entity: String
            switch text[index] {
            case UInt8(ascii: "&"): entity = "&amp;"
            case UInt8(ascii: "<"): entity = "&lt;"
            case UInt8(ascii: ">"): entity = "&gt;"
            case UInt8(ascii: "\""): entity = "&quot;"
            default: continue
            }
            append(contentsOf: text[start..<index])
            append(contentsOf: entity.utf8)
            start = index + 1
        }
        append(contentsOf: text[start...])
    }
}

private let openings: [[UInt8]?] = TokenClass.allCases.map { tokenClass in
    tokenClass.name.map { Array("<span class=\"\($0)\">".utf8) }
}
private let spanEnd = Array("</span>".utf8)
