import CacheStorage
import HTTPCaching
import Logging

/// What all event loops of one edge share. Everything in it looks after its own safety.
final class EdgeShared: Sendable {
    let configuration: EdgeConfiguration
    let store: any CacheStore
    let fills: FillTable
    let router: Router
    let purges = PurgeMemory()
    let foldings = KeyFoldings()
    let accessLog: AccessLog?
    let logger: Logger

    init(
        configuration: EdgeConfiguration, store: any CacheStore, router: Router, accessLog: AccessLog?, logger: Logger
    ) {
        self.configuration = configuration
        self.store = store
        self.router = router
        self.accessLog = accessLog
        self.logger = logger
        fills = FillTable(readAheadBytes: configuration.limits.readAheadBytes)
    }

    /// Makes what is stored under the key unusable, and what is being fetched for it (RFC 9111 §4.4).
    func invalidate(_ key: CacheKey) { purge(.key(key), .hard) }

    /// The same for all that belongs to a group of RFC 9875.
    func invalidate(groups: [String], authority: String) {
        for name in groups { purge(.label(.group(authority: authority, name: name)), .hard) }
    }

    /// Purges what is stored and what is being fetched, of an address whether plain or over TLS: what changes a resource
    /// changes both.
    ///
    /// - Returns: How many stored objects it was about.
    @discardableResult
    func purge(_ scope: PurgeScope, _ manner: PurgeManner) -> Int {
        // In this order: a fill that ends in between learns of the purge, or what it stored is found here.
        guard case .key(let key) = scope else {
            if manner != .count { fills.purge(scope) }
            return store.purge(scope, manner)
        }
        var count = 0
        for key in [key, key.otherScheme] {
            if manner != .count { fills.purge(.key(key)) }
            count += store.purge(.key(key), manner)
            for folded in foldings.keys(for: key) { count += store.purge(.key(folded), manner) }
        }
        return count
    }

    /// All that may answer a request for the key, other spellings of its query included (No-Vary-Search).
    func stored(for key: CacheKey) -> [CachedObject] {
        var found = store.variants(of: key)
        for folded in foldings.keys(for: key) { found += store.variants(of: folded) }
        return found
    }

    /// Keeps an object where all requests that it may answer find it.
    ///
    /// - Returns: The key it is under.
    @discardableResult
    func keep(_ object: CachedObject) -> CacheKey {
        guard !object.key.isFolded, let rule = NoVarySearch(of: object.head.fields) else {
            store.insert(object)
            return object.key
        }
        let key = object.key.folded(by: rule)
        foldings.note(rule, for: object.key)
        store.insert(CachedObject(key: key, head: object.head, body: object.body))
        return key
    }

    func note(_ failure: OriginFailure, origin: OriginServer) {
        logger.warning(
            "origin failed",
            metadata: ["edge.origin": "\(origin.name)", "failure": "\(failure.name)", "detail": "\(failure)"])
    }
}
