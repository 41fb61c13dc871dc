/// A tag as it stands in the source.
struct Tag {
    enum Kind {
        case variable, unescaped, section, inverted, close, partial, parent, block
        /// Comments and changes of the delimiters: nothing to show, but they can have a line to themselves.
        case silent
    }

    var kind: Kind
    var name: String
    /// From the opening delimiter's first byte to behind the closing one.
    var range: Range<Int>
}

/// A stretch of source between tags, or a tag.
enum Token {
    case text(Range<Int>)
    case tag(Tag)
}

/// Cuts a source into text and tags, honouring changes of the delimiters.
struct TagScanner {
    private let source: [UInt8]
    private var position = 0
    private var opening = Array("{{".utf8)
    private var closing = Array("}}".utf8)
    private(set) var tokens: [Token] = []
    /// Byte offsets with what is wrong there.
    private(set) var failures: [(offset: Int, message: String)] = []

    init(_ source: [UInt8]) {
        self.source = source
    }

    mutating func scan() {
        while let start = find(opening, from: position) {
            if start > position { tokens.append(.text(position..<start)) }
            guard scanTag(at: start) else {
                position = source.count
                return
            }
        }
        if position < source.count { tokens.append(.text(position..<source.count)) }
    }

    /// - Returns: Whether the tag ended; when it didn't, nothing behind it can be understood.
    private mutating func scanTag(at start: Int) -> Bool {
        let inside = start + opening.count
        let mark = inside < source.count ? source[inside] : 0
        let ending: [UInt8] =
            switch mark {
            case UInt8(ascii: "{"): [UInt8(ascii: "}")] + closing
            case UInt8(ascii: "="): [UInt8(ascii: "=")] + closing
            default: closing
            }
        let hasOwnEnding = ending.count > closing.count
        guard let end = find(ending, from: hasOwnEnding ? inside + 1 : inside) else {
            failures.append((start, "this tag is never closed; it needs `\(String(decoding: ending, as: UTF8.self))`"))
            return false
        }
        let range = start..<(end + ending.count)
        position = range.upperBound
        let kind = kind(ofMark: mark)
        let nameStart = kind == .variable ? inside : inside + 1
        let content = trimmed(nameStart..<max(nameStart, end))
        if mark == UInt8(ascii: "=") { changeDelimiters(to: content, at: start) }
        let name = kind == .silent ? "" : String(decoding: source[content], as: UTF8.self)
        if kind != .silent { checkName(name, kind: kind, at: start) }
        tokens.append(.tag(Tag(kind: kind, name: name, range: range)))
        return true
    }

    private func kind(ofMark mark: UInt8) -> Tag.Kind {
        switch mark {
        case UInt8(ascii: "{"), UInt8(ascii: "&"): .unescaped
        case UInt8(ascii: "#"): .section
        case UInt8(ascii: "^"): .inverted
        case UInt8(ascii: "/"): .close
        case UInt8(ascii: ">"): .partial
        case UInt8(ascii: "<"): .parent
        case UInt8(ascii: "$"): .block
        case UInt8(ascii: "!"), UInt8(ascii: "="): .silent
        default: .variable
        }
    }

    private mutating func changeDelimiters(to content: Range<Int>, at start: Int) {
        let parts = source[content].split(whereSeparator: isBlank)
        guard parts.count == 2, !parts.contains(where: { $0.contains(UInt8(ascii: "=")) }) else {
            failures.append((start, "delimiters are changed by two marks with a space between, as in `{{=<% %>=}}`"))
            return
        }
        opening = Array(parts[0])
        closing = Array(parts[1])
    }

    private mutating func checkName(_ name: String, kind: Tag.Kind, at start: Int) {
        if name.isEmpty {
            failures.append((start, "this tag has no name"))
        } else if name.utf8.contains(where: isBlank) {
            failures.append((start, "a name can't have spaces in it: `\(name)`"))
        } else if name != ".", [.variable, .unescaped, .section, .inverted].contains(kind),
            name.split(separator: ".", omittingEmptySubsequences: false).contains("")
        {
            failures.append((start, "a dot must stand between two names: `\(name)`"))
        }
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isBlank(source[start]) { start += 1 }
        while end > start, isBlank(source[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Where the pattern, which is never empty, begins next.
    private func find(_ pattern: [UInt8], from start: Int) -> Int? {
        let first = pattern[0]
        var index = start
        while index + pattern.count <= source.count {
            if source[index] == first, source[index..<(index + pattern.count)].elementsEqual(pattern) { return index }
            index += 1
        }
        return nil
    }
}

private func isBlank(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
    default: false
    }
}
