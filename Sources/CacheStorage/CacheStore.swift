/// Where whole responses are kept.
///
/// Calls return at once and may come from any thread. Every implementation passes `CacheStoreConformance`.
package protocol CacheStore: Sendable {
    /// All that is stored under the key, whatever its age; the most recently stored first.
    func variants(of key: CacheKey) -> [CachedObject]

    /// Keeps an object in place of the variant it matches. What does not fit is not kept, and no
    /// longer current.
    func insert(_ object: CachedObject)

    /// Purges; when it returns, nobody finds what it dropped, and whoever holds an object of it can tell.
    ///
    /// - Returns: How many objects it was about.
    @discardableResult
    func purge(_ scope: PurgeScope, _ manner: PurgeManner) -> Int

    var statistics: CacheStatistics { get }

    /// The largest body worth collecting for this store.
    var largestBodyBytes: Int { get }
}

extension CacheStore {
    /// Makes every variant under the key unusable without asking the origin (RFC 9111 §4.4).
    package func invalidate(_ key: CacheKey) { purge(.key(key), .hard) }

    /// Drops everything and tells how many objects that were.
    @discardableResult
    package func removeAll() -> Int { purge(.everything, .hard) }
}

/// How full a store is.
package struct CacheStatistics: Hashable, Sendable {
    package var objects = 0
    package var costBytes = 0
    package var budgetBytes = 0
    package var insertions = 0
    package var evictions = 0

    package init() {}
}
