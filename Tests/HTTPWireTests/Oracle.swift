import HTTPSemantics
import HTTPWire
import NIOCore
import NIOEmbedded
import NIOHTTP1

/// One message as either parser tells it.
struct ParsedMessage: Hashable, Sendable {
    /// Method and target, or the status; NIO keeps no reason.
    var start: [String]
    var version: String
    var fields: [String]
    var body: [UInt8] = []
    var trailers: [String] = []

    /// NIO repairs values that are not UTF-8, so ours are repaired the same way before they are compared.
    static func lines(_ fields: Fields) -> [String] {
        fields.map { $0.name.original + ": " + String(decoding: $0.value.bytes, as: UTF8.self) }
    }

    /// llhttp leaves blanks at the end of a value, which RFC 9112 §5.1 excludes from it.
    static func lines(_ headers: HTTPHeaders) -> [String] {
        headers.map { name, value in
            let end = value.unicodeScalars.lastIndex { $0 != " " && $0 != "\t" }
            return "\(name): " + (end.map { String(value.unicodeScalars[...$0]) } ?? "")
        }
    }
}

/// What a parser makes of a stream: its complete messages, and what stopped it, if anything did.
struct ParsedStream<Fault> {
    var messages: [ParsedMessage] = []
    var fault: Fault?
}

extension [UInt8] {
    /// The requests in these bytes, up to the first after which the connection would close or change protocol.
    func parsedRequests() -> ParsedStream<WireError> {
        var stream = ParsedStream<WireError>()
        var start = 0
        while start < count {
            let rest = Array(self[start...])
            guard case .head(let head, let length) = rest.scannedRequest() else {
                if case .refused(let fault) = rest.scannedRequest() { stream.fault = fault }
                return stream
            }
            do throws(WireError) {
                let body = ReadBody(try requestFraming(head), Array(rest[length...]))
                stream.fault = body.fault
                guard let trailers = body.trailers else { return stream }
                stream.messages.append(
                    ParsedMessage(
                        start: [head.method.rawValue, head.targetText], version: head.version.description,
                        fields: ParsedMessage.lines(head.fields), body: body.data,
                        trailers: ParsedMessage.lines(trailers)))
                start += length + body.lengthBytes
            } catch {
                stream.fault = error
                return stream
            }
            if !isPersistent(head) || head.method == .connect || head.fields.contains("Upgrade") { return stream }
        }
        return stream
    }

    /// The requests in these bytes according to llhttp.
    func requestsByOracle() -> ParsedStream<any Error> {
        var stream = ParsedStream<any Error>()
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        do { try channel.writeInbound(ByteBuffer(bytes: self)) } catch { stream.fault = error }
        var current: ParsedMessage?
        while let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                current = ParsedMessage(
                    start: [head.method.rawValue, head.uri], version: head.version.description,
                    fields: ParsedMessage.lines(head.headers))
            case .body(let buffer): current?.body += Array<UInt8>(buffer.readableBytesView)
            case .end(let trailers):
                current?.trailers = trailers.map(ParsedMessage.lines) ?? []
                if let current { stream.messages.append(current) }
                current = nil
            }
        }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        return stream
    }

    /// The one response to `method` in these bytes and the end of the connection.
    func parsedResponse(to method: Method) -> ParsedStream<WireError> {
        var stream = ParsedStream<WireError>()
        guard case .head(let head, let length) = scannedResponse() else {
            if case .refused(let fault) = scannedResponse() { stream.fault = fault }
            return stream
        }
        do throws(WireError) {
            let framing = try responseFraming(head, to: method)
            let body = ReadBody(framing, Array(self[length...]))
            stream.fault = body.fault
            guard body.isComplete || framing == .untilClose && head.status >= 200 else { return stream }
            stream.messages.append(
                ParsedMessage(
                    start: ["\(head.status)"],
                    version: head.version.description, fields: ParsedMessage.lines(head.fields), body: body.data,
                    trailers: ParsedMessage.lines(body.trailers ?? [:])))
        } catch {
            stream.fault = error
        }
        return stream
    }

    /// The first response to `method` in these bytes and the end of the connection, according to llhttp.
    func responseByOracle(to method: Method) -> ParsedStream<any Error> {
        var stream = ParsedStream<any Error>()
        let decoder = HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward)
        let channel = EmbeddedChannel(handlers: [HTTPRequestEncoder(), ByteToMessageHandler(decoder)])
        let request = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method.rawValue), uri: "/")
        do {
            try channel.writeOutbound(HTTPClientRequestPart.head(request))
            try channel.writeOutbound(HTTPClientRequestPart.end(nil))
            try channel.writeInbound(ByteBuffer(bytes: self))
        } catch { stream.fault = error }
        do { _ = try channel.finish(acceptAlreadyClosed: true) } catch { stream.fault = stream.fault ?? error }
        var current: ParsedMessage?
        while stream.messages.isEmpty, let part = try? channel.readInbound(as: HTTPClientResponsePart.self) {
            switch part {
            case .head(let head):
                current = ParsedMessage(
                    start: ["\(head.status.code)"], version: head.version.description,
                    fields: ParsedMessage.lines(head.headers))
                // An informational response ends with its head; no end is reported.
                if head.status.code < 200, let current { stream.messages.append(current) }
            case .body(let buffer): current?.body += Array<UInt8>(buffer.readableBytesView)
            case .end(let trailers):
                current?.trailers = trailers.map(ParsedMessage.lines) ?? []
                if let current { stream.messages.append(current) }
            }
        }
        return stream
    }
}

/// Small harm done to valid messages.
struct Mutator {
    var random: SeededGenerator

    /// Bytes at which parsers have disagreed before.
    private static let suspects: [UInt8] =
        [
            0x00, 0x01, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1F, 0x20, 0x7F, 0x80, 0x85, 0xA0, 0xE9, 0xFF,
        ] + Array("!\"#%&'()*+,-./0123456789:;<=>?@AZ[\\]^_`az{|}~xc".utf8)

    private static let insertions = [
        "\r\n", "\n", "\r", "\r\n ", " ", "\t", "0\r\n\r\n", "\r\n\r\n", "Content-Length: 3\r\n",
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: identity\r\n", "Host: b\r\n", "Connection: close\r\n",
        ", chunked", ",", ";", ";a=b", "0x", "+", "-", "_", "http://", "HTTP/1.0", "HTTP/1.1", "#", "..",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ].map { [UInt8]($0) }

    mutating func mutated(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...2, using: &random) where !bytes.isEmpty { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let place = Int.random(in: bytes.indices, using: &random)
        let end = min(bytes.count, place + Int.random(in: 1...12, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1: bytes[place] = random.pick(Self.suspects)
        case 2: bytes.insert(random.pick(Self.suspects), at: place)
        case 3: bytes.insert(contentsOf: random.pick(Self.insertions), at: place)
        case 4: bytes.remove(at: place)
        case 5: bytes.insert(contentsOf: bytes[place..<end], at: place)
        default: bytes.removeSubrange(place..<end)
        }
    }
}
