import DequeModule
import NIOCore
import NIOPosix

/// The connections of one event loop to its origins, kept alive between requests.
///
/// Owner: the event loop. The most recently used idle connection is taken first, so that the others may run out.
final class OriginPool {
    private struct Waiting {
        let request: OriginRequest
        let receiver: any OriginReceiver
    }

    private struct Lane {
        var idle: [OriginConnection] = []
        var open = 0
        var waiting = Deque<Waiting>()
    }

    private unowned let loop: EdgeLoop
    private var lanes: [OriginServer: Lane] = [:]
    private var connections: [ObjectIdentifier: OriginConnection] = [:]

    private static let mostWaiting = 1024

    init(loop: EdgeLoop) {
        self.loop = loop
    }

    /// Sends on an idle connection, else a new one, else waits for one.
    ///
    /// - Parameter fresh: Not on an idle connection: the last one turned out to be dead.
    func send(_ request: OriginRequest, to origin: OriginServer, for receiver: any OriginReceiver, fresh: Bool = false)
    {
        while !fresh, let connection = lanes[origin]?.idle.popLast() {
            guard connection.isUsable else { continue }
            connection.send(request, for: receiver)
            return
        }
        guard lanes[origin, default: Lane()].open < loop.edge.configuration.limits.originConnections else {
            queue(request, to: origin, for: receiver)
            return
        }
        connect(to: origin, request, for: receiver)
    }

    func giveBack(_ connection: OriginConnection) {
        guard !loop.isDraining else { return connection.close() }
        if let next = nextWaiting(for: connection.origin) {
            connection.send(next.request, for: next.receiver)
        } else {
            lanes[connection.origin, default: Lane()].idle.append(connection)
        }
    }

    func remove(_ connection: OriginConnection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        lanes[connection.origin]?.open -= 1
        lanes[connection.origin]?.idle.removeAll { $0 === connection }
        serveWaiting(connection.origin)
    }

    /// The loop's timer: ends whatever has taken too long.
    func endLate(at seconds: Int) {
        for connection in connections.values where connection.deadline <= seconds {
            if connection.isUsable { connection.close() } else { connection.timeOut() }
        }
    }

    func closeIdle() {
        for connection in connections.values where connection.isUsable { connection.close() }
    }

    func closeAll() {
        for connection in Array(connections.values) { connection.close() }
    }

    var openCount: Int { connections.count }

    private func connect(to origin: OriginServer, _ request: OriginRequest, for receiver: any OriginReceiver) {
        lanes[origin, default: Lane()].open += 1
        let connection = OriginConnection(origin: origin, loop: loop)
        let held = NIOLoopBound((connection, receiver, self), eventLoop: loop.eventLoop)
        ClientBootstrap(group: loop.eventLoop)
            .connectTimeout(.seconds(Int64(loop.edge.configuration.timeouts.connect)))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = origin.tls {
                        try channel.pipeline.syncOperations.addHandler(try tls.handler(for: origin.host))
                    }
                    try channel.pipeline.syncOperations.addHandler(held.value.0)
                }
            }
            .connect(host: origin.host, port: origin.port)
            .whenComplete { result in
                let (connection, receiver, pool) = held.value
                switch result {
                case .success:
                    pool.connections[ObjectIdentifier(connection)] = connection
                    pool.opened(connection, request, for: receiver)
                case .failure(let error):
                    pool.lanes[origin]?.open -= 1
                    receiver.originFailed(Self.failure(for: error), onReused: false)
                    pool.serveWaiting(origin)
                }
            }
    }

    private func opened(_ connection: OriginConnection, _ request: OriginRequest, for receiver: any OriginReceiver) {
        // Whoever asked may have gone while the connection was being made.
        if receiver.isAbandoned { return connection.close() }
        connection.begin(request, for: receiver)
    }

    private func queue(_ request: OriginRequest, to origin: OriginServer, for receiver: any OriginReceiver) {
        guard lanes[origin, default: Lane()].waiting.count < Self.mostWaiting else {
            return receiver.originFailed(.overloaded, onReused: false)
        }
        lanes[origin, default: Lane()].waiting.append(Waiting(request: request, receiver: receiver))
    }

    private func serveWaiting(_ origin: OriginServer) {
        guard let next = nextWaiting(for: origin) else { return }
        send(next.request, to: origin, for: next.receiver)
    }

    private func nextWaiting(for origin: OriginServer) -> Waiting? {
        while let next = lanes[origin]?.waiting.popFirst() {
            if !next.receiver.isAbandoned { return next }
        }
        return nil
    }

    private static func failure(for error: any Error) -> OriginFailure {
        switch error {
        case ChannelError.connectTimeout: .connectTimedOut
        case let error as NIOConnectionError:
            if error.connectionErrors.contains(where: {
                if case ChannelError.connectTimeout = $0.error { true } else { false }
            }) {
                .connectTimedOut
            } else {
                .unreachable(error.connectionErrors.first.map { "\($0.error)" } ?? "no such host")
            }
        case _: .unreachable("\(error)")
        }
    }
}
