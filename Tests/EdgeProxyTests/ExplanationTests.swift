import CacheStorage
import EdgeProxy
import Foundation
import HTTPCaching
import HTTPSemantics
import HTTPWire
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Explaining` {
    private static func explain(
        _ edge: EdgeUnderTest, _ target: String, _ fields: Fields = [:], method: HTTPSemantics.Method = .get
    ) -> Explanation {
        var fields = fields
        fields.append("Host", "h")
        return edge.server.explain(RequestHead(method: method, target: target, fields: fields))
    }

    @Test func `a hit tells its age, its lifetime and where that came from`() async throws {
        try await EdgeUnderTest.run(script: { _ in
            answer(
                200, "CDN-Cache-Control: max-age=600, stale-if-error=60", "Age: 30", "ETag: \"v1\"",
                "Content-Type: text/plain", "Cache-Tag: home, posts", body: "hello")
        }) { edge in
            let before = Self.explain(edge, "/a?q=1")
            #expect(before.stored == nil && before.now.decision == "forward" && before.now.reason == "uri-miss")
            _ = try await edge.get("/a?q=1")
            let found = Self.explain(edge, "/a?q=1")
            let stored = try #require(found.stored)
            #expect(found.behavior == "*" && found.key == "origin http://h/a?q=1" && found.variants == 1)
            #expect(stored.state == "fresh" && stored.status == 200 && stored.bytes == 5)
            #expect(stored.lifetimeSeconds == 600 && stored.lifetimeSource == "targeted")
            #expect((30..<40).contains(stored.ageSeconds))
            // Both are cut to whole seconds.
            #expect((569...570).contains(stored.expiresAtSeconds - stored.storedAtSeconds))
            #expect(stored.staleIfErrorSeconds == 60 && stored.entityTag == "\"v1\"")
            #expect(stored.tags == ["home", "posts"])
            #expect(found.now.decision == "serve" && found.now.mayStandIn == true)
            #expect(edge.originTargets.count == 1, "explaining asks nobody")
        }
    }

    @Test func `a request's own fields count`() async throws {
        try await EdgeUnderTest.run(script: { _ in
            answer(200, "Cache-Control: max-age=600", "Vary: Accept-Language", body: "hello")
        }) { edge in
            _ = try await edge.get("/a", "Accept-Language: de")
            let accepting = Explanation.Selector(name: "accept-language", value: "de")
            let german = Self.explain(edge, "/a", ["Accept-Language": "de"])
            #expect(german.now.decision == "serve")
            #expect(german.selectors == [[accepting]])
            let english = Self.explain(edge, "/a", ["Accept-Language": "en"])
            #expect(english.now.decision == "forward" && english.now.reason == "vary-miss" && english.variants == 1)
            let anew = Self.explain(edge, "/a", ["Accept-Language": "de", "Cache-Control": "no-cache"])
            #expect(anew.now.decision == "validate" && anew.now.reason == "request")
            let only = Self.explain(edge, "/b", ["Cache-Control": "only-if-cached"])
            #expect(only.now.decision == "refuse")
            #expect(Self.explain(edge, "/a", method: .post).now.decision == "pass")
            #expect(Self.explain(edge, "/a", method: .trace).now.decision == "refuse")
        }
    }

    @Test func `what was not kept tells why`() async throws {
        try await EdgeUnderTest.run(script: { _ in answer(200, "Cache-Control: private", body: "mine") }) { edge in
            let response = try await edge.get("/a")
            #expect(response.cacheStatus == "edge; fwd=uri-miss; detail=private")
            let found = Self.explain(edge, "/a")
            #expect(found.stored == nil && found.unshareable?.refusal == "private")
            #expect((1...120).contains(found.unshareable?.secondsLeft ?? 0))
            let refusals = await edge.server.tally().refusals
            #expect(refusals == [StorageRefusal.isPrivate: 1])
        }
    }

    @Test func `what was purged tells when`() async throws {
        try await EdgeUnderTest.run(script: { _ in answer(200, "Cache-Control: max-age=60", body: "hello") }) { edge in
            _ = try await edge.get("/a")
            #expect(Self.explain(edge, "/a").purge == nil)
            edge.server.purge(.url(authority: "h", target: "/a"))
            let found = Self.explain(edge, "/a")
            #expect(found.stored == nil && found.purge?.isAlone == true && (found.purge?.secondsAgo ?? 9) < 9)
            edge.server.purge(.prefix(authority: "h", path: "/o"))
            #expect(Self.explain(edge, "/other").purge?.isAlone == false)
        }
    }

    @Test func `a fill under way is told`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            let exchange = try await edge.origin.request()
            let found = Self.explain(edge, "/a")
            #expect(found.fill == .running && found.waiting == 1)
            try await exchange.answer(answer(200, "Cache-Control: max-age=60", body: "x"))
            _ = try await client.response()
        }
    }
}
