import CacheStorage
import EdgeProxy
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Asking the origin once for many` {
    @Test(arguments: [1, 2])
    func `a hundred clients, one request, and all read before the origin is done`(_ threads: Int) async throws {
        try await EdgeUnderTest.run {
            $0.threads = threads
        } _: { edge in
            var clients: [RawClient] = []
            for _ in 0..<100 { clients.append(try await edge.client()) }
            for client in clients { try await client.send(request("/a")) }
            let exchange = try await edge.origin.request()
            try await exchange.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 10\r\n\r\n01234")
            var collapsed = 0
            for client in clients {
                let head = try await client.head()
                if head.cacheStatus.contains("collapsed") { collapsed += 1 }
                #expect(head.status == 200 && head["content-length"] == "10")
                #expect(try await client.connection.take(5) == Array("01234".utf8))
            }
            #expect(collapsed == 99)
            try await exchange.answer("56789")
            for client in clients { #expect(try await client.connection.take(5) == Array("56789".utf8)) }
            #expect(edge.origin.requests.count == 1)
            #expect(try await edge.get("/a").cacheStatus.contains("hit"))
        }
    }

    @Test func `an answer for one alone lets the others ask for themselves, and nobody waits again`() async throws {
        try await EdgeUnderTest.run { edge in
            let first = try await edge.client()
            try await first.send(request("/a"))
            let leading = try await edge.origin.request()
            var others: [RawClient] = []
            for _ in 0..<5 {
                let client = try await edge.client()
                try await client.send(request("/a"))
                others.append(client)
            }
            edge.origin.answering { _ in answer(200, "Cache-Control: private", body: "own") }
            // The head alone releases the others: the body never ends before they have theirs.
            try await leading.send("HTTP/1.1 200 OK\r\nCache-Control: private\r\nContent-Length: 5\r\n\r\nfir")
            for client in others { #expect(try await client.response().text == "own") }
            try await leading.answer("st")
            #expect(try await first.response().text == "first")
            #expect(edge.origin.requests.count == 6)
            // Remembered: a second one does not wait for the first.
            edge.origin.answering { _ in nil }
            let (one, two) = (try await edge.client(), try await edge.client())
            try await one.send(request("/a"))
            let held = try await edge.origin.request()
            try await two.send(request("/a"))
            let free = try await edge.origin.request()
            try await free.answer(answer(200, "Cache-Control: private", body: "two"))
            #expect(try await two.response().text == "two")
            try await held.answer(answer(200, "Cache-Control: private", body: "one"))
            #expect(try await one.response().text == "one")
        }
    }

    @Test func `what each must validate is not shared among waiters, RFC 9111 §5_2_2_4`() async throws {
        for line in ["Cache-Control: no-cache", "Cache-Control: max-age=0", "Cache-Control: max-age=60\r\nAge: 61"] {
            try await EdgeUnderTest.run { edge in
                let (one, two) = (try await edge.client(), try await edge.client())
                try await one.send(request("/a"))
                let leading = try await edge.origin.request()
                try await two.send(request("/a"))
                #expect(
                    try await edge.client().exchange(request("/barrier", ["Cache-Control: only-if-cached"])).status
                        == 504)
                try await leading.answer(answer(200, line, "ETag: \"1\"", body: "one"))
                #expect(try await one.response().text == "one")
                try await edge.origin.request().answer(answer(200, line, "ETag: \"2\"", body: "two"))
                #expect(try await two.response().text == "two", "\(line)")
            }
        }
    }

    @Test func `a session cookie of a stale answer reaches the one client only`() async throws {
        try await EdgeUnderTest.run { edge in
            let (one, two) = (try await edge.client(), try await edge.client())
            try await one.send(request("/login"))
            let leading = try await edge.origin.request()
            try await two.send(request("/login"))
            try await leading.answer(answer(200, "Cache-Control: max-age=0", "Set-Cookie: sid=1", body: "one"))
            #expect(try await one.response()["set-cookie"] == "sid=1")
            try await edge.origin.request().answer(answer(200, "Set-Cookie: sid=2", body: "two"))
            #expect(try await two.response()["set-cookie"] == "sid=2")
            await edge.origin.stop()
            #expect(try await edge.get("/login").status == 502, "nor does it stand in while the origin is down")
        }
    }

    @Test func `fields named private or no-cache reach the client they were for, and nobody after`() async throws {
        try await EdgeUnderTest.run(script: { _ in
            answer(
                200, "Cache-Control: max-age=60, no-cache=\"Set-Cookie\", private=\"X-User\"", "Set-Cookie: a=b",
                "X-User: me")
        }) { edge in
            let first = try await edge.get("/a")
            #expect(first["set-cookie"] == "a=b" && first["x-user"] == "me")
            let second = try await edge.get("/a")
            #expect(second.cacheStatus.contains("hit") && second["set-cookie"] == nil && second["x-user"] == nil)
        }
    }

    @Test func `a leader whose origin hangs up is replaced by one of those who wait`() async throws {
        try await EdgeUnderTest.run { edge in
            let (one, two) = (try await edge.client(), try await edge.client())
            try await one.send(request("/a"))
            let leading = try await edge.origin.request()
            try await two.send(request("/a"))
            await leading.hangUp()
            let next = try await edge.origin.request()
            try await next.answer(answer(200, "Cache-Control: max-age=60", body: "saved"))
            #expect(try await one.response().status == 502)
            #expect(try await two.response().text == "saved")
        }
    }

    @Test func `a client that leaves does not end what is being stored`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            let exchange = try await edge.origin.request()
            try await exchange.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nabc")
            _ = try await client.head()
            await client.close()
            let waiting = try await edge.client()
            try await waiting.send(request("/a"))
            _ = try await waiting.head()
            try await exchange.answer("def")
            #expect(try await waiting.connection.take(6) == Array("abcdef".utf8))
            #expect(try await edge.get("/a").cacheStatus.contains("hit"))
        }
    }

    @Test func `what nobody may share and nobody reads is not fetched to its end`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            let exchange = try await edge.origin.request()
            await client.close()
            #expect(try await edge.get("/barrier", "Cache-Control: only-if-cached").status == 504)
            try await exchange.send("HTTP/1.1 200 OK\r\nCache-Control: private\r\nContent-Length: 9999999\r\n\r\nabc")
            try await exchange.connection.wait { _, hasEnded in hasEnded }
            #expect(exchange.connection.hasEnded)
        }
    }

    @Test func `nor is what turns out too large to keep`() async throws {
        // A quarter of a sixteenth of it is the largest body: 16 KiB.
        try await EdgeUnderTest.run(storeBytes: 1 << 20) { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            let exchange = try await edge.origin.request()
            try await exchange.send(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            _ = try await client.head()
            await client.close()
            #expect(try await edge.get("/barrier", "Cache-Control: only-if-cached").status == 504)
            try? await exchange.send("FFFFFF\r\n" + String(repeating: "x", count: 40_000))
            try await exchange.connection.wait { _, hasEnded in hasEnded }
            #expect(exchange.connection.hasEnded && edge.server.storage.objects == 0)
        }
    }

    @Test func `a reader keeps what turns out too large going`() async throws {
        try await EdgeUnderTest.run(storeBytes: 1 << 20) { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            let exchange = try await edge.origin.request()
            let body = String(repeating: "0123456789", count: 20_000)
            try await exchange.answer(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n")
            #expect(try await client.response().text == body)
            #expect(edge.server.storage.objects == 0)
        }
    }

    @Test func `what is purged while it is fetched is not stored`() async throws {
        try await EdgeUnderTest.run { edge in
            for purge in 0..<3 {
                let client = try await edge.client()
                try await client.send(request("/a"))
                let exchange = try await edge.origin.request()
                try await exchange.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 3\r\n\r\no")
                _ = try await client.head()
                switch purge {
                case 0: edge.server.purge(.everything)
                case 1: edge.server.purge(.url(authority: "H", target: "/a"))
                case _:
                    let writer = try await edge.client()
                    try await writer.send(request("/a", ["Content-Length: 0"], method: "POST"))
                    try await edge.origin.request().answer(answer(204))
                    #expect(try await writer.response().status == 204)
                }
                try await exchange.answer("ld")
                #expect(try await client.connection.take(3) == Array("old".utf8))
                #expect(edge.server.storage.objects == 0)
            }
        }
    }
}
