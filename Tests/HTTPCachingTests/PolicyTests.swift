import HTTPCaching
import HTTPSemantics
import Testing

struct BoundedLifetimeCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let lines: [String]
    let status: Int
    let policy: CachePolicy
    /// `nil` where it must not be stored.
    let seconds: Int?

    init(
        _ name: String, _ lines: String..., status: Int = 200, min: Int = 0, default: Int? = 600, max: Int = 3600,
        errors: ErrorLifetimes = .init(), is seconds: Int?
    ) {
        testDescription = name
        self.lines = lines
        self.status = status
        self.seconds = seconds
        var policy = CachePolicy()
        policy.minimumSeconds = min
        policy.defaultSeconds = `default`
        policy.maximumSeconds = max
        policy.errors = errors
        self.policy = policy
    }

    /// CloudFront's table, row by row, and the rows where it isn't safe.
    static let table: [BoundedLifetimeCase] = [
        .init("max-age", "Cache-Control: max-age=60", is: 60),
        .init("max-age above max", "Cache-Control: max-age=9999", is: 3600),
        .init("max-age below min", "Cache-Control: max-age=60", min: 300, is: 300),
        .init("max-age=0 below min", "Cache-Control: max-age=0", min: 300, is: 300),
        .init("max-age within", "Cache-Control: max-age=400", min: 300, is: 400),
        .init("s-maxage before max-age", "Cache-Control: max-age=60, s-maxage=90", is: 90),
        .init("s-maxage above max", "Cache-Control: s-maxage=9999", is: 3600),
        .init("s-maxage below min", "Cache-Control: s-maxage=1", min: 300, is: 300),
        .init("Expires", "Date: \(nowText)", "Expires: \(date(100))", is: 100),
        .init("Expires below min", "Date: \(nowText)", "Expires: \(date(100))", min: 300, is: 300),
        .init("Expires above max", "Date: \(nowText)", "Expires: \(date(9999))", is: 3600),
        .init("nothing", is: 600), .init("nothing, min above default", min: 700, is: 700),
        .init("nothing, no default", min: 300, default: nil, is: 300),
        .init("nothing at all", default: nil, is: nil),
        .init("no-cache", "Cache-Control: no-cache, max-age=60", "ETag: \"a\"", min: 300, is: 60),
        .init("no-store", "Cache-Control: no-store", min: 300, is: nil),
        .init("private", "Cache-Control: private", min: 300, is: nil),
        .init("private with max-age", "Cache-Control: private, max-age=60", min: 300, is: nil),
        .init("private in part", "Cache-Control: max-age=60, private=\"a\"", min: 300, is: 60),
        .init("Set-Cookie", "Set-Cookie: a=b", min: 300, is: nil),
        .init("Set-Cookie and max-age", "Set-Cookie: a=b", "Cache-Control: max-age=60", min: 300, is: 60),
        .init("Set-Cookie and max-age=0", "Set-Cookie: a=b", "Cache-Control: max-age=0", min: 300, is: nil),
        .init("Vary: *", "Vary: *", min: 300, is: nil),
    ]

    private static let tenSeconds = ErrorLifetimes(otherSeconds: 10)

    static let errors: [BoundedLifetimeCase] =
        [404, 414, 500, 501, 502, 503, 504].flatMap { status in
            [
                .init("\(status)", status: status, min: 300, errors: tenSeconds, is: 10),
                .init("\(status) short", "Cache-Control: max-age=2", status: status, errors: tenSeconds, is: 10),
                .init("\(status) long", "Cache-Control: max-age=99", status: status, errors: tenSeconds, is: 99),
                .init("\(status) no-store", "Cache-Control: no-store", status: status, errors: tenSeconds, is: nil),
                .init("\(status) private", "Cache-Control: private", status: status, errors: tenSeconds, is: nil),
                .init("\(status) Set-Cookie", "Set-Cookie: a=b", status: status, errors: tenSeconds, is: nil),
            ]
        }
        + [400, 403, 405, 412, 415].flatMap { status in
            [
                .init("\(status)", status: status, default: nil, errors: tenSeconds, is: nil),
                .init("\(status) short", "Cache-Control: max-age=2", status: status, errors: tenSeconds, is: 10),
            ]
        } + [
            .init("416", "Cache-Control: max-age=60", status: 416, errors: tenSeconds, is: nil),
            .init("429", status: 429, errors: tenSeconds, is: nil),
            .init("500 by default", status: 500, is: nil),
            .init("error TTL above max", status: 503, max: 5, errors: tenSeconds, is: 5),
            .init(
                "its own before its class", status: 503,
                errors: .init(otherSeconds: 1, secondsByStatus: [503: 3], secondsByClass: [5: 2]), is: 3),
            .init(
                "its class before any", status: 502,
                errors: .init(otherSeconds: 1, secondsByStatus: [503: 3], secondsByClass: [5: 2]), is: 2),
        ]
}

@Suite struct `Lifetimes under a behavior's policy` {
    @Test(arguments: BoundedLifetimeCase.table + BoundedLifetimeCase.errors)
    func `follow CloudFront's table where it is safe`(_ row: BoundedLifetimeCase) {
        let refusal = storageRefusal(
            method: .get, requestFields: [:], status: row.status, fields: fields(row.lines), responseTime: now,
            policy: row.policy)
        let response = stored(row.lines, status: row.status, policy: row.policy)
        #expect((refusal == nil ? response.freshness.lifetimeSeconds : nil) == row.seconds)
    }

