import HTTPSemantics
import HTTPWire
import NIOHTTP1
import Testing

// llhttp, as NIO builds it, is the oracle. Where it refuses, we must not accept; where both accept, they must have read
// the same; where we are stricter, the cause is counted, so that a rule that refuses too much shows.

@Suite struct `Against llhttp` {
    @Test func `valid requests are read the same`() {
        for row in AcceptedRequest.all {
            let bytes = [UInt8](row.text)
            let ours = bytes.parsedRequests()
            let theirs = bytes.requestsByOracle()
            // llhttp knows a closed list of methods; RFC 9110 §9.1 does not.
            if !Self.methodsOfOracle.contains(row.head.method.rawValue) { continue }
            #expect(theirs.fault == nil && ours.messages == theirs.messages, "\(row.rule)")
        }
    }

    @Test(arguments: RefusedRequest.all)
    func `what we refuse is refused before any message`(_ row: RefusedRequest) {
        let bytes = [UInt8](row.text)
        let ours = bytes.parsedRequests()
        #expect(ours.fault == row.fault && ours.messages.isEmpty)
        let glued = [UInt8]("GET / HTTP/1.1\r\nHost: a\r\n\r\n") + bytes
        // A first request must not change what the second is worth.
        #expect(glued.parsedRequests().messages.count == 1)
    }

    @Test(arguments: [0x5EED_0001, 0x5EED_0002, 0x5EED_0003] as [UInt64])
    func `damaged requests are never read more kindly or otherwise`(_ seed: UInt64) {
        var mutator = Mutator(random: SeededGenerator(seed: seed))
        var tally = Tally()
        for _ in 0..<5_000 {
            let bytes = mutator.mutated(mutator.random.pick(Self.requests))
            let ours = bytes.parsedRequests()
            let theirs = bytes.requestsByOracle()
            tally.count(ours, theirs, bytes)
            for (index, message) in ours.messages.enumerated() {
                let context = "seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
                guard index < theirs.messages.count else {
                    #expect(Self.isLaxerOnPurpose(message, bytes, theirs.fault), "we read more; \(context)")
                    break
                }
                #expect(message == theirs.messages[index], "\(context)")
            }
        }
        print("requests, seed \(seed): \(tally)")
        #expect(tally.agreed > 500 && tally.bothRefused > 500)
    }

    @Test(arguments: [0x5EED_0011, 0x5EED_0012] as [UInt64])
    func `damaged responses are never read more kindly or otherwise`(_ seed: UInt64) {
        var mutator = Mutator(random: SeededGenerator(seed: seed))
        var tally = Tally()
        for _ in 0..<5_000 {
            let method = mutator.random.pick([Method.get, .get, .get, .head])
            let bytes = mutator.mutated(mutator.random.pick(Self.responses))
            let ours = bytes.parsedResponse(to: method)
            let theirs = bytes.responseByOracle(to: method)
            tally.count(ours, theirs, bytes)
            guard let message = ours.messages.first else { continue }
            let context = "seed \(seed), \(method): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
            guard let theirMessage = theirs.messages.first else {
                #expect(Self.isLaxerOnPurpose(message, bytes, theirs.fault), "we read more; \(context)")
                continue
            }
            #expect(message == theirMessage, "\(context)")
        }
        print("responses, seed \(seed): \(tally)")
        #expect(tally.agreed > 500 && tally.bothRefused > 500)
    }

