import CacheStorage
import HTTPCaching
import Synchronization

/// When keys were lately purged, so that `cache explain` can tell why nothing is stored.
///
/// Bounded: what it forgets is only not told. A purge by tag is not remembered, for what carried it is gone.
final class PurgeMemory: Sendable {
    private struct Content {
        var moments: [Int: Instant] = [:]
        var prefixes: [(scope: PurgeScope, at: Instant)] = []
        var everything: Instant?
    }

    private let content = Mutex(Content())
    private static let most = 8192
    private static let mostPrefixes = 256

    func note(_ scope: PurgeScope, at now: Instant) {
        content.withLock { content in
            switch scope {
            case .key(let key):
                if content.moments.count >= Self.most {
                    // The older half goes.
                    let kept = content.moments.sorted { $0.value > $1.value }.prefix(Self.most / 2)
                    content.moments = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
                }
                content.moments[key.hashValue] = now
            case .prefix:
                if content.prefixes.count >= Self.mostPrefixes { content.prefixes.removeFirst() }
                content.prefixes.append((scope, now))
            case .everything:
                content = Content()
                content.everything = now
            case .label: break
            }
        }
    }

    /// When the key was last purged, and whether that was with others.
    func last(of key: CacheKey) -> (at: Instant, isAlone: Bool)? {
        content.withLock { content in
            let prefix = content.prefixes.last { $0.scope.covers(key, labels: []) }?.at
            let others = [prefix, content.everything].compactMap(\.self).max()
            guard let moment = content.moments[key.hashValue], moment >= others ?? moment else {
                return others.map { ($0, false) }
            }
            return (moment, true)
        }
    }
}
