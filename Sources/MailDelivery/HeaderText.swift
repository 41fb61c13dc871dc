/// Words for header fields: cleaned, encoded where ASCII doesn't reach, folded.
///
/// Whatever goes in, what comes out is printable ASCII with line breaks only before a space, so no value can begin a
/// field of its own.
enum HeaderText {
    /// Control characters and runs of white space become single spaces, the ends are trimmed, the length is capped.
    static func clean(_ text: String, limit: Int) -> String {
        var result = String.UnicodeScalarView()
        var pendingSpace = false
        for scalar in text.unicodeScalars.prefix(limit * 4) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .unassigned:
                pendingSpace = !result.isEmpty
            default:
                if pendingSpace { result.append(" ") }
                pendingSpace = false
                result.append(scalar)
            }
            if result.count >= limit { break }
        }
        return String(result)
    }

    /// An unstructured value (RFC 5322 §2.2.1) after `name: `, folded to 78 columns where it has spaces.
    static func unstructured(_ text: String, after name: String) -> String {
        let clean = clean(text, limit: 400)
        let words = clean.split(separator: " ")
        if isPrintableASCII(clean), !clean.contains("=?"), words.allSatisfy({ $0.utf8.count <= 70 }) {
            return fold(words.map(String.init), startColumn: name.utf8.count + 2)
        }
        return encodedWords(clean).joined(separator: "\r\n ")
    }

    /// A display name (RFC 5322 §3.4): bare, quoted or encoded, whichever it needs.
    static func phrase(_ text: String) -> String {
        let clean = clean(text, limit: 120)
        if clean.utf8.allSatisfy({ EmailAddress.isAtomText($0) || $0 == 0x20 }), !clean.contains("=?") {
            return clean
        }
        if isPrintableASCII(clean), !clean.contains("=?"), clean.utf8.count <= 60 {
            let escaped = clean.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
            return "\"\(escaped)\""
        }
        return encodedWords(clean).joined(separator: "\r\n ")
    }

    static func isPrintableASCII(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }

    /// RFC 2047 §2 and §5: base 64, at most 75 characters each, split between characters, never inside one.
    private static func encodedWords(_ text: String) -> [String] {
        var words: [String] = []
        var chunk: [UInt8] = []
        func flush() {
            if !chunk.isEmpty { words.append("=?utf-8?B?\(base64(chunk))?=") }
            chunk = []
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // 39 bytes are 52 characters: with its frame and the longest field name, inside 78 columns.
            if chunk.count + bytes.count > 39 { flush() }
            chunk += bytes
        }
        flush()
        return words
    }

    private static func fold(_ words: [String], startColumn: Int) -> String {
        var result = ""
        var column = startColumn
        for (index, word) in words.enumerated() {
            let width = word.utf8.count
            if index > 0 {
                let breaks = column + 1 + width > 78
                result += breaks ? "\r\n " : " "
                column = breaks ? 1 : column + 1
            }
            result += word
            column += width
        }
        return result
    }

    /// RFC 4648 §4, with padding.
    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            bits <<= UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                result.append(index <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * index)) & 63] : 0x3D)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
