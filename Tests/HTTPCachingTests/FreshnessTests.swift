import HTTPCaching
import HTTPSemantics
import Testing

/// A response and the lifetime it has.
struct LifetimeCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let lines: [String]
    var status = 200
    let seconds: Int
    let source: Freshness.Source

    var testDescription: String { "\(rule): \(lines.joined(separator: " | "))" }

    init(_ rule: String, _ lines: String..., status: Int = 200, is seconds: Int, from source: Freshness.Source) {
        self.rule = rule
        self.lines = lines
        self.status = status
        self.seconds = seconds
        self.source = source
    }

    static let stated: [LifetimeCase] = [
        .init("§4.2.1 s-maxage first", "Cache-Control: max-age=1, s-maxage=20", is: 20, from: .sharedMaxAge),
        .init(
            "§4.2.1 s-maxage first, though shorter", "Cache-Control: s-maxage=2, max-age=10", is: 2, from: .sharedMaxAge
        ),
        .init(
            "§4.2.1 max-age before Expires", "Cache-Control: max-age=7", "Expires: \(date(99))", is: 7, from: .maxAge),
        .init(
            "§5.3 Expires ignored beside s-maxage", "Cache-Control: s-maxage=0", "Expires: \(date(99))", is: 0,
            from: .sharedMaxAge),
        .init("§4.2.1 Expires minus Date", "Date: \(date(-5))", "Expires: \(date(60))", is: 65, from: .expires),
        .init("§4.2.1 Expires minus arrival without Date", "Expires: \(date(60))", is: 60, from: .expires),
        .init(
            "§4.2.1 Expires minus arrival with a bad Date", "Date: yesterday", "Expires: \(date(60))", is: 60,
            from: .expires),
        .init(
            "§4.2.1 Expires before Date is stale", "Date: \(nowText)", "Expires: \(date(-60))", is: 0, from: .expires),
        .init("§5.2.2.1 zero", "Cache-Control: max-age=0", "Expires: \(date(60))", is: 0, from: .maxAge),
        .init("§5.2 names are caseless", "cache-control: MaX-aGe=30", is: 30, from: .maxAge),
        .init("§5.2 both argument forms", "Cache-Control: max-age=\"30\"", is: 30, from: .maxAge),
        .init("§5.2.3 unknown directives pass over", "Cache-Control: foo, max-age=30, bar=baz", is: 30, from: .maxAge),
        .init(
            "§5.2.3 nothing counts inside quotes", #"Cache-Control: foo="max-age=9, s-maxage=8", max-age=30"#, is: 30,
            from: .maxAge),
        .init(
            "§5.2.3 escapes inside quotes", #"Cache-Control: foo="a\", max-age=9, ", max-age=30"#, is: 30, from: .maxAge
        ),
        .init(
            "§5.2.3 a name that only contains max-age", "Cache-Control: xmax-age=9, max-agex=8, max-age=30", is: 30,
            from: .maxAge),
        .init(
            "RFC 9110 §5.3 several lines are one list", "Cache-Control: public", "Cache-Control: max-age=30", is: 30,
            from: .maxAge),
        .init("RFC 9110 §5.6.1 empty members", "Cache-Control: ,, max-age=30 ,\t,", is: 30, from: .maxAge),
        .init("§4.2.1 repeated: the first", "Cache-Control: max-age=30, max-age=99", is: 30, from: .maxAge),
        .init(
            "§4.2.1 repeated over lines: the first", "Cache-Control: max-age=30", "Cache-Control: max-age=99", is: 30,
            from: .maxAge),
        .init(
            "§4.2.1 repeated Expires: the first", "Expires: \(date(60))", "Expires: \(date(999))", is: 60,
            from: .expires),
    ]

    static let unreadable: [LifetimeCase] = [
        .init("§4.2.1 negative", "Cache-Control: max-age=-10", is: 0, from: .maxAge),
        .init("§4.2.1 signed", "Cache-Control: max-age=+10", is: 0, from: .maxAge),
        .init("§4.2.1 decimal", "Cache-Control: max-age=10.0", is: 0, from: .maxAge),
        .init("§4.2.1 letters before", "Cache-Control: max-age=a10", is: 0, from: .maxAge),
        .init("§4.2.1 letters after", "Cache-Control: max-age=10a", is: 0, from: .maxAge),
        .init("§4.2.1 single quotes are none", "Cache-Control: max-age='10'", is: 0, from: .maxAge),
        .init("§4.2.1 no argument", "Cache-Control: max-age", "Expires: \(date(60))", is: 0, from: .maxAge),
        .init("§4.2.1 empty argument", "Cache-Control: max-age=", is: 0, from: .maxAge),
        .init("§4.2.1 empty string", #"Cache-Control: max-age="""#, is: 0, from: .maxAge),
        .init("§4.2.1 quote that never ends", #"Cache-Control: max-age="10"#, is: 0, from: .maxAge),
        .init("§4.2.1 hexadecimal", "Cache-Control: max-age=0x10", is: 0, from: .maxAge),
        .init("§4.2.1 space after =", "Cache-Control: max-age= 10", is: 0, from: .maxAge),
        .init(
            "§4.2.1 bad s-maxage does not fall back", "Cache-Control: s-maxage=x, max-age=10", is: 0,
            from: .sharedMaxAge),
        .init("§5.2 space before = is another name", "Cache-Control: max-age =10", is: 0, from: .none),
        .init("§4.2.1 first of two counts, even if bad", "Cache-Control: max-age=x, max-age=10", is: 0, from: .maxAge),
        .init(
            "§1.2.2 overflow is very long", "Cache-Control: max-age=99999999999999999999", is: 31_536_000, from: .maxAge
        ),
        .init("§1.2.2 2³¹ is very long", "Cache-Control: max-age=2147483648", is: 31_536_000, from: .maxAge),
        .init("RFC 9110 §5.6.1 leading zeros are digits", "Cache-Control: max-age=0030", is: 30, from: .maxAge),
    ]

    static let expires: [LifetimeCase] =
        [
            .init("RFC 9110 §5.6.7 IMF-fixdate", "Expires: Mon, 23 Nov 2026 19:01:00 GMT", is: 60, from: .expires),
            .init("RFC 9110 §5.6.7 RFC 850", "Expires: Monday, 23-Nov-26 19:01:00 GMT", is: 60, from: .expires),
            .init("RFC 9110 §5.6.7 asctime", "Expires: Mon Nov 23 19:01:00 2026", is: 60, from: .expires),
            .init("§4.2 dates match caselessly", "Expires: mON, 23 nOV 2026 19:01:00 gmt", is: 60, from: .expires),
            .init(
                "RFC 9110 §5.6.7 the weekday's name may be wrong", "Expires: Tue, 23 Nov 2026 19:01:00 GMT", is: 60,
                from: .expires),
        ]
        + [
            "0", "-1", "", "never", "Mon, 23 Nov 26 19:01:00 GMT", "Mon, 23 Nov 2026 9:01:00 GMT",
            "Mon, 23 Nov 2026 19:01:00 AEST", "Mon, 23 Nov 2026 19:01:00 UTC", "Mon, 23 Nov 2026 19:01:00 +0000",
            "Mon, 23 Nov 2026 19:01:00", "Mon, 23-Nov-2026 19:01:00 GMT", "Mon 23 Nov 2026 19:01:00 GMT",
            "Mon,  23 Nov 2026 19:01:00 GMT", "Mon, 23 Nov 2026 19.01.00 GMT", "Mon, 32 Nov 2026 19:01:00 GMT",
            "Mon, 23 Nov 2026 25:01:00 GMT", "23 Nov 2026 19:01:00 GMT", "2026-11-23T19:01:00Z", "1795460460",
            "Mon, 23 Nov 2026 19:01:00 GMT, Mon, 23 Nov 2026 19:01:00 GMT",
        ].map { LifetimeCase("§5.3 an invalid date is in the past", "Expires: \($0)", is: 0, from: .expires) }

    static let heuristic: [LifetimeCase] =
        [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501].map {
            LifetimeCase(
                "§4.2.2, RFC 9110 §15.1 status \($0)", "Last-Modified: \(date(-1000))", "Date: \(nowText)", status: $0,
                is: 100, from: .heuristic)
        }
        + [201, 202, 205, 302, 303, 307, 400, 403, 429, 500, 502, 503, 504, 599].map {
            LifetimeCase(
                "§4.2.2, RFC 9110 §15.1 status \($0) allows none", "Last-Modified: \(date(-1000))", status: $0, is: 0,
                from: .none)
        } + [
            .init(
                "§4.2.2 public allows any status", "Cache-Control: public", "Last-Modified: \(date(-1000))",
                status: 599, is: 100, from: .heuristic),
            .init(
                "§4.2.2 none beside an explicit lifetime", "Cache-Control: max-age=5", "Last-Modified: \(date(-1000))",
                is: 5, from: .maxAge),
            .init(
                "§4.2.2 none beside an unreadable one", "Expires: 0", "Last-Modified: \(date(-1000))", is: 0,
                from: .expires),
            .init("§4.2.2 at most a day", "Last-Modified: \(date(-100_000_000))", is: 86_400, from: .heuristic),
            .init(
                "§4.2.2 counted from Date", "Last-Modified: \(date(-2000))", "Date: \(date(-1000))", is: 100,
                from: .heuristic),
            .init("§4.2.2 modified in the future", "Last-Modified: \(date(1000))", is: 0, from: .heuristic),
            .init("§4.2.2 nothing to go by", "ETag: \"a\"", is: 0, from: .none),
            .init("§4.2.2 unreadable Last-Modified", "Last-Modified: yesterday", is: 0, from: .none),
        ]

    static let targeted: [LifetimeCase] = [
        .init(
            "RFC 9213 §2.2 instead of Cache-Control", "Cache-Control: max-age=1", "CDN-Cache-Control: max-age=30",
            is: 30, from: .targeted),
        .init(
            "RFC 9213 §2.2 instead of s-maxage", "Cache-Control: s-maxage=99", "CDN-Cache-Control: max-age=30", is: 30,
            from: .targeted),
        .init(
            "RFC 9213 §2.2 Expires counts no more", "Expires: \(date(60))", "CDN-Cache-Control: public", is: 0,
            from: .none),
        .init(
            "RFC 9213 §2.2 zero", "Cache-Control: max-age=99", "CDN-Cache-Control: max-age=0", is: 0, from: .targeted),
        .init("RFC 9213 §2.1 empty is absent", "Cache-Control: max-age=9", "CDN-Cache-Control:", is: 9, from: .maxAge),
        .init(
            "RFC 9213 §2.1 malformed is absent", "Cache-Control: max-age=9", "CDN-Cache-Control: max-age=30,", is: 9,
            from: .maxAge),
        .init(
            "RFC 9213 §2.1 a bad member spoils all", "Cache-Control: max-age=9", "CDN-Cache-Control: &, max-age=30",
            is: 9, from: .maxAge),
        .init(
            "RFC 8941 §3.1.2 keys are lower case", "Cache-Control: max-age=9", "CDN-Cache-Control: Max-Age=30", is: 9,
            from: .maxAge),
        .init(
            "RFC 8941 §3.2 no space before =", "Cache-Control: max-age=9", "CDN-Cache-Control: max-age =30", is: 9,
            from: .maxAge),
        .init(
            "RFC 8941 §3.2 no space after =", "Cache-Control: max-age=9", "CDN-Cache-Control: max-age= 30", is: 9,
            from: .maxAge),
        .init(
            "RFC 8941 §3.2 the last of a repeated key", "CDN-Cache-Control: max-age=9, max-age=30", is: 30,
            from: .targeted),
        .init(
            "RFC 8941 §4.2 several lines are one", "CDN-Cache-Control: public", "CDN-Cache-Control: max-age=30", is: 30,
            from: .targeted),
        .init(
            "RFC 9213 §2.1 parameters are ignored", "CDN-Cache-Control: max-age=30;x=\"y\";z", is: 30, from: .targeted),
        .init(
            "RFC 9213 §2.1 unknown members are ignored",
            "CDN-Cache-Control: a=(1 \"b\";c), d=:Zg==:, e=1.5, max-age=30", is: 30, from: .targeted),
        .init(
            "RFC 9213 §2.1 a number in quotes is a string", "CDN-Cache-Control: max-age=\"30\"", is: 0, from: .targeted),
        .init("RFC 9213 §2.1 decimal", "CDN-Cache-Control: max-age=30.5", is: 0, from: .targeted),
        .init("RFC 9213 §2.1 negative", "CDN-Cache-Control: max-age=-30", is: 0, from: .targeted),
        .init(
            "RFC 8941 §3.3.1 at most 15 digits", "Cache-Control: max-age=9",
            "CDN-Cache-Control: max-age=9999999999999999", is: 9, from: .maxAge),
    ]
}

@Suite struct `Freshness, RFC 9111 §4.2` {
    @Test(arguments: LifetimeCase.stated + LifetimeCase.unreadable + LifetimeCase.expires)
    func `a stated lifetime is read by the first rule that applies`(_ row: LifetimeCase) {
        check(row)
    }

    @Test(arguments: LifetimeCase.heuristic)
    func `without one, a tenth of the time since the last change, where the status allows it`(_ row: LifetimeCase) {
        check(row)
    }

    @Test(arguments: LifetimeCase.targeted)
    func `a targeted field goes before all others, RFC 9213`(_ row: LifetimeCase) {
        check(row)
    }

    private func check(_ row: LifetimeCase) {
        let freshness = Freshness(
            status: row.status, fields: fields(row.lines), responseTime: now, policy: CachePolicy())
        #expect(freshness.lifetimeSeconds == row.seconds, "\(row.rule)")
        #expect(freshness.source == row.source, "\(row.rule)")
    }

    @Test func `the operator's limits bound what is stated`() {
        var policy = CachePolicy()
        policy.minimumSeconds = 10
        policy.maximumSeconds = 100
        for (stated, expected) in [(0, 10), (10, 10), (50, 50), (1000, 100)] {
            let freshness = Freshness(
                status: 200, fields: ["Cache-Control": FieldValue("max-age=\(stated)")], responseTime: now,
                policy: policy)
            #expect(freshness.lifetimeSeconds == expected)
        }
    }

    @Test func `the operator's default applies only where nothing is stated`() {
        var policy = CachePolicy()
        policy.defaultSeconds = 77
        func lifetime(_ lines: String..., status: Int = 200) -> Int {
            Freshness(status: status, fields: fields(lines), responseTime: now, policy: policy).lifetimeSeconds
        }
        #expect(lifetime() == 77)
        #expect(lifetime("Last-Modified: \(date(-1000))") == 77)
        #expect(lifetime("Cache-Control: max-age=0") == 0)
        #expect(lifetime("Expires: 0") == 0)
        #expect(lifetime(status: 500) == 0)
    }
}

/// A response and how old it was on arrival.
struct AgeCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let lines: [String]
    /// Milliseconds.
    let expected: Int

    init(_ rule: String, _ lines: String..., is expected: Int) {
        self.rule = rule
        self.lines = lines
        self.expected = expected
    }

    var testDescription: String { "\(rule): \(lines.joined(separator: " | "))" }

    static let all: [AgeCase] = [
        .init("§4.2.3 nothing known: the delay", is: 500),
        .init("§4.2.3 apparent age", "Date: \(date(-60))", is: 60_000),
        .init("§4.2.3 a Date in the future is now", "Date: \(date(60))", is: 500),
        .init("§4.2.3 stated age and delay", "Age: 10", is: 10_500),
        .init("§4.2.3 the larger: stated", "Age: 100", "Date: \(date(-60))", is: 100_500),
        .init("§4.2.3 the larger: apparent", "Age: 10", "Date: \(date(-60))", is: 60_000),
        .init("§5.1 first of a list", "Age: 10, 99", is: 10_500),
        .init("§5.1 first of several lines", "Age: 10", "Age: 99", is: 10_500),
        .init("§5.1 negative is ignored", "Age: -7200", is: 500),
        .init("§5.1 decimal is ignored", "Age: 7200.0", is: 500),
        .init("§5.1 quoted is ignored", "Age: \"7200\"", is: 500),
        .init("§5.1 parameters are ignored with it", "Age: 7200;a=b", is: 500),
        .init("§5.1 words are ignored", "Age: old", is: 500),
        .init("§5.1 empty is ignored", "Age:", is: 500),
        .init("§5.1 a bad first member spoils the list", "Age: a, 7200", is: 500),
        .init("§5.1 a bad second member is discarded", "Age: 7200, a", is: 7_200_500),
        .init("§1.2.2 overflow is very old", "Age: 99999999999999999999", is: 2_147_483_648_500),
    ]
}

@Suite struct `Age, RFC 9111 §4.2.3` {
    @Test(arguments: AgeCase.all)
    func `the initial age follows the table`(_ row: AgeCase) {
        let asked = Instant(millisecondsSinceEpoch: now.millisecondsSinceEpoch - 500)
        #expect(
            correctedInitialAge(fields: fields(row.lines), requestTime: asked, responseTime: now) == row.expected,
            "\(row.rule)")
    }

    @Test func `time in storage adds up, and a clock set back takes nothing off`() {
        let response = stored(["Age: 10", "Cache-Control: max-age=60"])
        #expect(response.age(at: now) == 10)
        #expect(response.age(at: now.advanced(bySeconds: 25)) == 35)
        #expect(response.age(at: now.advanced(bySeconds: -25)) == 10)
        #expect(response.isFresh(at: now.advanced(bySeconds: 49)))
        #expect(!response.isFresh(at: now.advanced(bySeconds: 50)))
        #expect(response.expiry == now.advanced(bySeconds: 50))
        #expect(!response.fields.contains("age"), "a fresh one is written with every answer")
    }
}
