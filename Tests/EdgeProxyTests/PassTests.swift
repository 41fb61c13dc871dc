import EdgeProxy
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `What passes through` {
    @Test func `a body goes up as it comes, both connections stay, and the stored answer is dropped`() async throws {
        try await EdgeUnderTest.run { edge in
            edge.origin.answering { $0.method == "GET" ? answer(200, "Cache-Control: max-age=60", body: "old") : nil }
            for path in ["/a", "/b", "/c"] { _ = try await edge.get(path) }
            let client = try await edge.client()
            for round in 0..<3 {
                try await client.send(request("/a", ["Content-Length: 10"], method: "POST") + "01234")
                let exchange = try await edge.origin.request()
                #expect(exchange.request["content-length"] == "10")
                #expect(try await exchange.connection.take(5) == Array("01234".utf8), "before the client is done")
                try await client.send("56789")
                #expect(try await exchange.connection.take(5) == Array("56789".utf8))
                try await exchange.answer(answer(201, "Location: /b", "Content-Location: http://h/c", body: "done"))
                let response = try await client.response()
                #expect(response.status == 201 && response.text == "done" && response.cacheStatus == "edge; fwd=method")
                #expect(response["connection"] == nil, "round \(round)")
            }
            #expect(edge.origin.connectionCount == 1, "the origin's connection was used again")
            for path in ["/a", "/b", "/c"] { #expect(try await edge.get(path).cacheStatus.contains("uri-miss")) }
        }
    }

    @Test(arguments: ["Content-Length: 0", "Transfer-Encoding: chunked"])
    func `a body of nothing is a whole body`(_ framing: String) async throws {
        try await EdgeUnderTest.run(script: { _ in answer(204) }) { edge in
            let client = try await edge.client()
            for _ in 0..<3 {
                try await client.send(
                    request("/a", [framing], method: "POST") + (framing.hasPrefix("T") ? "0\r\n\r\n" : ""))
                let response = try await client.response()
                #expect(response.status == 204 && response["connection"] == nil)
            }
            #expect(edge.origin.connectionCount == 1)
        }
    }

    @Test func `an error answer to POST invalidates nothing`() async throws {
        try await EdgeUnderTest.run(script: { request in
            request.method == "GET" ? answer(200, "Cache-Control: max-age=60", body: "kept") : answer(500)
        }) { edge in
            _ = try await edge.get("/a")
            _ = try await edge.get("/a", "Content-Length: 0", method: "POST")
            #expect(try await edge.get("/a").cacheStatus.contains("hit"))
        }
    }

    @Test func `chunks pass both ways, though not as the same chunks, and trailers end here`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a", ["Transfer-Encoding: chunked", "Trailer: X-T"], method: "POST"))
            let exchange = try await edge.origin.request()
            #expect(exchange.request["transfer-encoding"] == "chunked" && exchange.request["content-length"] == nil)
            try await client.send("5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\nX-T: 1\r\n\r\n")
            #expect(try await exchange.body() == Array("hello!".utf8))
            try await exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            let head = try await client.head()
            #expect(head["transfer-encoding"] == "chunked" && head["content-length"] == nil)
            try await exchange.answer("2\r\nde\r\n0\r\nX-T: 2\r\n\r\n")
            #expect(try await client.body(of: head) == Array("abcde".utf8))
            try await client.send("GET /a HTTP/1.0\r\nHost: h\r\n\r\n")
            try await edge.origin.request().answer(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
            let old = try await client.head()
            #expect(old["transfer-encoding"] == nil && old["connection"] == "close", "HTTP/1.0 knows no chunks")
            #expect(try await client.connection.takeRest() == Array("abc".utf8))
        }
    }

    @Test func `interim responses are relayed and never stored`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a", ["Expect: 100-continue", "Content-Length: 3"], method: "POST"))
            let exchange = try await edge.origin.request()
            #expect(exchange.request["expect"] == "100-continue")
            try await exchange.send("HTTP/1.1 100 Continue\r\n\r\n")
            #expect(try await client.head().status == 100)
            try await client.send("abc")
            #expect(try await exchange.body() == Array("abc".utf8))
            try await exchange.answer(answer(200, body: "ok"))
            #expect(try await client.response().text == "ok")

            try await client.send(request("/hints"))
            let hinted = try await edge.origin.request()
            try await hinted.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: x\r\n\r\n")
            let hints = try await client.head()
            #expect(hints.status == 103 && hints["link"] == "</a.css>" && hints["connection"] == nil)
            try await hinted.answer(answer(200, "Cache-Control: max-age=60", body: "page"))
            #expect(try await client.response().text == "page")
            let hit = try await client.exchange(request("/hints"))
            #expect(hit.status == 200 && hit["link"] == nil)
        }
    }

    @Test func `fields of one connection stay on it, all others pass byte for byte`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(
                request(
                    "/a",
                    [
                        "Connection: X-Hop", "X-Hop: 1", "Keep-Alive: 5", "TE: trailers", "X-Bytes: \u{E9}\u{FF}\u{80}",
                        "x-Odd_Name: a  b",
                    ]))
            let exchange = try await edge.origin.request()
            #expect(
                exchange.request["x-hop"] == nil && exchange.request["keep-alive"] == nil
                    && exchange.request["te"] == nil)
            #expect(exchange.request["x-bytes"] == "\u{E9}\u{FF}\u{80}" && exchange.request["x-odd_name"] == "a  b")
            try await exchange.answer(
                answer(
                    200, "Connection: X-Back", "X-Back: 1", "Keep-Alive: 5", "Proxy-Authenticate: b",
                    "X-Bytes: \u{E9}\u{FF}\u{80}", "Cache-Control: max-age=60"))
            for _ in 0..<3 {
                let response = try await client.response()
                #expect(
                    response["x-back"] == nil && response["keep-alive"] == nil && response["proxy-authenticate"] == nil)
                #expect(response["x-bytes"] == "\u{E9}\u{FF}\u{80}")
                try await client.send(request("/a"))
            }
        }
    }

    @Test func `the Age of an origin's cache is passed on once, also of what isn't stored`() async throws {
        try await EdgeUnderTest.run(script: { _ in answer(200, "Cache-Control: private", "Age: 7") }) { edge in
            let response = try await edge.get("/a")
            #expect(response.values("age") == ["7"])
        }
    }

    @Test func `a slow reader pauses the origin`() async throws {
        try await EdgeUnderTest.run { edge in
            let total = 48 << 20
            let client = try await edge.client(receiveBufferBytes: 65_536)
            try await client.connection.stopReading()
            try await client.send(request("/a"))
            let exchange = try await edge.origin.request()
            try await exchange.send("HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: \(total)\r\n\r\n")
            let sent = Mutex(0)
            async let sending: Void = {
                let piece = [UInt8](repeating: 120, count: 1 << 18)
                for _ in 0..<(total / piece.count) {
                    try await exchange.send(piece)
                    sent.withLock { $0 += piece.count }
                }
            }()
            edge.origin.answering { _ in answer(200, "Cache-Control: no-store") }
            let other = try await edge.client()
            for _ in 0..<300 { _ = try await other.exchange(request("/other")) }
            #expect(sent.withLock { $0 } < total / 2, "what lies between is sockets' buffers and a megabyte of ours")
            try await client.connection.startReading()
            _ = try await client.head()
            #expect(try await client.connection.take(total).count == total)
            try await sending
        }
    }

    @Test func `a slow origin pauses the client that uploads`() async throws {
        try await EdgeUnderTest.run { edge in
            // More than two pairs of socket buffers take, whose sizes are the kernel's choice.
            let total = 192 << 20
            let client = try await edge.client()
            try await client.send(request("/a", ["Content-Length: \(total)"], method: "PUT"))
            let exchange = try await edge.origin.request()
            try await exchange.connection.stopReading()
            let sent = Mutex(0)
            async let sending: Void = {
                let piece = [UInt8](repeating: 120, count: 1 << 18)
                for _ in 0..<(total / piece.count) {
                    try await client.send(piece)
                    sent.withLock { $0 += piece.count }
                }
            }()
            edge.origin.answering { _ in answer(200, "Cache-Control: no-store") }
            let other = try await edge.client()
            for _ in 0..<300 { _ = try await other.exchange(request("/other")) }
            #expect(sent.withLock { $0 } < total / 2)
            try await exchange.connection.startReading()
            #expect(try await exchange.connection.take(total).count == total)
            try await exchange.answer(answer(204))
            try await sending
            #expect(try await client.response().status == 204)
        }
    }

    @Test func `an answer may come while the request is still going up, and then the connection ends`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a", ["Content-Length: 1000000"], method: "POST") + "begin")
            let exchange = try await edge.origin.request()
            try await exchange.answer(answer(413, body: "too large"))
            let response = try await client.response()
            #expect(response.status == 413 && response.text == "too large" && response["connection"] == "close")
            try await client.send(request("/smuggled"))
            try await client.connection.wait { _, hasEnded in hasEnded }
            #expect(client.connection.received.isEmpty)
            #expect(edge.originTargets == ["/a"], "what follows an unread body is no request")
        }
    }

    @Test func `a client that leaves in the middle of its body takes the origin's request with it`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a", ["Content-Length: 10"], method: "POST") + "abc")
            let exchange = try await edge.origin.request()
            _ = try await exchange.connection.take(3)
            try await client.connection.closeOutput()
            try await exchange.connection.wait { _, hasEnded in hasEnded }
            #expect(exchange.connection.hasEnded)
        }
    }
}
