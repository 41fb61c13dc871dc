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

    func note(_ failure: OriginFailure, origin: OriginServer) {
        logger.warning(
            "origin failed",
            metadata: ["edge.origin": "\(origin.name)", "failure": "\(failure.name)", "detail": "\(failure)"])
    }
}
