package import HTTPSemantics

/// Whether the answer to a POST may answer later GETs of the same address.
///
/// RFC 9110 §9.3.3: only with explicit freshness, and a `Content-Location` that is the address itself: then the body is
/// a representation of it. Everything else that is asked of an answer to GET is asked too (`storageRefusal`).
///
/// - Parameters:
///   - target: Path and query of the request.
///   - host: Its authority, as in the cache key.
/// - Returns: `nil` where it may be stored.
package func postStorageRefusal(
    requestFields: Fields, status: Int, fields: Fields, target: String, host: String, responseTime: Instant,
    policy: CachePolicy
) -> StorageRefusal? {
    guard (200..<300).contains(status), status != 206,
        Freshness.statedSeconds(fields: fields, responseTime: responseTime, policy: policy) ?? 0 > 0,
        contentLocation(of: fields, path: target, host: host) == target,
        // What a cache would not have let a GET say might have shaped the answer.
        policy.key.forwarded(requestFields) == requestFields
    else { return .method }
    return storageRefusal(
        method: .get, requestFields: requestFields, status: status, fields: fields, responseTime: responseTime,
        policy: policy)
}
