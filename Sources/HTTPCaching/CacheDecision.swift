package import HTTPSemantics

/// What to do with a request, given what is stored for it.
package enum CacheDecision: Hashable, Sendable {
    /// Answer from storage.
    case serve(ageSeconds: Int)
    /// Answer from storage now, and refresh behind the client's back (RFC 5861 §3).
    case serveStale(ageSeconds: Int)
    /// Ask the origin whether the stored response still holds (RFC 9111 §4.3).
    case validate(ForwardReason)
    /// All but these bytes is stored and fresh: ask the origin for them (RFC 9111 §3.3).
    case complete(missing: Range<Int>)
    /// Nothing usable is stored: ask the origin.
    case forward(ForwardReason)
    /// The client wanted nothing but a stored response and there is none (RFC 9111 §5.2.1.7): 504.
    case refuse
}

/// What the cache answers a request with, from the stored response that its key and `Vary` select.
///
/// RFC 9111 §4. Pure: the same four values always give the same decision.
///
/// - Parameters:
///   - request: The request's fields.
///   - method: GET or HEAD.
///   - stored: The selected variant, if there is one.
///   - isVariantMissing: Whether something is stored under the key, but for other selecting fields.
package func decide(
    _ request: Fields, method: Method = .get, stored: StoredResponse?, isVariantMissing: Bool = false, now: Instant
) -> CacheDecision {
    let control = CacheControl(ofRequest: request)
    let ofWhole = decideIgnoringOnlyIfCached(
        control, stored: stored, isVariantMissing: isVariantMissing, now: now)
    let decision =
        stored.map { limited(ofWhole, to: $0.coverage(of: request, method: method, now: now)) } ?? ofWhole
    guard control.onlyIfCached else { return decision }
    switch decision {
    case .serve, .serveStale, .refuse: return decision
    case .validate, .complete, .forward: return .refuse
    }
}

/// What becomes of a decision where only a part is stored.
private func limited(_ decision: CacheDecision, to coverage: Coverage) -> CacheDecision {
    switch (coverage, decision) {
    case (.whole, _), (.part, _), (_, .forward), (_, .refuse): decision
    case (.allBut(let missing), .serve): .complete(missing: missing)
    case (.allBut, .serveStale), (.allBut, .validate), (.allBut, .complete), (.insufficient, .serve),
        (.insufficient, .serveStale), (.insufficient, .validate), (.insufficient, .complete):
        .forward(.partial)
    }
}

private func decideIgnoringOnlyIfCached(
    _ control: CacheControl, stored: StoredResponse?, isVariantMissing: Bool, now: Instant
) -> CacheDecision {
    guard let stored else { return .forward(isVariantMissing ? .varyMiss : .uriMiss) }
    guard !control.noCache.isWhole else { return .validate(.request) }
    guard !stored.freshness.mustValidate, !stored.isInvalidated else { return .validate(.stale) }
    let age = stored.ageMilliseconds(at: now)
    if let wanted = control.maxAge, age > wanted.orZero * 1000 || wanted.orZero == 0 {
        guard allowsStale(control, stored, excess: age - wanted.orZero * 1000) else { return .validate(.request) }
    }
    let remaining = stored.freshness.lifetimeSeconds * 1000 - age
    if remaining > 0 {
        guard remaining >= (control.minFresh ?? 0) * 1000 else { return .validate(.request) }
        return .serve(ageSeconds: age / 1000)
    }
    guard control.minFresh == nil else { return .validate(.stale) }
    if allowsStale(control, stored, excess: -remaining) { return .serve(ageSeconds: age / 1000) }
    if -remaining < stored.freshness.staleWhileRevalidateSeconds * 1000, control.maxAge == nil {
        return .serveStale(ageSeconds: age / 1000)
    }
    return .validate(.stale)
}

/// RFC 9111 §5.2.1.2: whether the client takes a response that is `excess` milliseconds over.
private func allowsStale(_ control: CacheControl, _ stored: StoredResponse, excess: Int) -> Bool {
    guard stored.freshness.mayBeServedStale else { return false }
    switch control.maxStale {
    case .none: return false
    case .any: return true
    case .seconds(let seconds): return excess <= seconds * 1000
    }
}

/// Whether the answer to somebody else's request, just come, answers this one too (RFC 9111 §4: collapsed requests).
///
/// Only where a request for it a moment later would be a hit: what must be validated each time is validated by each.
package func mayShare(_ stored: StoredResponse, withRequest request: Fields, now: Instant) -> Bool {
    guard stored.variance.matches(request) else { return false }
    switch decide(request, stored: stored, now: now) {
    case .serve, .serveStale: return true
    case .validate, .complete, .forward, .refuse: return false
    }
}

/// Whether a stored response may stand in for an origin that failed (RFC 5861 §4, RFC 9111 §4.2.4).
package func mayStandIn(
    _ stored: StoredResponse, forRequest request: Fields, method: Method = .get, now: Instant
) -> Bool {
    // One failure is no better than another.
    guard !countsAsFailure(stored.status), !stored.freshness.mustValidate, !stored.isInvalidated else { return false }
    switch stored.coverage(of: request, method: method, now: now) {
    case .whole, .part: break
    case .allBut, .insufficient: return false
    }
    let excess = stored.ageMilliseconds(at: now) - stored.freshness.lifetimeSeconds * 1000
    let asked = CacheControl(ofRequest: request).staleIfError
    let window =
        stored.freshness.mayBeServedStale
        ? asked ?? stored.freshness.staleIfErrorSeconds
        : stored.freshness.staleIfErrorSeconds
    return excess < max(0, window * 1000)
}

/// The answers of an origin that count as its failing (RFC 5861 §4).
package func countsAsFailure(_ status: Int) -> Bool {
    switch status {
    case 500, 502, 503, 504: true
    case _: false
    }
}

extension CacheControl {
    /// A request's directives. `Pragma: no-cache` means `no-cache` where there is no `Cache-Control` (RFC 9111 §5.4).
    package init(ofRequest fields: Fields) {
        self.init(of: fields)
        if !isPresent, fields.contains("pragma"),
            fields.list("pragma").contains(where: { $0.lowercased() == "no-cache" })
        {
            noCache = .wholeResponse
        }
    }
}
