/// The host and port in an authority (RFC 9110 §4.2, §7.2), as ranges of the bytes it was read from.
///
/// The host is a name of letters, digits, `-`, `.`, `_` and `~` with no empty label but maybe the last, an IPv4
/// address, or an IPv6 address in brackets without zone. RFC 3986 §3.2.2 would allow more in names, percent-encoding
/// above all; no name in DNS has it, and two spellings of one host would be two hosts to a cache. User information is
/// refused (RFC 9110 §4.2.4). A port has no leading zero and is 1 to 65535; an empty one is none.
package struct Authority: Hashable, Sendable {
    /// As written, brackets included, in whatever case.
    package let host: Range<Int>
    package let port: Int?

    /// `nil` when the bytes at `range` are no authority in this sense, an empty one included.
    package init?(_ bytes: RawSpan, _ range: Range<Int>) {
        guard !range.isEmpty else { return nil }
        let hostEnd: Int?
        if bytes.byte(range.lowerBound) == UInt8(ascii: "[") {
            hostEnd = Self.endOfLiteral(bytes, range)
        } else {
            hostEnd = Self.endOfName(bytes, range)
        }
        guard let hostEnd else { return nil }
        host = range.lowerBound..<hostEnd
        guard hostEnd < range.upperBound else {
            port = nil
            return
        }
        guard bytes.byte(hostEnd) == UInt8(ascii: ":"), range.upperBound - hostEnd <= 6 else { return nil }
        let digits = (hostEnd + 1)..<range.upperBound
        guard let first = digits.first else {
            port = nil
            return
        }
        var number = 0
        for index in digits {
            let digit = bytes.byte(index) &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        guard bytes.byte(first) != UInt8(ascii: "0"), number <= 65_535 else { return nil }
        port = number
    }

    private static func endOfName(_ bytes: RawSpan, _ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        var isAfterDot = true
        while index < range.upperBound {
            let byte = bytes.byte(index)
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                isAfterDot = false
            case UInt8(ascii: "."):
                guard !isAfterDot else { return nil }
                isAfterDot = true
            default: return index > range.lowerBound ? index : nil
            }
            index += 1
        }
        return index
    }

    /// The end of `[…]` with an IPv6 address inside (RFC 3986 §3.2.2); `nil` if it is none.
    private static func endOfLiteral(_ bytes: RawSpan, _ range: Range<Int>) -> Int? {
        var close = range.lowerBound + 1
        while close < range.upperBound, bytes.byte(close) != UInt8(ascii: "]") { close += 1 }
        guard close < range.upperBound, isIPv6(bytes.copy((range.lowerBound + 1)..<close)) else { return nil }
        return close + 1
    }

    /// Eight groups of up to four hexadecimal digits, one run of zero groups written `::`, the last two maybe as IPv4.
    private static func isIPv6(_ text: [UInt8]) -> Bool {
        let colon = UInt8(ascii: ":")
        var groups = text.split(separator: colon, omittingEmptySubsequences: false)
        guard groups.count >= 3, groups.count <= 9 else { return false }
        // "::" at either end leaves two empty parts there, in the middle one.
        if groups[0].isEmpty {
            guard groups[1].isEmpty else { return false }
            groups.removeFirst()
        }
        if groups[groups.count - 1].isEmpty {
            guard groups.count >= 2, groups[groups.count - 2].isEmpty else { return false }
            groups.removeLast()
        }
        var count = groups.count
        let empty = groups.count { $0.isEmpty }
        if let last = groups.last, last.contains(UInt8(ascii: ".")) {
            guard isIPv4(last) else { return false }
            groups.removeLast()
            count += 1
        }
        guard groups.allSatisfy({ $0.count <= 4 && $0.allSatisfy(isHexDigit) }) else { return false }
        return empty == 0 ? count == 8 : empty == 1 && count <= 8
    }

    private static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else {
                    return false
                }
                return Int(String(decoding: part, as: UTF8.self)).map { $0 <= 255 && part.first != UInt8(ascii: "+") }
                    ?? false
            }
    }
}

func isHexDigit(_ byte: UInt8) -> Bool { hexValue(byte) != nil }

func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
