import Foundation
import HTTPSemantics
import Origin
import Testing

@Suite struct `Request targets` {
    /// What a path comes to: its segments, with a slash at the end when it has one; or why it is refused.
    struct Case: Sendable, CustomTestStringConvertible {
        let target: String
        let expected: Result<String, PathFailure>
        var testDescription: String { target }

        init(_ target: String, _ segments: String) { (self.target, expected) = (target, .success(segments)) }
        init(_ target: String, refused: PathFailure) { (self.target, expected) = (target, .failure(refused)) }
    }

    @Test(arguments: [
        Case("/", "/"), Case("/a", "a"), Case("/a/", "a/"), Case("/a/b.html?x=/../", "a|b.html"),
        Case("http://host:80/a/b", "a|b"), Case("http://host", "/"), Case("http://host?q", "/"),
        Case("/caf%C3%A9", "café"), Case("/café", "café"), Case("/a%20b", "a b"), Case("/100%25", "100%"),
        // Decoded once: what comes out is a name, whatever it looks like.
        Case("/%2541", "%41"), Case("/%252e%252e", "%2e%2e"), Case("/a%3Fb", "a?b"),
        Case("", refused: .malformed), Case("a", refused: .malformed), Case("*", refused: .malformed),
        Case("/%", refused: .malformed), Case("/%4", refused: .malformed), Case("/%zz", refused: .malformed),
        Case("/..", refused: .unservable), Case("/../etc/passwd", refused: .unservable),
        Case("/a/../b", refused: .unservable), Case("/%2e%2e/x", refused: .unservable),
        Case("/.%2e/x", refused: .unservable), Case("/./a", refused: .unservable),
        Case("/.masthead/manifest.json", refused: .unservable), Case("/%2Emasthead/x", refused: .unservable),
        Case("/.git/config", refused: .unservable), Case("/a%2fb", refused: .unservable),
        Case("/..%2f..%2fetc", refused: .unservable), Case("/a\\b", refused: .unservable),
        Case("/a%5cb", refused: .unservable), Case("/a%00.html", refused: .unservable),
        Case("/a%0d%0ab", refused: .unservable), Case("//a", refused: .unservable), Case("/a//b", refused: .unservable),
        Case("/%ff", refused: .unservable), Case("/" + String(repeating: "a", count: 256), refused: .unservable),
        Case("/" + String(repeating: "a", count: 9_000), refused: .malformed),
    ])
    func `are taken apart once, and nothing leads out of the site`(_ row: Case) {
        let result = Result { () throws(PathFailure) in
            let path = try RequestTarget(row.target).path
            return path.segments.isEmpty ? "/" : path.segments.joined(separator: "|") + (path.endsInSlash ? "/" : "")
        }
        #expect(result == row.expected)
    }

    @Test func `keep their query as it came`() throws {
        #expect(try RequestTarget("/a?b=%41&c?").query == "b=%41&c?")
        #expect(try RequestTarget("/a").query == nil)
    }

    @Test func `encode to a path that reads back the same`() throws {
        for text in ["/", "/a%20b/c/", "/caf%C3%A9", "/100%25"] {
            let path = try RequestPath(text)
            #expect(try RequestPath(path.encoded) == path)
        }
    }
}

@Suite struct `Routes` {
    @Test(arguments: [
        ("/", "/{file}"), ("/2026/11/a/", "/{file}"), ("/apiary", "/{file}"),
        ("/photos/0123456789abcdef/320.jpg", "/photos/{hash}/{width}.{ext}"),
        ("/photos/0123456789abcdef/320.exe", "/{file}"), ("/photos/0123456789abcdef/320.jpg/", "/{file}"),
        ("/photos/HASH/320.jpg", "/{file}"), ("/photos/", "/{file}"),
        ("/api", "/api/{unknown}"), ("/api/v2/posts", "/api/{unknown}"), ("/api/v1/posts/", "/api/{unknown}"),
        ("/api/v1/subscriptions", "/api/v1/subscriptions"),
        ("/api/v1/subscriptions/received", "/api/v1/subscriptions/received"),
        ("/api/v1/subscriptions/other", "/api/{unknown}"),
        ("/api/v1/subscriptions/confirm/abc", "/api/v1/subscriptions/confirm/{token}"),
        ("/api/v1/subscriptions/unsubscribe/abc", "/api/v1/subscriptions/unsubscribe/{token}"),
        ("/api/v1/subscriptions/confirm/a/b", "/api/{unknown}"),
        ("/api/v1/posts", "/api/v1/posts"), ("/api/v1/posts/hello", "/api/v1/posts/{slug}"),
        ("/api/v1/photos/X", "/api/v1/photos/{id}"), ("/api/v1/photos", "/api/{unknown}"),
        ("/api/v1/health", "/api/v1/health"), ("/api/v1/openapi.json", "/api/v1/openapi.json"),
    ])
    func `come from a closed list`(_ path: String, _ pattern: String) throws {
        #expect(Route(try RequestTarget(path).path).pattern == pattern)
    }
}

