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
    /// The origin failed and nothing could stand in for it. Why it was asked is not known where no request got so far.
    case failed(ForwardReason?)

    /// An outcome without its particulars: what logs and metrics name it by.
    package enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case hit
        case staleHit
        case staleOnError
        case revalidated
        case miss
        case collapsed
        case pass
        case refused
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
    }

    package var kind: Kind {
        switch self {
        case .hit: .hit
        case .staleHit: .staleHit
        case .staleOnError: .staleOnError
        case .revalidated: .revalidated
        case .miss: .miss
        case .collapsed: .collapsed
        case .pass: .pass
        case .refused: .refused
        case .failed: .failed
        }
    }

    package var name: String { kind.name }

    /// Every name, for metrics that list zeros too.
    package static let names = Kind.allCases.map(\.name)

    /// Where `name` stands in `names`.
    package var index: Int { Int(kind.rawValue) }

    /// Why the origin was asked; `nil` where it was not, or it is not known.
    package var forwardReason: ForwardReason? {
        switch self {
        case .hit, .staleHit, .refused: nil
        case .staleOnError(let reason), .revalidated(let reason), .miss(let reason, _), .collapsed(let reason, _),
            .pass(let reason):
            reason
        case .failed(let reason): reason
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
}
