import HTTPCaching
import HTTPSemantics
import Testing

/// A request some time after a response was stored, and what the cache does.
struct DecisionCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let response: [String]
    let request: [String]
    /// Seconds since the response was stored.
    let later: Int
    let expected: CacheDecision

    init(_ rule: String, _ response: String, request: String..., after later: Int, is expected: CacheDecision) {
        self.rule = rule
        self.response = [response, "ETag: \"a\""]
        self.request = request
        self.later = later
        self.expected = expected
    }

    var testDescription: String { "\(rule): \(response[0]) | \(request.joined(separator: " | ")) after \(later) s" }

    static let freshness: [DecisionCase] = [
        .init("§4.2 fresh", "Cache-Control: max-age=60", after: 59, is: .serve(ageSeconds: 59)),
        .init("§4.2 stale when the lifetime is reached", "Cache-Control: max-age=60", after: 60, is: .validate(.stale)),
        .init("§4.2 never fresh", "Cache-Control: max-age=0", after: 0, is: .validate(.stale)),
        .init("§5.2.2.4 no-cache", "Cache-Control: max-age=60, no-cache", after: 1, is: .validate(.stale)),
        .init(
            "§5.2.2.4 no-cache, whatever its case", "Cache-Control: max-age=60, No-Cache", after: 1,
            is: .validate(.stale)),
        .init(
            "§5.2.2.4 no-cache with names", #"Cache-Control: max-age=60, no-cache="x""#, after: 1,
            is: .serve(ageSeconds: 1)),
        .init(
            "§5.2.2.2 must-revalidate, fresh", "Cache-Control: max-age=60, must-revalidate", after: 1,
            is: .serve(ageSeconds: 1)),
        .init(
            "§5.2.2.2 must-revalidate, stale", "Cache-Control: max-age=60, must-revalidate", after: 61,
            is: .validate(.stale)),
    ]

    static let requests: [DecisionCase] = [
        .init(
            "§5.2.1.1 max-age above the age", "Cache-Control: max-age=60", request: "Cache-Control: max-age=30",
            after: 29, is: .serve(ageSeconds: 29)),
        .init(
            "§5.2.1.1 max-age below the age", "Cache-Control: max-age=60", request: "Cache-Control: max-age=30",
            after: 31, is: .validate(.request)),
        .init(
            "§5.2.1.1 max-age=0", "Cache-Control: max-age=60", request: "Cache-Control: max-age=0", after: 0,
            is: .validate(.request)),
        .init(
            "§5.2.1.1 unreadable is zero", "Cache-Control: max-age=60", request: "Cache-Control: max-age=x", after: 0,
            is: .validate(.request)),
        .init(
            "§5.2.1.2 max-stale, any", "Cache-Control: max-age=60", request: "Cache-Control: max-stale", after: 9999,
            is: .serve(ageSeconds: 9999)),
        .init(
            "§5.2.1.2 max-stale, within", "Cache-Control: max-age=60", request: "Cache-Control: max-stale=10",
            after: 70, is: .serve(ageSeconds: 70)),
        .init(
            "§5.2.1.2 max-stale, beyond", "Cache-Control: max-age=60", request: "Cache-Control: max-stale=10",
            after: 71, is: .validate(.stale)),
        .init(
            "§5.2.1.2 max-stale, unreadable", "Cache-Control: max-age=60", request: "Cache-Control: max-stale=x",
            after: 61, is: .validate(.stale)),
        .init(
            "§4.2.4 not against must-revalidate", "Cache-Control: max-age=60, must-revalidate",
            request: "Cache-Control: max-stale", after: 61, is: .validate(.stale)),
        .init(
            "§4.2.4 not against proxy-revalidate", "Cache-Control: max-age=60, proxy-revalidate",
            request: "Cache-Control: max-stale", after: 61, is: .validate(.stale)),
        .init(
            "§5.2.2.10 not against s-maxage", "Cache-Control: s-maxage=60", request: "Cache-Control: max-stale",
            after: 61, is: .validate(.stale)),
        .init(
            "§4.2.4 not against no-cache", "Cache-Control: no-cache", request: "Cache-Control: max-stale", after: 1,
            is: .validate(.stale)),
        .init(
            "§5.2.1.3 min-fresh, enough left", "Cache-Control: max-age=60", request: "Cache-Control: min-fresh=10",
            after: 50, is: .serve(ageSeconds: 50)),
        .init(
            "§5.2.1.3 min-fresh, too little left", "Cache-Control: max-age=60", request: "Cache-Control: min-fresh=10",
            after: 51, is: .validate(.request)),
        .init(
            "§5.2.1.4 no-cache", "Cache-Control: max-age=60", request: "Cache-Control: no-cache", after: 0,
            is: .validate(.request)),
        .init(
            "§5.4 Pragma alone", "Cache-Control: max-age=60", request: "Pragma: no-cache", after: 0,
            is: .validate(.request)),
        .init(
            "§5.4 Pragma beside Cache-Control", "Cache-Control: max-age=60", request: "Pragma: no-cache",
            "Cache-Control: max-age=50", after: 1, is: .serve(ageSeconds: 1)),
        .init(
            "§5.2.1.7 only-if-cached, fresh", "Cache-Control: max-age=60", request: "Cache-Control: only-if-cached",
            after: 1, is: .serve(ageSeconds: 1)),
        .init(
            "§5.2.1.7 only-if-cached, stale", "Cache-Control: max-age=60", request: "Cache-Control: only-if-cached",
            after: 61, is: .refuse),
        .init(
            "§5.2.1.7 only-if-cached, no-cache", "Cache-Control: max-age=60",
            request: "Cache-Control: only-if-cached, no-cache", after: 1, is: .refuse),
        .init(
            "§5.2.3 unknown directives", "Cache-Control: max-age=60", request: "Cache-Control: foo=\"no-cache\", bar",
            after: 1, is: .serve(ageSeconds: 1)),
    ]

    static let stale: [DecisionCase] = [
        .init(
            "RFC 5861 §3 within", "Cache-Control: max-age=60, stale-while-revalidate=30", after: 89,
            is: .serveStale(ageSeconds: 89)),
        .init(
            "RFC 5861 §3 beyond", "Cache-Control: max-age=60, stale-while-revalidate=30", after: 90,
            is: .validate(.stale)),
        .init(
            "RFC 5861 §3 fresh", "Cache-Control: max-age=60, stale-while-revalidate=30", after: 59,
            is: .serve(ageSeconds: 59)),
        .init(
            "RFC 5861 §3 unreadable", "Cache-Control: max-age=60, stale-while-revalidate=x", after: 61,
            is: .validate(.stale)),
        .init(
            "RFC 5861 §3 beside s-maxage, by name", "Cache-Control: s-maxage=60, stale-while-revalidate=30", after: 61,
            is: .serveStale(ageSeconds: 61)),
        .init(
            "§5.2.2.2 but must-revalidate wins",
            "Cache-Control: max-age=60, must-revalidate, stale-while-revalidate=30", after: 61, is: .validate(.stale)),
        .init(
            "§5.2.2.8 and proxy-revalidate", "Cache-Control: max-age=60, proxy-revalidate, stale-while-revalidate=30",
            after: 61, is: .validate(.stale)),
        .init(
            "§5.2.2.4 and no-cache", "Cache-Control: max-age=60, no-cache, stale-while-revalidate=30", after: 61,
            is: .validate(.stale)),
        .init(
            "§5.2.1.1 and the client's max-age", "Cache-Control: max-age=60, stale-while-revalidate=30",
            request: "Cache-Control: max-age=70", after: 61, is: .validate(.stale)),
    ]
}

