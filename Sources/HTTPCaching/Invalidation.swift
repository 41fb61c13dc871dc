package import HTTPSemantics

/// Whether an answer to `method` makes what is stored for the target untrue.
///
/// RFC 9111 §4.4: a non-error answer (2xx or 3xx) to an unsafe method, or one whose safety is unknown.
package func invalidatesTarget(_ method: Method, status: Int) -> Bool {
    !method.isSafe && (200..<400).contains(status)
}

/// The other addresses such an answer makes untrue: `Location` and `Content-Location` of the same origin.
///
/// RFC 9111 §4.4; those of another origin are left alone, or anyone could empty anyone's cache.
///
/// - Parameters:
///   - path: The target's path, against which relative references count (RFC 3986 §5.2, without dot segments).
///   - host: The target's authority, as in the cache key.
/// - Returns: Paths with query.
package func alsoInvalidated(by fields: Fields, path: String, host: String) -> [String] {
    ["location", "content-location"].flatMap { fields.values($0) }.compactMap { value in
        sameOriginPath(of: value.text, path: path, host: host)
    }
}

private func sameOriginPath(of reference: String, path: String, host: String) -> String? {
    let whole = reference.prefix { $0 != "#" }
    if whole.hasPrefix("//") { return afterAuthority(whole.dropFirst(2), host: host) }
    if whole.hasPrefix("/") { return String(whole) }
    if let colon = whole.firstIndex(of: ":"), whole[..<colon].allSatisfy({ $0.isLetter }) {
        let scheme = whole[..<colon].lowercased()
        let rest = whole[whole.index(after: colon)...]
        guard scheme == "http" || scheme == "https", rest.hasPrefix("//") else { return nil }
        return afterAuthority(rest.dropFirst(2), host: host)
    }
    guard !whole.isEmpty else { return nil }
    let folder = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return folder.joined(separator: "/") + "/" + whole
}

private func afterAuthority(_ text: Substring, host: String) -> String? {
    let authority = text.prefix { $0 != "/" && $0 != "?" }
    guard authority.lowercased() == host.lowercased() else { return nil }
    let rest = text.dropFirst(authority.count)
    return rest.hasPrefix("/") ? String(rest) : "/" + rest
}
