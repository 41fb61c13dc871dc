import CacheStorage
import EdgeProxy
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Stale responses` {
    /// Stale on arrival by 40 seconds.
    private static func stale(_ directives: String, body: String) -> String {
        answer(200, "Cache-Control: max-age=60\(directives)", "Age: 100", "ETag: \"1\"", "X-A: old", body: body)
    }

    @Test func `are asked about, and a 304 renews them`() async throws {
        try await EdgeUnderTest.run(script: { request in
            request["if-none-match"] == "\"1\""
                ? "HTTP/1.1 304 N\r\nETag: \"1\"\r\nCache-Control: max-age=600\r\nX-A: new\r\n\r\n"
                : Self.stale("", body: "one")
        }) { edge in
            #expect(try await edge.get("/a", "If-None-Match: \"mine\"", "Cookie: a=b").cacheStatus.contains("uri-miss"))
            #expect(edge.origin.requests[0]["if-none-match"] == "\"mine\"", "a current copy costs the origin no body")
            let renewed = try await edge.get("/a", "Cookie: a=b")
            #expect(renewed.status == 200 && renewed.text == "one" && renewed["x-a"] == "new")
            #expect(renewed["x-cache"] == "RefreshHit from masthead" && renewed["age"] == nil)
            #expect(edge.origin.requests[1]["cookie"] == "a=b", "it carries the fields of the request that caused it")
            #expect(try await edge.get("/a").cacheStatus.contains("hit"))
            #expect(try await edge.get("/a", "If-None-Match: \"1\"").status == 304)
            #expect(edge.origin.requests.count == 2)
        }
    }

    @Test func `are replaced when the origin answers with something new`() async throws {
        try await EdgeUnderTest.run(script: { request in
            request["if-none-match"] == nil
                ? Self.stale("", body: "one") : answer(200, "Cache-Control: max-age=60", body: "two")
        }) { edge in
            #expect(try await edge.get("/a").text == "one")
            let second = try await edge.get("/a")
            #expect(second.text == "two" && second.cacheStatus.hasPrefix("edge; fwd=stale; stored"))
            #expect(try await edge.get("/a").text == "two")
            #expect(edge.origin.requests.count == 2)
        }
    }

    @Test func `a 304 that takes back the permission is served once and kept no longer`() async throws {
        try await EdgeUnderTest.run(script: { request in
            request["if-none-match"] == nil
                ? Self.stale("", body: "one") : "HTTP/1.1 304 N\r\nCache-Control: private, max-age=600\r\n\r\n"
        }) { edge in
            _ = try await edge.get("/a")
            #expect(try await edge.get("/a").text == "one")
            #expect(edge.server.storage.objects == 0)
            #expect(try await edge.get("/a").cacheStatus.contains("uri-miss"))
        }
    }

    @Test func `a 304 about another version is asked again without condition, and only once`() async throws {
        try await EdgeUnderTest.run { edge in
            edge.origin.answering { _ in Self.stale("", body: "one") }
            _ = try await edge.get("/a")
            edge.origin.answering { request in
                request["if-none-match"] == nil
                    ? answer(200, "ETag: \"2\"", body: "two") : "HTTP/1.1 304 N\r\nETag: \"2\"\r\n\r\n"
            }
            #expect(try await edge.get("/a").text == "two")
            edge.origin.answering { _ in Self.stale("", body: "one") }
            _ = try await edge.get("/b")
            edge.origin.answering { _ in "HTTP/1.1 304 N\r\nETag: \"2\"\r\n\r\n" }
            let before = edge.origin.requests.count
            let response = try await edge.get("/b")
            #expect(response.text == "one" && response.cacheStatus.contains("stale-if-error"))
            #expect(edge.origin.requests.count == before + 2)
        }
    }

    @Test func `stand in for an origin that answers 503, hangs up or is gone, RFC 5861 §4`() async throws {
        try await EdgeUnderTest.run { edge in
            edge.origin.answering { _ in Self.stale("", body: "one") }
            _ = try await edge.get("/a")
            edge.origin.answering { _ in answer(503, body: "down") }
            let first = try await edge.get("/a")
            #expect(first.status == 200 && first.text == "one" && first["x-cache"] == "Hit from masthead")
            #expect(first.cacheStatus.hasPrefix("edge; fwd=stale; fwd-status=503; ttl="))
            #expect(try await edge.get("/other").status == 503, "there is nothing to stand in for this one")
            await edge.origin.stop()
            #expect(try await edge.get("/a").text == "one")
            #expect(try await edge.get("/other").status == 502)
        }
    }

    @Test(arguments: [", must-revalidate", ", proxy-revalidate", ", s-maxage=60", ", stale-if-error=10"])
    func `do not where the origin forbids it`(_ directives: String) async throws {
        try await EdgeUnderTest.run(script: { _ in Self.stale(directives, body: "one") }) { edge in
            _ = try await edge.get("/a")
            await edge.origin.stop()
            #expect(try await edge.get("/a").status == 502)
        }
    }

    @Test func `are served at once while one request refreshes them, RFC 5861 §3`() async throws {
        try await EdgeUnderTest.run { edge in
            edge.origin.answering { _ in Self.stale(", stale-while-revalidate=600", body: "one") }
            _ = try await edge.get("/a")
            edge.origin.answering { _ in nil }
            for _ in 0..<10 {
                let response = try await edge.get("/a")
                #expect(response.text == "one" && response.cacheStatus.contains("hit; ttl=-"))
            }
            let refresh = try await edge.origin.request()
            #expect(refresh.request["if-none-match"] == "\"1\"")
            #expect(edge.origin.requests.count == 2, "ten stale hits, one refresh")
            try await refresh.answer(answer(200, "Cache-Control: max-age=60", body: "two"))
            var text = "one"
            for _ in 0..<5000 where text != "two" { text = try await edge.get("/a").text }
            #expect(text == "two")
            #expect(edge.origin.requests.count == 2)
        }
    }
}
