package import HTTPSemantics

/// What the answer to a HEAD request says about what a GET stored (RFC 9111 §4.3.5).
package enum HeadFinding: Hashable, Sendable {
    /// The same representation: its stored head is brought up to date.
    case same
    /// Another one: what is stored must be validated before it is used again.
    case changed
    /// Nothing.
    case unclear
}

/// Compares the answer to HEAD with a stored response for the same selecting fields.
///
/// - Parameter bodyBytes: How long the stored representation is; `nil` where only a part is stored and the whole's
///   length isn't known.
package func headFinding(
    status: Int, fields: Fields, stored: StoredResponse, bodyBytes: Int?
) -> HeadFinding {
    switch status {
    case 404, 410: return .changed
    case 200 where stored.status == 200 || stored.status == 206: break
    case _: return .unclear
    }
    if let tag = fields.first("etag"), tag != stored.fields.first("etag") { return .changed }
    if let modified = fields.first("last-modified"), modified != stored.fields.first("last-modified") {
        return .changed
    }
    if let length = fields.first("content-length"), let bodyBytes, length.text != String(bodyBytes) { return .changed }
    return .same
}