/// A response some time past its lifetime, and whether it may stand in for a failing origin.
struct StandInCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let response: String
    let request: [String]
    let later: Int
    let expected: Bool

    init(_ rule: String, _ response: String, request: String..., after later: Int, is expected: Bool) {
        self.rule = rule
        self.response = response
        self.request = request
        self.later = later
        self.expected = expected
    }

    var testDescription: String { "\(rule): \(response) after \(later) s" }

    static let all: [StandInCase] = [
        .init("RFC 5861 §4 within", "max-age=60, stale-if-error=30", after: 89, is: true),
        .init("RFC 5861 §4 beyond", "max-age=60, stale-if-error=30", after: 90, is: false),
        .init("RFC 5861 §4 a day by default", "max-age=60", after: 86_459, is: true),
        .init("RFC 5861 §4 no more than a day", "max-age=60", after: 86_460, is: false),
        .init(
            "RFC 5861 §4 asked for by the client", "max-age=60", request: "Cache-Control: stale-if-error=10", after: 71,
            is: false),
        .init("§5.2.2.2 must-revalidate", "max-age=60, must-revalidate", after: 61, is: false),
        .init(
            "§5.2.2.2 must-revalidate beside stale-if-error", "max-age=60, must-revalidate, stale-if-error=99",
            after: 61, is: false),
        .init("§5.2.2.8 proxy-revalidate", "max-age=60, proxy-revalidate", after: 61, is: false),
        .init("§5.2.2.10 s-maxage", "s-maxage=60", after: 61, is: false),
        .init("§5.2.2.10 s-maxage beside stale-if-error", "s-maxage=60, stale-if-error=30", after: 61, is: true),
        .init("§5.2.2.4 no-cache", "no-cache", after: 1, is: false),
        .init(
            "§4.2 fresh, though the client wanted better", "max-age=60", request: "Cache-Control: no-cache", after: 1,
            is: true),
    ]
}

