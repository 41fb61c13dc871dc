import EdgeProxy
import HTTPSemantics
import HTTPWire
import TestSupport
import Testing

@Suite struct `Path patterns` {
    @Test(arguments: [
        ("*", "/", true), ("*", "", true), ("/a", "/a", true), ("/a", "/A", false), ("/a", "/ab", false),
        ("/a*", "/a", true), ("/a*", "/a/b/c", true), ("a*", "/abc", true), ("a*", "abc", false),
        ("*.jpg", "/x/y.jpg", true), ("*.jpg", "/x/y.jpeg", false), ("*.jpg", "/x.jpg/z", false),
        ("/a?c", "/abc", true), ("/a?c", "/ac", false), ("/a?c", "/a/c", true), ("/*/x", "/a/b/x", true),
        ("/*/x", "/x", false), ("/**", "/", true), ("/", "/", true), ("/", "", false), ("???", "/ab", false),
        ("*?", "/", true), ("*a*b*c*", "/xxaxxbxxcxx", true), ("*a*b*c*", "/xxaxxcxxbxx", false),
    ])
    func `fit as CloudFront's do`(_ pattern: String, _ path: String, _ fits: Bool) {
        #expect(PathPattern(pattern).matches(Array(path.utf8)) == fits)
    }

    @Test func `a hostile pattern and a hostile path take no more than their product`() {
        let pattern = PathPattern(String(repeating: "*a", count: 200) + "b")
        let path = Array(("/" + String(repeating: "a", count: 8000)).utf8)
        let clock = ContinuousClock()
        let took = clock.measure { #expect(!pattern.matches(path)) }
        #expect(took < .seconds(5))
    }

    @Test(arguments: SeededRandom.seeds)
    func `agree with an obvious matcher`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        func obvious(_ pattern: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>) -> Bool {
            guard let first = pattern.first else { return path.isEmpty }
            if first == UInt8(ascii: "*") {
                return obvious(pattern.dropFirst(), path) || (!path.isEmpty && obvious(pattern, path.dropFirst()))
            }
            guard let byte = path.first, first == UInt8(ascii: "?") || first == byte else { return false }
            return obvious(pattern.dropFirst(), path.dropFirst())
        }
        for _ in 0..<2000 {
            let pattern = "/" + String((0..<6).map { _ in random.pick(["a", "b", "*", "?"]) }.joined())
            let path = "/" + (0..<Int.random(in: 0..<8, using: &random)).map { _ in random.pick(["a", "b"]) }.joined()
            #expect(
                PathPattern(pattern).matches(Array(path.utf8))
                    == obvious(Array(pattern.utf8)[...], Array(path.utf8)[...]),
                "\(pattern) \(path), seed \(seed)")
        }
    }
}

@Suite struct `Query keys` {
    @Test(arguments: [
        (QueryKey.all, "/a?b=1&&c", "/a?b=1&&c"), (.all, "/a?", "/a?"), (.none, "/a?b=1", "/a"), (.none, "/a", "/a"),
        (.only(["b"]), "/a?c=2&b=1&b=3&bb=4", "/a?b=1&b=3"), (.only(["b"]), "/a?c=2", "/a"),
        (.only(["b"]), "/a?c=2;b=1", "/a"), (.only(["b"]), "/a?b", "/a?b"), (.only(["b"]), "/a?B=1", "/a"),
        (.allExcept(["utm"]), "/a?utm=1&b=2&utm=3", "/a?b=2"), (.allExcept(["utm"]), "/a?utm", "/a"),
        (.allExcept(["utm"]), "/a?x?utm=1", "/a?x?utm=1"),
    ])
    func `keep what counts, in its order and spelling`(_ key: QueryKey, _ target: String, _ expected: String) {
        #expect(key.apply(to: target) == expected)
    }
}

@Suite struct `Requests as origins see them` {
    private func sent(_ lines: [(FieldName, FieldValue)], framing: BodyFraming = .none) -> Fields {
        RequestForwarding(name: "edge", clientAddress: "192.0.2.7", scheme: "http").request(
            method: .get, target: "/a", authority: "h", fields: Fields(lines.map(Field.init)), version: .http11,
            framing: framing
        ).head.fields
    }

    @Test func `Host comes first and is the keyed authority, whatever the client's field said`() {
        let fields = sent([("Accept", "*/*"), ("Host", "other")])
        #expect(fields.first { _ in true }?.description == "Host: h")
        #expect(fields.values("host").count == 1)
    }

    @Test func `Via and X-Forwarded-For grow at their end, X-Forwarded-Proto is ours, RFC 9110 §7_6_3`() {
        let fields = sent([
            ("Via", "1.0 a"), ("Via", "1.1 b"), ("X-Forwarded-For", "evil, 10.0.0.1"), ("X-Forwarded-Proto", "gopher"),
        ])
        #expect(fields["via"] == "1.0 a, 1.1 b, 1.1 edge")
        #expect(fields["x-forwarded-for"] == "evil, 10.0.0.1, 192.0.2.7")
        #expect(fields.values("x-forwarded-proto").map(\.text) == ["http"])
    }

    @Test func `hop-by-hop fields and those that Connection names stay here, RFC 9110 §7_6_1`() {
        let fields = sent([
            ("Connection", "close, X-Hop"), ("X-Hop", "1"), ("Keep-Alive", "1"), ("TE", "trailers"), ("Trailer", "a"),
            ("Upgrade", "h2c"), ("HTTP2-Settings", "a"), ("Proxy-Authorization", "a"), ("Proxy-Connection", "a"),
            ("Transfer-Encoding", "chunked"), ("Content-Length", "9"), ("X-Kept", "\u{E9}"),
        ])
        #expect(
            fields.map(\.name.canonical) == ["host", "x-kept", "via", "x-forwarded-for", "x-forwarded-proto"])
    }

    @Test func `the framing is stated anew`() {
        #expect(sent([("Content-Length", "007")], framing: .length(7)).values("content-length").map(\.text) == ["7"])
        let chunked = sent([("Transfer-Encoding", "chunked")], framing: .chunked)
        #expect(chunked["transfer-encoding"] == "chunked" && !chunked.contains("content-length"))
    }

    @Test func `a request that passed here five times goes in circles`() {
        let forwarding = RequestForwarding(name: "edge", clientAddress: nil, scheme: "http")
        func isLooping(_ via: String) -> Bool { forwarding.isLooping(["Via": FieldValue(via)]) }
        let pass = "1.1 edge"
        #expect(!isLooping([String](repeating: pass, count: 4).joined(separator: ", ")))
        #expect(isLooping([String](repeating: pass, count: 5).joined(separator: ", ")))
        #expect(!isLooping([String](repeating: "1.1 other", count: 50).joined(separator: ", ")))
        #expect(isLooping([String](repeating: "HTTP/1.1 edge (comment)", count: 5).joined(separator: ",")))
    }
}
