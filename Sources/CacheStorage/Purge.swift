package import HTTPCaching

/// Which stored responses a purge is about.
package enum PurgeScope: Hashable, Sendable {
    /// All variants under one key.
    case key(CacheKey)
    case label(CacheLabel)
    /// Whatever lies below a path at one authority. Found by looking at every object.
    case prefix(authority: String, path: String)
    case everything

    package func covers(_ key: CacheKey, labels: [CacheLabel]) -> Bool {
        switch self {
        case .key(let own): key == own
        case .label(let label): labels.contains(label)
        case .prefix(let authority, let path): key.authority == authority && key.target.hasPrefix(path)
        case .everything: true
        }
    }
}

/// What a purge does to what it is about.
package enum PurgeManner: Hashable, Sendable {
    /// Nothing: it only counts.
    case count
    /// Drops it.
    case hard
    /// Makes it stale: it is asked about before its next use, but may still be served while that is done or where the origin
    /// fails, as far as RFC 5861 and the response allow.
    case soft(at: Instant)
}