    @Test(arguments: [
        ("X-Oversize: \(String(repeating: "x", count: 9000))", false), ("X-Anything: 1", false),
        ("Authorization: x", false), ("User-Agent: \(String(repeating: "x", count: 1100))", false),
        ("Cookie: a=b", false), ("User-Agent: a", true), ("Sec-Fetch-Mode: cors", true), ("X-Region: eu", true),
    ])
    func `an error is kept for its time only where the request was ordinary`(_ line: String, _ isKept: Bool) {
        var policy = CachePolicy()
        policy.errors = ErrorLifetimes(otherSeconds: 10)
        policy.key.headers = .only(["x-region"])
        let refusal = storageRefusal(
            method: .get, requestFields: fields([line]), status: 500, fields: [:], responseTime: now, policy: policy)
        #expect((refusal == nil) == isKept)
    }

    @Test(arguments: SetCookieRule.allCases)
    func `Set-Cookie with a lifetime is stored unless refused`(_ rule: SetCookieRule) {
        var policy = CachePolicy()
        policy.setCookie = rule
        let refusal = storageRefusal(
            method: .get, requestFields: [:], status: 200,
            fields: fields(["Set-Cookie: a", "Cache-Control: max-age=9"]),
            responseTime: now, policy: policy)
        #expect(refusal == (rule == .refuse ? .setCookie : nil))
    }

    @Test func `a stored failure doesn't stand in for another, a stored page does`() {
        let later = now.advanced(bySeconds: 120)
        func stands(_ status: Int) -> Bool {
            mayStandIn(stored(["Cache-Control: max-age=60"], status: status), forRequest: [:], now: later)
        }
        #expect(stands(200) && stands(404) && !stands(500) && !stands(503))
    }
}

@Suite struct `Key policies` {
    @Test(
        arguments: [
            (NameSelection.none, "", nil), (.all, "a=1; b=2; c", "a=1; b=2; c"), (.only(["b"]), "a=1; b=2", "b=2"),
            (.only(["b"]), "a=1;b=2 ;  b=3", "b=2; b=3"), (.only(["b"]), "bb=1; xb=2", nil),
            (.only(["c"]), "a=1; c", "c"),
            (.allExcept(["a"]), "a=1; b=2", "b=2"), (.allExcept(["a"]), "a=1", nil), (.only(["b"]), "B=1", nil),
            (.only(["b"]), "a=\"; b=2", "b=2"),
        ] as [(NameSelection, String, String?)])
    func `let keyed cookies pass and no others`(_ cookies: NameSelection, _ sent: String, _ expected: String?) {
        let policy = KeyPolicy(cookies: cookies)
        #expect(policy.forwarded(sent.isEmpty ? [:] : ["Cookie": FieldValue(sent)])["cookie"] == expected)
    }

    @Test func `without a policy Cookie passes as it is`() {
        #expect(KeyPolicy().forwarded(["Cookie": "a=1;b"])["cookie"] == "a=1;b")
        #expect(KeyPolicy().isEmpty && KeyPolicy(cookies: NameSelection.none).isEmpty)
    }

    @Test func `a field that usually poisons is passed on once it is keyed`() {
        let sent: Fields = ["X-Forwarded-Host": "a", "X-Host": "b"]
        #expect(KeyPolicy(headers: .only(["x-forwarded-host"])).forwarded(sent).map(\.name) == ["x-forwarded-host"])
    }

    static let pairs: [(KeyPolicy, [String], [String], Bool)] = [
        (.init(headers: .only(["x-a"])), ["X-A: 1"], ["x-a: 1", "X-B: 2"], true),
        (.init(headers: .only(["x-a"])), ["X-A: 1"], ["X-A: 2"], false),
        (.init(headers: .only(["x-a"])), ["X-A: "], [], false),
        (.init(headers: .only(["x-a"])), ["X-A: 1, 2"], ["X-A: 1", "X-A: 2"], false),
        (.init(headers: .all), ["X-A: 1"], ["X-A: 1", "X-B: 2"], false),
        (.init(headers: .all), ["X-A: 1", "X-B: 2"], ["X-B: 2", "X-A: 1"], true),
        (.init(headers: .all), ["X-A: 1", "Range: bytes=0-1"], ["X-A: 1", "If-None-Match: a"], true),
        (.init(headers: .allExcept(["x-b"])), ["X-A: 1"], ["X-A: 1", "X-B: 2"], true),
        (.init(headers: .allExcept(["x-b"])), ["X-A: 1"], ["X-A: 1", "X-C: 2"], false),
        (.init(cookies: .only(["s"])), ["Cookie: s=1; t=2"], ["Cookie: t=3; s=1"], true),
        (.init(cookies: .only(["s"])), ["Cookie: s=1"], ["Cookie: s=2"], false),
        (.init(cookies: .only(["s"])), ["Cookie: t=1"], [], true),
        (.init(cookies: .all), ["Cookie: a=1; b=2"], ["Cookie: b=2", "Cookie: a=1"], true),
        (.init(cookies: .all), ["Cookie: a=1"], ["Cookie: a=1; a=2"], false),
        (.init(headers: .only(["a"]), cookies: .all), ["A: 1"], ["Cookie: a=1"], false),
    ]

    @Test(arguments: pairs)
    func `tell requests apart by what is keyed and nothing else`(
        _ policy: KeyPolicy, _ one: [String], _ other: [String], _ areEqual: Bool
    ) {
        #expect((policy.value(in: fields(one)) == policy.value(in: fields(other))) == areEqual)
        var cache = CachePolicy()
        cache.key = policy
        let response = stored(["Cache-Control: max-age=60"], request: one, policy: cache)
        #expect(response.variance.matches(fields(other)) == areEqual)
        #expect((Variance.first(in: [response], matching: fields(other)) { $0.variance } != nil) == areEqual)
        #expect(!response.variance.isEmpty)
    }
}
