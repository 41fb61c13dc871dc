extension Fields {
    /// All values of `name` as one, joined by a comma and a space (RFC 9110 §5.3).
    ///
    /// Not meant for `Set-Cookie`, whose values hold commas of their own.
    package func combined(_ name: FieldName) -> FieldValue? {
        let values = values(name)
        guard let first = values.first else { return nil }
        guard values.count > 1 else { return first }
        return FieldValue(Array(values.map(\.bytes).joined(separator: [UInt8(ascii: ","), UInt8(ascii: " ")])))
    }

    /// The combined value as text; setting replaces all lines of the name, `nil` removes them.
    package subscript(name: FieldName) -> String? {
        get { combined(name)?.text }
        set {
            if let newValue { set(name, to: FieldValue(newValue)) } else { removeAll(named: name) }
        }
    }

    /// The members of a comma-separated list over all lines of `name` (RFC 9110 §5.6.1).
    ///
    /// Commas inside quoted strings don't separate, blanks around members are dropped, so are empty members. A quoted
    /// string that never ends reaches to the end of its line and no further.
    package func list(_ name: FieldName) -> [String] {
        lazy.filter { $0.name == name }.flatMap { listMembers(of: $0.value.bytes) }
    }
}

/// The non-empty members of the comma-separated list in one field value (RFC 9110 §5.6.1).
package func listMembers(of bytes: [UInt8]) -> [String] {
    elements(of: bytes[...], separatedBy: UInt8(ascii: ",")).compactMap { member in
        member.isEmpty ? nil : FieldValue(Array(member)).text
    }
}

/// `bytes` cut at each `separator` outside quoted strings, each part without blanks at its ends.
func elements(of bytes: ArraySlice<UInt8>, separatedBy separator: UInt8) -> [ArraySlice<UInt8>] {
    var elements: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    var isQuoted = false
    var isEscaped = false
    for index in bytes.indices {
        let byte = bytes[index]
        if isEscaped {
            isEscaped = false
        } else if isQuoted {
            isEscaped = byte == UInt8(ascii: "\\")
            isQuoted = byte != UInt8(ascii: "\"")
        } else if byte == UInt8(ascii: "\"") {
            isQuoted = true
        } else if byte == separator {
            elements.append(trimmingOptionalWhitespace(bytes[start..<index]))
            start = index + 1
        }
    }
    elements.append(trimmingOptionalWhitespace(bytes[start...]))
    return elements
}

/// What a quoted string says, its quotes and backslashes resolved; `nil` if `bytes` is no such string (RFC 9110 §5.6.4).
package func unquoted(_ bytes: some BidirectionalCollection<UInt8>) -> [UInt8]? {
    let quote = UInt8(ascii: "\"")
    guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return nil }
    var result: [UInt8] = []
    var isEscaped = false
    for byte in bytes.dropFirst().dropLast() {
        guard byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t") else { return nil }
        if isEscaped {
            result.append(byte)
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == quote {
            return nil
        } else {
            result.append(byte)
        }
    }
    return isEscaped ? nil : result
}
