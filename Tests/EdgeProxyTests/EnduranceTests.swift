import EdgeProxy
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Many requests` {
    @Test func `thousands in one go are answered in order, without being read ahead of`() async throws {
        try await EdgeUnderTest.run(script: { answer(200, "Cache-Control: max-age=60", body: $0.target) }) { edge in
            let client = try await edge.client()
            for number in 0..<7 { _ = try await client.exchange(request("/\(number)")) }
            async let sending: Void = client.send((0..<4000).map { request("/\($0 % 7)") }.joined())
            for number in 0..<4000 {
                let response = try await client.response()
                guard response.text == "/\(number % 7)" else {
                    Issue.record("answer \(number) is \(response.text)")
                    break
                }
            }
            try await sending
            #expect(edge.origin.requests.count == 7)
        }
    }

    @Test(arguments: ["Cache-Control: no-store", "Cache-Control: max-age=60\r\nAge: 100\r\nETag: \"1\""])
    func `leave no exchange, fill or origin connection behind`(_ line: String) async throws {
        try await EdgeUnderTest.run { edge in
            edge.origin.answering { request in
                request["if-none-match"] == nil ? answer(200, line, body: "x") : "HTTP/1.1 304 N\r\n\(line)\r\n\r\n"
            }
            let client = try await edge.client()
            for _ in 0..<50 { _ = try await client.exchange(request("/a")) }
            #expect(edge.server.runningFills == 0)
            #expect(await edge.server.counters().openOrigins == 1)
            #expect(edge.server.livingFills == 0, "each fill is let go of once it has been read")
        }
    }
}
