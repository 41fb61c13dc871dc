import CacheStorage
import Synchronization

/// What has lately been purged by label or by prefix: an answer that was asked for before must not be stored after.
///
/// Such purges are numbered; a fill notes the last number when it begins. Bounded: once too many are remembered all are
/// forgotten, and fills that began before count as covered by one of them.
final class PurgeLog: Sendable {
    private struct State {
        var last = 0
        /// The numbers up to here are forgotten.
        var forgotten = 0
        var labels: [CacheLabel: Int] = [:]
        var prefixes: [PurgeScope: Int] = [:]
    }

    private let state = Mutex(State())
    private static let most = 4096

    /// The number of the latest purge.
    var last: Int { state.withLock { $0.last } }

    func note(_ scope: PurgeScope) {
        state.withLock { state in
            state.last += 1
            if state.labels.count + state.prefixes.count >= Self.most {
                (state.labels, state.prefixes, state.forgotten) = ([:], [:], state.last)
            }
            switch scope {
            case .label(let label): state.labels[label] = state.last
            case .prefix: state.prefixes[scope] = state.last
            // These have the epochs of their shards.
            case .key, .everything: break
            }
        }
    }

    /// Whether a purge after the one with that number is about the object.
    func hasPurged(_ object: CachedObject, since number: Int) -> Bool {
        state.withLock { state in
            guard number < state.last else { return false }
            guard number >= state.forgotten else { return true }
            return object.labels.contains { state.labels[$0, default: 0] > number }
                || state.prefixes.contains { $1 > number && $0.covers(object.key, labels: []) }
        }
    }
}
