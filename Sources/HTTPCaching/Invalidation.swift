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
///   - path: The target's path, against which relative references count (RFC 3986 §5.2).
///   - host: The target's authority, as in the cache key.
/// - Returns: Paths with query.
package func alsoInvalidated(by fields: Fields, path: String, host: String) -> [String] {
    ["location", "content-location"].flatMap { fields.values($0) }.compactMap { value in
        sameOriginPath(of: value.text, path: path, host: host)
    }
}

/// The address that `Content-Location` names, if it is one of the same origin (RFC 9110 §8.7).
func contentLocation(of fields: Fields, path: String, host: String) -> String? {
    let values = fields.values("content-location")
    return values.count == 1 ? sameOriginPath(of: values[0].text, path: path, host: host) : nil
}

private func sameOriginPath(of reference: String, path: String, host: String) -> String? {
    let whole = reference.prefix { $0 != "#" }
    if whole.hasPrefix("//") { return afterAuthority(whole.dropFirst(2), host: host) }
    if whole.hasPrefix("/") { return withoutDotSegments(whole) }
    let own = path.prefix { $0 != "?" }
    if whole.hasPrefix("?") { return String(own) + whole }
    if let colon = whole.firstIndex(of: ":"), whole[..<colon].allSatisfy({ $0.isLetter }) {
        let scheme = whole[..<colon].lowercased()
        let rest = whole[whole.index(after: colon)...]
        guard scheme == "http" || scheme == "https", rest.hasPrefix("//") else { return nil }
        return afterAuthority(rest.dropFirst(2), host: host)
    }
    guard !whole.isEmpty else { return nil }
    let folder = own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return withoutDotSegments(folder.joined(separator: "/") + "/" + whole)
}

private func afterAuthority(_ text: Substring, host: String) -> String? {
    let authority = text.prefix { $0 != "/" && $0 != "?" }
    guard withoutDefaultPort(authority.lowercased()) == withoutDefaultPort(host.lowercased()) else { return nil }
    let rest = text.dropFirst(authority.count)
    return rest.hasPrefix("/") ? withoutDotSegments(rest) : "/" + rest
}

private func withoutDefaultPort(_ authority: String) -> Substring {
    authority.hasSuffix(":80")
        ? authority.dropLast(3) : authority.hasSuffix(":443") ? authority.dropLast(4) : authority[...]
}

/// RFC 3986 §5.2.4, on the path alone.
private func withoutDotSegments(_ target: some StringProtocol) -> String {
    let path = target.prefix { $0 != "?" }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    var kept: [Substring] = []
    for (index, segment) in segments.enumerated() {
        let isLast = index == segments.count - 1
        switch segment {
        case "..":
            _ = kept.popLast()
            if isLast { kept.append("") }
        case ".":
            if isLast { kept.append("") }
        case _: kept.append(Substring(segment))
        }
    }
    return "/" + kept.joined(separator: "/") + target.dropFirst(path.count)
}
