import CacheStorage
import EdgeProxy
import Logging
import Synchronization
import TestSupport

/// An edge on a port of its own in front of a scripted origin, both gone when the test is over.
final class EdgeUnderTest: Sendable {
    let origin: ScriptedOrigin
    let server: EdgeServer
    let port: Int
    private let clients = Mutex<[RawClient]>([])

    private init(origin: ScriptedOrigin, server: EdgeServer, port: Int) {
        self.origin = origin
        self.server = server
        self.port = port
    }

    static func run(
        _ configure: (inout EdgeConfiguration) throws -> Void = { _ in },
        storeBytes: Int = 256 << 20,
        accessLog: AccessLog? = nil, preparingOrigin: @escaping LiveConnection.Preparation = { _ in },
        script: @escaping ScriptedOrigin.Script = { _ in nil },
        _ body: (EdgeUnderTest) async throws -> Void
    ) async throws {
        let origin = try await ScriptedOrigin.start(preparing: preparingOrigin, script)
        var configuration = EdgeConfiguration(
            origins: [OriginServer(name: "origin", host: "127.0.0.1", port: origin.port)])
        configuration.port = 0
        configuration.threads = 1
        configuration.name = "edge"
        configuration.timeouts.drain = 5
        try configure(&configuration)
        var storage = MemoryStore.Configuration()
        storage.budgetBytes = storeBytes
        let server = try EdgeServer(
            configuration, store: MemoryStore(storage), accessLog: accessLog,
            logger: Logger(label: "edge", factory: { _ in SwiftLogNoOpLogHandler() }))
        let edge = EdgeUnderTest(origin: origin, server: server, port: try await server.start())
        do {
            try await body(edge)
        } catch {
            await edge.end()
            throw error
        }
        await edge.end()
    }

    private func end() async {
        for client in clients.withLock({ $0 }) { await client.close() }
        await origin.stop()
        await server.stop()
    }

    func client(receiveBufferBytes: Int? = nil) async throws -> RawClient {
        let client = try await RawClient(port: port, receiveBufferBytes: receiveBufferBytes)
        clients.withLock { $0.append(client) }
        return client
    }

    /// A client of another port than the plain one, or with more between it and the wire.
    func client(port: Int, preparing: @escaping LiveConnection.Preparation) async throws -> RawClient {
        let client = try await RawClient(port: port, preparing: preparing)
        clients.withLock { $0.append(client) }
        return client
    }

    /// One request on a connection of its own, which then stays open.
    func get(_ target: String, _ fields: String..., method: String = "GET") async throws -> RawResponse {
        try await client().exchange(request(target, fields, method: method), method: method)
    }

    var originTargets: [String] { origin.requests.map(\.target) }
}

/// A request head for the host `h`.
func request(_ target: String, _ fields: [String] = [], method: String = "GET") -> String {
    "\(method) \(target) HTTP/1.1\r\nHost: h\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
}
