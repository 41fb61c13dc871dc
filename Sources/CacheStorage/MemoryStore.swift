import HTTPCaching
import HTTPSemantics
import Synchronization

/// The memory tier: shards, each with a lock and an S3-FIFO of its own, together within a budget of bytes.
package final class MemoryStore: CacheStore {
    package struct Configuration: Hashable, Sendable {
        /// What all objects together may take, heads and bookkeeping included. Default 256 MiB.
        package var budgetBytes = 256 << 20
        /// The largest body kept. Default 16 MiB; larger ones belong on disk.
        package var largestBodyBytes = 16 << 20
        /// Locks. Default 4; hot objects are found in each event loop's own table, so they are taken seldom.
        package var shards = 4

        package init() {}
    }

    private let shards: [MemoryShard]
    private let budgetBytes: Int
    package let largestBodyBytes: Int

    package init(_ configuration: Configuration = .init()) {
        budgetBytes = configuration.budgetBytes
        let perShard = configuration.budgetBytes / max(1, configuration.shards)
        shards = (0..<max(1, configuration.shards)).map { _ in MemoryShard(budgetBytes: perShard) }
        // A quarter of a shard at most, or one object would sweep the shard clean.
        largestBodyBytes = min(configuration.largestBodyBytes, perShard / 4)
    }

    private func shard(of key: CacheKey) -> MemoryShard {
        shards[Int(UInt(bitPattern: key.hashValue) % UInt(shards.count))]
    }

    package func variants(of key: CacheKey) -> [CachedObject] {
        shard(of: key).queue.withLock { $0.variants(of: key) }
    }

    package func insert(_ object: CachedObject) {
        guard object.bodyBytes <= largestBodyBytes else { return object.retire() }
        shard(of: object.key).queue.withLock { $0.insert(object) }
    }

    @discardableResult
    package func purge(_ scope: PurgeScope, _ manner: PurgeManner) -> Int {
        if case .key(let key) = scope { return shard(of: key).queue.withLock { $0.purge(scope, manner) } }
        return shards.reduce(0) { $0 + $1.queue.withLock { $0.purge(scope, manner) } }
    }

    package var statistics: CacheStatistics {
        shards.reduce(into: CacheStatistics()) { total, shard in
            shard.queue.withLock { $0.add(to: &total) }
        }
    }
}

/// One lock's worth of the store.
private final class MemoryShard: Sendable {
    let queue: Mutex<ObjectQueue>

    init(budgetBytes: Int) {
        queue = Mutex(ObjectQueue(budgetBytes: budgetBytes))
    }
}
