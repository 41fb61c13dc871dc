import EdgeProxy
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Ends of connections` {
    @Test func `a client may end its side and still gets all its answers`() async throws {
        try await EdgeUnderTest.run(script: { answer(200, "Cache-Control: max-age=60", body: $0.target) }) { edge in
            let client = try await edge.client()
            try await client.send(["/a", "/b", "/a", "/b", "/c"].map { request($0) }.joined())
            try await client.connection.closeOutput()
            for target in ["/a", "/b", "/a", "/b", "/c"] { #expect(try await client.response().text == target) }
            #expect(try await client.connection.takeRest().isEmpty)
        }
    }

    @Test func `half a request and an ended side is the end`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send("GET /a HT")
            try await client.connection.closeOutput()
            #expect(try await client.connection.takeRest().isEmpty)
        }
    }

    @Test func `close is honoured and announced, keep-alive granted to HTTP/1.0`() async throws {
        try await EdgeUnderTest.run(script: { answer(200, "Cache-Control: max-age=60", body: $0.target) }) { edge in
            let client = try await edge.client()
            for _ in 0..<3 {
                let kept = try await client.exchange("GET /a HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n")
                #expect(kept["connection"] == "keep-alive" && kept.text == "/a")
            }
            let last = try await client.exchange(request("/a", ["Connection: close"]))
            #expect(last["connection"] == "close")
            #expect(try await client.connection.takeRest().isEmpty)
        }
    }

    @Test func `a graceful stop finishes what runs, refuses what is new and lets idle ones go`() async throws {
        try await EdgeUnderTest.run { edge in
            let (busy, idle) = (try await edge.client(), try await edge.client())
            try await busy.send(request("/a"))
            let exchange = try await edge.origin.request()
            async let stopping: Void = edge.server.stop()
            #expect(try await idle.connection.takeRest().isEmpty)
            await idle.close()
            await #expect(throws: (any Error).self) { try await RawClient(port: edge.port) }
            try await exchange.answer(answer(200, "Cache-Control: max-age=60", body: "whole"))
            let response = try await busy.response()
            #expect(response.text == "whole" && response["connection"] == "close")
            await busy.close()
            await stopping
        }
    }

    @Test func `more clients than allowed are closed at once`() async throws {
        try await EdgeUnderTest.run {
            $0.limits.clientConnections = 2
        } script: { _ in
            answer()
        } _: { edge in
            let (one, two) = (try await edge.client(), try await edge.client())
            _ = try await one.exchange(request("/a"))
            _ = try await two.exchange(request("/a"))
            #expect(try await edge.client().connection.takeRest().isEmpty)
            await two.close()
        }
    }

    @Test func `more requests than connections to the origin wait their turn`() async throws {
        try await EdgeUnderTest.run {
            $0.limits.originConnections = 2
        } _: { edge in
            var clients: [RawClient] = []
            for number in 0..<6 {
                let client = try await edge.client()
                try await client.send(request("/\(number)"))
                clients.append(client)
            }
            for _ in 0..<6 {
                let exchange = try await edge.origin.request()
                try await exchange.answer(answer(200, "Cache-Control: no-store", body: exchange.request.target))
            }
            for (number, client) in clients.enumerated() { #expect(try await client.response().text == "/\(number)") }
            #expect(edge.origin.connectionCount == 2)
        }
    }
}
