import HTTPCaching
import HTTPSemantics
import Testing

@Suite struct `Cache-Status, RFC 9211` {
    static let all: [(CacheOutcome, Int?, Int?, String, String)] = [
        (.hit, 10, nil, "edge; hit; ttl=10", "Hit from masthead"),
        (.staleHit, -3, nil, "edge; hit; ttl=-3", "Hit from masthead"),
        (
            .staleOnError(.stale), -3, 503, "edge; fwd=stale; detail=stale-if-error; fwd-status=503; ttl=-3",
            "Hit from masthead"
        ),
        (.revalidated(.request), 60, nil, "edge; fwd=request; stored; ttl=60", "RefreshHit from masthead"),
        (.miss(.uriMiss, isStored: true), 60, nil, "edge; fwd=uri-miss; stored; ttl=60", "Miss from masthead"),
        (.miss(.varyMiss, isStored: false), nil, nil, "edge; fwd=vary-miss", "Miss from masthead"),
        (
            .collapsed(.uriMiss, isStored: true), 60, nil, "edge; fwd=uri-miss; stored; collapsed; ttl=60",
            "Miss from masthead"
        ),
        (.pass(.method), nil, nil, "edge; fwd=method", "Miss from masthead"),
        (.refused, nil, nil, "edge; detail=refused", "Error from masthead"),
        (.failed, nil, nil, "edge; fwd=uri-miss; detail=origin-failed", "Error from masthead"),
    ]

    @Test(arguments: all)
    func `each outcome has its words`(
        _ outcome: CacheOutcome, _ ttl: Int?, _ forwardStatus: Int?, _ text: String, _ xCache: String
    ) {
        #expect(outcome.cacheStatus(by: "edge", ttl: ttl, forwardStatus: forwardStatus) == text)
        #expect(outcome.xCache == xCache)
        #expect(CacheOutcome.names[outcome.index] == outcome.name)
    }

    @Test func `hit and fwd exclude each other, §2_1 and §2_2`() {
        for (outcome, _, _, _, _) in Self.all {
            let text = outcome.cacheStatus(by: "edge", ttl: nil)
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
