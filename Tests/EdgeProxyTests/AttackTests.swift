import CacheStorage
import EdgeProxy
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Attacks on a shared cache` {
    @Test(arguments: [
        "X-Forwarded-Host: evil", "X-Forwarded-Scheme: nothttps", "X-Original-URL: /admin", "X-Rewrite-URL: /admin",
        "X-HTTP-Method-Override: POST", "Forwarded: host=evil", "X-Host: evil",
    ])
    func `a field outside the key does not reach the origin of a shared answer`(_ line: String) async throws {
        let name = line.prefix { $0 != ":" }.lowercased()
        try await EdgeUnderTest.run(script: { request in
            answer(200, "Cache-Control: max-age=60", body: request[name] ?? "clean")
        }) { (edge: EdgeUnderTest) async throws in
            #expect(try await edge.get("/a", line).text == "clean")
            #expect(try await edge.get("/a").text == "clean")
            #expect(
                try await edge.get("/b", line, "Content-Length: 0", method: "POST").text != "clean",
                "what only passes has it")
        }
    }

    @Test func `Connection cannot make the origin see another request than the cache`() async throws {
        try await EdgeUnderTest.run(script: { request in
            answer(
                200, "Cache-Control: max-age=60", "Vary: Accept-Language", body: request["accept-language"] ?? "none")
        }) { edge in
            let attack = try await edge.get("/a", "Accept-Language: de", "Connection: keep-alive, Accept-Language")
            #expect(attack.text == "none")
            #expect(try await edge.get("/a", "Accept-Language: de").text == "de")
            #expect(try await edge.get("/a").text == "none")
        }
    }

    @Test func `hosts are one key in any case, and the target's goes before the field`() async throws {
        try await EdgeUnderTest.run(script: {
            answer(200, "Cache-Control: max-age=60", body: ($0["host"] ?? "") + $0.target)
        }) { edge in
            let client = try await edge.client()
            #expect(try await client.exchange("GET /a HTTP/1.1\r\nHost: EXAMPLE.com\r\n\r\n").text == "example.com/a")
            #expect(
                try await client.exchange("GET /a HTTP/1.1\r\nHost: example.COM\r\n\r\n").cacheStatus.contains("hit"))
            let absolute = try await client.exchange("GET http://other/a HTTP/1.1\r\nHost: example.com\r\n\r\n")
            #expect(absolute.text == "other/a")
            #expect(try await client.exchange("GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n").text == "example.com/a")
            #expect(
                try await client.exchange("GET http://other HTTP/1.1\r\nHost: example.com\r\n\r\n").text == "other/")
            #expect(
                try await client.exchange("GET http://other?q HTTP/1.1\r\nHost: example.com\r\n\r\n").text == "other/?q"
            )
        }
    }

    @Test(arguments: [
        "/account/x.css", "/account;x.css", "/account%2fx.css", "/account%00.css", "/account%0A.js",
        "/static/..%2faccount", "/static/%2e%2e/account", "/account?x.css", "//account.css", "/./account.jpg",
    ])
    func `no spelling of an address makes a personal page public`(_ target: String) async throws {
        try await EdgeUnderTest.run(script: { answer(200, "Content-Type: text/html", body: $0["cookie"] ?? "nobody") })
        { (edge: EdgeUnderTest) async throws in
            #expect(try await edge.get(target, "Cookie: victim").text == "victim")
            #expect(try await edge.get(target).text == "nobody")
            #expect(edge.originTargets == [target, target], "the origin sees what was asked for")
        }
    }

    @Test func `an answer to credentials is not shared, nor does it spoil the address for others`() async throws {
        try await EdgeUnderTest.run(script: {
            answer(200, "Cache-Control: max-age=60", body: $0["authorization"] ?? "public")
        }) { edge in
            #expect(try await edge.get("/a", "Authorization: me").text == "me")
            let client = try await edge.client()
            #expect(try await client.exchange(request("/a")).text == "public")
            #expect(try await client.exchange(request("/a")).cacheStatus.contains("hit"))
            #expect(
                try await client.exchange(request("/b", ["Cache-Control: no-store"])).cacheStatus
                    == "edge; fwd=uri-miss; detail=request-no-store")
            #expect(try await client.exchange(request("/b")).cacheStatus.contains("stored"))
        }
    }

    @Test func `a body on GET passes and is never the answer for others`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a", ["Content-Length: 4"]) + "evil")
            let exchange = try await edge.origin.request()
            let body = try await exchange.body()
            try await exchange.answer(
                answer(200, "Cache-Control: max-age=60", body: String(decoding: body, as: UTF8.self)))
            #expect(try await client.response().text == "evil")
            edge.origin.answering { _ in answer(200, "Cache-Control: max-age=60", body: "good") }
            #expect(try await client.exchange(request("/a")).text == "good")
        }
    }

    @Test func `an error that a field provoked is not kept`() async throws {
        try await EdgeUnderTest.run(script: { request in
            request["x-oversize"] == nil
                ? answer(200, "Cache-Control: max-age=60", body: "fine") : answer(400, body: "bad")
        }) { (edge: EdgeUnderTest) async throws in
            #expect(try await edge.get("/a", "X-Oversize: " + String(repeating: "x", count: 20_000)).status == 400)
            #expect(try await edge.get("/a").text == "fine")
        }
    }

    @Test func `variants without end leave 32, whatever their values weigh`() async throws {
        try await EdgeUnderTest.run(
            storeBytes: 16 << 20,
            script: { _ in
                answer(200, "Cache-Control: max-age=60", "Vary: X-V", body: "v")
            }
        ) { edge in
            let client = try await edge.client()
            for number in 0..<100 {
                let value = "\(number)" + String(repeating: "x", count: 20_000)
                _ = try await client.exchange(request("/a", ["X-V: \(value)"]))
            }
            let storage = edge.server.storage
            #expect(storage.objects <= 32 && storage.costBytes <= storage.budgetBytes)
            #expect(storage.costBytes > storage.objects * 20_000, "selecting values are paid for")
        }
    }

    @Test func `hosts without end stay within the budget`() async throws {
        let body = String(repeating: "x", count: 50_000)
        try await EdgeUnderTest.run(
            storeBytes: 8 << 20, script: { _ in answer(200, "Cache-Control: max-age=60", body: body) }
        ) { edge in
            let client = try await edge.client()
            for number in 0..<400 {
                #expect(try await client.exchange("GET / HTTP/1.1\r\nHost: h\(number)\r\n\r\n").status == 200)
            }
            let storage = edge.server.storage
            #expect(storage.costBytes <= 8 << 20 && storage.evictions > 200)
        }
    }

    @Test func `a Vary of 10 KB and X-Forwarded-For of 10,000 commas are only long`() async throws {
        let vary = (0..<1200).map { "name-\($0)" }.joined(separator: ",")
        try await EdgeUnderTest.run(script: { _ in answer(200, "Cache-Control: max-age=60", "Vary: \(vary)", body: "v")
        }) { edge in
            let client = try await edge.client()
            let commas = "X-Forwarded-For: " + String(repeating: ",", count: 10_000)
            for _ in 0..<3 { #expect(try await client.exchange(request("/a", [commas])).text == "v") }
            #expect(edge.origin.requests.count == 1)
            #expect(edge.origin.requests[0]["x-forwarded-for"]?.hasSuffix(", 127.0.0.1") == true)
        }
    }

    @Test func `answers whose reason or values could start another are made harmless or refused`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            try await edge.origin.request().answer(
                "HTTP/1.1 200 \u{E9}\t<odd>\r\nCache-Control: max-age=60\r\nContent-Length: 2\r\n\r\nok")
            let odd = try await client.response()
            #expect(odd.text == "ok" && odd.reason == "\u{E9}\t<odd>")
            #expect(try await client.exchange(request("/a")).reason == "\u{E9}\t<odd>")
            try await client.send(request("/b"))
            try await edge.origin.request().send("HTTP/1.1 200 O\rK\r\nContent-Length: 2\r\n\r\nok")
            #expect(try await client.response().status == 502)
        }
    }
}
