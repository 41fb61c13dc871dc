/// The field names that a proxy or a cache acts on, so that it can compare a byte where it would compare a name.
///
/// At most 64, for they are members of a bit set, and none longer than 24 bytes, for they are compared as three words.
package enum KnownField: UInt8, CaseIterable, Hashable, Sendable {
    case host, connection, contentLength, transferEncoding, te, trailer, upgrade, keepAlive, proxyConnection
    case proxyAuthenticate, proxyAuthorization, expect, maxForwards, http2Settings
    case cacheControl, pragma, age, date, expires, etag, lastModified, vary, warning, via
    case authorization, wwwAuthenticate, cookie, setCookie
    case range, acceptRanges, ifRange, ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince
    case accept, acceptEncoding, acceptLanguage, userAgent, referer, origin
    case contentType, contentEncoding, contentRange, contentLanguage, contentLocation, location
    case cdnCacheControl, surrogateControl, cacheStatus, cacheGroups, cacheGroupInvalidation, noVarySearch
    case forwarded, xForwardedFor, xForwardedProto, xForwardedHost
    case server, allow, retryAfter, link

    /// The name in lower case.
    package var name: StaticString {
        switch self {
        case .host: "host"
        case .connection: "connection"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .te: "te"
        case .trailer: "trailer"
        case .upgrade: "upgrade"
        case .keepAlive: "keep-alive"
        case .proxyConnection: "proxy-connection"
        case .proxyAuthenticate: "proxy-authenticate"
        case .proxyAuthorization: "proxy-authorization"
        case .expect: "expect"
        case .maxForwards: "max-forwards"
        case .http2Settings: "http2-settings"
        case .cacheControl: "cache-control"
        case .pragma: "pragma"
        case .age: "age"
        case .date: "date"
        case .expires: "expires"
        case .etag: "etag"
        case .lastModified: "last-modified"
        case .vary: "vary"
        case .warning: "warning"
        case .via: "via"
        case .authorization: "authorization"
        case .wwwAuthenticate: "www-authenticate"
        case .cookie: "cookie"
        case .setCookie: "set-cookie"
        case .range: "range"
        case .acceptRanges: "accept-ranges"
        case .ifRange: "if-range"
        case .ifMatch: "if-match"
        case .ifNoneMatch: "if-none-match"
        case .ifModifiedSince: "if-modified-since"
        case .ifUnmodifiedSince: "if-unmodified-since"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .acceptLanguage: "accept-language"
        case .userAgent: "user-agent"
        case .referer: "referer"
        case .origin: "origin"
        case .contentType: "content-type"
        case .contentEncoding: "content-encoding"
        case .contentRange: "content-range"
        case .contentLanguage: "content-language"
        case .contentLocation: "content-location"
        case .location: "location"
        case .cdnCacheControl: "cdn-cache-control"
        case .surrogateControl: "surrogate-control"
        case .cacheStatus: "cache-status"
        case .cacheGroups: "cache-groups"
        case .cacheGroupInvalidation: "cache-group-invalidation"
        case .noVarySearch: "no-vary-search"
        case .forwarded: "forwarded"
        case .xForwardedFor: "x-forwarded-for"
        case .xForwardedProto: "x-forwarded-proto"
        case .xForwardedHost: "x-forwarded-host"
        case .server: "server"
        case .allow: "allow"
        case .retryAfter: "retry-after"
        case .link: "link"
        }
    }
}

/// A set of known fields in one word.
package struct KnownFieldSet: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The set of these fields; written with constants it costs nothing at run time.
    @inline(__always)
    package init(_ fields: KnownField...) {
        rawValue = fields.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }

    @inline(__always)
    init(only field: KnownField) { rawValue = 1 << UInt64(field.rawValue) }

    @inline(__always)
    package func contains(_ field: KnownField) -> Bool { rawValue & (1 << UInt64(field.rawValue)) != 0 }
}
