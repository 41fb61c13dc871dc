import Glibc
package import NIOCore
import NIOPosix
import Synchronization

/// One end of a real TCP connection, read and written by a test step by step.
///
/// Nothing here sleeps: a step waits for bytes or for the end of the connection, and fails after `patience`.
package final class LiveConnection: Sendable {
    package static let patience = TimeAmount.seconds(60)

    package let channel: any Channel
    fileprivate let inbox: Inbox

    fileprivate init(channel: any Channel, inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    /// Puts handlers between the bytes on the wire and those of the test, such as TLS.
    package typealias Preparation = @Sendable (any Channel) throws -> Void

    package static func connect(
        port: Int, receiveBufferBytes: Int? = nil, preparing: @escaping Preparation = { _ in }
    ) async throws -> LiveConnection {
        let inbox = Inbox()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try preparing(channel)
                    try channel.pipeline.syncOperations.addHandler(InboxHandler(inbox))
                }
            }
        if let receiveBufferBytes {
            bootstrap = bootstrap.channelOption(
                .socketOption(.so_rcvbuf), value: SocketOptionValue(receiveBufferBytes))
        }
        return LiveConnection(channel: try await bootstrap.connect(host: "127.0.0.1", port: port).get(), inbox: inbox)
    }

    package static func connect(socketPath: String) async throws -> LiveConnection {
        let inbox = Inbox()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { $0.pipeline.addHandler(InboxHandler(inbox)) }
            .connect(unixDomainSocketPath: socketPath).get()
        return LiveConnection(channel: channel, inbox: inbox)
    }

    package static func listen(
        preparing: @escaping Preparation = { _ in }, _ accepted: @escaping @Sendable (LiveConnection) -> Void
    ) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                let inbox = Inbox()
                return channel.eventLoop.makeCompletedFuture {
                    try preparing(channel)
                    try channel.pipeline.syncOperations.addHandler(InboxHandler(inbox))
                    accepted(LiveConnection(channel: channel, inbox: inbox))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    // MARK: Writing

    package func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Text is written with one byte per scalar, so that U+0080 to U+00FF are bytes that aren't UTF-8.
    package func send(_ text: String) async throws {
        try await send(text.unicodeScalars.map { UInt8($0.value) })
    }

    /// Ends this side; the other may still send.
    package func closeOutput() async throws { try await channel.close(mode: .output).get() }

    package func close() async { try? await channel.close().get() }

    /// Ends the connection with a reset, as a crashed peer would.
    package func reset() async {
        try? await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        await close()
    }

    // MARK: Reading

    package func stopReading() async throws { try await channel.setOption(.autoRead, value: false).get() }

    package func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
        channel.read()
    }

    package var received: [UInt8] { inbox.bytes }
    package var hasEnded: Bool { inbox.hasEnded }
    /// The first thing that went wrong on the connection, in the words of whoever noticed.
    package var fault: String? { inbox.fault }

    /// Waits until `isEnough` says so of what has come and has not been taken yet, or nothing more can come.
    package func wait(until isEnough: @escaping @Sendable (_ bytes: [UInt8], _ hasEnded: Bool) -> Bool) async throws {
        try await inbox.wait(on: channel.eventLoop, until: isEnough)
    }

    /// Takes the next so many bytes.
    package func take(_ count: Int) async throws -> [UInt8] {
        try await wait { bytes, _ in bytes.count >= count }
        return try inbox.take(count)
    }

    /// Takes everything up to and including the first empty line.
    package func takeHead() async throws -> [UInt8] {
        try await wait { bytes, _ in bytes.endOfHead != nil }
        guard let end = inbox.bytes.endOfHead else { throw ConnectionSurprise.ended(inbox.bytes) }
        return try inbox.take(end)
    }

    /// Waits for the peer to end its side, and takes what came until then.
    package func takeRest() async throws -> [UInt8] {
        try await wait { _, hasEnded in hasEnded }
        return try inbox.take(inbox.bytes.count)
    }
}

package enum ConnectionSurprise: Error, CustomStringConvertible {
    case ended([UInt8])
    case nothingMoreCame([UInt8])

    package var description: String {
        switch self {
        case .ended(let bytes): "the connection ended after \(String(decoding: bytes.prefix(500), as: UTF8.self))"
        case .nothingMoreCame(let bytes):
            "nothing came after \(bytes.count) bytes: \(String(decoding: bytes.prefix(500), as: UTF8.self))"
        }
    }
}

extension [UInt8] {
    /// Where the first empty line ends.
    package var endOfHead: Int? {
        guard count >= 4 else { return nil }
        return indices.dropLast(3).first {
            self[$0] == 13 && self[$0 + 1] == 10 && self[$0 + 2] == 13 && self[$0 + 3] == 10
        }.map { $0 + 4 }
    }
}

/// What has come, and who waits for more.
private final class Inbox: Sendable {
    private struct Waiter {
        let isEnough: @Sendable ([UInt8], Bool) -> Bool
        let promise: EventLoopPromise<Void>
    }

    private struct State {
        var bytes: [UInt8] = []
        var hasEnded = false
        var fault: String?
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    var fault: String? { state.withLock { $0.fault } }

    func fail(_ error: any Error) { state.withLock { $0.fault = $0.fault ?? "\(error)" } }

    func receive(_ bytes: [UInt8]) {
        change { $0.bytes += bytes }
    }

    func end() {
        change { $0.hasEnded = true }
    }

    func take(_ count: Int) throws -> [UInt8] {
        try state.withLock { state in
            guard state.bytes.count >= count else { throw ConnectionSurprise.ended(state.bytes) }
            defer { state.bytes.removeFirst(count) }
            return Array(state.bytes.prefix(count))
        }
    }

    func wait(on eventLoop: any EventLoop, until isEnough: @escaping @Sendable ([UInt8], Bool) -> Bool) async throws {
        let promise = eventLoop.makePromise(of: Void.self)
        let limit = eventLoop.scheduleTask(in: LiveConnection.patience) {
            promise.fail(ConnectionSurprise.nothingMoreCame(self.bytes))
        }
        change { $0.waiters.append(Waiter(isEnough: isEnough, promise: promise)) }
        defer { limit.cancel() }
        try await promise.futureResult.get()
    }

    private func change(_ body: (inout State) -> Void) {
        let done = state.withLock { state -> [EventLoopPromise<Void>] in
            body(&state)
            let (bytes, hasEnded) = (state.bytes, state.hasEnded)
            let done = state.waiters.filter { hasEnded || $0.isEnough(bytes, hasEnded) }
            state.waiters.removeAll { hasEnded || $0.isEnough(bytes, hasEnded) }
            return done.map(\.promise)
        }
        for promise in done { promise.succeed() }
    }
}

private final class InboxHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let inbox: Inbox

    init(_ inbox: Inbox) { self.inbox = inbox }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        inbox.receive(Array(unwrapInboundIn(data).readableBytesView))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { inbox.end() }
    }

    func channelInactive(context: ChannelHandlerContext) { inbox.end() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        inbox.fail(error)
        context.close(promise: nil)
    }
}
