/// What a stored response is found by: the behavior's origin, the authority, and the target as asked for.
///
/// `Vary` chooses among the responses under one key (RFC 9111 §2, §4.1).
package struct CacheKey: Hashable, Sendable, CustomStringConvertible {
    /// The origin's name in the configuration: two behaviors over one origin share what is stored.
    package let origin: String
    /// Host and port in lower case, as the client named them.
    package let authority: String
    /// Path and query. The bytes the origin sees, but for query parameters that the key policy leaves out.
    package let target: String
    /// Whether the client came over TLS. The origin is told (`X-Forwarded-Proto`), and may answer otherwise.
    package let isSecure: Bool

    package init(origin: String, authority: String, target: String, isSecure: Bool = false) {
        self.origin = origin
        self.authority = authority
        self.target = target
        self.isSecure = isSecure
    }

    /// The same for clients that come the other way.
    package var otherScheme: CacheKey {
        CacheKey(origin: origin, authority: authority, target: target, isSecure: !isSecure)
    }

    package var description: String { "\(origin) \(isSecure ? "https" : "http")://\(authority)\(target)" }
}