@Suite struct `Clients` {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.0/24"), ("::ffff:192.0.2.7", "192.0.2.0/24"), ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("[2001:db8::1]", "2001:db8:0::/48"),
    ])
    func `are kept only as a prefix`(_ address: String, _ prefix: String) {
        #expect(ClientAddress(address)?.prefix == prefix)
    }

    @Test func `share a bucket within an IPv6 /64, and only there`() {
        #expect(ClientAddress("2001:db8::1")?.bucket == ClientAddress("2001:db8::ffff:1")?.bucket)
        #expect(ClientAddress("2001:db8::1")?.bucket != ClientAddress("2001:db8:0:1::1")?.bucket)
        #expect(ClientAddress("192.0.2.1")?.bucket != ClientAddress("192.0.2.2")?.bucket)
    }

    @Test(arguments: [
        // (peer, X-Forwarded-For, who it is)
        ("127.0.0.1", ["192.0.2.1"], "192.0.2.1"), ("127.0.0.1", ["203.0.113.9", "192.0.2.1"], "192.0.2.1"),
        ("127.0.0.1", [], "127.0.0.1"), ("127.0.0.1", ["unknown"], "127.0.0.1"),
        ("198.51.100.1", ["192.0.2.1"], "198.51.100.1"), ("::ffff:127.0.0.1", ["192.0.2.1"], "192.0.2.1"),
    ])
    func `are who a trusted edge says, and otherwise the peer`(_ peer: String, _ forwarded: [String], _ client: String)
    {
        let edges = Set([ClientAddress("127.0.0.1")].compactMap(\.self))
        #expect(ClientAddress(peer: peer, forwardedFor: forwarded, trusting: edges) == ClientAddress(client))
    }

    @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.4:80", "1.2.3.4.5", "::g", String(repeating: ":", count: 60)])
    func `are nothing but addresses`(_ text: String) { #expect(ClientAddress(text) == nil) }
}

@Suite struct `Rate limits` {
    let limits = [RateLimit(count: 5, per: .seconds(60)), RateLimit(count: 8, per: .seconds(3_600))]
    let start = Date(timeIntervalSince1970: 1_700_000_000)

    @Test func `admit a burst, then one each time a token is back`() {
        var ledger = RateLedger(limits: limits)
        for _ in 0..<5 { #expect(ledger.admit([1], at: start) == .admitted) }
        #expect(ledger.admit([1], at: start) == .refused(retryAfterSeconds: 12))
        #expect(ledger.admit([2], at: start) == .admitted)
        #expect(ledger.admit([1], at: start + 11) == .refused(retryAfterSeconds: 1))
        #expect(ledger.admit([1], at: start + 12) == .admitted)
        #expect(ledger.admit([1], at: start + 12) == .refused(retryAfterSeconds: 12))
    }

    @Test func `count over the hour too`() {
        var ledger = RateLedger(limits: limits)
        var now = start
        for _ in 0..<8 {
            #expect(ledger.admit([1], at: now) == .admitted)
            now += 12
        }
        // 8 an hour is one in 450 s, and 96 s of refill are already in.
        #expect(ledger.admit([1], at: now) == .refused(retryAfterSeconds: 354))
        #expect(ledger.admit([1], at: now + 354) == .admitted)
    }

    @Test func `a clock that goes back refills nothing and breaks nothing`() {
        var ledger = RateLedger(limits: [RateLimit(count: 1, per: .seconds(10))])
        #expect(ledger.admit([1], at: start) == .admitted)
        #expect(ledger.admit([1], at: start - 100) == .refused(retryAfterSeconds: 10))
    }

    @Test func `forget clients past their capacity`() {
        var ledger = RateLedger(limits: limits, capacity: 10)
        for client in 0..<100 { _ = ledger.admit([UInt8(client)], at: start + Double(client)) }
        #expect(ledger.count <= 10)
    }
}

@Suite struct `Accept, RFC 9110 §12.5.1` {
    @Test(
        arguments: [
            (nil, "text/html"), ("*/*", "text/html"), ("application/json", "application/json"),
            ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
            ("application/json;q=0.9, text/html;q=0.5", "application/json"),
            ("text/*;q=0.1, application/json", "application/json"),
            ("text/html;q=0, */*", "application/json"), ("image/png", nil), ("application/json;q=0", nil),
            ("nonsense", "text/html"),
        ] as [(String?, String?)])
    func `the most specific range decides, then the weight, then our order`(_ accept: String?, _ expected: String?) {
        var fields: Fields = [:]
        if let accept { fields.append("Accept", FieldValue(accept)) }
        #expect(preferredType(in: fields, offering: ["text/html", "application/json"]) == expected)
    }
}

@Suite struct `Cursors` {
    let cursor = PostCursor(key: Array(repeating: 7, count: 32))
    let place = PostPlace(published: "2026-11-23T10:00:00Z", slug: "a-post")

    @Test func `name the place that they were made for`() { #expect(cursor.place(cursor.text(for: place)) == place) }

    @Test func `are refused when changed anywhere, or made with another key`() {
        let text = cursor.text(for: place)
        #expect(PostCursor(key: [1]).place(text) == nil)
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            // The last letter of base64 carries bits that don't count.
            let isPadding = text.index(after: index) == text.endIndex || text[text.index(after: index)] == "."
            if !isPadding { #expect(cursor.place(changed) == nil, "changed \(index)") }
        }
        for nonsense in ["", ".", "a", "a.b.c", String(repeating: "a", count: 600)] {
            #expect(cursor.place(nonsense) == nil)
        }
    }
}