    @Test func `random chunked bodies, damaged or not, are read the same`() throws {
        var mutator = Mutator(random: SeededGenerator(seed: 0x5EED_0021))
        var tally = Tally()
        let head = [UInt8]("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for round in 0..<4_000 {
            var body = try Self.chunkedBody(&mutator.random)
            if round % 2 == 1 { body = mutator.mutated(body) }
            let ours = (head + body).parsedRequests()
            let theirs = (head + body).requestsByOracle()
            tally.count(ours, theirs, body)
            let context = "seed \(mutator.random.seed): \(String(decoding: body, as: UTF8.self).debugDescription)"
            if round % 2 == 0 { #expect(ours.messages.count == 1 && theirs.messages.count == 1, "\(context)") }
            if let message = ours.messages.first { #expect(message == theirs.messages.first, "\(context)") }
            // However the body is cut, it is the same body, or the same fault.
            let pieces = (0..<12).map { _ in Int.random(in: 0...9, using: &mutator.random) }
            let whole = ReadBody(.chunked, body)
            let cut = ReadBody(.chunked, body, pieces: pieces)
            #expect(
                cut.data == whole.data && cut.trailers == whole.trailers && cut.fault == whole.fault,
                "\(context) \(pieces)")
        }
        print("chunked: \(tally)")
    }

    private static func chunkedBody(_ random: inout SeededGenerator) throws -> [UInt8] {
        var body: [UInt8] = []
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let data = (0..<Int.random(in: 1...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
            }
            let zeros = String(repeating: "0", count: Int.random(in: 0...3, using: &random))
            let size = zeros + String(data.count, radix: 16, uppercase: Bool.random(using: &random))
            let suffix = random.pick(["", "", "", ";a", ";a=b", ";a=\"b;\\\"\"", ";a=b;c"])
            body += [UInt8](size + suffix + "\r\n") + data + [UInt8]("\r\n")
        }
        let trailers = random.pick(["", "", "X: y\r\n", "A: b\r\nC-D:\r\n"])
        return body + [UInt8](random.pick(["0", "00", "0;x=y"]) + "\r\n" + trailers + "\r\n")
    }

    /// How two readings compared, over many inputs.
    private struct Tally: CustomStringConvertible {
        var agreed = 0
        var bothRefused = 0
        /// Neither has read a message to its end, and at most one has found a fault by now.
        var noneComplete = 0
        /// By our fault: streams of which llhttp read more than we did.
        var stricter: [WireError: Int] = [:]
        var examples: [WireError: String] = [:]
        /// Streams of which llhttp read more, while we wait for the rest of a line.
        var waiting = 0

        mutating func count(_ ours: ParsedStream<WireError>, _ theirs: ParsedStream<any Error>, _ bytes: [UInt8]) {
            if ours.messages.count < theirs.messages.count {
                if let fault = ours.fault {
                    stricter[fault, default: 0] += 1
                    examples[fault] = String(decoding: bytes, as: UTF8.self).debugDescription
                } else {
                    waiting += 1
                }
            } else if ours.fault != nil, theirs.fault != nil {
                bothRefused += 1
            } else if ours.messages.isEmpty {
                noneComplete += 1
            } else {
                agreed += 1
            }
        }

        var description: String {
            let causes = stricter.sorted { $0.value > $1.value }
                .map { "\n  stricter \($0.value) × \($0.key) As in \(examples[$0.key] ?? "")" }
            return "agreed \(agreed), both refused \(bothRefused), none complete \(noneComplete), we wait \(waiting)"
                + causes.joined()
        }
    }

    /// Where we accept what llhttp refuses, and why.
    private static func isLaxerOnPurpose(_ message: ParsedMessage, _ bytes: [UInt8], _ fault: (any Error)?) -> Bool {
        switch fault as? HTTPParserError {
        case .invalidMethod:
            // RFC 9110 §9.1: the list of methods is open, and what to do with an unknown one is not for the parser to say.
            return !methodsOfOracle.contains(message.start[0])
        case .unexpectedContentLength:
            // RFC 9110 §8.6: equal lengths stated twice in a response are one.
            let lengths = message.fields.filter { $0.lowercased().hasPrefix("content-length:") }
            return Int(message.start[0]) != nil && lengths.count > 1
        case .invalidContentLength:
            // RFC 9110 §5.6.3: a tab after a value is as good as a space.
            return String(decoding: bytes, as: UTF8.self).unicodeScalars.split(separator: "\r")
                .contains { $0.last == "\t" && String($0).lowercased().contains("content-length:") }
        default: return false
        }
    }

    /// What llhttp takes for a method of HTTP.
    private static let methodsOfOracle: Set<String> = [
        "DELETE", "GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS", "TRACE", "COPY", "LOCK", "MKCOL", "MOVE",
        "PROPFIND",
        "PROPPATCH", "SEARCH", "UNLOCK", "BIND", "REBIND", "UNBIND", "ACL", "REPORT", "MKACTIVITY", "CHECKOUT", "MERGE",
        "M-SEARCH", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "PATCH", "PURGE", "MKCALENDAR", "LINK", "UNLINK", "QUERY",
    ]

    private static let requests = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a/b.html?c=d&e=%20 HTTP/1.1\r\nHost: blog.example:8080\r\nUser-Agent: Mozilla/5.0 (X11; Linux)\r\nAccept: */*\r\nCookie: a=b; c=\"d\"\r\n\r\n",
        "HEAD /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "POST /api HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nhello",
        "POST /api HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n",
        "GET http://b.example/x?y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n",
        "PUT /u HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /w HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nX-One: \t2 \r\nX-Latin: \u{E9}\r\nIf-None-Match: \"abc\"\r\n\r\n",
        "\r\nDELETE /d HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 0\r\n\r\n",
    ].map { [UInt8]($0) }

    private static let responses = [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"abc\"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nCache-Control: max-age=60\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nConnection: close\r\n\r\nuntil the end",
        "HTTP/1.0 404 Not Found\r\nServer: \t x \r\n\r\nno",
        "HTTP/1.1 304 Not Modified\r\nETag: \"abc\"\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-2/5\r\nContent-Length: 3\r\n\r\nhel",
        "HTTP/1.1 301\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 500 Tr\u{E8}s mal\r\nX-Latin: \u{E9}\r\nContent-Length: 2\r\n\r\nab",
    ].map { [UInt8]($0) }
}
