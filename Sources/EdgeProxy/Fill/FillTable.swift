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

    /// That a key's response could not be shared, and until when that is remembered.
    package struct Unshareable: Hashable, Sendable {
        package let refusal: StorageRefusal?
        package let until: Instant
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

    /// - Parameter selection: What is keyed of the request besides its address: only requests that agree in it wait for
    ///   one another.
    package func place(for key: CacheKey, selection: [UInt8] = [], now: Instant) -> Place {
        let fill = Fill(key: key, selection: selection, readAheadBytes: readAheadBytes, census: census)
        return shard(of: key).content.withLock { content in
            if let known = content.unshareable[key.hashValue] {
                if now < known.until { return .alone(fill) }
                content.unshareable[key.hashValue] = nil
            }
            if let running = content.fills[key]?.first(where: { $0.selection == selection }) { return .join(running) }
            content.fills[key, default: []].append(fill)
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
            guard content.fills[fill.key]?.isEmpty == false else { return }
            content.fills[fill.key]?.removeAll { $0 === fill }
            if content.fills[fill.key]?.isEmpty == true { content.fills[fill.key] = nil }
        }
    }

    /// - Parameter refusal: Why it could not even be stored; `nil` where it was, but must be validated each time.
    package func rememberUnshareable(_ key: CacheKey, because refusal: StorageRefusal? = nil, now: Instant) {
        shard(of: key).content.withLock { content in
            if content.unshareable.count >= Self.mostRemembered {
                content.unshareable = content.unshareable.filter { now < $0.value.until }
                // An attacker can make keys faster than they expire; forgetting them all costs one wait each.
                if content.unshareable.count >= Self.mostRemembered { content.unshareable = [:] }
            }
            content.unshareable[key.hashValue] = Unshareable(
                refusal: refusal, until: now.advanced(bySeconds: Self.memorySeconds))
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
                    content.fills = content.fills.compactMapValues { fills in
                        let left = fills.filter { !$0.mayBe(in: scope) }
                        return left.isEmpty ? nil : left
                    }
                }
            }
        }
    }

    /// What a request for the key would find here now, without changing it.
    package func standing(of key: CacheKey, now: Instant) -> (running: Fill?, unshareable: Unshareable?) {
        shard(of: key).content.withLock { content in
            (content.fills[key]?.first, content.unshareable[key.hashValue].flatMap { now < $0.until ? $0 : nil })
        }
    }

    /// How many requests wait for verdicts.
    package var waiting: Int {
        shards.reduce(0) { sum, shard in
            let fills = shard.content.withLock { Array($0.fills.values.joined()) }
            return sum + fills.reduce(0) { $0 + $1.waiting }
        }
    }

    package var count: Int {
        shards.reduce(0) { $0 + $1.content.withLock { $0.fills.values.reduce(0) { $0 + $1.count } } }
    }

    /// In one shard.
    private static let mostRemembered = 4096

    private func shard(of key: CacheKey) -> Shard {
        shards[Int(UInt(bitPattern: key.hashValue) % UInt(shards.count))]
    }

    private final class Shard: Sendable {
        struct Content {
            var fills: [CacheKey: [Fill]] = [:]
            /// By the hashes of keys, which an attacker may make long; two keys with one hash cost a wait less.
            var unshareable: [Int: Unshareable] = [:]
        }
        let content = Mutex(Content())
    }
}
