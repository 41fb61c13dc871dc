import NIOCore
import NIOPosix
import Synchronization

/// An origin whose every step a test decides: what it expects, what it answers, when it stalls or hangs up.
///
/// Requests are either answered on the spot by `answering`, or wait for the test to take them with `request()`.
package final class ScriptedOrigin: Sendable {
    /// What to answer at once; `nil` leaves the request to the test.
    package typealias Script = @Sendable (ScriptedRequest) -> String?

    private struct State {
        var listener: (any Channel)?
        var script: Script = { _ in nil }
        var waitingRequests: [ScriptedExchange] = []
        var waitingTests: [EventLoopPromise<ScriptedExchange>] = []
        var seen: [ScriptedRequest] = []
        var connections: [LiveConnection] = []
        var waitingForConnection: [EventLoopPromise<LiveConnection>] = []
    }

    private let state = Mutex(State())

    private init() {}

    package static func start(
        preparing: @escaping LiveConnection.Preparation = { _ in }, _ script: @escaping Script = { _ in nil }
    ) async throws -> ScriptedOrigin {
        let origin = ScriptedOrigin()
        origin.answering(script)
        let listener = try await LiveConnection.listen(preparing: preparing) { connection in
            let (number, waiting) = origin.state.withLock { state in
                defer { state.waitingForConnection = [] }
                state.connections.append(connection)
                return (state.connections.count, state.waitingForConnection)
            }
            for promise in waiting { promise.succeed(connection) }
            Task { await origin.awaitRequest(on: connection, number: number) }
        }
        origin.state.withLock { $0.listener = listener }
        return origin
    }

    package var port: Int { state.withLock { $0.listener?.localAddress?.port ?? 0 } }

    /// Every request whose head has come so far.
    package var requests: [ScriptedRequest] { state.withLock { $0.seen } }
    package var connectionCount: Int { state.withLock { $0.connections.count } }

    package func answering(_ script: @escaping Script) { state.withLock { $0.script = script } }

    /// The first connection that anybody makes.
    package func firstConnection() async throws -> LiveConnection {
        let promise = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: LiveConnection.self)
        let first = state.withLock { state in
            if state.connections.isEmpty { state.waitingForConnection.append(promise) }
            return state.connections.first
        }
        if let first { promise.succeed(first) }
        return try await promise.futureResult.get()
    }

    /// The next request that the script leaves alone.
    package func request() async throws -> ScriptedExchange {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = eventLoop.makePromise(of: ScriptedExchange.self)
        let waiting = state.withLock { state -> ScriptedExchange? in
            if state.waitingRequests.isEmpty {
                state.waitingTests.append(promise)
                return nil
            }
            return state.waitingRequests.removeFirst()
        }
        if let waiting { promise.succeed(waiting) }
        let limit = eventLoop.scheduleTask(in: LiveConnection.patience) {
            promise.fail(ConnectionSurprise.nothingMoreCame(Array("no request came".utf8)))
        }
        defer { limit.cancel() }
        return try await promise.futureResult.get()
    }

    /// Refuses new connections from now on.
    package func stopListening() async {
        let listener = state.withLock { $0.listener }
        try? await listener?.close().get()
    }

    package func stop() async {
        await stopListening()
        for connection in state.withLock({ $0.connections }) { await connection.close() }
    }

    fileprivate func awaitRequest(on connection: LiveConnection, number: Int) async {
        guard let head = try? await connection.takeHead() else { return }
        let exchange = ScriptedExchange(
            request: ScriptedRequest(head: head), connection: connection, connectionNumber: number, origin: self)
        let script = state.withLock { state in
            state.seen.append(exchange.request)
            return state.script
        }
        if let answer = script(exchange.request) {
            if exchange.request.method != "GET" { _ = try? await exchange.body() }
            try? await exchange.answer(answer)
            return
        }
        let test = state.withLock { state -> EventLoopPromise<ScriptedExchange>? in
            if state.waitingTests.isEmpty {
                state.waitingRequests.append(exchange)
                return nil
            }
            return state.waitingTests.removeFirst()
        }
        test?.succeed(exchange)
    }
}

/// A request head as the origin saw it.
package struct ScriptedRequest: Sendable {
    package let method: String
    package let target: String
    /// Names in lower case; values with one scalar per byte.
    package let fields: [(name: String, value: String)]

    init(head: [UInt8]) {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: head.map { Unicode.Scalar($0) })
        let lines = String(text).split(separator: "\r\n")
        let start = lines.first?.split(separator: " ") ?? []
        method = start.first.map(String.init) ?? ""
        target = start.dropFirst().first.map(String.init) ?? ""
        fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (parts[0].lowercased(), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
    }

    package subscript(name: String) -> String? {
        let values = fields.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }
}

/// A request in the hands of a test.
package struct ScriptedExchange: Sendable {
    package let request: ScriptedRequest
    package let connection: LiveConnection
    /// Counted from 1 in the order of arrival.
    package let connectionNumber: Int
    fileprivate let origin: ScriptedOrigin

    package func send(_ text: String) async throws { try await connection.send(text) }
    package func send(_ bytes: [UInt8]) async throws { try await connection.send(bytes) }

    /// Sends the rest of an answer, then waits for the next request on the connection.
    package func answer(_ text: String) async throws {
        try await send(text)
        finish()
    }

    /// The answer is through: what comes next on the connection is another request.
    package func finish() {
        Task { await origin.awaitRequest(on: connection, number: connectionNumber) }
    }

    /// The request's body as framed by its head.
    package func body() async throws -> [UInt8] {
        if request["transfer-encoding"] == "chunked" {
            var body: [UInt8] = []
            while true {
                try await connection.wait { bytes, _ in bytes.contains(10) }
                let end = connection.received.firstIndex(of: 10) ?? 0
                let line = String(decoding: try await connection.take(end + 1).dropLast(2), as: UTF8.self)
                let size = Int(line, radix: 16) ?? 0
                body += try await connection.take(size)
                _ = try await connection.take(2)
                if size == 0 { return body }
            }
        }
        return try await connection.take(request["content-length"].flatMap { Int($0) } ?? 0)
    }

    package func hangUp() async { await connection.close() }
    package func reset() async { await connection.reset() }
}

/// An answer with the right length: `answer("Cache-Control: max-age=60", body: "hello")`.
package func answer(_ status: Int = 200, _ fields: String..., body: String = "") -> String {
    let lines = fields.map { $0 + "\r\n" }.joined()
    let length = status == 204 || status == 304 ? "" : "Content-Length: \(body.unicodeScalars.count)\r\n"
    return "HTTP/1.1 \(status) Said so\r\n\(lines)\(length)\r\n\(body)"
}
