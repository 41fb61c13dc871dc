import Crypto

/// What tells two versions of a page apart, and whether only its style sheets differ.
struct PageMark: Hashable, Sendable {
    /// Of all its bytes.
    let whole: String
    /// Of its bytes without what names style sheets by their content: the digest in `style.0123456789.css`, and `integrity`.
    let content: String

    init(_ page: [UInt8]) {
        whole = Self.digest(page)
        content = Self.digest(Self.withoutStyleDigests(page))
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).prefix(10).map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
    }

    private static func withoutStyleDigests(_ page: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(page.count)
        var rest = page[...]
        while let close = rest.firstIndex(of: UInt8(ascii: ">")) {
            let tag = rest[...close]
            rest = rest[(close + 1)...]
            if let start = tag.lastIndex(of: UInt8(ascii: "<")), tag[start...].starts(with: "<link".utf8) {
                result += tag[..<start]
                result += plain(tag[start...])
            } else {
                result += tag
            }
        }
        return result + rest
    }

    /// A `link` without digests: of its words those that have none.
    private static func plain(_ tag: ArraySlice<UInt8>) -> [UInt8] {
        let words = tag.split(separator: UInt8(ascii: " ")).filter { !$0.starts(with: "integrity=".utf8) }
        return Array(
            words.map { word in
                let parts = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                guard parts.last?.starts(with: "css".utf8) == true else { return Array(word) }
                return Array(parts.filter { !isDigest($0) }.joined(separator: ".".utf8))
            }.joined(separator: " ".utf8))
    }

    private static func isDigest(_ part: ArraySlice<UInt8>) -> Bool {
        (10...64).contains(part.count) && part.allSatisfy(isLowerHexadecimal)
    }
}
