import CacheStorage
import HTTPCaching

/// What an operator, or a publisher, wants gone.
package enum PurgeTarget: Hashable, Sendable {
    /// All variants of one address: host and port as readers name them, path and query.
    case url(authority: String, target: String)
    /// All that carries a tag, whatever its address.
    case tag(String)
    /// All whose path begins so.
    case prefix(authority: String, path: String)
    case everything
}

/// How it is to go.
package enum PurgeMode: Hashable, Sendable {
    case hard
    /// Asked about before its next use, but still there for RFC 5861.
    case soft
    /// Only counted.
    case dryRun
}

extension EdgeServer {
    /// Purges on every event loop. When it returns, no request that comes is answered with what was stored, or asked for,
    /// before.
    ///
    /// - Returns: How many stored responses it was about.
    @discardableResult
    package func purge(_ target: PurgeTarget, _ mode: PurgeMode = .hard) -> Int {
        let manner: PurgeManner =
            switch mode {
            case .hard: .hard
            case .soft: .soft(at: .wallClock())
            case .dryRun: .count
            }
        guard let scope = scope(target) else { return 0 }
        if mode != .dryRun { shared.purges.note(scope, at: .wallClock()) }
        return shared.purge(scope, manner)
    }

    private func scope(_ target: PurgeTarget) -> PurgeScope? {
        switch target {
        case .url(let authority, let target): return key(authority: authority, target: target).map { .key($0) }
        case .tag(let text): return cacheTag(text).map { .label(.tag($0)) }
        case .prefix(let authority, let path): return .prefix(authority: authority.lowercased(), path: path)
        case .everything: return .everything
        }
    }

    private func key(authority: String, target: String) -> CacheKey? {
        shared.router.route(path: target.utf8.prefix { $0 != UInt8(ascii: "?") }).map { route in
            CacheKey(
                origin: route.origin.name, authority: authority.lowercased(),
                target: route.behavior.queryKey.apply(to: target))
        }
    }
}
