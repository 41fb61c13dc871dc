/// Why a request went to the origin: the words of `Cache-Status` (RFC 9211 §2.2).
package enum ForwardReason: String, Hashable, Sendable, CaseIterable {
    case bypass
    case method
    case uriMiss = "uri-miss"
    case varyMiss = "vary-miss"
    case request
    case stale
    case partial
}

/// How a request was answered. One closed list that `Cache-Status`, logs, metrics and `cache explain` share.
package enum CacheOutcome: Hashable, Sendable {
    /// From storage, fresh.
    case hit
    /// From storage, past its lifetime, as the client or RFC 5861 §3 allows.
    case staleHit
    /// From storage because the origin failed (RFC 5861 §4).
    case staleOnError(ForwardReason)
    /// From storage after the origin said that it still holds.
    case revalidated(ForwardReason)
    /// From the origin; `isStored` tells whether it was kept.
    case miss(ForwardReason, isStored: Bool)
    /// From the answer to somebody else's request (request collapsing).
    case collapsed(ForwardReason, isStored: Bool)
    /// Through to the origin without looking at storage.
    case pass(ForwardReason)
    /// Answered by the edge itself: nothing stored and only a stored response was wanted, or the request was refused.
    case refused
    /// The origin failed and nothing could stand in for it.
    case failed

    /// The constant name in logs and metrics.
    package var name: String {
        switch self {
        case .hit: "hit"
        case .staleHit: "stale"
        case .staleOnError: "stale-on-error"
        case .revalidated: "revalidated"
        case .miss: "miss"
        case .collapsed: "collapsed"
        case .pass: "pass"
        case .refused: "refused"
        case .failed: "failed"
        }
    }

    /// Every name, for metrics that list zeros too.
    package static let names = [
        "hit", "stale", "stale-on-error", "revalidated", "miss", "collapsed", "pass", "refused", "failed",
    ]

    /// Where `name` stands in `names`.
    package var index: Int {
        switch self {
        case .hit: 0
        case .staleHit: 1
        case .staleOnError: 2
        case .revalidated: 3
        case .miss: 4
        case .collapsed: 5
        case .pass: 6
        case .refused: 7
        case .failed: 8
        }
    }

    /// The value of `X-Cache`, in CloudFront's manner.
    package var xCache: String {
        switch self {
        case .hit, .staleHit: "Hit from masthead"
        case .revalidated: "RefreshHit from masthead"
        case .miss, .collapsed, .pass: "Miss from masthead"
        case .staleOnError: "Hit from masthead"
        case .refused, .failed: "Error from masthead"
        }
    }

    /// Our member of `Cache-Status` (RFC 9211). `hit` is said only where the origin was not asked (§2.1).
    ///
    /// - Parameters:
    ///   - cache: This cache's name, a token.
    ///   - ttl: Seconds of freshness left; negative when stale.
    ///   - forwardStatus: What the origin answered, where that is not what the client gets.
    package func cacheStatus(by cache: String, ttl: Int?, forwardStatus: Int? = nil) -> String {
        var text = cache
        switch self {
        case .hit, .staleHit: text += "; hit"
        case .staleOnError(let reason): text += "; fwd=\(reason.rawValue); detail=stale-if-error"
        case .revalidated(let reason): text += "; fwd=\(reason.rawValue); stored"
        case .miss(let reason, let isStored): text += "; fwd=\(reason.rawValue)" + (isStored ? "; stored" : "")
        case .collapsed(let reason, let isStored):
            text += "; fwd=\(reason.rawValue)" + (isStored ? "; stored" : "") + "; collapsed"
        case .pass(let reason): text += "; fwd=\(reason.rawValue)"
        case .refused: text += "; detail=refused"
        case .failed: text += "; fwd=uri-miss; detail=origin-failed"
        }
        if let forwardStatus { text += "; fwd-status=\(forwardStatus)" }
        if let ttl { text += "; ttl=\(ttl)" }
        return text
    }
}
