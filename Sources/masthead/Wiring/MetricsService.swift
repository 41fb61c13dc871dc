import NIOCore
import NIOPosix
import ServiceLifecycle

/// Answers `GET /metrics` on a Unix socket that only its owner can open: for a worker that has no edge beside it.
struct MetricsService: Service {
    let path: String
    let text: @Sendable () async -> String

    func run() async throws {
        let text = text
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(MetricsConnection(text: text))
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        _ = unsafe chmod(path, 0o600)
        try? await gracefulShutdown()
        try? await listener.close().get()
        _ = unsafe unlink(path)
    }
}

/// One request, one answer, closed.
private final class MetricsConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let text: @Sendable () async -> String
    private var inbound = ""
    private var isAnswered = false

    init(text: @escaping @Sendable () async -> String) { self.text = text }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        inbound += String(buffer: Self.unwrapInboundIn(data))
        guard !isAnswered, inbound.contains("\r\n\r\n") || inbound.utf8.count > Self.most else { return }
        isAnswered = true
        let isKnown = inbound.hasPrefix("GET /metrics ")
        let channel = context.channel
        let text = text
        channel.eventLoop.makeFutureWithTask { isKnown ? await text() : "GET /metrics\n" }.whenSuccess { body in
            let head =
                "HTTP/1.1 \(isKnown ? "200 OK" : "404 Not Found")\r\nContent-Type: text/plain; version=0.0.4; "
                + "charset=utf-8\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
            channel.writeAndFlush(ByteBuffer(string: head + body)).whenComplete { _ in channel.close(promise: nil) }
        }
    }

    private static let most = 8192
}
