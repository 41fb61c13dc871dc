/// The value of a header or trailer field, verbatim.
///
/// RFC 9110 §5.5: a value is bytes. Usually they are US-ASCII; 0x80–0xFF are opaque and pass through as they came,
/// whether or not they are UTF-8.
package struct FieldValue: Hashable, Sendable {
    package let bytes: [UInt8]

    /// A value of these very bytes. Nothing is checked: whoever writes heads refuses what `isWritable` denies.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A value from text: the inverse of `text`.
    ///
    /// U+0000 to U+00FF become one byte each; what lies above is written as UTF-8.
    package init(_ text: some StringProtocol) {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            bytes = Array(text.utf8)
        } else {
            bytes = text.unicodeScalars.flatMap { scalar in
                scalar.value <= 0xFF ? [UInt8(scalar.value)] : Array(String(scalar).utf8)
            }
        }
    }

    /// The value as text with one scalar per byte (ISO 8859-1), so that nothing is lost or repaired.
    package var text: String {
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
        return String(text)
    }

    /// Whether the value can stand in a message: no controls but the tab, and no blanks at its ends (RFC 9110 §5.5).
    package var isWritable: Bool {
        bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }
            && !(bytes.first.map(isBlank) ?? false) && !(bytes.last.map(isBlank) ?? false)
    }
}

extension FieldValue: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

extension FieldValue: CustomStringConvertible {
    package var description: String { text }
}

/// One field line (RFC 9110 §5.2).
package struct Field: Hashable, Sendable {
    package let name: FieldName
    package let value: FieldValue

    package init(name: FieldName, value: FieldValue) {
        self.name = name
        self.value = value
    }
}

extension Field: CustomStringConvertible {
    package var description: String { "\(name): \(value)" }
}
