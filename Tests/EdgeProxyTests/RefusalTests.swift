import CacheStorage
import EdgeProxy
import Logging
import TestSupport
import Testing

/// Bytes that are no request, or none that may go on.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let fault: String
    let bytes: String
    let status: Int

    var testDescription: String { fault }

    private static func head(_ fault: String, _ lines: String..., status: Int = 400) -> RefusalCase {
        RefusalCase(
            fault: fault, bytes: "POST /a HTTP/1.1\r\nHost: h\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n",
            status: status)
    }

    private static func raw(_ fault: String, _ bytes: String, status: Int = 400) -> RefusalCase {
        RefusalCase(fault: fault, bytes: bytes, status: status)
    }

    static let framing: [RefusalCase] =
        [
            .head("both framings", "Content-Length: 5", "Transfer-Encoding: chunked"),
            .head("both framings, the other way round", "Transfer-Encoding: chunked", "Content-Length: 5"),
            .head("two lengths", "Content-Length: 5", "Content-Length: 6"),
            .head("one length twice", "Content-Length: 5", "Content-Length: 5"),
            .head("chunked twice", "Transfer-Encoding: chunked, chunked"),
            .head("chunked on two lines", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
            .head("an empty member before chunked", "Transfer-Encoding: ,chunked"),
            .head("an unknown coding", "Transfer-Encoding: xchunked", status: 501),
            .head("identity", "Transfer-Encoding: identity", status: 501),
            .head("gzip first", "Transfer-Encoding: gzip, chunked", status: 501),
            .head("a parameter", "Transfer-Encoding: chunked;q=1"),
            .head("a vertical tab", "Transfer-Encoding: \u{0B}chunked"),
            .head("a space before the colon", "Content-Length : 5"),
            .head("a folded line", "X: 1", " Content-Length: 5"),
            .head("a first line that is folded", " X: 1"),
            .head("no colon", "Content-Length 5"),
            .head("no name", ": 5"),
            .head("NUL in a value", "X: a\u{0}b"),
            .head("a bare CR in a value", "X: a\rContent-Length: 5"),
            .head("a bare LF", "X: a\nContent-Length: 5"),
            .head("a byte that is no token in a name", "X\u{80}: a"),
            .raw("transfer coding in HTTP/1.0", "POST /a HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ]
        + ["+5", "0x10", "010", "1_0", "-1", "", "5 5", "5,5", "5;", "99999999999999999999", "\u{A0}5"].map {
            .head("length '\($0)'", "Content-Length: \($0)")
        }

    static let lines: [RefusalCase] = [
        .raw("HTTP/0.9", "GET /a\r\n\r\n"),
        .raw("a minor version of two digits", "GET /a HTTP/1.32\r\nHost: h\r\n\r\n", status: 505),
        .raw("HTTP/2 in plain words", "GET /a HTTP/2.0\r\nHost: h\r\n\r\n", status: 505),
        .raw("HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 505),
        .raw("two spaces", "GET  /a HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("a tab", "GET\t/a HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("a space first", " GET /a HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("bare line feeds", "GET /a HTTP/1.1\nHost: h\n\n"),
        .raw("a method that is no token", "G=\":< /a HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("a method of 64 KB", String(repeating: "G", count: 65_536) + " /a HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("three empty lines first", "\r\n\r\n\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("no Host", "GET /a HTTP/1.1\r\n\r\n"),
        .raw("two Hosts", "GET /a HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"),
        .raw("user information", "GET /a HTTP/1.1\r\nHost: me@h\r\n\r\n"),
        .raw("a path in Host", "GET /a HTTP/1.1\r\nHost: h/x\r\n\r\n"),
        .raw("two names in Host", "GET /a HTTP/1.1\r\nHost: h evil\r\n\r\n"),
        .raw("port 99999", "GET /a HTTP/1.1\r\nHost: h:99999\r\n\r\n"),
        .raw("an IPv6 zone", "GET /a HTTP/1.1\r\nHost: [fe80::1%25eth0]\r\n\r\n"),
        .raw("no target", "GET  HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("a relative target", "GET a HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("a target that is not ASCII", "GET /\u{E9} HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw("an asterisk with GET", "GET * HTTP/1.1\r\nHost: h\r\n\r\n"),
        .raw(
            "a target of 8,193 bytes", "GET /" + String(repeating: "a", count: 8192) + " HTTP/1.1\r\nHost: h\r\n\r\n",
            status: 414),
        .raw(
            "101 fields", "GET /a HTTP/1.1\r\nHost: h\r\n" + String(repeating: "X: 1\r\n", count: 100) + "\r\n",
            status: 431),
        .raw(
            "a field of 33 KB",
            "GET /a HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "x", count: 33_000) + "\r\n\r\n", status: 431),
    ]

    static let chunks: [RefusalCase] = [
        "\r\n", "0x5\r\nhello\r\n", "+5\r\nhello\r\n", "5_\r\nhello\r\n", " 5\r\nhello\r\n", "5 \r\nhello\r\n",
        "00000000000000005\r\nhello\r\n", "FFFFFFFFFFFFFFFF\r\n", "5\nhello\r\n", "5\r\nhello\n", "5\r\nhello\rX",
        "5\r\nhelloX\r\n", "5;a\rb\r\nhello\r\n", "5;\(String(repeating: "a", count: 9000))\r\nhello\r\n",
        "0\r\nContent-Length: 5\r\n\r\n", "0\r\nHost: evil\r\n\r\n", "0\r\nX : 1\r\n\r\n",
    ].map { .raw("chunk \($0.prefix(24).debugDescription)", $0) }
}

@Suite(.timeLimit(.minutes(3))) struct `Requests that are refused` {
    @Test(arguments: RefusalCase.framing + RefusalCase.lines)
    func `end the connection, and nothing behind them is heard`(_ row: RefusalCase) async throws {
        try await EdgeUnderTest.run(script: { _ in answer() }) { edge in
            let client = try await edge.client()
            try await client.send(row.bytes + request("/smuggled"))
            let response = try await client.response()
            #expect(response.status == row.status && response["connection"] == "close")
            #expect(try await client.connection.takeRest().isEmpty, "one answer, then the end")
            #expect(edge.origin.requests.isEmpty)
        }
    }

    @Test(arguments: RefusalCase.chunks)
    func `bodies that break off take the origin's request with them`(_ row: RefusalCase) async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a", ["Transfer-Encoding: chunked"], method: "POST") + "3\r\nabc\r\n")
            let exchange = try await edge.origin.request()
            #expect(try await exchange.connection.take(8) == Array("3\r\nabc\r\n".utf8))
            try await client.send(row.bytes + request("/smuggled"))
            #expect(try await client.response().status == 400)
            #expect(try await client.connection.takeRest().isEmpty)
            try await exchange.connection.wait { _, hasEnded in hasEnded }
            #expect(!String(decoding: exchange.connection.received, as: UTF8.self).contains("0\r\n\r\n"))
            #expect(edge.originTargets == ["/a"])
        }
    }

    @Test(arguments: ["TRACE", "CONNECT"])
    func `some methods are nobody's business here`(_ method: String) async throws {
        try await EdgeUnderTest.run { edge in
            let target = method == "CONNECT" ? "h:80" : "/a"
            let response = try await edge.get(target, method: method)
            #expect(response.status == 405 && response["allow"] != nil)
        }
    }

    @Test func `a path without a behavior is 404, a request in circles 508`() async throws {
        try await EdgeUnderTest.run {
            $0.behaviors = [Behavior(pattern: "/a*", origin: "origin")]
        } script: { _ in
            answer()
        } _: { edge in
            #expect(try await edge.get("/b").status == 404)
            #expect(try await edge.get("/a").status == 200)
            let circle = try await edge.get(
                "/a2", "Via: " + [String](repeating: "1.1 edge", count: 5).joined(separator: ", "))
            #expect(circle.status == 508)
            #expect(edge.originTargets == ["/a"])
        }
    }

    @Test func `a behavior over an origin that isn't there is told at once`() throws {
        var configuration = EdgeConfiguration(origins: [OriginServer(name: "a", host: "127.0.0.1", port: 1)])
        configuration.behaviors = [Behavior(pattern: "*", origin: "b")]
        #expect(throws: RoutingMistake.unknownOrigin("b", pattern: "*")) {
            try EdgeServer(configuration, store: MemoryStore(), logger: Logger(label: "edge"))
        }
    }
}
