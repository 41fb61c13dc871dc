import Foundation
import HTTPSemantics
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import OriginAccess

/// Carries requests from the server to a responder and answers back, and logs one line for each.
struct OriginExchange: HTTPResponder {
    private let configuration: OriginConfiguration
    private let respond: @Sendable (OriginRequest) async -> (Answer, Route)
    private let clock: @Sendable () -> Date
    private let logger: Logger
    private let trustedEdges: Set<ClientAddress>
    private let base: [String]

    init(
        _ configuration: OriginConfiguration, clock: @escaping @Sendable () -> Date, logger: Logger,
        respond: @escaping @Sendable (OriginRequest) async -> (Answer, Route)
    ) {
        self.configuration = configuration
        self.respond = respond
        self.clock = clock
        self.logger = logger
        base = configuration.basePath
        trustedEdges = Set(configuration.trustedEdges.compactMap { ClientAddress($0) })
    }

    /// The connection that a request came on.
    struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) { channel = source.channel }
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        let line = RequestLine(method: request.method.rawValue, started: .now, logger: logger)
        let method = HTTPSemantics.Method(rawValue: request.method.rawValue)
        let fields = semanticFields(request.headers)
        let refusal = accessRefusal(of: request, fields)
        let target: RequestTarget
        do throws(PathFailure) {
            target = try RequestTarget(request.head.path ?? "")
        } catch {
            return response(refusal == nil ? self.refusal(error) : forbidden, method, "/{unservable}", line, context)
        }
        let channel = context.channel
        let originRequest = OriginRequest(
            id: line.id, method: method, target: target, base: base, fields: fields,
            authority: request.head.authority,
            client: ClientAddress(
                peer: channel.remoteAddress?.ipAddress, forwardedFor: fields.list("X-Forwarded-For"),
                trusting: trustedEdges),
            now: clock(), refusal: refusal, body: { try await body(of: request, on: channel) })
        let (answer, route) = await respond(originRequest)
        return response(answer, method, route.pattern, line, context)
    }

    /// Whether it comes from an edge of ours, if that is asked for.
    private func accessRefusal(of request: Request, _ fields: Fields) -> AccessRefusal? {
        guard let gate = configuration.accessGate else { return nil }
        let parts = SignedParts(
            method: request.method.rawValue, authority: request.head.authority ?? "", target: request.head.path ?? "")
        let refusal = gate.refusal(of: parts, fields: fields, at: Int(clock().timeIntervalSince1970))
        // Whoever isn't signed at all is no edge; one that is and fails, somebody has to look at.
        if let refusal, refusal != .unsigned {
            logger.warning("an edge's signature was refused", metadata: ["refusal": "\(refusal.rawValue)"])
        }
        return refusal
    }

    private var forbidden: Answer {
        Answer(
            403, type: "text/plain; charset=utf-8", Array("\(reasonPhrase(403))\n".utf8),
            ["Cache-Control": FieldValue(CachePolicy.never), "X-Content-Type-Options": "nosniff"])
    }

    private func refusal(_ failure: PathFailure) -> Answer {
        let (status, text) =
            switch failure {
            case .malformed: (400, "This is not an address.\n")
            case .unservable: (404, "There is nothing at this address.\n")
            }
        return Answer(
            status, type: "text/plain; charset=utf-8", Array(text.utf8),
            ["Cache-Control": FieldValue(CachePolicy.never), "X-Content-Type-Options": "nosniff"])
    }

    private func semanticFields(_ headers: HTTPFields) -> Fields {
        Fields(
            headers.compactMap { header in
                FieldName(header.name.rawName).map { Field(name: $0, value: FieldValue(header.value)) }
            })
    }

    /// The body within its limit. A client that sends it too slowly loses its connection.
    private func body(of request: Request, on channel: any Channel) async throws -> [UInt8] {
        let limit = configuration.bodyLimitBytes
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw BodyFailure.tooLarge
        }
        let deadline = closing(channel, after: configuration.bodyTimeout)
        defer { deadline.cancel() }
        do {
            return Array(try await request.body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw BodyFailure.tooLarge
        }
    }

    // MARK: Answering

    private func response(
        _ answer: Answer, _ method: HTTPSemantics.Method, _ route: String, _ line: RequestLine, _ context: Context
    ) -> Response {
        var headers = HTTPFields()
        for field in answer.fields {
            guard let name = HTTPField.Name(field.name.original) else { continue }
            headers.append(HTTPField(name: name, value: field.value.text))
        }
        let length = answer.body.lengthBytes
        let hasBody = method != .head && answer.status != 304 && length > 0
        if answer.status != 304 { headers[.contentLength] = String(length) }
        var response = Response(
            status: .init(code: answer.status), headers: headers,
            body: hasBody ? body(answer, route, line, context) : ResponseBody())
        // A 304 has no body and says nothing about the length of one (RFC 9110 §15.4.5).
        if answer.status == 304 { response.headers[.contentLength] = nil }
        if !hasBody { line.write(route: route, status: answer.status, bytes: 0, isComplete: true) }
        return response
    }

    private func body(_ answer: Answer, _ route: String, _ line: RequestLine, _ context: Context) -> ResponseBody {
        if answer.body.pieces.count == 1, case .bytes(let bytes) = answer.body.pieces[0] {
            line.write(route: route, status: answer.status, bytes: bytes.count, isComplete: true)
            return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        }
        let channel = context.channel
        return ResponseBody(contentLength: answer.body.lengthBytes) { writer in
            var sent = 0
            do {
                for piece in answer.body.pieces { try await send(piece, to: &writer, on: channel, counting: &sent) }
                try await writer.finish(nil)
                line.write(route: route, status: answer.status, bytes: sent, isComplete: true)
            } catch {
                line.write(route: route, status: answer.status, bytes: sent, isComplete: false)
                throw error
            }
        }
    }

    /// Sends a piece a chunk at a time: the next is read when the last has left, so a slow reader costs one chunk.
    private func send(
        _ piece: AnswerBody.Piece, to writer: inout any ResponseBodyWriter, on channel: any Channel,
        counting sent: inout Int
    ) async throws {
        switch piece {
        case .bytes(let bytes):
            try await write(ByteBuffer(bytes: bytes), to: &writer, on: channel)
            sent += bytes.count
        case .file(let file, let range):
            var offset = range.lowerBound
            while offset < range.upperBound {
                let (place, count) = (offset, min(configuration.chunkBytes, range.upperBound - offset))
                let chunk = try await NIOThreadPool.singleton.runIfActive { try file.read(at: place, upTo: count) }
                // Cut short under our hands: the promised length can't be kept, and only closing says so.
                guard chunk.readableBytes > 0 else { throw FileFailure(code: EIO) }
                try await write(chunk, to: &writer, on: channel)
                offset += chunk.readableBytes
                sent += chunk.readableBytes
            }
        }
    }

    private func write(
        _ buffer: ByteBuffer, to writer: inout any ResponseBodyWriter, on channel: any Channel
    ) async throws {
        let deadline = closing(channel, after: configuration.writeTimeout)
        defer { deadline.cancel() }
        try await writer.write(buffer)
    }

    /// Closes the connection after a while, unless cancelled before.
    private func closing(_ channel: any Channel, after timeout: Duration) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            // The second doesn't wait for what the client won't take.
            channel.close(promise: nil)
            channel.close(promise: nil)
        }
    }
}
