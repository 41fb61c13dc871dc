import EdgeProxy
import TestSupport
import Testing

private let digits = "0123456789"

/// Ten bytes, or the part of them that is asked for.
private func tenBytes(tag: String? = "\"v1\"", freshness: String = "max-age=60") -> ScriptedOrigin.Script {
    { request in
        let fields = ["Cache-Control: \(freshness)"] + (tag.map { ["ETag: \($0)"] } ?? [])
        guard let range = request["range"]?.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false),
            request["if-range"] == nil || request["if-range"] == tag
        else { return answer(200, fields: fields, body: digits) }
        let first = Int(range[0]) ?? 10 - (Int(range[1]) ?? 0)
        let last = range[0].isEmpty ? 9 : Int(range[1]) ?? 9
        let body = String(digits.dropFirst(first).prefix(last - first + 1))
        return answer(206, fields: fields + ["Content-Range: bytes \(first)-\(last)/10"], body: body)
    }
}

private func answer(_ status: Int, fields: [String], body: String) -> String {
    "HTTP/1.1 \(status) Said so\r\n" + fields.map { $0 + "\r\n" }.joined()
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

@Suite(.timeLimit(.minutes(3))) struct `Parts, RFC 9111 §3_3` {
    @Test func `a stored part answers the same range, one inside it, its end and its last bytes`() async throws {
        try await EdgeUnderTest.run(script: tenBytes(tag: nil)) { edge in
            let first = try await edge.get("/a", "Range: bytes=-5")
            #expect(first.status == 206 && first.text == "56789" && first["content-range"] == "bytes 5-9/10")
            for (range, text, place) in [
                ("-5", "56789", "5-9"), ("6-8", "678", "6-8"), ("7-", "789", "7-9"), ("-1", "9", "9-9"),
            ] {
                let hit = try await edge.get("/a", "Range: bytes=\(range)")
                #expect(hit.status == 206 && hit.text == text && hit["content-range"] == "bytes \(place)/10")
                #expect(hit["content-length"] == "\(text.utf8.count)" && hit.cacheStatus.contains("; hit"))
            }
            #expect(edge.origin.requests.count == 1)
            let whole = try await edge.get("/a")
            #expect(whole.status == 200 && whole.text == digits, "a part is never taken for the whole")
            #expect(edge.origin.requests.count == 2 && edge.origin.requests[1]["range"] == nil)
        }
    }

    @Test(arguments: ["0-3", "4-9"])
    func `a request for the whole asks for what is wanting alone`(_ range: String) async throws {
        try await EdgeUnderTest.run(script: tenBytes()) { edge in
            _ = try await edge.get("/a", "Range: bytes=\(range)")
            let whole = try await edge.get("/a")
            #expect(whole.status == 200 && whole.text == digits && whole["content-range"] == nil)
            #expect(whole["content-length"] == "10")
            #expect(edge.origin.requests[1]["range"] == (range == "0-3" ? "bytes=4-" : "bytes=0-3"))
            #expect(edge.origin.requests[1]["if-range"] == "\"v1\"")
            let hit = try await edge.get("/a")
            #expect(hit.text == digits && hit.cacheStatus.contains("; hit"), "and is whole from then on")
            #expect(edge.origin.requests.count == 2)
        }
    }

    @Test func `parts that touch are put together`() async throws {
        try await EdgeUnderTest.run(script: tenBytes()) { edge in
            _ = try await edge.get("/a", "Range: bytes=0-3")
            _ = try await edge.get("/a", "Range: bytes=4-6")
            let both = try await edge.get("/a", "Range: bytes=2-5")
            #expect(both.text == "2345" && both.cacheStatus.contains("; hit"))
            _ = try await edge.get("/a", "Range: bytes=7-9")
            let whole = try await edge.get("/a")
            #expect(whole.status == 200 && whole.text == digits && whole.cacheStatus.contains("; hit"))
            #expect(edge.origin.requests.count == 3)
        }
    }

    @Test func `bytes of two versions are never put together`() async throws {
        try await EdgeUnderTest.run(script: tenBytes(tag: "\"v1\"")) { edge in
            _ = try await edge.get("/a", "Range: bytes=0-3")
            edge.origin.answering { _ in answer(200, fields: ["ETag: \"v2\""], body: "ABCDEFGHIJ") }
            #expect(try await edge.get("/a").text == "ABCDEFGHIJ", "If-Range let the origin send the new whole")
        }
        try await EdgeUnderTest.run(script: tenBytes(tag: "\"v1\"")) { edge in
            _ = try await edge.get("/a", "Range: bytes=0-3")
            edge.origin.answering { request in
                request["range"] == nil
                    ? answer(200, fields: ["ETag: \"v2\""], body: "ABCDEFGHIJ")
                    : answer(206, fields: ["ETag: \"v2\"", "Content-Range: bytes 4-9/10"], body: "EFGHIJ")
            }
            #expect(try await edge.get("/a").text == "ABCDEFGHIJ", "an origin without If-Range is asked again")
            #expect(edge.origin.requests.count == 3)
        }
    }

    @Test(arguments: [
        "Content-Range: bytes 0-3/10\r\nContent-Length: 3\r\n\r\n012",
        "Content-Range: bytes 0-3/10\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n012\r\n0\r\n\r\n",
        "Content-Range: bytes 0-3/10\r\nContent-Length: 5\r\n\r\n01234",
    ])
    func `a part with other bytes than it says is not stored`(_ rest: String) async throws {
        let script: ScriptedOrigin.Script = { _ in "HTTP/1.1 206 Part\r\nCache-Control: max-age=60\r\n" + rest }
        try await EdgeUnderTest.run(script: script) { edge in
            for _ in 0..<2 {
                let client = try await edge.client()
                try await client.send(request("/a", ["Range: bytes=0-3"]))
                _ = try? await client.response()
            }
            #expect(edge.origin.requests.count == 2)
        }
    }

    @Test func `a stale part is validated with its range`() async throws {
        try await EdgeUnderTest.run(script: tenBytes(freshness: "max-age=0")) { edge in
            _ = try await edge.get("/a", "Range: bytes=2-5")
            edge.origin.answering { _ in
                "HTTP/1.1 304 Same\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\n\r\n"
            }
            let again = try await edge.get("/a", "Range: bytes=3-4")
            #expect(again.status == 206 && again.text == "34" && again["content-range"] == "bytes 3-4/10")
            #expect(edge.origin.requests[1]["if-none-match"] == "\"v1\"")
            #expect(edge.origin.requests[1]["range"] == "bytes=3-4")
            #expect(try await edge.get("/a", "Range: bytes=2-5").cacheStatus.contains("; hit"))
        }
    }
}

@Suite(.timeLimit(.minutes(3))) struct `HEAD, POST and queries that make no difference` {
    @Test func `HEAD goes through as HEAD, and its answer updates what is stored, RFC 9111 §4_3_5`() async throws {
        try await EdgeUnderTest.run(script: { _ in
            answer(200, fields: ["Cache-Control: max-age=0", "X-Version: 1", "ETag: \"a\""], body: "text")
        }) { edge in
            _ = try await edge.get("/a")
            edge.origin.answering { _ in
                "HTTP/1.1 200 Fine\r\nCache-Control: max-age=60\r\nX-Version: 2\r\nContent-Length: 4\r\n\r\n"
            }
            let head = try await edge.get("/a", method: "HEAD")
            #expect(head.status == 200 && head.body.isEmpty && edge.origin.requests[1].method == "HEAD")
            let hit = try await edge.get("/a")
            #expect(hit.text == "text" && hit["x-version"] == "2" && hit["etag"] == "\"a\"")
            #expect(edge.origin.requests.count == 2)
            edge.origin.answering { _ in
                "HTTP/1.1 200 Fine\r\nCache-Control: max-age=60\r\nETag: \"b\"\r\nContent-Length: 4\r\n\r\n"
            }
            _ = try await edge.get("/a", "Cache-Control: no-cache", method: "HEAD")
            edge.origin.answering { _ in answer(200, fields: ["ETag: \"b\""], body: "news") }
            #expect(try await edge.get("/a").text == "news", "another version outdates what is stored")
        }
    }

    @Test func `HEAD alone stores nothing that a GET could be answered with`() async throws {
        let script: ScriptedOrigin.Script = { request in
            request.method == "HEAD"
                ? "HTTP/1.1 200 Fine\r\nCache-Control: max-age=60\r\nContent-Length: 4\r\n\r\n"
                : answer(200, fields: ["Cache-Control: max-age=60"], body: "text")
        }
        try await EdgeUnderTest.run(script: script) { edge in
            let head = try await edge.get("/a", method: "HEAD")
            #expect(head.status == 200)
            #expect(try await edge.get("/a").text == "text")
            #expect(try await edge.get("/a", method: "HEAD").cacheStatus.contains("; hit"))
            #expect(edge.origin.requests.map(\.method) == ["HEAD", "GET"])
        }
    }

    @Test func `an answer to POST that is the address's own answers GET, RFC 9110 §9_3_3`() async throws {
        try await EdgeUnderTest.run(script: { request in
            let isPost = request.method == "POST"
            return answer(
                200, fields: ["Cache-Control: max-age=60"] + (isPost ? ["Content-Location: \(request.target)"] : []),
                body: isPost ? "posted" : "old")
        }) { edge in
            #expect(try await edge.get("/a").text == "old")
            let client = try await edge.client()
            let post = try await client.exchange(request("/a", ["Content-Length: 2"], method: "POST") + "hi")
            #expect(post.text == "posted")
            let get = try await edge.get("/a")
            #expect(get.text == "posted" && get.cacheStatus.contains("; hit"))
            _ = try await client.exchange(request("/a", ["Content-Length: 2"], method: "POST") + "hi")
            #expect(edge.origin.requests.map(\.method) == ["GET", "POST", "POST"], "POST itself always goes through")
        }
    }

    @Test func `No-Vary-Search lets one response answer several addresses, and a purge of any drops it`() async throws {
        try await EdgeUnderTest.run(script: { request in
            answer(
                200, fields: ["Cache-Control: max-age=60", #"No-Vary-Search: key-order, params=("utm")"#],
                body: request.target)
        }) { edge in
            #expect(try await edge.get("/a?x=1&y=2&utm=p").text == "/a?x=1&y=2&utm=p")
            let hit = try await edge.get("/a?y=2&x=1")
            #expect(hit.text == "/a?x=1&y=2&utm=p" && hit.cacheStatus.contains("; hit"))
            #expect(try await edge.get("/a?y=2").text == "/a?y=2")
            #expect(try await edge.get("/b?y=2&x=1").text == "/b?y=2&x=1")
            edge.server.purge(.url(authority: "h", target: "/a?utm=q&x=1&y=2"))
            #expect(try await edge.get("/a?y=2&x=1").text == "/a?y=2&x=1")
        }
    }
}

@Suite(.timeLimit(.minutes(3))) struct `The first client's conditions` {
    @Test func `go along where nothing is stored, and the next request is asked for all, RFC 9111 §4_3_2`() async throws
    {
        try await EdgeUnderTest.run(script: { request in
            request["if-none-match"] == nil
                ? answer(200, fields: ["Cache-Control: max-age=60", "ETag: \"a\""], body: "text")
                : "HTTP/1.1 304 Same\r\nETag: \"a\"\r\n\r\n"
        }) { edge in
            let first = try await edge.get("/a", "If-None-Match: \"a\"")
            #expect(first.status == 304 && first["etag"] == "\"a\"")
            let second = try await edge.get("/a", "If-None-Match: \"a\"")
            #expect(second.status == 304 && edge.origin.requests[1]["if-none-match"] == nil)
            let third = try await edge.get("/a")
            #expect(third.text == "text" && third.cacheStatus.contains("; hit"))
            #expect(edge.origin.requests.count == 2)
        }
    }
}
