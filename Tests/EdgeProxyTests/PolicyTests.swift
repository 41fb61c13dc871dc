import CacheStorage
import EdgeProxy
import HTTPCaching
import HTTPSemantics
import TestSupport
import Testing

/// One behavior for everything, made over.
private func every(_ change: @escaping (inout Behavior) -> Void) -> (inout EdgeConfiguration) -> Void {
    { configuration in
        change(&configuration.behaviors[0])
    }
}

@Suite(.timeLimit(.minutes(3))) struct `Key policies at the edge` {
    @Test func `a keyed header and cookie select, and both reach the origin, alone among cookies`() async throws {
        try await EdgeUnderTest.run(
            every {
                $0.policy.key = KeyPolicy(headers: .only(["x-region"]), cookies: .only(["theme"]))
            },
            script: {
                answer(200, "Cache-Control: max-age=60", body: "\($0["x-region"] ?? "-") \($0["cookie"] ?? "-")")
            }
        ) { edge in
            let client = try await edge.client()
            func get(_ lines: String...) async throws -> RawResponse { try await client.exchange(request("/a", lines)) }
            #expect(try await get("X-Region: eu", "Cookie: theme=dark; id=1").text == "eu theme=dark")
            #expect(try await get("X-Region: eu", "Cookie: id=2; theme=dark").cacheStatus.contains("hit"))
            #expect(try await get("X-Region: us", "Cookie: theme=dark").text == "us theme=dark")
            #expect(try await get("Cookie: id=3").text == "- -")
            #expect(try await get().cacheStatus.contains("hit"))
            for _ in 0..<3 { #expect(try await get("X-Region: eu", "Cookie: theme=dark").text == "eu theme=dark") }
            #expect(try await get().text == "- -", "the express lane keeps out of it")
            let expressHits = await edge.server.counters().expressHits
            #expect(edge.origin.requests.count == 3 && expressHits == 0)
        }
    }

    @Test func `a cookie that isn't keyed can't poison, and still goes where nothing is stored`() async throws {
        let script: ScriptedOrigin.Script = { request in
            answer(200, "Cache-Control: max-age=60", body: request["cookie"] ?? "clean")
        }
        try await EdgeUnderTest.run(every { $0.policy.key.cookies = NameSelection.none }, script: script) { edge in
            let attempt = try await edge.get("/a", "Cookie: lang=<script>")
            #expect(attempt.text == "clean")
            #expect(try await edge.get("/a").text == "clean")
            #expect(try await edge.get("/a", "Cookie: s=1", "Content-Length: 0", method: "POST").text == "s=1")
        }
    }

    @Test func `equal selections share one fill, and another's doesn't wait for it`() async throws {
        try await EdgeUnderTest.run(every { $0.policy.key.headers = .only(["x-v"]) }) { edge in
            let one = try await edge.client()
            try await one.send(request("/a", ["X-V: 1"]))
            let first = try await edge.origin.request()
            let others = [try await edge.client(), try await edge.client()]
            try await others[0].send(request("/a", ["X-V: 2"]))
            let second = try await edge.origin.request()
            try await others[1].send(request("/a", ["X-V: 2"]))
            try await second.answer(answer(200, "Cache-Control: max-age=60", body: "two"))
            for other in others { #expect(try await other.response().text == "two") }
            try await first.answer(answer(200, "Cache-Control: max-age=60", body: "one"))
            #expect(try await one.response().text == "one")
            #expect(edge.origin.requests.count == 2 && edge.server.runningFills == 0)
        }
    }

    @Test func `an invalidation takes all selections of an address`() async throws {
        try await EdgeUnderTest.run(
            every { $0.policy.key.headers = .only(["x-v"]) },
            script: { _ in answer(200, "Cache-Control: max-age=60", body: "v") }
        ) { edge in
            for value in ["1", "2"] { _ = try await edge.get("/a", "X-V: \(value)") }
            _ = try await edge.get("/a", "Content-Length: 0", method: "POST")
            for value in ["1", "2"] {
                #expect(try await !edge.get("/a", "X-V: \(value)").cacheStatus.contains("hit"))
            }
        }
    }
}

@Suite(.timeLimit(.minutes(3))) struct `Behaviors at the edge` {
    @Test func `no extension makes a page cacheable, and no minimum lifetime a private one`() async throws {
        let script: ScriptedOrigin.Script = { request in
            answer(200, "Cache-Control: private", "Content-Type: text/html", body: request["cookie"] ?? "nobody")
        }
        try await EdgeUnderTest.run(
            every {
                $0.policy.minimumSeconds = 300
                $0.policy.defaultSeconds = 0
            }, script: script
        ) { edge in
            for target in ["/account/x.css", "/account.css", "/account;x.css"] {
                let victim = try await edge.get(target, "Cookie: victim")
                #expect(victim.text == "victim")
                #expect(try await edge.get(target).text == "nobody")
            }
            #expect(edge.server.storage.objects == 0)
        }
    }

    @Test(arguments: [
        (AllowedMethods.read, "POST", "GET, HEAD"), (.read, "OPTIONS", "GET, HEAD"),
        (.readAndOptions, "DELETE", "GET, HEAD, OPTIONS"),
    ])
    func `methods outside the set get 405 and are told which are in it`(
        _ methods: AllowedMethods, _ method: String, _ allow: String
    ) async throws {
        try await EdgeUnderTest.run(every { $0.methods = methods }, script: { _ in answer(200, body: "x") }) { edge in
            let refused = try await edge.get("/a", "Content-Length: 0", method: method)
            #expect(refused.status == 405 && refused["allow"] == allow)
            #expect(try await edge.get("/a").status == 200)
            #expect(edge.originTargets == ["/a"])
        }
    }

    @Test func `an error is kept for its time, but a stale page is preferred and stays`() async throws {
        try await EdgeUnderTest.run(
            every { $0.policy.errors = ErrorLifetimes(otherSeconds: 60) },
            script: { request in
                request["if-none-match"] == nil && request.target == "/page"
                    ? answer(200, "Cache-Control: max-age=60", "Age: 100", "ETag: \"1\"", body: "page")
                    : answer(503, body: "down")
            }
        ) { edge in
            #expect(try await edge.get("/gone").text == "down")
            let kept = try await edge.get("/gone")
            #expect(kept.status == 503 && kept.cacheStatus.contains("hit"))
            _ = try await edge.get("/page")
            for _ in 0..<3 {
                let stale = try await edge.get("/page")
                #expect(stale.text == "page" && stale.cacheStatus.contains("stale-if-error"))
            }
            #expect(try await edge.get("/odd", "X-Odd: 1").text == "down")
            #expect(try await !edge.get("/odd").cacheStatus.contains("hit"), "a request provoked it")
        }
    }

    @Test func `stripped cookies reach neither the store nor anybody`() async throws {
        try await EdgeUnderTest.run(
            every {
                $0.policy.setCookie = .strip
                $0.policy.defaultSeconds = 60
            },
            script: { _ in answer(200, "Set-Cookie: id=1", "Set-Cookie: b=2", body: "x") }
        ) { edge in
            #expect(try await edge.get("/a")["set-cookie"] == nil)
            let hit = try await edge.get("/a")
            #expect(hit.cacheStatus.contains("hit") && hit["set-cookie"] == nil)
            #expect(try await edge.get("/a", "Content-Length: 0", method: "POST")["set-cookie"] == nil)
        }
    }

    @Test func `header policies hold on every way out, the express lane too`() async throws {
        try await EdgeUnderTest.run(
            every { behavior in
                var policy = HeaderPolicy()
                policy.removed = ["server"]
                policy.additions = [.init("X-Frame-Options", "DENY", overrides: true)]
                behavior.headers = policy
            },
            script: { request in
                request.target == "/missing"
                    ? answer(404, "Server: s", body: "no")
                    : answer(200, "Cache-Control: max-age=60", "Server: s", "ETag: \"1\"", body: "yes")
            }
        ) { edge in
            let client = try await edge.client()
            for target in ["/a", "/a", "/a", "/a", "/missing"] {
                let response = try await client.exchange(request(target))
                #expect(response["server"] == nil && response["x-frame-options"] == "DENY")
            }
            let expressHits = await edge.server.counters().expressHits
            #expect(expressHits > 0)
            let unchanged = try await client.exchange(request("/a", ["If-None-Match: \"1\""]))
            #expect(unchanged.status == 304 && unchanged["x-frame-options"] == "DENY")
        }
    }

    @Test func `an answer that depends on Origin is never another's`() async throws {
        try await EdgeUnderTest.run(
            every { behavior in
                behavior.headers = HeaderPolicy()
                behavior.headers?.cors = CORSPolicy()
                behavior.headers?.cors?.origins = .only(["https://a.example", "https://b.example"])
            }, script: { _ in answer(200, "Cache-Control: max-age=60", body: "x") }
        ) { edge in
            let client = try await edge.client()
            for _ in 0..<3 {
                for origin in ["https://a.example", "https://b.example", "https://evil.example"] {
                    let response = try await client.exchange(request("/a", ["Origin: \(origin)"]))
                    let allowed = origin.contains("evil") ? nil : origin
                    #expect(response["access-control-allow-origin"] == allowed && response["vary"] == "Origin")
                }
                let plain = try await client.exchange(request("/a"))
                #expect(plain["access-control-allow-origin"] == nil && plain["vary"] == "Origin")
            }
            let expressHits = await edge.server.counters().expressHits
            #expect(edge.origin.requests.count == 1 && expressHits > 0)
        }
    }

    @Test func `preflights are answered here, other OPTIONS by the origin`() async throws {
        try await EdgeUnderTest.run(
            every { behavior in
                behavior.methods = .readAndOptions
                behavior.headers = HeaderPolicy()
                behavior.headers?.cors = CORSPolicy()
                behavior.headers?.cors?.origins = .only(["https://a.example"])
                behavior.headers?.cors?.maxAgeSeconds = 600
            }, script: { _ in answer(200, body: "origin") }
        ) { edge in
            let asked = "Access-Control-Request-Method: GET"
            let allowed = try await edge.get("/a", "Origin: https://a.example", asked, method: "OPTIONS")
            #expect(allowed.status == 204 && allowed["access-control-allow-origin"] == "https://a.example")
            #expect(allowed["access-control-allow-methods"] == "GET, HEAD")
            #expect(allowed["access-control-max-age"] == "600" && allowed["vary"] == "Origin")
            let other = try await edge.get("/a", "Origin: https://evil", asked, method: "OPTIONS")
            #expect(other.status == 204 && !other.fields.contains { $0.name.hasPrefix("access-control-") })
            #expect(edge.origin.requests.isEmpty)
            #expect(try await edge.get("/a", method: "OPTIONS").text == "origin")
        }
    }

    @Test(arguments: [
        (QueryKey.sorted(.all), "/a?b=2&a=1&b=1", "/a?a=1&b=2&b=1"),
        (.sorted(.only(["b"])), "/a?c&b=2&a=1&b=1", "/a?b=2&b=1"),
        (.sorted(.none), "/a?b", "/a"), (.sorted(.allExcept(["u"])), "/a?u=1&z&y", "/a?y&z"),
        (.sorted(.all), "/a", "/a"),
    ])
    func `sorted queries are one key and one request`(_ key: QueryKey, _ target: String, _ expected: String) {
        #expect(key.apply(to: target) == expected)
    }
}
