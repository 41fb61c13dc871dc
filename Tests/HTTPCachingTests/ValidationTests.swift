import HTTPCaching
import HTTPSemantics
import Testing

@Suite struct `Validation, RFC 9111 §4.3` {
    @Test func `the request carries our validators in place of the client's conditions, §4_3_1`() {
        let response = stored(["ETag: W/\"1\"", "Last-Modified: \(date(-60))"])
        let request = fields([
            "If-None-Match: \"mine\"", "If-Modified-Since: \(nowText)", "If-Match: *",
            "If-Unmodified-Since: \(nowText)",
            "If-Range: \"x\"", "Range: bytes=0-1", "Accept: text/html", "Cookie: a=b",
        ])
        #expect(response.canBeValidated)
        #expect(
            response.validating(request).map(\.description) == [
                "Accept: text/html", "Cookie: a=b", "If-None-Match: W/\"1\"", "If-Modified-Since: \(date(-60))",
            ])
        #expect(!stored(["Cache-Control: max-age=0"]).canBeValidated)
    }

    @Test func `a 304 replaces the fields it brings and keeps the others, §3_2`() {
        var response = stored([
            "Cache-Control: max-age=1", "ETag: \"1\"", "X-A: old", "X-A: older", "X-B: kept", "Content-Type: text/html",
        ])
        response.update(
            by: fields(["Cache-Control: max-age=100", "X-A: new", "X-C: added", "Set-Cookie: a", "Set-Cookie: b"]),
            requestTime: now.advanced(bySeconds: 10), responseTime: now.advanced(bySeconds: 10), policy: CachePolicy())
        #expect(response.fields.values("x-a").map(\.text) == ["new"])
        #expect(response.fields["x-b"] == "kept")
        #expect(response.fields["x-c"] == "added")
        #expect(response.fields["etag"] == "\"1\"")
        #expect(response.fields.values("set-cookie").map(\.text) == ["a", "b"])
        #expect(response.freshness.lifetimeSeconds == 100)
        #expect(response.isFresh(at: now.advanced(bySeconds: 109)))
        #expect(!response.isFresh(at: now.advanced(bySeconds: 110)))
    }

    @Test func `what describes the stored bytes is not replaced, nor what belongs to a connection, §3_2`() {
        var response = stored(["Cache-Control: max-age=1", "Content-Length: 5", "Content-Encoding: gzip"])
        response.update(
            by: fields([
                "Content-Length: 0", "Content-Encoding: br", "Content-Range: bytes 0-1/2", "Connection: x", "X: 1",
                "Keep-Alive: a", "Transfer-Encoding: chunked",
            ]), requestTime: now, responseTime: now, policy: CachePolicy())
        #expect(response.fields["content-length"] == "5")
        #expect(response.fields["content-encoding"] == "gzip")
        #expect(response.fields.count == 3)
    }

    @Test func `age is counted from the 304, by its Date and Age, §4_2_3`() {
        let later = now.advanced(bySeconds: 100)
        var response = stored(["Cache-Control: max-age=60", "Date: \(date(-30))", "Age: 40"])
        #expect(response.age(at: now) == 40)
        response.update(by: [:], requestTime: later, responseTime: later, policy: CachePolicy())
        #expect(response.age(at: later) == 0, "no Date in the 304: it is as old as it came")
        response.update(
            by: fields(["Date: \(date(95))", "Age: 7"]), requestTime: later, responseTime: later, policy: CachePolicy())
        #expect(response.age(at: later) == 7)
        #expect(response.fields["date"] == date(95))
        #expect(!response.fields.contains("age"))
    }

    @Test func `a 304 can take back what allowed storing, and then the update is refused`() {
        for line in ["Cache-Control: no-store", "Cache-Control: private, max-age=60", "Vary: *"] {
            var response = stored(["Cache-Control: max-age=60", "ETag: \"1\""])
            response.update(by: fields([line]), requestTime: now, responseTime: now, policy: CachePolicy())
            #expect(
                storageRefusal(
                    method: .get, requestFields: [:], status: 200, fields: response.fields, responseTime: now,
                    policy: CachePolicy()) != nil, "\(line)")
        }
    }

    @Test func `an update lifts an invalidation`() {
        var response = stored(["Cache-Control: max-age=60"])
        response.isInvalidated = true
        #expect(decide([:], stored: response, now: now) == .validate(.stale))
        #expect(!mayStandIn(response, forRequest: [:], now: now))
        response.update(by: [:], requestTime: now, responseTime: now, policy: CachePolicy())
        #expect(decide([:], stored: response, now: now) == .serve(ageSeconds: 0))
    }
}

