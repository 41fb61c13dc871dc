import CacheStorage
import EdgeProxy
import TestSupport
import Testing

/// An answer that is wrong, and what a client gets instead of it.
struct FaultCase: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable {
        /// A status of our own.
        case status(Int)
        /// The head and what came of the body, then the end of the connection.
        case cut(String)
        /// The whole answer; what came after it is dropped.
        case whole(String)
    }

    let fault: String
    let bytes: String
    var hangsUp = false
    let outcome: Outcome

    init(_ fault: String, _ bytes: String, hangsUp: Bool = false, gives outcome: Outcome) {
        self.fault = fault
        self.bytes = bytes
        self.hangsUp = hangsUp
        self.outcome = outcome
    }

    var testDescription: String { fault }

    private static let start = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
    private static let second = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\npoison"

    static let all: [FaultCase] = [
        .init("too few bytes", start + "Content-Length: 10\r\n\r\nabc", hangsUp: true, gives: .cut("abc")),
        .init(
            "a chunk that ends early", start + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc", hangsUp: true,
            gives: .cut("abc")),
        .init(
            "no last chunk", start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", hangsUp: true, gives: .cut("abc")
        ),
        .init(
            "a chunk size that is none", start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n",
            gives: .cut("abc")),
        .init(
            "a chunk longer than it says", start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
            gives: .cut("abc")),
        .init(
            "a trailer that states a length",
            start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nContent-Length: 3\r\n\r\n", gives: .cut("abc")),
        .init("extra bytes", start + "Content-Length: 3\r\n\r\nabcEXTRA", gives: .whole("abc")),
        .init("a second response", start + "Content-Length: 3\r\n\r\nabc" + second, gives: .whole("abc")),
        .init(
            "a second response after chunks",
            start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + second, gives: .whole("abc")),
        .init("204 with a body", "HTTP/1.1 204 N\r\nContent-Length: 6\r\n\r\npoison", gives: .whole("")),
        .init("nothing", "", hangsUp: true, gives: .status(502)),
        .init("half a head", "HTTP/1.1 200 OK\r\nCache-Con", hangsUp: true, gives: .status(502)),
        .init("another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", gives: .status(502)),
        .init("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", gives: .status(502)),
        .init("status 600", "HTTP/1.1 600 No\r\n\r\n", gives: .status(502)),
        .init(
            "both framings", start + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            gives: .status(502)),
        .init("two lengths", start + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", gives: .status(502)),
        .init("a negative length", start + "Content-Length: -3\r\n\r\nabc", gives: .status(502)),
        .init("a length past counting", start + "Content-Length: 99999999999999999999\r\n\r\nabc", gives: .status(502)),
        .init(
            "an unknown transfer coding", start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            gives: .status(502)),
        .init("a folded line", start + "X: 1\r\n 2\r\nContent-Length: 3\r\n\r\nabc", gives: .status(502)),
        .init("a bare line feed", start + "X: 1\nContent-Length: 3\r\n\r\nabc", gives: .status(502)),
        .init("a space before the colon", start + "Content-Length : 3\r\n\r\nabc", gives: .status(502)),
        .init("101 that nobody asked for", "HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\nraw", gives: .status(502)),
        .init(
            "a head without end",
            start + String(repeating: "X-A: \(String(repeating: "x", count: 900))\r\n", count: 90), gives: .status(502)),
        .init("304 without a condition", "HTTP/1.1 304 N\r\nETag: \"1\"\r\n\r\n", gives: .status(502)),
        .init(
            "206 without a range", "HTTP/1.1 206 P\r\nContent-Range: bytes 0-2/9\r\nContent-Length: 3\r\n\r\nabc",
            gives: .status(502)),
    ]
}

@Suite(.timeLimit(.minutes(3))) struct `Origins that break the rules` {
    @Test(arguments: FaultCase.all)
    func `never get a wrong body to anyone, into storage or into the pool`(_ row: FaultCase) async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/bad"))
            let exchange = try await edge.origin.request()
            try? await exchange.send(row.bytes)
            if row.hangsUp { await exchange.hangUp() }
            switch row.outcome {
            case .status(let status):
                let response = try await client.response()
                #expect(response.status == status && response["cache-control"] == "no-store")
            case .cut(let body):
                let head = try await client.head()
                let rest = try await client.connection.takeRest()
                #expect(head.status == 200)
                let whole = head["transfer-encoding"] == nil ? body : "3\r\n\(body)\r\n"
                #expect(whole.utf8.starts(with: rest), "nothing that isn't the origin's, and no last chunk")
            case .whole(let body):
                #expect(try await client.response().text == body)
            }
            edge.origin.answering { answer(200, "Cache-Control: no-store", body: $0.target) }
            for number in 0..<3 { #expect(try await edge.get("/next\(number)").text == "/next\(number)") }
            if case .whole = row.outcome { return }
            #expect(edge.server.storage.objects == 0)
            #expect(try await edge.get("/bad").text == "/bad")
        }
    }

    @Test func `a flood of interim responses ends in 502`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send("GET /a HTTP/1.0\r\nHost: h\r\n\r\n")
            let exchange = try await edge.origin.request()
            try? await exchange.send(String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 10_000))
            #expect(try await client.response().status == 502)
        }
    }

    @Test func `a body after the answer to HEAD is nobody's answer`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a", method: "HEAD"))
            let exchange = try await edge.origin.request()
            try await exchange.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
            #expect(try await client.response(to: "HEAD")["content-length"] == "60")
            edge.origin.answering { answer(200, body: $0.target) }
            #expect(try await client.exchange(request("/b")).text == "/b")
        }
    }

    @Test func `a kept connection that died is tried once more for GET and never for POST`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            for method in ["GET", "POST"] {
                edge.origin.answering { _ in answer(200, "Cache-Control: no-store") }
                _ = try await client.exchange(request("/warm"))
                edge.origin.answering { _ in nil }
                let before = edge.origin.requests.count
                try await client.send(request("/a", method == "POST" ? ["Content-Length: 0"] : [], method: method))
                await (try await edge.origin.request()).hangUp()
                if method == "GET" {
                    let again = try await edge.origin.request()
                    #expect(again.request.target == "/a" && again.connectionNumber == 2)
                    try await again.answer(answer(200, "Cache-Control: no-store", body: "ok"))
                    #expect(try await client.response().text == "ok")
                    #expect(edge.origin.requests.count == before + 2)
                } else {
                    #expect(try await client.response().status == 502)
                    #expect(edge.origin.requests.count == before + 1)
                }
            }
        }
    }

    @Test func `a new connection that breaks says enough about the origin`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            await (try await edge.origin.request()).reset()
            #expect(try await client.response().status == 502)
            #expect(edge.origin.requests.count == 1)
        }
    }

    @Test func `an answer that ends with its connection is whole, and stored`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            let exchange = try await edge.origin.request()
            try await exchange.send("HTTP/1.0 200 OK\r\nCache-Control: max-age=60\r\n\r\nabc")
            await exchange.hangUp()
            #expect(try await client.response().text == "abc")
            let hit = try await client.exchange(request("/a"))
            #expect(hit.text == "abc" && hit["content-length"] == "3" && hit.cacheStatus.contains("hit"))
        }
    }
}
