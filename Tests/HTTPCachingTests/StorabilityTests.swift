import HTTPCaching
import HTTPSemantics
import Testing

/// A request and its response, and what keeps the response from being stored.
struct StorageCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let lines: [String]
    var method = Method.get
    var request: [String] = []
    var status = 200
    let expected: StorageRefusal?

    init(
        _ rule: String, _ lines: String..., method: Method = .get, request: [String] = [], status: Int = 200,
        is expected: StorageRefusal?
    ) {
        self.rule = rule
        self.lines = lines
        self.method = method
        self.request = request
        self.status = status
        self.expected = expected
    }

    var testDescription: String {
        "\(rule): \(method) \(request.joined(separator: " | ")) → \(status) \(lines.joined(separator: " | "))"
    }

    static let storing: [StorageCase] = [
        .init("§3 explicit freshness", "Cache-Control: max-age=60", is: nil),
        .init("§3 stale on arrival may be validated later", "Cache-Control: max-age=0", "ETag: \"a\"", is: nil),
        .init("§3 Expires", "Expires: \(date(60))", is: nil),
        .init("§3 public", "Cache-Control: public", is: nil),
        .init("§3 heuristic status with a validator", "Last-Modified: \(date(-60))", is: nil),
        .init("§3 heuristic status, nothing to go by", is: .noFreshness),
        .init("§3 other status, nothing stated", "ETag: \"a\"", status: 302, is: .noFreshness),
        .init("§3 other status, explicit", "Cache-Control: max-age=60", status: 302, is: nil),
        .init("§3 error status, explicit", "Cache-Control: max-age=60", status: 503, is: nil),
        .init("§3 unknown status, explicit", "Cache-Control: max-age=60", status: 299, is: nil),
        .init("§3 unknown status, explicit", "Cache-Control: max-age=60", status: 599, is: nil),
        .init("§3 interim responses never", "Cache-Control: max-age=60", status: 103, is: .status),
        .init("§3.3 parts are not stored", "Cache-Control: max-age=60", status: 206, is: .partial),
        .init("§4.3.3 304 is no representation", "Cache-Control: max-age=60", status: 304, is: .status),
        .init("§3 only GET", "Cache-Control: max-age=60", method: .head, is: .method),
        .init("§3 only GET", "Cache-Control: max-age=60", method: .post, is: .method),
        .init("§3 only GET", "Cache-Control: max-age=60", method: Method(rawValue: "get"), is: .method),
        .init("RFC 9110 §12.5.5 Vary: *", "Cache-Control: max-age=60", "Vary: *", is: .varyAny),
        .init("RFC 9110 §12.5.5 * inside a list", "Cache-Control: max-age=60", "Vary: a, *", is: .varyAny),
        .init("RFC 9110 §12.5.5 * on another line", "Cache-Control: max-age=60", "Vary: a", "Vary: b,*", is: .varyAny),
        .init("RFC 9110 §12.5.5 a member that is no name", "Cache-Control: max-age=60", "Vary: a b", is: .varyAny),
        .init("RFC 9110 §12.5.5 nothing but commas", "Cache-Control: max-age=60", "Vary: ,", is: nil),
    ]

    static let directives: [StorageCase] = [
        .init("§5.2.2.5 no-store", "Cache-Control: no-store", is: .responseNoStore),
        .init("§5.2.2.5 no-store beside max-age", "Cache-Control: max-age=60, no-store", is: .responseNoStore),
        .init("§5.2.2.5 whatever its case", "Cache-Control: No-StOrE, max-age=60", is: .responseNoStore),
        .init("§5.2.2.5 on another line", "Cache-Control: max-age=60", "Cache-Control: no-store", is: .responseNoStore),
        .init(
            "§5.2 behind a quote that never ends", #"Cache-Control: max-age=60, a="b, no-store"#, is: .responseNoStore),
        .init("§5.2 inside quotes it says nothing", #"Cache-Control: max-age=60, a="b, no-store""#, is: nil),
        .init("§5.2.2.7 private", "Cache-Control: private, max-age=60", is: .isPrivate),
        .init("§5.2.2.7 private beside s-maxage", "Cache-Control: private, s-maxage=60", is: .isPrivate),
        .init("§5.2.2.7 private beside public", "Cache-Control: public, private, max-age=60", is: .isPrivate),
        .init("§5.2.2.7 private with names is not the whole", #"Cache-Control: max-age=60, private="x""#, is: nil),
        .init("§5.2.2.7 private with nothing readable is", #"Cache-Control: max-age=60, private="""#, is: .isPrivate),
        .init("§5.2.2.4 no-cache may be stored", "Cache-Control: no-cache", "ETag: \"a\"", is: nil),
        .init(
            "§5.2.1.5 request no-store", "Cache-Control: max-age=60", request: ["Cache-Control: no-store"],
            is: .requestNoStore),
        .init(
            "§5.2.2.3 must-understand lifts no-store", "Cache-Control: max-age=60, no-store, must-understand", is: nil),
        .init(
            "§5.2.2.3 but not for a strange status", "Cache-Control: max-age=60, must-understand", status: 299,
            is: .statusNotUnderstood),
        .init(
            "§5.2.2.3 nor a strange error", "Cache-Control: max-age=60, no-store, must-understand", status: 499,
            is: .statusNotUnderstood),
        .init("§5.2.2.3 nor private", "Cache-Control: max-age=60, private, must-understand", is: .isPrivate),
        .init("§5.4 Pragma means nothing in responses", "Pragma: no-cache", "Cache-Control: max-age=60", is: nil),
        .init(
            "RFC 9213 §2.2 targeted no-store", "Cache-Control: max-age=60", "CDN-Cache-Control: no-store",
            is: .responseNoStore),
        .init(
            "RFC 9213 §2.2 targeted private", "Cache-Control: max-age=60", "CDN-Cache-Control: private", is: .isPrivate),
        .init(
            "RFC 9213 §2.2 targeted freshness lifts no-store", "Cache-Control: no-store",
            "CDN-Cache-Control: max-age=60", is: nil),
        .init(
            "RFC 9213 §2.2 malformed does not", "Cache-Control: no-store", "CDN-Cache-Control: max-age=60;",
            is: .responseNoStore),
    ]

    static let credentials: [StorageCase] = [
        .init("§3.5 Authorization", "Cache-Control: max-age=60", request: ["Authorization: x"], is: .authorization),
        .init("§3.5 Expires is not enough", "Expires: \(date(60))", request: ["Authorization: x"], is: .authorization),
        .init("§3.5 public", "Cache-Control: public, max-age=60", request: ["Authorization: x"], is: nil),
        .init("§3.5 s-maxage", "Cache-Control: s-maxage=60", request: ["Authorization: x"], is: nil),
        .init(
            "§3.5 must-revalidate", "Cache-Control: max-age=60, must-revalidate", request: ["Authorization: x"], is: nil
        ),
        .init(
            "§3.5 proxy-revalidate is not listed", "Cache-Control: max-age=60, proxy-revalidate",
            request: ["Authorization: x"], is: .authorization),
        .init("Set-Cookie under max-age", "Cache-Control: max-age=60", "Set-Cookie: a=b", is: nil),
        .init("Set-Cookie under s-maxage", "Cache-Control: s-maxage=60", "Set-Cookie: a=b", is: nil),
        .init("Set-Cookie under Expires", "Expires: \(date(60))", "Set-Cookie: a=b", is: nil),
        .init("Set-Cookie under a targeted field", "CDN-Cache-Control: max-age=60", "Set-Cookie: a=b", is: nil),
        .init("Set-Cookie, heuristic", "Last-Modified: \(date(-60))", "Set-Cookie: a=b", is: .setCookie),
        .init("Set-Cookie, public alone", "Cache-Control: public", "Set-Cookie: a=b", is: .setCookie),
        .init("Set-Cookie, stale by its own word", "Cache-Control: max-age=0", "Set-Cookie: a=b", is: .setCookie),
        .init("Set-Cookie, unreadable lifetime", "Cache-Control: max-age=x", "Set-Cookie: a=b", is: .setCookie),
        .init("Set-Cookie, Expires: 0", "Expires: 0", "Set-Cookie: a=b", is: .setCookie),
        .init("Set-Cookie, no-cache alone", "Cache-Control: no-cache", "Set-Cookie: a=b", is: .setCookie),
    ]
}

@Suite struct `Storing, RFC 9111 §3` {
    @Test(arguments: StorageCase.storing + StorageCase.directives + StorageCase.credentials)
    func `what may be stored follows the table`(_ row: StorageCase) {
        let refusal = storageRefusal(
            method: row.method, requestFields: fields(row.request), status: row.status, fields: fields(row.lines),
            responseTime: now, policy: CachePolicy())
        #expect(refusal == row.expected, "\(row.rule)")
    }

    @Test func `no policy makes shareable what isn't`() {
        var policy = CachePolicy()
        policy.defaultSeconds = 600
        policy.minimumSeconds = 600
        for line in ["Cache-Control: no-store", "Cache-Control: private", "Set-Cookie: a=b", "Vary: *"] {
            #expect(
                storageRefusal(
                    method: .get, requestFields: [:], status: 200, fields: fields([line]), responseTime: now,
                    policy: policy) != nil, "\(line)")
        }
        #expect(
            storageRefusal(
                method: .get, requestFields: [:], status: 200, fields: [:], responseTime: now, policy: policy) == nil)
    }

    @Test func `fields of one connection and those named private or no-cache are not kept, §3_1`() {
        let response = stored([
            #"Cache-Control: max-age=60, private="x-user, x-cart", no-cache=set-cookie"#, "Connection: x-hop, close",
            "X-Hop: 1", "Keep-Alive: timeout=5", "Proxy-Authenticate: Basic", "Proxy-Authentication-Info: a",
            "Transfer-Encoding: chunked", "Upgrade: h2c", "TE: trailers", "Trailer: a", "X-User: me", "X-Cart: 3",
            "Set-Cookie: a=b", "X-Other: kept", "Age: 5",
        ])
        #expect(response.fields.map(\.name.canonical) == ["cache-control", "x-other"])
    }

    @Test func `Connection cannot name away what the message needs`() {
        let kept = fields(["Connection: host, content-type, cache-control, via, x", "Host: h", "Via: 1.1 a", "X: 1"])
            .withoutHopByHop()
        #expect(kept.map(\.name.canonical) == ["host", "via"])
    }
}
