package import CacheStorage
import Glibc
package import HTTPCaching
package import HTTPWire
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A caching reverse proxy: listeners, one per event loop, and what stands behind them.
///
/// Every loop has a listening socket of its own (`SO_REUSEPORT`), so a connection stays on the loop that accepted it and a
/// hit never crosses a thread.
package final class EdgeServer: Sendable {
    let shared: EdgeShared
    private let group: MultiThreadedEventLoopGroup
    private let state = Mutex(State())

    private struct State {
        var loops: [NIOLoopBound<EdgeLoop>] = []
        var listeners: [any Channel] = []
        var tlsPort: Int?
        var certificateWatch: RepeatedTask?
        var administration: (any Channel)?
        var isStopped = false
    }

    /// - Throws: `RoutingMistake` where a behavior names an origin that is not there.
    package init(
        _ configuration: EdgeConfiguration, store: any CacheStore, accessLog: AccessLog? = nil, logger: Logger
    ) throws {
        shared = EdgeShared(
            configuration: configuration, store: store, router: try Router(configuration), accessLog: accessLog,
            logger: logger)
        let threads = configuration.threads > 0 ? configuration.threads : System.coreCount
        group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    }

    /// Starts listening.
    ///
    /// - Returns: The port, which the system has chosen if the configuration says 0.
    /// - Throws: What the system says of the address; nothing is left listening then.
    package func start() async throws -> Int {
        var port = shared.configuration.port
        var tlsPort = shared.configuration.tls?.port ?? 0
        do {
            let tls = try shared.configuration.tls.map { (host: $0.host, context: try $0.context()) }
            for eventLoop in group.makeIterator() {
                let shared = shared
                let loop = try await eventLoop.submit {
                    let loop = EdgeLoop(eventLoop: eventLoop, edge: shared)
                    loop.startTimer()
                    return NIOLoopBound(loop, eventLoop: eventLoop)
                }.get()
                state.withLock { $0.loops.append(loop) }
                port = try await listen(on: eventLoop, for: loop, host: shared.configuration.host, port: port)
                guard let tls else { continue }
                tlsPort = try await listen(on: eventLoop, for: loop, host: tls.host, port: tlsPort, tls: tls.context)
            }
            if tls != nil {
                let watch = watchCertificates(on: group.next())
                state.withLock { state in
                    state.tlsPort = tlsPort
                    state.certificateWatch = watch
                }
            }
            if let path = shared.configuration.administrationSocket {
                let administration = try await Administration.listen(at: path, on: group.next(), for: self)
                state.withLock { $0.administration = administration }
            }
        } catch {
            await stop(drainingFor: 0)
            throw error
        }
        return port
    }

    /// Where TLS is listened for, once it is.
    package var tlsPort: Int? { state.withLock { $0.tlsPort } }

    private func listen(
        on eventLoop: any EventLoop, for loop: NIOLoopBound<EdgeLoop>, host: String, port: Int,
        tls: NIOSSLContext? = nil
    ) async throws -> Int {
        let reusePort = ChannelOptions.Types.SocketOption(level: .socket, name: .init(rawValue: SO_REUSEPORT))
        let listener = try await ServerBootstrap(group: eventLoop, childGroup: eventLoop)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(reusePort, value: shared.configuration.threads == 1 ? 0 : 1)
            .serverChannelOption(.maxMessagesPerRead, value: 256)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 64 << 10, high: 256 << 10))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        ClientConnection(loop: loop.value, isSecure: tls != nil))
                }
            }
            .bind(host: host, port: port).get()
        state.withLock { $0.listeners.append(listener) }
        return listener.localAddress?.port ?? port
    }

    /// What all loops have counted so far.
    package func counters() async -> EdgeCounters {
        var sum = EdgeCounters()
        for loop in state.withLock({ $0.loops }) {
            let part = try? await loop.eventLoop.submit {
                var counters = loop.value.counters
                counters.openClients = loop.value.clientCount
                counters.openOrigins = loop.value.pool.openCount
                return counters
            }.get()
            if let part { sum = sum + part }
        }
        return sum
    }

    /// Moves every loop's clock on by some ticks of its timer. For tests, whose time-outs need not be waited for.
    package func advanceClocks(bySeconds seconds: Int) async {
        for loop in state.withLock({ $0.loops }) {
            try? await loop.eventLoop.submit { for _ in 0..<seconds { loop.value.tick() } }.get()
        }
    }

    /// What all loops have tallied so far.
    package func tally() async -> TrafficTally {
        var sum = TrafficTally()
        for loop in state.withLock({ $0.loops }) {
            let part = try? await loop.eventLoop.submit {
                loop.value.settle()
                return loop.value.tally
            }.get()
            if let part { sum.merge(part) }
        }
        return sum
    }

    /// The last requests of each loop, after those that have been seen; how many there have been, and how many of
    /// those not seen are lost.
    func recent(after seen: [Int]) async -> (records: [RequestRecord], counts: [Int], missed: Int) {
        var all: (records: [RequestRecord], counts: [Int], missed: Int) = ([], [], 0)
        for (index, loop) in state.withLock({ $0.loops }).enumerated() {
            let known = index < seen.count ? seen[index] : 0
            let part = try? await loop.eventLoop.submit {
                let (records, missed) = loop.value.recent.records(after: known)
                return RecentPart(records: records, count: loop.value.recent.count, missed: missed)
            }.get()
            all.records += part?.records ?? []
            all.counts.append(part?.count ?? 0)
            all.missed += known == 0 ? 0 : part?.missed ?? 0
        }
        all.records.sort { $0.milliseconds < $1.milliseconds }
        return all
    }

    private struct RecentPart: Sendable {
        let records: [RequestRecord]
        let count: Int
        let missed: Int
    }

    /// What would become of a request now, and why.
    package func explain(_ request: RequestHead, isSecure: Bool = false) -> Explanation {
        Explanation(of: request, isSecure: isSecure, in: shared, now: .wallClock())
    }

    package var droppedLogLines: Int { shared.accessLog?.droppedLines ?? 0 }
    package let startedAt = HTTPCaching.Instant.wallClock()
    package var waitingRequests: Int { shared.fills.waiting }
    package var storage: CacheStatistics { shared.store.statistics }
    package var runningFills: Int { shared.fills.count }
    /// Fills in memory: running ones, those that nobody may join, and those still being read.
    package var livingFills: Int { shared.fills.census.living }

    /// Stops in order: no new connections, exchanges under way finish, the rest is cut off.
    package func stop() async {
        await stop(drainingFor: shared.configuration.timeouts.drain)
    }

    private func stop(drainingFor seconds: Int) async {
        let (listeners, loops, administration, wasStopped) = state.withLock { state in
            defer { state.isStopped = true }
            return (state.listeners, state.loops, state.administration, state.isStopped)
        }
        guard !wasStopped else { return }
        state.withLock { $0.certificateWatch?.cancel() }
        for listener in listeners { try? await listener.close().get() }
        await withTaskGroup(of: Void.self) { tasks in
            for loop in loops { tasks.addTask { await Self.drain(loop, seconds: seconds) } }
        }
        try? await administration?.close().get()
        if let path = shared.configuration.administrationSocket { unsafe unlink(path) }
        shared.accessLog?.drain()
        try? await group.shutdownGracefully()
    }

    private static func drain(_ loop: NIOLoopBound<EdgeLoop>, seconds: Int) async {
        let drained = loop.eventLoop.makePromise(of: Void.self)
        let limit = loop.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { drained.succeed() }
        loop.eventLoop.execute { loop.value.drain { drained.succeed() } }
        try? await drained.futureResult.get()
        limit.cancel()
        try? await loop.eventLoop.submit { loop.value.stop() }.get()
    }
}
