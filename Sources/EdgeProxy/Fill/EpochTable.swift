import CacheStorage
import Synchronization

/// A counter for each address, moved by every purge of it.
///
/// Kept by the hash of origin, authority and path, queries left out: one purge may be about several spellings of a query
/// (No-Vary-Search). Two addresses that meet in one of the 65,536 counters cost each other a store, seldom enough.
final class EpochTable: Sendable {
    private struct Rows {
        var counters = [UInt32](repeating: 0, count: EpochTable.columns)
        var purgesOfAll: UInt32 = 0
    }

    private final class Shard: Sendable {
        let rows = Mutex(Rows())
    }

    private static let columns = 1024
    private let shards = (0..<64).map { _ in Shard() }

    func current(_ key: CacheKey) -> UInt32 {
        let place = Self.place(of: key)
        return shards[place.shard].rows.withLock { $0.counters[place.column] &+ $0.purgesOfAll }
    }

    func advance(_ key: CacheKey) {
        let place = Self.place(of: key)
        shards[place.shard].rows.withLock { $0.counters[place.column] &+= 1 }
    }

    func advanceAll() {
        for shard in shards { shard.rows.withLock { $0.purgesOfAll &+= 1 } }
    }

    private static func place(of key: CacheKey) -> (shard: Int, column: Int) {
        var hasher = Hasher()
        hasher.combine(key.origin)
        hasher.combine(key.authority)
        for byte in key.target.utf8.prefix(while: { $0 != UInt8(ascii: "?") }) { hasher.combine(byte) }
        let hash = UInt(bitPattern: hasher.finalize())
        return (Int(hash % 64), Int(hash / 64 % UInt(columns)))
    }
}
