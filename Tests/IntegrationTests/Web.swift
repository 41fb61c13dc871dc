import Foundation
import HTTPSemantics
import HTTPWire
import NIOCore
import NIOPosix

/// One answer, as it came.
struct WebAnswer: Sendable {
    let status: Int
    let fields: Fields
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    func json<Value: Decodable>(_ type: Value.Type) throws -> Value { try JSONDecoder().decode(type, from: Data(body)) }
}

/// A client that does exactly what it is told: no redirects, no cache, one request to a connection.
enum Web {
    static func get(_ port: Int, _ target: String, _ fields: Fields = [:]) async throws -> WebAnswer {
        try await ask(port, .get, target, fields)
    }

    static func post(_ port: Int, _ target: String, type: String, _ body: String, _ fields: Fields = [:]) async throws
        -> WebAnswer
    {
        var fields = fields
        fields.append("Content-Type", FieldValue(type))
        return try await ask(port, .post, target, fields, body: body)
    }

    static func ask(
        _ port: Int, _ method: HTTPSemantics.Method, _ target: String, _ fields: Fields, body: String? = nil
    ) async throws -> WebAnswer {
        var sent: Fields = ["Host": FieldValue("127.0.0.1:\(port)"), "Connection": "close"]
        if fields.contains("Host") { sent.removeAll(named: "Host") }
        for field in fields { sent.append(field) }
        if let body { sent.append("Content-Length", FieldValue(String(body.utf8.count))) }
        var request: [UInt8] = []
        try request.append(RequestHead(method: method, target: target, fields: sent))
        request += Array((body ?? "").utf8)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let sentBytes = ByteBuffer(bytes: request)
        let bytes = try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(sentBytes)
            var whole: [UInt8] = []
            for try await part in inbound {
                whole += Array(part.readableBytesView)
                // A peer that keeps the connection open all the same must not hold the test up.
                if let answer = try? parse(whole, method), answer.isWhole { break }
            }
            return whole
        }
        return try parse(bytes, method).answer
    }

    private static func parse(_ bytes: [UInt8], _ method: HTTPSemantics.Method) throws -> (
        answer: WebAnswer, isWhole: Bool
    ) {
        let buffer = ByteBuffer(bytes: bytes)
        var scanner = ResponseHeadScanner()
        var layout = HeadLayout()
        guard try scanner.scan(buffer.readableBytesSpan, into: &layout) else {
            throw ProgramFailure("no whole head: \(String(decoding: bytes, as: UTF8.self))")
        }
        let head = ResponseHead(layout: layout, bytes: buffer.readableBytesSpan)
        var reader = BodyReader(try responseFraming(head, to: method), limits: .response)
        var used = layout.headLength
        var body: [UInt8] = []
        while true {
            switch try reader.read(buffer.readableBytesSpan, consumed: &used) {
            case .data(let range): body += bytes[range]
            case .needMore: return (WebAnswer(status: head.status, fields: head.fields, body: body), false)
            case .end: return (WebAnswer(status: head.status, fields: head.fields, body: body), true)
            }
        }
    }

    /// A port nobody listens on just now.
    static func freePort() async throws -> Int {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = listener.localAddress?.port ?? 0
        try await listener.close().get()
        return port
    }
}
