import Foundation
import HTTPSemantics
import OriginAccess

/// A request as the handlers see it: parsed, timed, and with its client known.
struct OriginRequest: Sendable {
    /// Identifies the request in logs and problem documents.
    let id: String
    let method: HTTPSemantics.Method
    let target: RequestTarget
    /// The path from the top of the site, which may itself lie below the server's; `nil` for what lies beside it.
    let path: RequestPath?
    /// What the site's own addresses begin with: `` or `/notes`.
    let base: String
    var fields: Fields
    /// The `Host` it was sent to (RFC 9112 §3.2); `nil` without one.
    let authority: String?
    /// `nil` when the peer has no address, as on a Unix socket.
    let client: ClientAddress?
    let now: Date
    /// Why it is answered 403 wherever that matters: it isn't from an edge of ours.
    let refusal: AccessRefusal?
    /// Reads the body once.
    ///
    /// - Throws: `BodyFailure`.
    let body: @Sendable () async throws -> [UInt8]

    /// - Parameter base: The names of the folders that the site's address ends in.
    init(
        id: String, method: HTTPSemantics.Method, target: RequestTarget, base: [String], fields: Fields,
        authority: String? = nil, client: ClientAddress?, now: Date, refusal: AccessRefusal? = nil,
        body: @escaping @Sendable () async throws -> [UInt8]
    ) {
        self.id = id
        self.method = method
        self.target = target
        self.base = base.map { "/" + percentEncoded($0) }.joined()
        self.fields = fields
        self.authority = authority
        self.client = client
        self.now = now
        self.refusal = refusal
        self.body = body
        let whole = target.path
        path =
            whole.segments.starts(with: base)
            ? RequestPath(segments: Array(whole.segments.dropFirst(base.count)), endsInSlash: whole.endsInSlash) : nil
    }
}

/// Why a body couldn't be read.
enum BodyFailure: Error, Hashable, Sendable {
    /// It is over the limit: 413.
    case tooLarge
}
