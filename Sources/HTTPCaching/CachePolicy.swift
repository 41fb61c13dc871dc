package import HTTPSemantics

/// What an operator may decide about caching; everything else is the standards' business.
package struct CachePolicy: Hashable, Sendable {
    /// Lifetime in seconds of responses that state none and allow a heuristic; `nil` (the default) leaves it to the
    /// heuristic of RFC 9111 §4.2.2.
    package var defaultSeconds: Int?
    /// Shortest lifetime in seconds of what may be shared. Default 0. Never makes shareable what is not, and raises
    /// nothing that sets a cookie or says `private`, `no-store` or `no-cache`, in part or as a whole.
    package var minimumSeconds = 0
    /// Longest lifetime in seconds. Default one year.
    package var maximumSeconds = 31_536_000
    /// Share of the time since `Last-Modified` that a heuristic lifetime takes (RFC 9111 §4.2.2). Default a tenth.
    package var heuristicShare = 0.1
    /// Longest heuristic lifetime in seconds. Default a day.
    package var heuristicMaximumSeconds = 86_400
    /// Seconds past its lifetime for which a response that says nothing about it may stand in for an origin that
    /// cannot be reached or answers 500, 502, 503 or 504 (RFC 5861 §4). Default a day.
    package var staleIfErrorSeconds = 86_400
    /// Seconds past its lifetime for which a response that says nothing about it is served while a fresh one is
    /// fetched (RFC 5861 §3). Default 0.
    package var staleWhileRevalidateSeconds = 0
    /// Targeted fields obeyed, the most specific first (RFC 9213). Default `CDN-Cache-Control`.
    package var targetedFields: [FieldName] = ["cdn-cache-control"]

    /// What is keyed beyond the address and the origin's `Vary`. Default nothing.
    package var key = KeyPolicy()
    /// How long errors are kept that state no lifetime. Default by the standard.
    package var errors = ErrorLifetimes()
    /// What becomes of `Set-Cookie`. Default `share`.
    package var setCookie = SetCookieRule.share

    package init() {}
}

extension CachePolicy {
    /// Whether the minimum lifetime counts for a response.
    func mayRaise(_ control: CacheControl, _ fields: Fields) -> Bool {
        !control.noStore && control.isPrivate == .absent && control.noCache == .absent && !fields.contains("set-cookie")
    }
}
