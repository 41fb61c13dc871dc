/// A set of bytes.
struct ByteSet: Hashable, Sendable {
    private var bits = SIMD4<UInt64>()

    init() {}

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    static func only(_ byte: UInt8) -> ByteSet { ByteSet(CollectionOfOne(byte)) }

    func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0 }

    mutating func insert(_ byte: UInt8) { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

    mutating func formUnion(_ other: ByteSet) { bits |= other.bits }

    var inverted: ByteSet {
        var set = self
        set.bits = ~bits
        return set
    }

    /// With the other case of each letter.
    var ignoringCase: ByteSet {
        var set = self
        for byte in UInt8(ascii: "a")...UInt8(ascii: "z") {
            if contains(byte) { set.insert(byte - 32) }
            if contains(byte - 32) { set.insert(byte) }
        }
        return set
    }

    // Letters of other scripts are bytes above 0x7F in UTF-8; all of them count as letters.
    static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
    static let word = ByteSet(
        (0...255).filter {
            $0 > 127 || digits.contains($0) || $0 == UInt8(ascii: "_")
                || ($0 | 32 >= UInt8(ascii: "a") && $0 | 32 <= UInt8(ascii: "z"))
        })
    static let space = ByteSet(" \t\n\r\u{0C}\u{0B}".utf8)
    static let newline = ByteSet.only(UInt8(ascii: "\n"))
}
