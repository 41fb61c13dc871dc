import CacheStorage
import EdgeProxy
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Purges` {
    private static let tagged = ["Cache-Control: max-age=600", "Cache-Tag: Post:a, list", "ETag: \"1\""]

    private static func page(_ body: String, _ more: String = "X: 1") -> String {
        answer(200, tagged[0], tagged[1], tagged[2], more, body: body)
    }

    @Test(arguments: [1, 2])
    func `a tag reaches every spelling of an address, on every loop, the express lane included`(_ threads: Int)
        async throws
    {
        try await EdgeUnderTest.run {
            $0.threads = threads
        } script: { request in
            request.target == "/other" ? answer(200, "Cache-Control: max-age=600") : Self.page("old")
        } _: { edge in
            let clients = [try await edge.client(), try await edge.client(), try await edge.client()]
            for target in ["/a", "/a?x=1", "/%61", "/other"] {
                for client in clients { for _ in 0..<3 { _ = try await client.exchange(request(target)) } }
            }
            #expect(await edge.server.counters().expressHits > 0)
            #expect(edge.server.purge(.tag("POST:A"), .dryRun) == 3)
            #expect(edge.server.purge(.tag("POST:A")) == 3)
            edge.origin.answering { _ in Self.page("new") }
            for client in clients {
                for target in ["/a", "/a?x=1", "/%61"] {
                    #expect(try await client.exchange(request(target)).text == "new")
                }
                #expect(try await client.exchange(request("/other")).cacheStatus.contains("hit"))
            }
        }
    }

    @Test func `an answer that was asked for before is not stored, nor joined by who comes after`() async throws {
        try await EdgeUnderTest.run { edge in
            let purges: [PurgeTarget] = [.tag("list"), .prefix(authority: "h", path: "/"), .everything]
            for (round, purge) in purges.enumerated() {
                // Once before the head has come, once after.
                for isHeadThere in [false, true] {
                    let first = try await edge.client()
                    let target = "/\(round)\(isHeadThere)"
                    try await first.send(request(target))
                    let asked = try await edge.origin.request()
                    let old = Self.page("old")
                    if isHeadThere {
                        try await asked.send(String(old.dropLast(3)))
                        _ = try await first.head()
                    }
                    edge.server.purge(purge)
                    let second = try await edge.client()
                    try await second.send(request(target))
                    let anew = try await edge.origin.request()
                    try await asked.answer(isHeadThere ? "old" : old)
                    if isHeadThere {
                        #expect(try await first.connection.take(3) == Array("old".utf8))
                    } else {
                        #expect(try await first.response().text == "old")
                    }
                    try await anew.answer(Self.page("new"))
                    #expect(try await second.response().text == "new")
                    let third = try await edge.get(target)
                    #expect(third.text == "new" && third.cacheStatus.contains("hit"), "\(purge)")
                }
            }
        }
    }

    @Test func `an answer that has other tags is stored and joined as if nothing had happened`() async throws {
        try await EdgeUnderTest.run { edge in
            let first = try await edge.client()
            try await first.send(request("/a"))
            let asked = try await edge.origin.request()
            try await asked.send(String(Self.page("old").dropLast(3)))
            _ = try await first.head()
            edge.server.purge(.tag("elsewhere"))
            let second = try await edge.client()
            try await second.send(request("/a"))
            #expect(try await second.head().cacheStatus.contains("collapsed"))
            try await asked.answer("old")
            #expect(try await second.connection.take(3) == Array("old".utf8))
            #expect(try await edge.get("/a").cacheStatus.contains("hit"))
        }
    }

    @Test func `a refresh that began before brings nothing back`() async throws {
        try await EdgeUnderTest.run { edge in
            let stale = Self.page("old", "Age: 700")
                .replacingOccurrences(of: "max-age=600", with: "max-age=600, stale-while-revalidate=900")
            edge.origin.answering { _ in stale }
            _ = try await edge.get("/a")
            edge.origin.answering { _ in nil }
            #expect(try await edge.get("/a").text == "old")
            let refresh = try await edge.origin.request()
            edge.server.purge(.tag("list"))
            let reader = try await edge.client()
            try await reader.send(request("/a"))
            let anew = try await edge.origin.request()
            try await refresh.answer("HTTP/1.1 304 N\r\nETag: \"1\"\r\n\r\n")
            try await anew.answer(Self.page("new"))
            #expect(try await reader.response().text == "new")
            #expect(try await edge.get("/a").text == "new")
        }
    }

    @Test func `what was purged while the origin was asked about it no longer stands in`() async throws {
        try await EdgeUnderTest.run { edge in
            edge.origin.answering { _ in Self.page("old", "Age: 700") }
            _ = try await edge.get("/a")
            edge.origin.answering { _ in nil }
            let reader = try await edge.client()
            try await reader.send(request("/a"))
            let asked = try await edge.origin.request()
            edge.server.purge(.tag("list"))
            try await asked.answer(answer(503))
            #expect(try await reader.response().status == 503)
        }
    }

    @Test func `softly purged, it is asked about, and stands in for an origin that is gone`() async throws {
        try await EdgeUnderTest.run { edge in
            edge.origin.answering { _ in Self.page("old") }
            for _ in 0..<3 { _ = try await edge.get("/a") }
            #expect(edge.server.purge(.tag("list"), .soft) == 1)
            edge.origin.answering { request in
                request["if-none-match"] == nil
                    ? nil : "HTTP/1.1 304 N\r\nCache-Control: max-age=600\r\nETag: \"1\"\r\n\r\n"
            }
            #expect(try await edge.get("/a").cacheStatus.contains("fwd=stale"))
            #expect(try await edge.get("/a").cacheStatus.contains("hit"))
            #expect(edge.server.purge(.url(authority: "H", target: "/a"), .soft) == 1)
            await edge.origin.stop()
            let last = try await edge.get("/a")
            #expect(last.text == "old" && last.cacheStatus.contains("stale-if-error"))
        }
    }

    @Test func `a group goes with the answer to an unsafe method, at its own authority, RFC 9875`() async throws {
        let script: ScriptedOrigin.Script = { request in
            switch (request.method, request.target) {
            case ("GET", "/a"): answer(200, "Cache-Control: max-age=600", "Cache-Groups: \"Posts\", \"x\"")
            case ("GET", "/b"): answer(200, "Cache-Control: max-age=600", "Cache-Groups: \"posts\", \"y\"")
            case ("GET", "/c"): answer(200, "Cache-Control: max-age=600", "Cache-Groups: \"x\"")
            case ("GET", _): answer(200, "Cache-Control: max-age=600", "Cache-Group-Invalidation: \"Posts\"")
            case _: answer(204, "Cache-Group-Invalidation: \"Posts\";a=1, \"other\"")
            }
        }
        try await EdgeUnderTest.run(script: script) { edge in
            for target in ["/a", "/b", "/c", "/safe"] { _ = try await edge.get(target) }
            let elsewhere = "GET /a HTTP/1.1\r\nHost: elsewhere\r\n\r\n"
            _ = try await edge.client().exchange(elsewhere)
            #expect(try await edge.get("/a").cacheStatus.contains("hit"), "a safe method invalidates nothing")
            _ = try await edge.get("/write", "Content-Length: 0", method: "POST")
            #expect(try await edge.get("/a").cacheStatus.contains("uri-miss"))
            for target in ["/b", "/c"] {
                #expect(
                    try await edge.get(target).cacheStatus.contains("hit"),
                    "\(target): not that group, nor by way of another")
            }
            #expect(try await edge.client().exchange(elsewhere).cacheStatus.contains("hit"))
        }
    }
}
