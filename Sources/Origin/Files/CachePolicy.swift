/// How long what kind of file may be used without asking.
enum CachePolicy {
    /// The name holds a digest of the content, so what is behind it never changes.
    static let immutable = "public, max-age=31536000, immutable"
    /// Readers ask each time, the edge each minute.
    static let page = "public, max-age=0, s-maxage=60"
    /// The same minute for the edge, and a day in which a page may stand in for an origin that is down (RFC 5861 §4).
    static let pageAtTheEdge = "max-age=60, stale-if-error=86400"
    /// An edge that is told of every change keeps pages for a week; in `PageTags.lifetimeField`.
    static let pageAtAToldEdge = "max-age=604800, stale-if-error=86400"
    /// A page that isn't there yet may be in a moment.
    static let absence = "public, max-age=0, s-maxage=10"
    /// Nobody may keep it.
    static let never = "no-store"

    /// - Parameter kind: As the build's manifest has it, where it knows the file.
    static func forFile(_ relative: String, kind: String?) -> String {
        kind == "asset" || kind == "image" || isFingerprinted(relative) ? immutable : page
    }

    /// Whether the name carries a digest of at least ten hexadecimal digits: as a folder below `images/` or `photos/`
    /// (`images/0123456789abcdef/640.jpg`), or between two dots (`assets/style.0123456789.css`).
    static func isFingerprinted(_ relative: String) -> Bool {
        guard ["assets/", "images/", "photos/"].contains(where: relative.hasPrefix) else { return false }
        let folders = relative.utf8.split(separator: UInt8(ascii: "/")).dropFirst().dropLast()
        if !relative.hasPrefix("assets/"),
            folders.contains(where: { (10...64).contains($0.count) && $0.allSatisfy(isLowerHexadecimal) })
        {
            return true
        }
        let name = relative.utf8.split(separator: UInt8(ascii: "/")).last ?? []
        let parts = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.dropFirst().dropLast().contains {
            (10...64).contains($0.count) && $0.allSatisfy(isLowerHexadecimal)
        }
    }
}