@Suite struct `Decisions, RFC 9111 §4` {
    @Test(arguments: DecisionCase.freshness + DecisionCase.requests + DecisionCase.stale)
    func `what the cache does follows the table`(_ row: DecisionCase) {
        let decision = decide(
            fields(row.request), stored: stored(row.response), now: now.advanced(bySeconds: row.later))
        #expect(decision == row.expected, "\(row.rule)")
    }

    @Test(arguments: StandInCase.all)
    func `who may stand in for a failing origin follows the table`(_ row: StandInCase) {
        let response = stored(["Cache-Control: \(row.response)"])
        let answer = mayStandIn(response, forRequest: fields(row.request), now: now.advanced(bySeconds: row.later))
        #expect(answer == row.expected, "\(row.rule)")
    }

    @Test func `with nothing stored the origin is asked, and the reason says why`() {
        #expect(decide([:], stored: nil, now: now) == .forward(.uriMiss))
        #expect(decide([:], stored: nil, isVariantMissing: true, now: now) == .forward(.varyMiss))
        #expect(decide(["Cache-Control": "only-if-cached"], stored: nil, now: now) == .refuse)
    }

    @Test func `only 500, 502, 503 and 504 count as failures, RFC 5861 §4`() {
        #expect((100..<600).filter(countsAsFailure) == [500, 502, 503, 504])
    }

    @Test func `an answer is shared among collapsed requests only if each could have it as a hit`() {
        let none: Fields = [:]
        #expect(mayShare(stored(["Cache-Control: max-age=60"]), withRequest: none, now: now))
        #expect(!mayShare(stored(["Cache-Control: max-age=0"]), withRequest: none, now: now))
        #expect(!mayShare(stored(["Cache-Control: no-cache, max-age=60"]), withRequest: none, now: now))
        #expect(!mayShare(stored(["Cache-Control: max-age=60", "Age: 61"]), withRequest: none, now: now))
        #expect(mayShare(stored(["Cache-Control: max-age=0, stale-while-revalidate=9"]), withRequest: none, now: now))
        let varied = stored(["Cache-Control: max-age=60", "Vary: Accept-Language"], request: ["Accept-Language: de"])
        #expect(mayShare(varied, withRequest: ["Accept-Language": "de"], now: now))
        #expect(!mayShare(varied, withRequest: ["Accept-Language": "en"], now: now))
        #expect(!mayShare(stored(["Cache-Control: max-age=60"]), withRequest: ["Cache-Control": "no-cache"], now: now))
    }
}
