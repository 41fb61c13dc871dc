package import HTTPSemantics

/// How long a stored response is good for, and what may be done with it afterwards.
///
/// Worked out once, when the response is stored or updated, so that a hit only compares numbers.
package struct Freshness: Hashable, Sendable {
    /// Where a lifetime came from; `cache explain` prints it.
    package enum Source: String, Hashable, Sendable {
        case targeted
        case sharedMaxAge = "s-maxage"
        case maxAge = "max-age"
        case expires
        case heuristic
        case policy
        /// A soft purge ended it early.
        case purge
        case none
    }

    /// Whole seconds after which the response is stale (RFC 9111 §4.2.1).
    package var lifetimeSeconds: Int
    package var source: Source
    /// `no-cache` without field names: never used without asking the origin (RFC 9111 §5.2.2.4).
    package var mustValidate: Bool
    /// Seconds past the lifetime in which it is served while refreshed (RFC 5861 §3). 0: not at all.
    package var staleWhileRevalidateSeconds: Int
    /// Seconds past the lifetime in which it may stand in for a failing origin (RFC 5861 §4). 0: not at all.
    package var staleIfErrorSeconds: Int
    /// Whether a client's `max-stale` may be honoured.
    package var mayBeServedStale: Bool
}

extension Freshness {
    /// The freshness of a response as received.
    ///
    /// RFC 9111 §4.2.1: `s-maxage`, else `max-age`, else `Expires` minus `Date`; otherwise a heuristic where
    /// §4.2.2 allows one.
    ///
    /// - Parameters:
    ///   - status: Decides whether a heuristic is allowed.
    ///   - fields: As received.
    ///   - responseTime: When the head arrived; stands in for a missing `Date`.
    package init(status: Int, fields: Fields, responseTime: Instant, policy: CachePolicy) {
        let targeted = CacheControl(targetedBy: policy.targetedFields, in: fields)
        let control = targeted ?? CacheControl(of: fields)
        let stated = Self.statedLifetime(
            control, expiresFrom: targeted == nil ? fields : [:], responseTime: responseTime)
        let found =
            stated.map { (seconds: $0.seconds, source: targeted == nil ? $0.source : .targeted) }
            ?? Self.unstatedLifetime(
                status: status, control: control, fields: fields, responseTime: responseTime, policy: policy)
        let mayRaise = policy.mayRaise(control, fields)
        let errorSeconds = mayRaise ? policy.errors.minimumSeconds(status: status, isExplicit: stated != nil) : nil
        if let errorSeconds {
            lifetimeSeconds = min(max(stated?.seconds ?? 0, errorSeconds), policy.maximumSeconds)
            source = stated == nil ? .policy : found.source
        } else {
            let floor = mayRaise && status < 400 ? policy.minimumSeconds : 0
            lifetimeSeconds = min(max(found.seconds, floor), policy.maximumSeconds)
            source = found.source
        }
        mustValidate = control.noCache.isWhole
        let isForbidden = control.mustRevalidate || control.proxyRevalidate || mustValidate
        // §5.2.2.10: s-maxage implies proxy-revalidate, unless the same response grants the extension by name.
        let isForbiddenByDefault = isForbidden || control.sharedMaxAge != nil
        staleWhileRevalidateSeconds =
            isForbidden
            ? 0 : control.staleWhileRevalidate ?? (isForbiddenByDefault ? 0 : policy.staleWhileRevalidateSeconds)
        staleIfErrorSeconds =
            isForbidden ? 0 : control.staleIfError ?? (isForbiddenByDefault ? 0 : policy.staleIfErrorSeconds)
        mayBeServedStale = !isForbiddenByDefault
    }

    /// Whether the response itself names a lifetime (RFC 9111 §4.2.1), even one of zero or an unreadable one.
    package static func isExplicit(fields: Fields, policy: CachePolicy) -> Bool {
        let targeted = CacheControl(targetedBy: policy.targetedFields, in: fields)
        let control = targeted ?? CacheControl(of: fields)
        if control.maxAge != nil || control.sharedMaxAge != nil { return true }
        return targeted == nil && fields.contains("expires")
    }

    /// The lifetime that the response itself names (RFC 9111 §4.2.1); `nil` where it names none.
    package static func statedSeconds(fields: Fields, responseTime: Instant, policy: CachePolicy) -> Int? {
        let targeted = CacheControl(targetedBy: policy.targetedFields, in: fields)
        return statedLifetime(
            targeted ?? CacheControl(of: fields), expiresFrom: targeted == nil ? fields : [:],
            responseTime: responseTime)?.seconds
    }

    private static func statedLifetime(
        _ control: CacheControl, expiresFrom fields: Fields, responseTime: Instant
    ) -> (seconds: Int, source: Source)? {
        if let seconds = control.sharedMaxAge { return (seconds.orZero, .sharedMaxAge) }
        if let seconds = control.maxAge { return (seconds.orZero, .maxAge) }
        // A repeated Expires: the first line counts (§4.2.1). An unreadable one is in the past (§5.3).
        guard let line = fields.values("expires").first else { return nil }
        guard let expires = HTTPDate(line.text, now: responseTime) else { return (0, .expires) }
        let date = fields.date(responseTime: responseTime) ?? responseTime.secondsSinceEpoch
        return (max(0, expires.secondsSinceEpoch - date), .expires)
    }

    private static func unstatedLifetime(
        status: Int, control: CacheControl, fields: Fields, responseTime: Instant, policy: CachePolicy
    ) -> (seconds: Int, source: Source) {
        guard isHeuristicallyCacheable(status) || control.isPublic else { return (0, .none) }
        if let seconds = policy.defaultSeconds { return (seconds, .policy) }
        guard let modified = fields.first("last-modified").flatMap({ HTTPDate($0.text, now: responseTime) }) else {
            return (0, .none)
        }
        let date = fields.date(responseTime: responseTime) ?? responseTime.secondsSinceEpoch
        let span = max(0, date - modified.secondsSinceEpoch)
        return (min(Int(Double(span) * policy.heuristicShare), policy.heuristicMaximumSeconds), .heuristic)
    }

    /// The status codes that may be stored without being told so (RFC 9110 §15.1).
    package static func isHeuristicallyCacheable(_ status: Int) -> Bool {
        switch status {
        case 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501: true
        case _: false
        }
    }
}

extension HTTPDate {
    /// `now` settles the century of a two-digit year.
    init?(_ text: String, now: Instant) {
        self.init(text, now: HTTPDate(secondsSinceEpoch: now.secondsSinceEpoch))
    }
}

extension Fields {
    /// `Date` in seconds since the epoch, where it is there and readable.
    func date(responseTime: Instant) -> Int? {
        first("date").flatMap { HTTPDate($0.text, now: responseTime)?.secondsSinceEpoch }
    }
}
