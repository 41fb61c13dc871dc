import Foundation
import HTTPSemantics
import Logging
import NIOCore
import NIOPosix
import ObjectStorage
import Origin
import PhotoLibrary
import ServiceLifecycle
import Subscriptions
import Synchronization

/// A folder that goes away with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "origin-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ relative: String, _ content: some Sequence<UInt8>) throws {
        let url = URL(filePath: path).appending(path: relative)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content).write(to: url)
    }

    func write(_ relative: String, _ text: String) throws { try write(relative, text.utf8) }
}

/// A subscription service without a store: answers follow the token or the address.
struct ScriptedDesk: SubscriptionDesk {
    let requests = Log<SubscribeRequest>()
    let confirmations = Log<String>()
    let removals = Log<String>()
    var isBroken = false

    struct Broken: Error {}

    func subscribe(_ request: SubscribeRequest, now: Date) async throws -> SubscribeAnswer {
        if isBroken { throw Broken() }
        requests.append(request)
        return request.email.contains("@") ? .accepted : .invalid([.init(pointer: "/email", detail: "lacks its @")])
    }

    func standing(ofConfirmation token: String, now: Date) async throws -> TokenStanding {
        switch token {
        case "good": .valid(maskedAddress: "j***@example.com")
        case "old": .expired
        default: .unknown
        }
    }

    func confirm(_ token: String, now: Date) async throws -> ConfirmAnswer {
        if isBroken { throw Broken() }
        confirmations.append(token)
        return token == "good" ? .confirmed : token == "old" ? .expired : .unknown
    }

    func standing(ofUnsubscribe token: String, now: Date) async throws -> TokenStanding {
        token == "good" ? .valid(maskedAddress: "j***@example.com") : .unknown
    }

    func unsubscribe(_ token: String, now: Date) async throws -> UnsubscribeAnswer {
        removals.append(token)
        return token == "good" ? .unsubscribed : .unknown
    }
}

/// What happened, in order.
final class Log<Entry: Sendable>: Sendable {
    private struct State {
        var entries: [Entry] = []
        var waiting: [(matches: @Sendable (Entry) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var entries: [Entry] { state.withLock { $0.entries } }

    func append(_ entry: Entry) {
        let woken = state.withLock { state in
            state.entries.append(entry)
            let woken = state.waiting.filter { $0.matches(entry) }
            state.waiting.removeAll { $0.matches(entry) }
            return woken.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Returns once there is an entry like that.
    func wait(for matches: @escaping @Sendable (Entry) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.entries.contains(where: matches) { return true }
                state.waiting.append((matches, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

struct ScriptedPhotos: PhotoDesk {
    var photos: [String: Photo] = [:]

    func photo(_ id: String) async throws -> Photo? { photos[id] }
}

/// Objects in memory, without files behind them.
struct MemoryObjects: ObjectStore {
    var objects: [String: [UInt8]] = [:]

    func put(_ key: ObjectKey, _ bytes: [UInt8]) async throws {}
    func get(_ key: ObjectKey) async throws -> [UInt8]? { objects[key.description] }
    func size(of key: ObjectKey) async throws -> Int? { objects[key.description]?.count }
    func delete(_ key: ObjectKey) async throws {}
    func keys(under prefix: ObjectKey) async throws -> [ObjectKey] { [] }
    func path(of key: ObjectKey) -> String? { nil }
}

/// An origin on a free port, over a folder of its own.
struct TestOrigin {
    var folder: TemporaryFolder
    var configuration = OriginConfiguration()
    var desk = ScriptedDesk()
    var photos = ScriptedPhotos()
    var objects: any ObjectStore = MemoryObjects()
    var isHealthy = true
    let log = Log<LogLine>()
    /// Seconds since 1970 that the origin takes for now.
    let clock = Mutable<TimeInterval>(1_795_000_000)

    init() throws {
        folder = try TemporaryFolder()
        configuration.listenPort = 0
        configuration.publicFolder = folder.path + "/public"
        configuration.themeFolders = [folder.path + "/theme"]
        configuration.cursorKey = Array(repeating: 1, count: 32)
        configuration.subscribeLimits = [RateLimit(count: 1_000, per: .seconds(1))]
        try FileManager.default.createDirectory(
            atPath: configuration.publicFolder, withIntermediateDirectories: true)
    }

    /// Runs the origin while the body talks to it, then stops it gracefully.
    func serve<Result: Sendable>(_ body: @Sendable (RawClient) async throws -> Result) async throws -> Result {
        let (listening, continuation) = AsyncStream.makeStream(of: ListeningOrigin.self)
        let isHealthy = isHealthy
        let logger = Logger(label: "origin") { _ in RecordingHandler(log: log) }
        let server = OriginServer(
            configuration: configuration,
            seams: OriginSeams(
                subscriptions: desk, photos: photos, objects: objects, isHealthy: { isHealthy },
                now: { [clock] in Date(timeIntervalSince1970: clock.value) }),
            logger: logger, onListening: { continuation.yield($0) })
        let group = ServiceGroup(
            configuration: .init(services: [server], logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            guard let address = await listening.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                throw CancellationError()
            }
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(
                    try await body(RawClient(port: address.port, stop: { await group.triggerGracefulShutdown() })))
            } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }
}

/// A value that a test changes while the origin reads it.
final class Mutable<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    init(_ value: Value) { state = Mutex(value) }

    var value: Value {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

struct LogLine: Sendable {
    let level: Logger.Level
    let message: String
    let metadata: [String: String]

    var whole: String { message + metadata.map { "\($0)=\($1)" }.joined(separator: " ") }
}

struct RecordingHandler: LogHandler {
    let log: Log<LogLine>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    init(log: Log<LogLine>) { self.log = log }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        log.append(
            LogLine(
                level: event.level, message: "\(event.message)",
                metadata: (event.metadata ?? [:]).mapValues { "\($0)" }))
    }
}

/// What came back, as bytes taken apart by hand.
struct RawResponse: Sendable {
    let status: Int
    let fields: Fields
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON's object.
    var object: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) ?? [:] }

    init(_ bytes: [UInt8]) throws {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.firstRange(of: separator) else {
            throw Malformed(text: String(decoding: bytes, as: UTF8.self))
        }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, let status = Int(first.split(separator: " ")[1]) else {
            throw Malformed(text: "")
        }
        self.status = status
        var fields = Fields()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard let name = FieldName(parts[0]) else { continue }
            fields.append(name, FieldValue(parts.count > 1 ? parts[1].drop { $0 == " " } : ""))
        }
        self.fields = fields
        body = Array(bytes[end.upperBound...])
    }

    struct Malformed: Error { let text: String }
}

/// A client that sends what it is told, byte for byte, and reads until the connection closes.
struct RawClient: Sendable {
    let port: Int
    /// Asks the origin to shut down gracefully.
    let stop: @Sendable () async -> Void

    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    func connect() async throws -> Connection {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
            }
    }

    func exchange(_ text: String) async throws -> [UInt8] {
        try await connect().executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var received: [UInt8] = []
            for try await part in inbound { received.append(contentsOf: part.readableBytesView) }
            return received
        }
    }

    func send(
        _ method: String, _ target: String, _ fields: [String] = [], body: String = ""
    ) async throws -> RawResponse {
        let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
        let head = ["\(method) \(target) HTTP/1.1", "Host: test", "Connection: close"] + length + fields
        return try RawResponse(try await exchange(head.joined(separator: "\r\n") + "\r\n\r\n" + body))
    }

    func get(_ target: String, _ fields: [String] = []) async throws -> RawResponse {
        try await send("GET", target, fields)
    }
}
