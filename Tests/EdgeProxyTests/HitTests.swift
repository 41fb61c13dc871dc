import EdgeProxy
import TestSupport
import Testing

/// Answers every path with itself, fresh for an hour.
private let echo: ScriptedOrigin.Script = { request in
    answer(200, "Cache-Control: max-age=3600", "ETag: \"v1\"", "Content-Type: text/plain", body: request.target)
}

private let tenBytes: ScriptedOrigin.Script = { _ in
    answer(
        200, "Cache-Control: max-age=3600", "ETag: \"v1\"", "Last-Modified: Mon, 23 Nov 2020 19:00:00 GMT",
        "Content-Type: text/x", body: "0123456789")
}

@Suite(.timeLimit(.minutes(3))) struct `Answers from storage` {
    @Test func `a miss, then a hit that says so`() async throws {
        try await EdgeUnderTest.run(script: echo) { edge in
            let miss = try await edge.get("/a?b")
            #expect(miss.text == "/a?b" && miss.cacheStatus == "edge; fwd=uri-miss; stored; ttl=3600")
            #expect(miss["x-cache"] == "Miss from masthead" && miss["via"] == "1.1 edge")
            #expect(miss["date"] != nil, "whoever passes on a response without Date adds one")
            let hit = try await edge.get("/a?b")
            #expect(hit.text == "/a?b" && hit.cacheStatus.hasPrefix("edge; hit; ttl="))
            #expect(hit["x-cache"] == "Hit from masthead" && hit["age"].flatMap { Int($0) } ?? -1 >= 0)
            #expect(hit.values("via") == ["1.1 edge"] && hit.values("age").count == 1)
            #expect(edge.origin.requests.count == 1)
            #expect(edge.origin.requests[0]["via"] == "1.1 edge" && edge.origin.requests[0]["host"] == "h")
        }
    }

    @Test func `the express lane answers as the long way does`() async throws {
        try await EdgeUnderTest.run(script: echo) { edge in
            let client = try await edge.client()
            _ = try await client.exchange(request("/a"))
            let long = try await client.exchange(request("/a"))
            let express = try await client.exchange(request("/a"))
            #expect(await edge.server.counters().expressHits == 1)
            #expect(long.status == express.status && long.reason == express.reason && long.body == express.body)
            let changing: Set<String> = ["age", "cache-status"]
            func steady(_ response: RawResponse) -> [String] {
                response.fields.filter { !changing.contains($0.name) }.map { "\($0.name): \($0.value)" }
            }
            #expect(steady(long) == steady(express))
            #expect(long.fields.map(\.name) == express.fields.map(\.name))
        }
    }

    @Test func `whatever could change the answer keeps a request out of the express lane`() async throws {
        try await EdgeUnderTest.run(script: tenBytes) { edge in
            let client = try await edge.client()
            for _ in 0..<3 { _ = try await client.exchange(request("/a")) }
            let before = await edge.server.counters().expressHits
            #expect(before == 1)
            #expect(try await client.exchange(request("/a", ["Range: bytes=0-1"])).status == 206)
            #expect(try await client.exchange(request("/a", ["If-None-Match: \"v1\""])).status == 304)
            #expect(
                try await client.exchange(request("/a", ["If-Modified-Since: Mon, 23 Nov 2020 19:00:00 GMT"])).status
                    == 304)
            #expect(try await client.exchange(request("/a", method: "HEAD"), method: "HEAD").body.isEmpty)
            #expect(
                try await client.exchange(request("/a", ["Connection: Accept-Encoding", "Accept-Encoding: gzip"]))
                    .status == 200)
            #expect(await edge.server.counters().expressHits == before)
            let other = try await client.exchange("GET /a HTTP/1.1\r\nHost: other\r\n\r\n")
            #expect(other.cacheStatus.contains("uri-miss"), "another host is another key")
            #expect(await edge.server.counters().expressHits == before)
        }
    }

    @Test func `conditions are ours to answer only where a cache may, RFC 9111 §4_3_2`() async throws {
        try await EdgeUnderTest.run(script: { request in
            request["if-match"] == nil
                ? answer(200, "Cache-Control: max-age=60", "Date: Mon, 23 Nov 2026 19:00:00 GMT", "Age: 1", body: "a")
                : answer(412)
        }) { edge in
            let client = try await edge.client()
            _ = try await client.exchange(request("/a", ["Cache-Control: max-stale"]))
            func status(_ fields: String...) async throws -> Int {
                try await client.exchange(request("/a", fields + ["Cache-Control: max-stale"])).status
            }
            // Without Last-Modified the Date counts.
            #expect(try await status("If-Modified-Since: Mon, 23 Nov 2026 19:00:00 GMT") == 304)
            #expect(try await status("If-Modified-Since: Mon, 23 Nov 2026 18:59:59 GMT") == 200)
            #expect(edge.origin.requests.count == 1)
            // What only an origin can judge goes there.
            #expect(try await status("If-Match: \"x\"") == 412)
            #expect(edge.origin.requests.count == 2)
        }
    }

    @Test func `pipelined requests are answered in order, from the lane, from storage and from the origin`()
        async throws
    {
        try await EdgeUnderTest.run(script: echo) { edge in
            let client = try await edge.client()
            for _ in 0..<3 { _ = try await client.exchange(request("/hot")) }
            var targets: [String] = []
            for number in 0..<60 {
                targets += ["/hot", "/cold\(number)", "/hot", "/cold\(number / 2)", "/hot?x"]
            }
            try await client.send(
                targets.enumerated().map { index, target in
                    request(target, index % 3 == 0 ? ["Cache-Control: max-age=1000"] : [])
                }.joined())
            for target in targets {
                let response = try await client.response()
                #expect(response.text == target)
                if response.text != target { return }
            }
        }
    }

    @Test func `a request may come byte by byte, or with the next one's beginning`() async throws {
        try await EdgeUnderTest.run(script: echo) { edge in
            let client = try await edge.client()
            for _ in 0..<3 {
                for byte in request("/slow", ["Accept-Encoding: gzip"]).utf8 { try await client.send([byte]) }
                #expect(try await client.response().text == "/slow")
            }
            let two = Array((request("/one") + request("/two")).utf8)
            try await client.send(Array(two.prefix(50)))
            #expect(try await client.response().text == "/one")
            try await client.send(Array(two.dropFirst(50)))
            #expect(try await client.response().text == "/two")
        }
    }

    @Test func `HEAD is answered from a stored GET, and passes when there is none`() async throws {
        try await EdgeUnderTest.run(script: echo) { edge in
            edge.origin.answering { request in
                request.method == "HEAD"
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 77\r\nCache-Control: max-age=60\r\n\r\n" : echo(request)
            }
            let client = try await edge.client()
            let passed = try await client.exchange(request("/a", method: "HEAD"), method: "HEAD")
            #expect(passed["content-length"] == "77" && passed.cacheStatus == "edge; fwd=uri-miss; detail=method")
            #expect(try await client.exchange(request("/a")).cacheStatus.contains("fwd=uri-miss; stored"))
            let head = try await client.exchange(request("/a", method: "HEAD"), method: "HEAD")
            #expect(head["content-length"] == "2" && head.cacheStatus.contains("hit"))
            #expect(edge.origin.requests.map(\.method) == ["HEAD", "GET"])
        }
    }

    static let ranges: [(String, [String], Int, String, String?)] = [
        ("single", ["Range: bytes=2-4"], 206, "234", "bytes 2-4/10"),
        ("from", ["Range: bytes=7-"], 206, "789", "bytes 7-9/10"),
        ("suffix", ["Range: bytes=-3"], 206, "789", "bytes 7-9/10"),
        ("suffix longer than all", ["Range: bytes=-99"], 206, "0123456789", "bytes 0-9/10"),
        ("clipped", ["Range: bytes=8-99"], 206, "89", "bytes 8-9/10"),
        ("beyond", ["Range: bytes=10-"], 416, "", "bytes */10"),
        ("beyond counting", ["Range: bytes=18446744073709551615-"], 416, "", "bytes */10"),
        ("one of two satisfiable", ["Range: bytes=1-2, 50-60"], 206, "12", "bytes 1-2/10"),
        ("other unit", ["Range: lines=1-2"], 200, "0123456789", nil),
        ("malformed", ["Range: bytes=5-1"], 200, "0123456789", nil),
        (
            "1,000 overlapping", ["Range: bytes=" + [String](repeating: "0-", count: 1000).joined(separator: ",")], 200,
            "0123456789", nil
        ),
        ("If-Range true", ["Range: bytes=2-4", "If-Range: \"v1\""], 206, "234", "bytes 2-4/10"),
        ("If-Range false", ["Range: bytes=2-4", "If-Range: \"v2\""], 200, "0123456789", nil),
        ("If-Range weak", ["Range: bytes=2-4", "If-Range: W/\"v1\""], 200, "0123456789", nil),
        ("If-Range date", ["Range: bytes=2-4", "If-Range: Mon, 23 Nov 2020 19:00:00 GMT"], 206, "234", "bytes 2-4/10"),
        ("condition goes first", ["Range: bytes=2-4", "If-None-Match: \"v1\""], 304, "", nil),
    ]

    @Test(arguments: ranges)
    func `ranges are cut out of stored wholes, RFC 9110 §14`(
        _ rule: String, _ fields: [String], _ status: Int, _ body: String, _ contentRange: String?
    ) async throws {
        try await EdgeUnderTest.run(script: tenBytes) { edge in
            let client = try await edge.client()
            _ = try await client.exchange(request("/a"))
            let response = try await client.exchange(request("/a", fields))
            #expect(response.status == status, "\(rule)")
            #expect(response.text == body, "\(rule)")
            #expect(response["content-range"] == contentRange, "\(rule)")
            #expect(edge.origin.requests.count == 1, "\(rule)")
            #expect(try await client.exchange(request("/a")).text == "0123456789", "the connection goes on")
        }
    }

    @Test func `several ranges come as one multipart body, RFC 9110 §14_6`() async throws {
        try await EdgeUnderTest.run(script: tenBytes) { edge in
            let client = try await edge.client()
            _ = try await client.exchange(request("/a"))
            let response = try await client.exchange(request("/a", ["Range: bytes=0-1, 4-5, -1"]))
            let type = try #require(response["content-type"])
            #expect(response.status == 206 && type.hasPrefix("multipart/byteranges; boundary="))
            let boundary = type.dropFirst("multipart/byteranges; boundary=".count)
            let parts = response.text.components(separatedBy: "--" + boundary)
            #expect(parts.count == 5 && parts.last == "--\r\n")
            #expect(parts[1] == "\r\nContent-Type: text/x\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n")
            #expect(parts[3] == "\r\nContent-Type: text/x\r\nContent-Range: bytes 9-9/10\r\n\r\n9\r\n")
        }
    }

    @Test func `a range of what isn't stored passes, and its part is not taken for the whole`() async throws {
        try await EdgeUnderTest.run { edge in
            let client = try await edge.client()
            try await client.send(request("/a", ["Range: bytes=0-1"]))
            let exchange = try await edge.origin.request()
            #expect(exchange.request["range"] == "bytes=0-1")
            try await exchange.answer(
                answer(206, "Cache-Control: max-age=60", "Content-Range: bytes 0-1/10", body: "01"))
            #expect(try await client.response().text == "01")
            edge.origin.answering(tenBytes)
            #expect(try await client.exchange(request("/a")).text == "0123456789")
        }
    }

    @Test func `each variant goes to whom it is for`() async throws {
        try await EdgeUnderTest.run(script: { request in
            answer(
                200, "Cache-Control: max-age=60", "Vary: Accept-Language, X-B", body: request["accept-language"] ?? "-")
        }) { edge in
            let client = try await edge.client()
            for language in ["de", "en", "de", "en"] {
                #expect(try await client.exchange(request("/a", ["Accept-Language: \(language)"])).text == language)
            }
            #expect(try await client.exchange(request("/a")).text == "-")
            let other = try await client.exchange(request("/a", ["Accept-Language: de", "X-B: 1"]))
            #expect(other.cacheStatus.contains("fwd=vary-miss"))
            #expect(edge.origin.requests.count == 4)
        }
    }

    @Test func `a large body leaves whole, however the client reads it`() async throws {
        let body = (0..<350_000).map { String(1_000_000_000 + $0) }.joined()
        try await EdgeUnderTest.run(script: { _ in answer(200, "Cache-Control: max-age=60", body: body) }) { edge in
            let client = try await edge.client()
            #expect(try await client.exchange(request("/a")).text == body)
            for _ in 0..<3 { #expect(try await client.exchange(request("/a")).text == body) }
            let slow = try await edge.client(receiveBufferBytes: 4096)
            try await slow.connection.stopReading()
            try await slow.send(request("/a") + request("/a"))
            #expect(try await client.exchange(request("/a")).text == body, "others go on meanwhile")
            try await slow.connection.startReading()
            for _ in 0..<2 { #expect(try await slow.response().text == body) }
            #expect(edge.origin.requests.count == 1)
        }
    }

    @Test func `only-if-cached is answered 504 when nothing will do, RFC 9111 §5_2_1_7`() async throws {
        try await EdgeUnderTest.run(script: echo) { edge in
            let refused = try await edge.get("/a", "Cache-Control: only-if-cached")
            #expect(refused.status == 504 && edge.origin.requests.isEmpty)
            _ = try await edge.get("/a")
            #expect(try await edge.get("/a", "Cache-Control: only-if-cached").status == 200)
        }
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
