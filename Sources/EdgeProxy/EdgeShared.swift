import CacheStorage
import HTTPCaching
import Logging

/// What all event loops of one edge share. Everything in it looks after its own safety.
final class EdgeShared: Sendable {
    let configuration: EdgeConfiguration
    let store: any CacheStore
    let fills: FillTable
    let router: Router
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
    func invalidate(_ key: CacheKey) {
        // In this order: a fill that ends in between sees the new epoch, or what it stored is removed.
        fills.invalidate(key)
        store.invalidate(key)
    }

    func invalidateEverything() -> Int {
        fills.invalidateAll()
        return store.removeAll()
    }

    func note(_ failure: OriginFailure, origin: OriginServer) {
        logger.warning(
            "origin failed",
            metadata: ["edge.origin": "\(origin.name)", "failure": "\(failure.name)", "detail": "\(failure)"])
    }
}
