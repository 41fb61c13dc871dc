import Foundation
import HTTPCaching
import HTTPSemantics
import HTTPWire
import NIOCore
import NIOPosix

/// The edge's administration: HTTP on a Unix socket that only its owner can open.
///
/// | request | answer |
/// |---|---|
/// | `GET /stats` | counters and storage as one JSON object |
/// | `GET /metrics` | the same for Prometheus |
/// | `GET /explain?url=…` | what would become of a request, as one JSON object |
/// | `GET /tail`, `GET /top` | the last requests; what has been served, by path and other things |
/// | `POST /purge?everything` | drops everything: `{"purged": n}` |
/// | `POST /purge?url=…` | drops all variants of one address |
/// | `POST /purge?tag=…` | drops what carries a tag |
/// | `POST /purge?prefix=…` | drops what lies below an address |
///
/// With `&soft` a purge makes stale instead of dropping, with `&dry-run` it only counts.
enum Administration {
    static func listen(at path: String, on eventLoop: any EventLoop, for server: EdgeServer) async throws -> any Channel
    {
        let listener = try await ServerBootstrap(group: eventLoop, childGroup: eventLoop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AdministrationConnection(server: server))
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        // Whoever may connect may purge. The folder is its owner's alone already; the mask of new files would do it at
        // once, but belongs to the whole process, and other threads make files too.
        guard unsafe chmod(path, 0o600) == 0 else {
            try? await listener.close().get()
            throw IOError(errnoCode: errno, reason: "chmod")
        }
        return listener
    }

    /// The answer to one request.
    static func answer(_ request: RequestHead, by server: EdgeServer) async -> Answer {
        let target = request.targetText.split(separator: "?", maxSplits: 1).map(String.init)
        guard let query = AdministrationQuery(target.dropFirst().first ?? "") else {
            return .refused("an escape in the query is none")
        }
        switch (request.method, target.first) {
        case (.get, "/stats"): return Answer(body: await EdgeReport(of: server).json)
        case (.get, "/metrics"):
            return Answer(
                type: "text/plain; version=0.0.4; charset=utf-8",
                body: await EdgeReport(of: server).prometheus + server.shared.configuration.moreMetrics())
        case (.get, "/explain"): return explain(query, by: server)
        case (.get, "/tail"): return await tail(query, by: server)
        case (.get, "/top"): return await top(query, by: server)
        case (.post, "/purge"):
            let (status, type, body) = purge(target.dropFirst().first ?? "", by: server)
            return Answer(status: status, type: type, body: body)
        case _: return Answer(status: 404, body: #"{"error":"no such request"}"#)
        }
    }

    private static func purge(_ query: String, by server: EdgeServer) -> (status: Int, type: String, body: String) {
        do throws(PurgeRequest.Mistake) {
            let request = try PurgeRequest(query: query)
            let count = server.purge(request.target, request.mode)
            return (200, "application/json", #"{"purged":\#(count)}"#)
        } catch {
            return (400, "application/json", #"{"error":"\#(error.description)"}"#)
        }
    }
}

/// One administration connection: one request, one answer, closed.
private final class AdministrationConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: EdgeServer
    private var scanner = RequestHeadScanner()
    private var layout = HeadLayout()
    private var inbound = ByteBuffer()
    private var isAnswered = false

    init(server: EdgeServer) {
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        inbound.writeBuffer(&bytes)
        guard !isAnswered, let isWhole = try? scanner.scan(inbound.readableBytesSpan, into: &layout) else {
            return context.close(promise: nil)
        }
        guard isWhole else { return }
        isAnswered = true
        let request = RequestHead(layout: layout, bytes: inbound.readableBytesSpan)
        let channel = context.channel
        let server = server
        channel.eventLoop.makeFutureWithTask { await Administration.answer(request, by: server) }
            .whenSuccess { answer in
                let head =
                    "HTTP/1.1 \(answer.status) \(reasonPhrase(answer.status))\r\nContent-Type: \(answer.type)\r\n"
                    + "Content-Length: \(answer.body.utf8.count)\r\nConnection: close\r\n\r\n"
                channel.writeAndFlush(ByteBuffer(string: head + answer.body))
                    .whenComplete { _ in channel.close(promise: nil) }
            }
    }
}
