package import HTTPSemantics

/// Why a response is not kept. One closed list for logs, metrics and `cache explain`.
package enum StorageRefusal: String, Error, Hashable, Sendable, CaseIterable {
    case method
    case requestNoStore = "request-no-store"
    case responseNoStore = "no-store"
    case isPrivate = "private"
    case authorization
    case varyAny = "vary-any"
    case status
    case statusNotUnderstood = "status-not-understood"
    case partial
    case setCookie = "set-cookie"
    case noFreshness = "no-freshness"
    case tooLarge = "too-large"
    case incomplete
}

extension StorageRefusal {
    /// Whether the reason lies in the request alone: the same response to another one might be stored.
    package var concernsRequest: Bool {
        switch self {
        case .method, .requestNoStore, .authorization: true
        case .responseNoStore, .isPrivate, .varyAny, .status, .statusNotUnderstood, .partial, .setCookie, .noFreshness,
            .tooLarge, .incomplete:
            false
        }
    }
}

/// Whether a response may be stored and shared, and if not, why.
///
/// RFC 9111 §3, with §3.5 for requests that carried credentials. Departing from the letter on the safe side:
/// `Set-Cookie` is shared only where the response itself names a lifetime, and one above zero; stale by its own word,
/// it would still be shared while the origin is down.
///
/// - Parameter responseTime: When the head arrived.
/// - Returns: `nil` where it may be stored.
package func storageRefusal(
    method: Method, requestFields: Fields, status: Int, fields: Fields, responseTime: Instant, policy: CachePolicy
) -> StorageRefusal? {
    guard method == .get else { return .method }
    // What a range came to says nothing to a request without one.
    guard status >= 200, status != 304, status != 416 else { return .status }
    // §3.3: one part whose place in the whole is clear; several in one body are not taken apart.
    if status == 206, StoredPart(of: fields) == nil || requestFields.first("range") == nil { return .partial }
    let targeted = CacheControl(targetedBy: policy.targetedFields, in: fields)
    let control = targeted ?? CacheControl(of: fields)
    if CacheControl(of: requestFields).noStore { return .requestNoStore }
    if control.mustUnderstand {
        // §5.2.2.3: then no-store does not count, but the code must be one whose rules we follow.
        guard isUnderstood(status) else { return .statusNotUnderstood }
    } else if control.noStore {
        return .responseNoStore
    }
    if control.isPrivate.isWhole { return .isPrivate }
    if requestFields.contains("authorization"), !allowsSharingAuthorized(control) { return .authorization }
    if variesOnAnything(fields) { return .varyAny }
    let isExplicit = Freshness.isExplicit(fields: fields, policy: policy)
    if fields.contains("set-cookie"),
        policy.setCookie == .refuse
            || Freshness.statedSeconds(fields: fields, responseTime: responseTime, policy: policy) ?? 0 == 0
    {
        return .setCookie
    }
    if isExplicit || control.isPublic { return nil }
    if status >= 400, (policy.errors.minimumSeconds(status: status, isExplicit: false) ?? 0) > 0 {
        // An error that one client's odd request provoked must not be everybody's.
        return requestFields.isOrdinary(keyedBy: policy.key) ? nil : .noFreshness
    }
    guard Freshness.isHeuristicallyCacheable(status) else { return .noFreshness }
    // Nothing says how long it holds: worth keeping if it can be validated or the operator set a lifetime.
    let canBeAsked = fields.contains("etag") || fields.contains("last-modified")
    let floor = status < 400 && policy.mayRaise(control, fields) ? policy.minimumSeconds : 0
    return canBeAsked || max(policy.defaultSeconds ?? 0, floor) > 0 ? nil : .noFreshness
}

/// RFC 9111 §3.5: what a response must say to be shared although its request carried `Authorization`.
private func allowsSharingAuthorized(_ control: CacheControl) -> Bool {
    control.isPublic || control.mustRevalidate || control.sharedMaxAge != nil
}

/// The final status codes whose caching rules this cache follows (RFC 9110 §15).
private func isUnderstood(_ status: Int) -> Bool {
    switch status {
    case 200...208, 226, 300...303, 305, 307, 308, 400...417, 421...426, 428, 429, 431, 451, 500...508, 511:
        true
    case _: false
    }
}
