// The form in which values travel between programs, and its rule:
//
// - text, flags, whole numbers, arrays, objects and null are themselves;
// - markup is an object with the one key `$markup`;
// - a key that begins with `$` gets another `$` in front, so that no key from outside can turn text into markup.

extension TemplateValue {
    private static let markupKey = "$markup"

    /// Reads what `json()` writes.
    ///
    /// - Throws: `TemplateJSONFailure`, with the place.
    package init(json: [UInt8]) throws {
        var reader = JSONReader(json)
        self = try reader.readDocument()
    }

    /// The value as JSON, without spaces, keys in order: equal values give equal bytes.
    package func json() -> [UInt8] {
        var output: [UInt8] = []
        writeJSON(to: &output)
        return output
    }

    /// An object of JSON as a value: markup when that is what it stands for.
    init(plainFields fields: [String: TemplateValue]) {
        if fields.count == 1, case .text(let markup)? = fields[Self.markupKey] {
            self = .markup(markup)
        } else {
            let named = fields.map { ($0.key.hasPrefix("$$") ? String($0.key.dropFirst()) : $0.key, $0.value) }
            self = .object(Dictionary(named, uniquingKeysWith: { first, _ in first }))
        }
    }

    private func writeJSON(to output: inout [UInt8]) {
        switch self {
        case .none: output += "null".utf8
        case .flag(let flag): output += (flag ? "true" : "false").utf8
        case .number(let number): output += String(number).utf8
        case .text(let text): output.appendJSONString(text)
        case .markup(let markup):
            output += "{\"\(Self.markupKey)\":".utf8
            output.appendJSONString(markup)
            output.append(UInt8(ascii: "}"))
        case .list(let items):
            output.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                item.writeJSON(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let fields):
            output.append(UInt8(ascii: "{"))
            for (index, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                output.appendJSONString(field.key.hasPrefix("$") ? "$" + field.key : field.key)
                output.append(UInt8(ascii: ":"))
                field.value.writeJSON(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }
}

extension [UInt8] {
    /// RFC 8259 §7: only what must be escaped is.
    fileprivate mutating func appendJSONString(_ text: String) {
        append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            // Runs of what needs no escape are copied in one go.
            var start = 0
            for index in 0..<bytes.count {
                let byte = unsafe bytes[index]
                if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { continue }
                unsafe append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                appendEscaped(byte)
                start = index + 1
            }
            unsafe append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            append(UInt8(ascii: "\\"))
            append(byte)
        case UInt8(ascii: "\n"): append(contentsOf: "\\n".utf8)
        case 0..<0x20:
            let digits = String(byte, radix: 16)
            append(contentsOf: "\\u00\(digits.count == 1 ? "0" : "")\(digits)".utf8)
        default: append(byte)
        }
    }
}
