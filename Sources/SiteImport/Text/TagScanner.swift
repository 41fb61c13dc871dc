/// A text cut at its `{{ … }}` and `{% … %}`.
enum TagPiece: Hashable {
    case text(String, line: Int)
    case tag(TemplateTag)
}

struct TemplateTag: Hashable {
    enum Kind: Hashable { case output, block }

    let kind: Kind
    /// Between the braces, without spaces and dashes at the ends.
    let inner: String
    /// As it stands in the file.
    let raw: String
    let line: Int
    let trimsBefore: Bool
    let trimsAfter: Bool

    /// The first word: `include`, `endif`.
    var name: String { String(inner.prefix { !$0.isWhitespace && $0 != "(" }) }
    /// What follows the first word.
    var rest: String { String(inner.dropFirst(name.count)).trimmed }
}

/// Finds tags in one pass. Quotes inside a tag are respected, so `{{ "}}" }}` is one.
struct TagScanner {
    private let bytes: [UInt8]
    private var line: Int

    init(_ text: String, startingAt line: Int) {
        bytes = Array(text.utf8)
        self.line = line
    }

    mutating func pieces() -> [TagPiece] {
        var pieces: [TagPiece] = []
        var start = 0
        var index = 0
        var textLine = line
        var rawUntil = 0
        while index + 1 < bytes.count {
            let opens = bytes[index] == UInt8(ascii: "{") && index >= rawUntil
            if opens, bytes[index + 1] == UInt8(ascii: "{") || bytes[index + 1] == UInt8(ascii: "%"),
                let end = end(ofTagAt: index)
            {
                if index > start { pieces.append(.text(string(start..<index), line: textLine)) }
                let tag = tag(index..<end)
                line += bytes[index..<end].count { $0 == 10 }
                pieces.append(.tag(tag))
                index = end
                start = end
                textLine = line
                // What is raw is not for us to read.
                if tag.kind == .block, tag.name == "raw" { rawUntil = self.index(ofEndRawAfter: end) }
                continue
            }
            if bytes[index] == 10 { line += 1 }
            index += 1
        }
        if start < bytes.count { pieces.append(.text(string(start..<bytes.count), line: textLine)) }
        return pieces
    }

    private func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Just past the closing braces; `nil` when there are none within a sensible distance.
    private func end(ofTagAt start: Int) -> Int? {
        let closing = bytes[start + 1] == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "%")
        var index = start + 2
        var quote: UInt8?
        let limit = min(bytes.count, start + 10_000)
        // A quote that never ends is no quote.
        var fallback: Int?
        while index + 1 < limit {
            let byte = bytes[index]
            let closes = byte == closing && bytes[index + 1] == UInt8(ascii: "}")
            if let open = quote {
                if byte == open { quote = nil }
                if closes, fallback == nil { fallback = index + 2 }
            } else if closes {
                return index + 2
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            }
            index += 1
        }
        return fallback
    }

    private func tag(_ range: Range<Int>) -> TemplateTag {
        var inner = bytes[(range.lowerBound + 2)..<(range.upperBound - 2)]
        let trimsBefore = inner.first == UInt8(ascii: "-")
        if trimsBefore { inner = inner.dropFirst() }
        let trimsAfter = inner.last == UInt8(ascii: "-")
        if trimsAfter { inner = inner.dropLast() }
        return TemplateTag(
            kind: bytes[range.lowerBound + 1] == UInt8(ascii: "{") ? .output : .block,
            inner: String(decoding: inner, as: UTF8.self).trimmed, raw: string(range), line: line,
            trimsBefore: trimsBefore, trimsAfter: trimsAfter)
    }

    private func index(ofEndRawAfter start: Int) -> Int {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "{"), bytes[index + 1] == UInt8(ascii: "%"), let end = end(ofTagAt: index),
                tag(index..<end).name == "endraw"
            {
                return index
            }
            index += 1
        }
        return bytes.count
    }
}
