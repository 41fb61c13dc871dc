package import HTTPSemantics

/// What a path leads to. The list is closed: logs and metrics name these patterns, never a path.
package enum Route: Hashable, Sendable {
    /// A file of the built site.
    case file
    /// A photo in one width.
    case rendition(hash: String, name: String)
    case subscriptions
    case subscriptionReceived
    case confirm(token: String)
    case unsubscribe(token: String)
    case posts
    case post(slug: String)
    case photo(id: String)
    case health
    case description
    /// Something under `/api` that isn't there.
    case unknownAPI

    package init(_ path: RequestPath) {
        let segments = path.segments
        guard segments.first == "api" else {
            self = Self.rendition(path) ?? .file
            return
        }
        guard segments.count > 2, segments[1] == "v1", !path.endsInSlash else {
            self = .unknownAPI
            return
        }
        switch (segments[2], segments.count, segments.last ?? "") {
        case ("subscriptions", 3, _): self = .subscriptions
        case ("subscriptions", 4, "received"): self = .subscriptionReceived
        case ("subscriptions", 5, let token) where segments[3] == "confirm": self = .confirm(token: token)
        case ("subscriptions", 5, let token) where segments[3] == "unsubscribe": self = .unsubscribe(token: token)
        case ("posts", 3, _): self = .posts
        case ("posts", 4, let slug): self = .post(slug: slug)
        case ("photos", 4, let id): self = .photo(id: id)
        case ("health", 3, _): self = .health
        case ("openapi.json", 3, _): self = .description
        default: self = .unknownAPI
        }
    }

    /// `/photos/{hash}/{width}.{ext}`; anything else under `/photos` is a page.
    private static func rendition(_ path: RequestPath) -> Route? {
        guard path.segments.count == 3, path.segments[0] == "photos", !path.endsInSlash else { return nil }
        let (hash, name) = (path.segments[1], path.segments[2])
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isHash = (16...64).contains(hash.utf8.count) && hash.utf8.allSatisfy { isLowerHexadecimal($0) }
        guard isHash, parts.count == 2, (1...5).contains(parts[0].utf8.count),
            parts[0].utf8.allSatisfy({ (48...57).contains($0) }), ["jpg", "png", "webp", "avif"].contains(parts[1])
        else { return nil }
        return .rendition(hash: hash, name: name)
    }

    /// The route for logs and metrics.
    package var pattern: String {
        switch self {
        case .file: "/{file}"
        case .rendition: "/photos/{hash}/{width}.{ext}"
        case .subscriptions: "/api/v1/subscriptions"
        case .subscriptionReceived: "/api/v1/subscriptions/received"
        case .confirm: "/api/v1/subscriptions/confirm/{token}"
        case .unsubscribe: "/api/v1/subscriptions/unsubscribe/{token}"
        case .posts: "/api/v1/posts"
        case .post: "/api/v1/posts/{slug}"
        case .photo: "/api/v1/photos/{id}"
        case .health: "/api/v1/health"
        case .description: "/api/v1/openapi.json"
        case .unknownAPI: "/api/{unknown}"
        }
    }

    /// What may be done here, for `Allow` (RFC 9110 §10.2.1). Whatever can be read answers HEAD too.
    package var methods: [Method] {
        switch self {
        case .file, .rendition, .subscriptionReceived, .posts, .post, .photo, .health, .description, .unknownAPI:
            [.get, .head]
        case .subscriptions: [.post]
        case .confirm, .unsubscribe: [.get, .head, .post]
        }
    }

    /// Whether refusals are problem documents rather than pages.
    var isAPI: Bool {
        switch self {
        case .file, .rendition: false
        case .subscriptions, .subscriptionReceived, .confirm, .unsubscribe, .posts, .post, .photo, .health,
            .description, .unknownAPI:
            true
        }
    }
}

/// Whether the byte is 0–9 or a–f.
func isLowerHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}
