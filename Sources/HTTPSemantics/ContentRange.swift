/// Which bytes of a representation a 206 carries, or how long it is when a 416 carries none (RFC 9110 §14.4).
package enum ContentRange: Hashable, Sendable {
    /// `bytes first-last/length`; the length is `nil` where it says `*`.
    case part(Range<Int>, lengthBytes: Int?)
    /// `bytes */length`.
    case unsatisfied(lengthBytes: Int)

    /// The range that `text` states; `nil` for another unit, empty or reversed ranges, ranges past the stated length,
    /// and numbers beyond `Int`.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count > 6, bytes.prefix(6).map(lowerCased).elementsEqual("bytes ".utf8) else { return nil }
        let parts = bytes[6...].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let isLengthUnknown = parts[1].elementsEqual("*".utf8)
        let length = isLengthUnknown ? nil : Self.number(parts[1])
        guard isLengthUnknown || length != nil else { return nil }
        if parts[0].elementsEqual("*".utf8) {
            guard let length else { return nil }
            self = .unsatisfied(lengthBytes: length)
            return
        }
        let ends = parts[0].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last,
            last < length ?? .max
        else { return nil }
        self = .part(first..<(last + 1), lengthBytes: length)
    }

    package init?(_ value: FieldValue) { self.init(value.text) }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        saturatedDecimal(digits).flatMap { $0 == .max ? nil : $0 }
    }
}

extension ContentRange: CustomStringConvertible {
    /// The field value. An empty part cannot be said, and is written as unsatisfied.
    package var description: String {
        switch self {
        case .part(let range, let length):
            let total = length.map(String.init) ?? "*"
            return range.isEmpty ? "bytes */\(total)" : "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(total)"
        case .unsatisfied(let length): return "bytes */\(length)"
        }
    }
}
