import CacheStorage
import EdgeProxy
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Time-outs` {
    @Test func `an origin that never answers is 504, and one that stops is cut off`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            let silent = try await edge.origin.request()
            await edge.server.advanceClocks(bySeconds: 10)
            #expect(!silent.connection.hasEnded)
            await edge.server.advanceClocks(bySeconds: 21)
            #expect(try await client.response().status == 504)
            try await client.send(request("/b"))
            let stalling = try await edge.origin.request()
            try await stalling.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 9\r\n\r\nabc")
            _ = try await client.head()
            #expect(try await client.connection.take(3) == Array("abc".utf8))
            await edge.server.advanceClocks(bySeconds: 31)
            #expect(try await client.connection.takeRest().isEmpty)
            #expect(edge.server.storage.objects == 0)
        }
    }

    @Test func `a head that trickles in is 408, however it trickles`() async throws {
        try await EdgeUnderTest.run(script: { _ in answer() }) { edge in
            let client = try await edge.client()
            for _ in 0..<8 {
                // The answer may come, and the end, before the last of them: the real clock runs too.
                try? await client.send("X")
                #expect(try await edge.get("/barrier").status == 200)
                await edge.server.advanceClocks(bySeconds: 2)
            }
            #expect(try await client.response().status == 408)
            #expect(try await client.connection.takeRest().isEmpty)
        }
    }

    @Test(arguments: ["NONSENSE\r\n\r\n", "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET /a HT"])
    func `whoever was answered for the last time and does not close is closed`(_ bytes: String) async throws {
        try await EdgeUnderTest.run(script: { _ in answer() }) { edge in
            let client = try await edge.client()
            try await client.send(bytes)
            _ = try await edge.get("/barrier")
            await edge.server.advanceClocks(bySeconds: 16)
            _ = try await client.connection.takeRest()
            await edge.server.advanceClocks(bySeconds: 5)
            #expect(await edge.server.counters().openClients == 1, "the barrier's")
        }
    }

    @Test func `an idle client is let go, and an idle origin too`() async throws {
        try await EdgeUnderTest.run(script: { _ in answer() }) { edge in
            let client = try await edge.client()
            _ = try await client.exchange(request("/a"))
            #expect(await edge.server.counters().openOrigins == 1)
            await edge.server.advanceClocks(bySeconds: 21)
            #expect(await edge.server.counters().openOrigins == 0)
            #expect(await edge.server.counters().openClients == 1)
            await edge.server.advanceClocks(bySeconds: 40)
            #expect(try await client.connection.takeRest().isEmpty)
        }
    }

    @Test func `a client that stops sending its body, or taking its answer, is let go`() async throws {
        try await EdgeUnderTest.run {
            $0.timeouts.clientStall = 10
        } _: { edge in
            let client = try await edge.client()
            try await client.send(request("/a", ["Content-Length: 10"], method: "POST") + "abc")
            let exchange = try await edge.origin.request()
            _ = try await exchange.connection.take(3)
            await edge.server.advanceClocks(bySeconds: 11)
            #expect(try await client.connection.takeRest().isEmpty)
            try await exchange.connection.wait { _, hasEnded in hasEnded }

            edge.origin.answering { _ in
                answer(200, "Cache-Control: max-age=60", body: String(repeating: "x", count: 4_000_000))
            }
            _ = try await edge.get("/large")
            let slow = try await edge.client(receiveBufferBytes: 4096)
            try await slow.connection.stopReading()
            for _ in 0..<8 { try await slow.send(request("/large")) }
            _ = try await edge.get("/large")
            #expect(await edge.server.counters().openClients == 3)
            await edge.server.advanceClocks(bySeconds: 11)
            #expect(await edge.server.counters().openClients == 2)
        }
    }
}
