import CacheStorage
import Glibc
import HTTPCaching
import NIOCore

/// All that belongs to one event loop. Owner: that loop; nothing here is touched from anywhere else.
final class EdgeLoop {
    let eventLoop: any EventLoop
    let edge: EdgeShared
    var counters = EdgeCounters()
    var express: ExpressTable
    /// The same for what came over TLS: its answers may be others.
    var secureExpress: ExpressTable
    /// What happened, for `cache top` and the metrics, and the last requests, for `cache tail`.
    var tally = TrafficTally()
    var recent = RequestRing()
    private(set) var pool: OriginPool! = nil
    private var clients: [ObjectIdentifier: ClientConnection] = [:]
    private(set) var isDraining = false
    /// The loop's clock: whole seconds since it started, moved by its timer. Deadlines are counted on it.
    private(set) var seconds = 0
    private var timer: RepeatedTask?
    /// Keys, by their hashes, whose last miss ended with a 304 to the client: the next is asked without conditions, or
    /// nothing would ever be stored for them.
    private var held: Set<Int> = []
    private var whenDrained: (() -> Void)?
    let log: AccessLog.Writer?

    init(eventLoop: any EventLoop, edge: EdgeShared) {
        self.eventLoop = eventLoop
        self.edge = edge
        let dependsOnOrigin = edge.configuration.behaviors.contains { $0.headers?.dependsOnOrigin == true }
        express = ExpressTable(dependsOnOrigin: dependsOnOrigin)
        secureExpress = ExpressTable(dependsOnOrigin: dependsOnOrigin)
        log = edge.accessLog?.writer()
        pool = OriginPool(loop: self)
    }

    func startTimer() {
        let held = NIOLoopBound(self, eventLoop: eventLoop)
        timer = eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            held.value.tick()
        }
    }

    /// The wall clock.
    func now() -> Instant { .wallClock() }

    func add(_ client: ClientConnection) -> Bool {
        guard !isDraining, clients.count < edge.configuration.limits.clientConnections else { return false }
        clients[ObjectIdentifier(client)] = client
        return true
    }

    func remove(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = nil
        finishDrainingIfDone()
    }

    func noteHeld(_ key: CacheKey) {
        if held.count >= 4096 { held.removeAll() }
        held.insert(key.hashValue)
    }

    func wasHeld(_ key: CacheKey) -> Bool { held.remove(key.hashValue) != nil }

    var clientCount: Int { clients.count }

    /// Ends idle connections now, the others as their exchanges end.
    func drain(whenDone: @escaping () -> Void) {
        isDraining = true
        whenDrained = whenDone
        for client in Array(clients.values) { client.drain() }
        pool.closeIdle()
        finishDrainingIfDone()
    }

    func stop() {
        timer?.cancel()
        timer = nil
        for client in Array(clients.values) { client.abort() }
        pool.closeAll()
        log?.flush()
    }

    /// A second has passed.
    func tick() {
        seconds += 1
        settle()
        express.sweep()
        secureExpress.sweep()
        for client in Array(clients.values) where client.deadline <= seconds { client.timeOut() }
        pool.endLate(at: seconds)
        log?.flush()
    }

    private func finishDrainingIfDone() {
        guard isDraining, clients.isEmpty, let done = whenDrained else { return }
        whenDrained = nil
        done()
    }
}

extension Instant {
    /// Read off the system's own.
    static func wallClock() -> Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(millisecondsSinceEpoch: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}
