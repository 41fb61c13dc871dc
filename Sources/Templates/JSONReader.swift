/// Why some bytes aren't a template value in JSON. Whoever wrote them is at fault; reading again won't help.
package struct TemplateJSONFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Byte offset.
    package var offset: Int
    package var reason: String

    package var description: String { "byte \(offset): \(reason)" }
}

/// RFC 8259, for the values that templates have: numbers must be whole.
struct JSONReader {
    /// Arrays and objects may be nested this deep (RFC 8259 §9 leaves the limit to us).
    private static let depthLimit = 128

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func readDocument() throws(TemplateJSONFailure) -> TemplateValue {
        let value = try readValue()
        skipSpace()
        guard position == bytes.count else { throw failure("something follows the value") }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ reason: String) -> TemplateJSONFailure {
        TemplateJSONFailure(offset: position, reason: reason)
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(TemplateJSONFailure) {
        skipSpace()
        guard accept(character) else { throw failure("expected `\(character)`") }
    }

    private mutating func readValue() throws(TemplateJSONFailure) -> TemplateValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try nested { (reader) throws(TemplateJSONFailure) in try reader.readObject() }
        case UInt8(ascii: "["): return try nested { (reader) throws(TemplateJSONFailure) in try reader.readArray() }
        case UInt8(ascii: "\""): return .text(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .flag(true))
        case UInt8(ascii: "f"): return try readWord("false", .flag(false))
        case UInt8(ascii: "n"): return try readWord("null", .none)
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return .number(try readNumber())
        case .some: throw failure("expected a value")
        case nil: throw failure("expected a value, and the text ended")
        }
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(TemplateJSONFailure) -> TemplateValue
    ) throws(TemplateJSONFailure) -> TemplateValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw failure("nested deeper than \(Self.depthLimit) levels") }
        position += 1
        return try read(&self)
    }

    private mutating func readWord(
        _ word: StaticString, _ value: TemplateValue
    ) throws(TemplateJSONFailure) -> TemplateValue {
        let letters = Array(word.description.utf8)
        guard bytes[position...].starts(with: letters) else { throw failure("expected a value") }
        position += letters.count
        return value
    }

    private mutating func readNumber() throws(TemplateJSONFailure) -> Int {
        let start = position
        _ = accept("-")
        let digits = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > digits, position == digits + 1 || bytes[digits] != UInt8(ascii: "0") else {
            throw failure("not a number")
        }
        if next == UInt8(ascii: ".") || next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            throw failure("only whole numbers can be put into templates")
        }
        guard let number = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw failure("this number is too large")
        }
        return number
    }
}

// MARK: Arrays, objects, strings

extension JSONReader {
    private mutating func readArray() throws(TemplateJSONFailure) -> TemplateValue {
        var items: [TemplateValue] = []
        skipSpace()
        if accept("]") { return .list(items) }
        repeat {
            items.append(try readValue())
            skipSpace()
        } while accept(",")
        try expect("]")
        return .list(items)
    }

    private mutating func readObject() throws(TemplateJSONFailure) -> TemplateValue {
        var fields: [String: TemplateValue] = [:]
        skipSpace()
        if accept("}") { return .object(fields) }
        repeat {
            skipSpace()
            let name = try readString()
            try expect(":")
            fields[name] = try readValue()
            skipSpace()
        } while accept(",")
        try expect("}")
        return TemplateValue(plainFields: fields)
    }

    private mutating func readString() throws(TemplateJSONFailure) -> String {
        guard accept("\"") else { throw failure("expected a string") }
        let start = position
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw TemplateJSONFailure(offset: start, reason: "this string isn't UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): try readEscape(into: &text)
            case 0..<0x20: throw failure("control characters must be escaped")
            default: text.append(byte)
            }
        }
        throw failure("this string never ends")
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(TemplateJSONFailure) {
        guard let letter = next else { throw failure("this string never ends") }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += Array(String(Character(try readScalar())).utf8)
        default: throw failure("there is no such escape")
        }
    }

    /// One scalar, of which those beyond the basic plane come as two escapes (RFC 8259 §7).
    private mutating func readScalar() throws(TemplateJSONFailure) -> Unicode.Scalar {
        let unit = try readHex()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, accept("\\"), accept("u") else { throw failure("half a surrogate pair") }
        let low = try readHex()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + low - 0xDC00)
        else { throw failure("half a surrogate pair") }
        return scalar
    }

    private mutating func readHex() throws(TemplateJSONFailure) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("expected four hexadecimal digits") }
        position += 4
        return unit
    }
}