/// A reference in an answer to an unsafe request, and the path it makes invalid.
struct InvalidationCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let reference: String
    let expected: String?

    init(_ rule: String, _ reference: String, is expected: String?) {
        self.rule = rule
        self.reference = reference
        self.expected = expected
    }

    var testDescription: String { "\(rule): \(reference)" }

    static let all: [InvalidationCase] = [
        .init("§4.4 path", "/x?y", is: "/x?y"),
        .init("§4.4 same origin", "http://example.com/x", is: "/x"),
        .init("§4.4 same origin, caseless", "HTTP://EXAMPLE.com/X", is: "/X"),
        .init("RFC 3986 §6.2.3 default port", "http://example.com:80/x", is: "/x"),
        .init("RFC 3986 §6.2.3 empty path", "http://example.com", is: "/"),
        .init("RFC 3986 §6.2.3 query alone", "http://example.com?a", is: "/?a"),
        .init("§4.4 other host", "http://other.example/x", is: nil),
        .init("§4.4 other port", "http://example.com:8080/x", is: nil),
        .init("§4.4 host that only begins so", "http://example.com.evil/x", is: nil),
        .init("§4.4 user information", "http://example.com@evil/x", is: nil),
        .init("§4.4 other scheme", "ftp://example.com/x", is: nil),
        .init("§4.4 no hierarchy", "mailto:a@example.com", is: nil),
        .init("RFC 3986 §4.2 network path", "//example.com/x", is: "/x"),
        .init("RFC 3986 §4.2 other network path", "//evil/x", is: nil),
        .init("RFC 3986 §5.2 relative", "new", is: "/a/new"),
        .init("RFC 3986 §5.2 relative with query", "new?b", is: "/a/new?b"),
        .init("RFC 3986 §5.2 query", "?page=2", is: "/a/b?page=2"),
        .init("RFC 3986 §5.2.4 up", "../c", is: "/c"),
        .init("RFC 3986 §5.2.4 above the root", "../../../c", is: "/c"),
        .init("RFC 3986 §5.2.4 here", "./", is: "/a/"),
        .init("RFC 3986 §5.2.4 not in the query", "/c?x=/../d", is: "/c?x=/../d"),
        .init("RFC 3986 §3.5 fragment", "/x#y", is: "/x"),
        .init("§4.4 nothing", "", is: nil),
    ]
}

@Suite struct `Invalidation, RFC 9111 §4.4` {
    @Test(arguments: InvalidationCase.all)
    func `Location and Content-Location count within the origin`(_ row: InvalidationCase) {
        for name in ["Location", "Content-Location"] {
            let paths = alsoInvalidated(
                by: fields(["\(name): \(row.reference)"]), path: "/a/b?q=/z", host: "example.com")
            #expect(paths == (row.expected.map { [$0] } ?? []), "\(row.rule)")
        }
    }

    @Test func `success of an unsafe or unknown method invalidates, failure and reading don't`() {
        for method in ["POST", "PUT", "DELETE", "PATCH", "M-SEARCH", "get"] {
            for status in [200, 201, 204, 299, 302, 303, 399] {
                #expect(invalidatesTarget(Method(rawValue: method), status: status), "\(method) \(status)")
            }
            for status in [400, 404, 500, 599] {
                #expect(!invalidatesTarget(Method(rawValue: method), status: status), "\(method) \(status)")
            }
        }
        for method in [Method.get, .head, .options, .trace] { #expect(!invalidatesTarget(method, status: 200)) }
    }
}
