// The character classes of RFC 9110 §5.6.2, and ASCII arithmetic that every parser here shares.

/// Whether `byte` may stand in a token: a letter, a digit or one of ``!#$%&'*+-.^_`|~`` (RFC 9110 §5.6.2).
package func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
        UInt8(ascii: "'"),
        UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"),
        UInt8(ascii: "_"),
        UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
        true
    default: false
    }
}

/// Whether `bytes` is a token: at least one byte, and token bytes alone (RFC 9110 §5.6.2).
package func isToken(_ bytes: some Collection<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy(isTokenByte)
}

/// The non-negative decimal number that `digits` spell, `nil` for anything but one or more digits.
///
/// Numbers beyond `Int` become `Int.max`: for lengths, positions and ages "too many to count" is an answer.
package func saturatedDecimal(_ digits: some Collection<UInt8>) -> Int? {
    guard !digits.isEmpty else { return nil }
    var value = 0
    var overflowed = false
    for byte in digits {
        guard isDigit(byte) else { return nil }
        let (tens, tooMany) = value.multipliedReportingOverflow(by: 10)
        let (sum, tooBig) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
        overflowed = overflowed || tooMany || tooBig
        value = overflowed ? .max : sum
    }
    return value
}

/// `bytes` without spaces and tabs at either end (OWS, RFC 9110 §5.6.3).
package func trimmingOptionalWhitespace<Bytes: BidirectionalCollection<UInt8>>(_ bytes: Bytes) -> Bytes.SubSequence {
    guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return bytes[bytes.endIndex...] }
    return bytes[first...last]
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func isUpperCase(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }

func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

func lowerCased(_ byte: UInt8) -> UInt8 { isUpperCase(byte) ? byte | 0x20 : byte }
