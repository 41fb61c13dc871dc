import EdgeProxy
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Methods` {
    @Test(arguments: ["OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "get", "M-SEARCH"])
    func `other than GET and HEAD pass as they are, and their answers are never stored`(_ method: String) async throws {
        try await EdgeUnderTest.run(script: { answer(200, "Cache-Control: max-age=60", body: $0.method) }) { edge in
            for _ in 0..<2 {
                let response = try await edge.get("/a", method: method)
                #expect(response.text == method && response.cacheStatus == "edge; fwd=method")
            }
            #expect(edge.origin.requests.map(\.method) == [method, method])
            #expect(edge.server.livingFills == 0)
        }
    }

    @Test(arguments: ["PUT", "DELETE", "PATCH", "M-SEARCH"])
    func `that change something invalidate what is stored, known or not, RFC 9111 §4_4`(_ method: String) async throws {
        try await EdgeUnderTest.run(script: { answer(200, "Cache-Control: max-age=60", body: $0.method) }) { edge in
            let client = try await edge.client()
            for _ in 0..<4 { _ = try await client.exchange(request("/a")) }
            #expect(try await client.exchange(request("/a", method: method)).text == method)
            #expect(try await client.exchange(request("/a")).cacheStatus.contains("uri-miss"))
        }
    }

    @Test func `that only look do not`() async throws {
        try await EdgeUnderTest.run(script: { answer(200, "Cache-Control: max-age=60", body: $0.method) }) { edge in
            _ = try await edge.get("/a")
            _ = try await edge.get("/a", method: "OPTIONS")
            #expect(try await edge.get("/a").cacheStatus.contains("hit"))
        }
    }
}
