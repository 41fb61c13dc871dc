/// The YAML that nearly all front matter is written in, read without a YAML parser: a line a field, its value a plain or
/// quoted scalar, or a list in brackets of such.
///
/// Whatever looks like more (indentation, block scalars, comments behind values, anchors, escapes, a key given twice) is left to
/// the real parser, which then reads the whole. So this may refuse, and never differ.
enum PlainYAML {
    /// - Returns: `nil` when the text needs the real parser.
    static func read(_ text: String, lineOffset: Int) -> Metadata? {
        let bytes = Array(text.utf8)
        var fields: [MetadataField] = []
        var seen: Set<String> = []
        var start = 0
        var line = 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if end > start {
                guard let field = field(bytes[start..<end], line: line + lineOffset),
                    seen.insert(field.key).inserted
                else { return nil }
                fields.append(field)
            }
            start = end + 1
            line += 1
        }
        return Metadata(fields: fields)
    }

    private typealias Bytes = ArraySlice<UInt8>

    private static func field(_ bytes: Bytes, line: Int) -> MetadataField? {
        // A key of letters, digits, `_` and `-`, a colon, a space.
        let keyEnd = bytes.firstIndex { !isKeyByte($0) } ?? bytes.endIndex
        guard keyEnd > bytes.startIndex, keyEnd < bytes.endIndex,
            bytes[keyEnd] == UInt8(ascii: ":"), isLetter(bytes[bytes.startIndex])
        else { return nil }
        let key = String(decoding: bytes[..<keyEnd], as: UTF8.self)
        var start = keyEnd + 1
        if start < bytes.endIndex, bytes[start] != UInt8(ascii: " ") { return nil }
        while start < bytes.endIndex, bytes[start] == UInt8(ascii: " ") { start += 1 }
        var end = bytes.endIndex
        while end > start, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
        // An empty value may go on below.
        guard start < end else { return nil }
        let rest = bytes[start..<end]
        // Columns count characters.
        guard bytes[bytes.startIndex..<start].allSatisfy({ $0 < 0x80 }) else { return nil }
        let value =
            rest.first == UInt8(ascii: "[") ? list(rest) : scalar(rest, insideList: false)
        guard let value else { return nil }
        return MetadataField(
            key: key, value: value, keyPosition: Position(line: line, column: 1),
            valuePosition: Position(line: line, column: start - bytes.startIndex + 1))
    }

    private static func list(_ bytes: Bytes) -> MetadataValue? {
        guard bytes.count >= 2, bytes.last == UInt8(ascii: "]") else { return nil }
        let inner = bytes.dropFirst().dropLast()
        var items: [MetadataValue] = []
        // Quotes may hold commas, and an empty place or a bracket may mean anything.
        for part in inner.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            var item = part
            while item.first == UInt8(ascii: " ") { item = item.dropFirst() }
            while item.last == UInt8(ascii: " ") { item = item.dropLast() }
            if item.isEmpty {
                guard inner.allSatisfy({ $0 == UInt8(ascii: " ") }) else { return nil }
                break
            }
            guard let value = scalar(item, insideList: true) else { return nil }
            items.append(value)
        }
        return .list(items)
    }

    private static func scalar(_ bytes: Bytes, insideList: Bool) -> MetadataValue? {
        guard let first = bytes.first, let last = bytes.last else { return nil }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            guard bytes.count >= 2, last == first else { return nil }
            let inner = bytes.dropFirst().dropLast()
            guard
                inner.allSatisfy({
                    $0 != first && $0 != UInt8(ascii: "\\") && $0 >= 0x20 && $0 != 0x7F && $0 < 0x80
                })
            else { return nil }
            return .scalar(String(decoding: inner, as: UTF8.self), isQuoted: true)
        }
        // What a plain scalar may begin with everywhere (YAML 1.1 §9.1.3, and less).
        guard isLetter(first) || isDigit(first) else { return nil }
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: ":"), UInt8(ascii: "#"), 0..<0x20, 0x7F...:
                // `10:30` and `a#b` are plain; `a: b` and `a #b` are not. A look at the neighbours would do; so does the parser.
                guard byte == UInt8(ascii: ":"), isDigit(previous) else { return nil }
            case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
                if insideList { return nil }
            case UInt8(ascii: " ") where previous == UInt8(ascii: ":"): return nil
            default: break
            }
            previous = byte
        }
        guard previous != UInt8(ascii: ":") else { return nil }
        return .scalar(String(decoding: bytes, as: UTF8.self), isQuoted: false)
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
