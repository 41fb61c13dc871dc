extension CacheOutcome {
    /// Our member of `Cache-Status` (RFC 9211). `hit` is said only where the origin was not asked (§2.1).
    ///
    /// The field lists the caches from the origin's side to the client's (§2), so ours goes below whatever came with the
    /// response, as a line of its own. Members that were stored with a response stay: they tell how it got here, which a
    /// hit does not change. Responses that the edge makes itself bear the member too, although §2 would rather they
    /// didn't: why there is no better answer is what people look for.
    ///
    /// There is no `key` (§2.7): it would tell readers which of their fields and parameters count, and so how to get
    /// past what is stored.
    ///
    /// - Parameters:
    ///   - cache: This cache's name, a token.
    ///   - ttl: Seconds of freshness left; negative when stale (§2.4).
    ///   - forwardStatus: What the origin answered, where that is not what the client gets (§2.3).
    ///   - refusal: Why the response was not kept, where the origin's answer is the client's.
    ///   - failure: The word for what the origin did wrong.
    package func cacheStatus(
        by cache: String, ttl: Int?, forwardStatus: Int? = nil, refusal: StorageRefusal? = nil, failure: String? = nil
    ) -> String {
        var text = cache
        if isFromStorageAlone { text += "; hit" }
        if let forwardReason { text += "; fwd=\(forwardReason.rawValue)" }
        if isStored { text += "; stored" }
        if isCollapsed { text += "; collapsed" }
        if let forwardStatus { text += "; fwd-status=\(forwardStatus)" }
        if let ttl { text += "; ttl=\(ttl)" }
        if let detail = detail(refusal: refusal, failure: failure) { text += "; detail=\(detail)" }
        return text
    }

    private var isFromStorageAlone: Bool {
        switch self {
        case .hit, .staleHit: true
        case .staleOnError, .revalidated, .miss, .collapsed, .pass, .refused, .failed: false
        }
    }

    /// Whether the answer is in the store now because of this request (§2.5).
    package var isStored: Bool {
        switch self {
        case .revalidated: true
        case .miss(_, let isStored), .collapsed(_, let isStored): isStored
        case .hit, .staleHit, .staleOnError, .pass, .refused, .failed: false
        }
    }

    package var isCollapsed: Bool {
        switch self {
        case .collapsed: true
        case .hit, .staleHit, .staleOnError, .revalidated, .miss, .pass, .refused, .failed: false
        }
    }

    private func detail(refusal: StorageRefusal?, failure: String?) -> String? {
        switch self {
        case .hit, .staleHit, .revalidated: nil
        case .staleOnError: "stale-if-error"
        case .miss(_, let isStored), .collapsed(_, let isStored): isStored ? nil : refusal?.rawValue
        // `fwd=method` has said it already.
        case .pass: refusal == .method ? nil : refusal?.rawValue
        case .refused: "refused"
        case .failed: failure ?? "origin-failed"
        }
    }
}
