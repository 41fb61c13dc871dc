/// A dictionary of structured fields, as far as targeted cache control needs one (RFC 8941 §3.2, §4.2.2).
///
/// The grammar is strict: one fault and the whole field counts as absent, which is what RFC 9213 §2.1 wants.
struct StructuredDictionary {
    enum Value: Hashable {
        case integer(Int)
        case boolean(Bool)
        case string(String)
        case token(String)
        /// An inner list of strings alone.
        case strings([String])
        /// Decimals, byte sequences and other inner lists: well-formed, of no use to a cache.
        case other
    }

    /// In order of first appearance; a repeated key keeps its last value.
    private(set) var members: [(key: String, value: Value)] = []

    private var bytes: [UInt8]
    private var index = 0

    /// `nil` where the text is not a dictionary.
    init?(_ text: String) {
        bytes = Array(text.utf8)
        skip { $0 == 0x20 }
        while index < bytes.count {
            guard let key = key() else { return nil }
            var value = Value.boolean(true)
            if take("=") {
                guard let item = itemOrInnerList() else { return nil }
                value = item
            }
            guard parameters() else { return nil }
            set(key, value)
            guard separator() else { return nil }
        }
    }

    private mutating func set(_ key: String, _ value: Value) {
        members.removeAll { $0.key == key }
        members.append((key, value))
    }

    private mutating func separator() -> Bool {
        skip { $0 == 0x20 || $0 == 0x09 }
        if index == bytes.count { return true }
        guard take(",") else { return false }
        skip { $0 == 0x20 || $0 == 0x09 }
        return index < bytes.count
    }

    private mutating func itemOrInnerList() -> Value? {
        guard take("(") else { return bareItem() }
        var members: [Value] = []
        while index < bytes.count {
            skip { $0 == 0x20 }
            if take(")") { return Self.innerList(members) }
            guard let member = bareItem(), parameters() else { return nil }
            members.append(member)
            guard let next = peek, next == 0x20 || next == UInt8(ascii: ")") else { return nil }
        }
        return nil
    }

    private static func innerList(_ members: [Value]) -> Value {
        let strings = members.compactMap { member -> String? in
            switch member {
            case .string(let text): text
            case .integer, .boolean, .token, .strings, .other: nil
            }
        }
        return strings.count == members.count ? .strings(strings) : .other
    }

    private mutating func parameters() -> Bool {
        while take(";") {
            skip { $0 == 0x20 }
            guard key() != nil else { return false }
            if take("="), bareItem() == nil { return false }
        }
        return true
    }

    private mutating func bareItem() -> Value? {
        guard let byte = peek else { return nil }
        switch byte {
        case UInt8(ascii: "?"): return boolean()
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: ":"): return byteSequence()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
        case _ where byte.isLetter || byte == UInt8(ascii: "*"): return token()
        case _: return nil
        }
    }

    private mutating func key() -> String? {
        guard let first = peek, first.isLowercase || first == UInt8(ascii: "*") else { return nil }
        return text { $0.isLowercase || $0.isDigit || "_-.*".utf8.contains($0) }
    }

    private mutating func boolean() -> Value? {
        index += 1
        if take("1") { return .boolean(true) }
        if take("0") { return .boolean(false) }
        return nil
    }

    private mutating func string() -> Value? {
        index += 1
        var content: [UInt8] = []
        while let byte = peek {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return .string(String(decoding: content, as: UTF8.self))
            case UInt8(ascii: "\\"):
                guard let escaped = peek, escaped == 0x22 || escaped == 0x5C else { return nil }
                content.append(escaped)
                index += 1
            case 0x20...0x7E: content.append(byte)
            case _: return nil
            }
        }
        return nil
    }

    private mutating func byteSequence() -> Value? {
        index += 1
        skip { $0.isLetter || $0.isDigit || "+/=".utf8.contains($0) }
        return take(":") ? .other : nil
    }

    private mutating func number() -> Value? {
        let sign = take("-") ? -1 : 1
        let whole = text(while: \.isDigit)
        guard !whole.isEmpty, whole.utf8.count <= 15 else { return nil }
        guard take(".") else { return Int(whole).map { .integer(sign * $0) } }
        let fraction = text(while: \.isDigit)
        return (1...3).contains(fraction.utf8.count) && whole.utf8.count <= 12 ? .other : nil
    }

    private mutating func token() -> Value? {
        .token(text { $0.isLetter || $0.isDigit || "!#$%&'*+-.^_`|~:/".utf8.contains($0) })
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while let byte = peek, condition(byte) { index += 1 }
    }

    private mutating func text(while condition: (UInt8) -> Bool) -> String {
        let start = index
        skip(while: condition)
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }
}

extension StructuredDictionary {
    /// The members of a list that holds strings alone (RFC 8941 §3.1), without their parameters; `nil` for anything else.
    static func strings(inList text: String) -> [String]? {
        guard var reader = StructuredDictionary("") else { return nil }
        reader.bytes = Array(text.utf8)
        reader.skip { $0 == 0x20 }
        var strings: [String] = []
        while reader.index < reader.bytes.count {
            guard case .string(let text)? = reader.bareItem(), reader.parameters(), reader.separator() else {
                return nil
            }
            strings.append(text)
        }
        return strings
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isLowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    fileprivate var isLetter: Bool { isLowercase || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}
