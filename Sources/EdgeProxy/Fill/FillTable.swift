package import CacheStorage
package import HTTPCaching
import Synchronization

/// The fills under way, by key, and the keys whose responses could not be shared lately.
package final class FillTable: Sendable {
    /// What a request finds when it needs the origin.
    package enum Place: Sendable {
        /// Nobody has asked: the caller does, for everybody.
        case lead(Fill)
        /// Somebody has: wait for what comes.
        case join(Fill)
        /// What came last time could not be shared: don't wait for it again.
        case alone(Fill)
    }

    private let shards: [Shard]
    private let readAheadBytes: Int
    private let purges = PurgeLog()
    private let epochs = EpochTable()
    package let census = FillCensus()

    /// Seconds for which a key is remembered as not shareable (Varnish's hit-for-miss has the same 120).
    package static let memorySeconds = 120

    package init(readAheadBytes: Int, shards: Int = 64) {
        self.readAheadBytes = readAheadBytes
        self.shards = (0..<shards).map { _ in Shard() }
    }

    package func place(for key: CacheKey, now: Instant) -> Place {
        let fill = Fill(key: key, readAheadBytes: readAheadBytes, census: census)
        return shard(of: key).content.withLock { content in
            if let until = content.unshareable[key.hashValue] {
                if now < until { return .alone(fill) }
                content.unshareable[key.hashValue] = nil
            }
            if let running = content.fills[key] { return .join(running) }
            content.fills[key] = fill
            return .lead(fill)
        }
    }

    /// A fill that nobody else can join.
    package func single(for key: CacheKey) -> Fill {
        Fill(key: key, readAheadBytes: readAheadBytes, census: census)
    }

    /// Lets nobody else join. Nothing happens if another fill has taken the place.
    package func remove(_ fill: Fill) {
        shard(of: fill.key).content.withLock { content in
            if content.fills[fill.key] === fill { content.fills[fill.key] = nil }
        }
    }

    package func rememberUnshareable(_ key: CacheKey, now: Instant) {
        shard(of: key).content.withLock { content in
            if content.unshareable.count >= Self.mostRemembered {
                content.unshareable = content.unshareable.filter { now < $0.value }
                // An attacker can make keys faster than they expire; forgetting them all costs one wait each.
                if content.unshareable.count >= Self.mostRemembered { content.unshareable = [:] }
            }
            content.unshareable[key.hashValue] = now.advanced(bySeconds: Self.memorySeconds)
        }
    }

    package func forgetUnshareable(_ key: CacheKey) {
        shard(of: key).content.withLock { $0.unshareable[key.hashValue] = nil }
    }

    /// When a response was asked for, as far as purges go.
    package struct Epoch: Hashable, Sendable {
        fileprivate let address: UInt32
        fileprivate let purge: Int
    }

    /// Now. A response asked for in an earlier epoch may be older than a purge, and must not be stored if that is about it.
    package func epoch(of key: CacheKey) -> Epoch {
        Epoch(address: epochs.current(key), purge: purges.last)
    }

    /// Whether no purge since the epoch is about the object.
    ///
    /// - Parameter key: What was asked for; the object may be kept under another.
    package func hasPassed(_ epoch: Epoch, for object: CachedObject, askedFor key: CacheKey) -> Bool {
        epochs.current(key) == epoch.address && !purges.hasPurged(object, since: epoch.purge)
    }

    /// Lets nobody join a fill that began before now and that the purge may be about, nor its response be stored.
    package func purge(_ scope: PurgeScope) {
        switch scope {
        case .key(let key):
            epochs.advance(key)
            shard(of: key).content.withLock { $0.fills[key] = nil }
        case .everything:
            epochs.advanceAll()
            for shard in shards { shard.content.withLock { $0.fills = [:] } }
        case .label, .prefix:
            purges.note(scope)
            for shard in shards {
                shard.content.withLock { content in
                    content.fills = content.fills.filter { !$1.mayBe(in: scope) }
                }
            }
        }
    }

    package var count: Int { shards.reduce(0) { $0 + $1.content.withLock { $0.fills.count } } }

    /// In one shard.
    private static let mostRemembered = 4096

    private func shard(of key: CacheKey) -> Shard {
        shards[Int(UInt(bitPattern: key.hashValue) % UInt(shards.count))]
    }

    private final class Shard: Sendable {
        struct Content {
            var fills: [CacheKey: Fill] = [:]
            /// By the hashes of keys, which an attacker may make long; two keys with one hash cost a wait less.
            var unshareable: [Int: Instant] = [:]
        }
        let content = Mutex(Content())
    }
}
