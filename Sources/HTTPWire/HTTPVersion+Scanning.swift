extension HTTPVersion {
    /// How long the name of a version is, `HTTP/1.1`.
    static let length = 8

    /// The version named at `start`; `nil` when the bytes end before its name does.
    ///
    /// RFC 9112 §2.3: `HTTP`, in capitals, and two digits. Versions other than 1.0 and 1.1 are refused, though
    /// RFC 9110 §2.5 would let a later 1.x pass as 1.1: there is none, and whoever sends one is probing.
    @inline(__always)
    init?(_ bytes: RawSpan, from start: Int, to end: Int) throws(WireError) {
        if start + Self.length <= end {
            switch bytes.word(start) {
            case 0x312E_312F_5054_5448:  // "HTTP/1.1", first byte lowest
                self = .http11
                return
            case 0x302E_312F_5054_5448:
                self = .http10
                return
            default: break
            }
        }
        try Self.check(bytes, from: start, to: end)
        return nil
    }

    /// Throws what is wrong with a version that is neither 1.0 nor 1.1, if anything is by now.
    private static func check(_ bytes: RawSpan, from start: Int, to end: Int) throws(WireError) {
        let available = min(end, start + length)
        for (offset, expected) in "HTTP/1.1".utf8.enumerated() where start + offset < available {
            let byte = bytes.byte(start + offset)
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            guard offset == 5 || offset == 7 ? isDigit : byte == expected else {
                throw byte == UInt8(ascii: "\n") ? .bareLineFeed : .malformedVersion
            }
        }
        if available == start + length { throw .unsupportedVersion }
    }
}
