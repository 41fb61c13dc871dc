import HTTPCaching
import HTTPSemantics
import Testing

@Suite struct `Cache-Status, RFC 9211` {
    struct Row: Sendable, CustomTestStringConvertible {
        let outcome: CacheOutcome
        var ttl: Int?
        var forwardStatus: Int?
        var refusal: StorageRefusal?
        var failure: String?
        let text: String
        let xCache: String

        init(
            _ outcome: CacheOutcome, ttl: Int? = nil, forwardStatus: Int? = nil, refusal: StorageRefusal? = nil,
            failure: String? = nil, _ text: String, _ xCache: String
        ) {
            self.outcome = outcome
            self.ttl = ttl
            self.forwardStatus = forwardStatus
            self.refusal = refusal
            self.failure = failure
            self.text = text
            self.xCache = xCache + " from masthead"
        }

        var testDescription: String { text }
    }

    static let all: [Row] = [
        .init(.hit, ttl: 10, "edge; hit; ttl=10", "Hit"),
        .init(.staleHit, ttl: -3, "edge; hit; ttl=-3", "Hit"),
        .init(
            .staleOnError(.stale), ttl: -3, forwardStatus: 503,
            "edge; fwd=stale; fwd-status=503; ttl=-3; detail=stale-if-error", "Hit"),
        .init(
            .revalidated(.request), ttl: 60, forwardStatus: 304, "edge; fwd=request; stored; fwd-status=304; ttl=60",
            "RefreshHit"),
        .init(.miss(.uriMiss, isStored: true), ttl: 60, "edge; fwd=uri-miss; stored; ttl=60", "Miss"),
        .init(.miss(.varyMiss, isStored: false), "edge; fwd=vary-miss", "Miss"),
        .init(
            .miss(.uriMiss, isStored: false), refusal: .isPrivate, "edge; fwd=uri-miss; detail=private", "Miss"),
        .init(
            .collapsed(.uriMiss, isStored: true), ttl: 60, "edge; fwd=uri-miss; stored; collapsed; ttl=60", "Miss"),
        .init(.pass(.method), refusal: .method, "edge; fwd=method", "Miss"),
        .init(.pass(.bypass), refusal: .setCookie, "edge; fwd=bypass; detail=set-cookie", "Miss"),
        .init(.refused, "edge; detail=refused", "Error"),
        .init(.failed(.stale), failure: "unreachable", "edge; fwd=stale; detail=unreachable", "Error"),
        .init(.failed(nil), "edge; detail=origin-failed", "Error"),
    ]

    @Test(arguments: all)
    func `each outcome has its words`(_ row: Row) {
        let text = row.outcome.cacheStatus(
            by: "edge", ttl: row.ttl, forwardStatus: row.forwardStatus, refusal: row.refusal, failure: row.failure)
        #expect(text == row.text)
        #expect(row.outcome.xCache == row.xCache)
        #expect(CacheOutcome.names[row.outcome.index] == row.outcome.name)
    }

    @Test func `every outcome is in the table, and every word for why nothing was kept is a token`() {
        #expect(Set(Self.all.map(\.outcome.kind)) == Set(CacheOutcome.Kind.allCases))
        #expect(Set(CacheOutcome.names).count == CacheOutcome.names.count)
        for refusal in StorageRefusal.allCases {
            #expect(refusal.rawValue.allSatisfy { $0.isLetter || $0 == "-" })
        }
    }

    @Test func `hit and fwd exclude each other, §2_1 and §2_2`() {
        for row in Self.all {
            let text = row.outcome.cacheStatus(by: "edge", ttl: nil)
            #expect(!(text.contains("; hit") && text.contains("; fwd=")), "\(text)")
        }
    }
}

@Suite struct `Unkeyed fields` {
    @Test func `what could make an origin answer for another address does not go along`() {
        let sent = fields([
            "X-Forwarded-Host: evil", "X-Original-URL: /admin", "X-Rewrite-URL: /admin", "X-HTTP-Method-Override: POST",
            "Forwarded: host=evil", "x-forwarded-scheme: nothttps", "X-Forwarded-For: 1.2.3.4", "Accept: */*",
            "X-Custom: kept",
        ]).withoutUnkeyed()
        #expect(sent.map(\.name.canonical) == ["x-forwarded-for", "accept", "x-custom"])
    }
}
