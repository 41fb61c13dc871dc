package import HTTPSemantics

/// How long errors are kept that an origin says nothing about: CloudFront's error caching minimum TTL.
///
/// 404, 414, 500, 501, 502, 503 and 504 are kept for at least this long; 400, 403, 405, 412 and 415 only where they state
/// a lifetime, then for at least this long; every other status goes by the standard alone. What must not be shared is
/// not kept however long the time.
package struct ErrorLifetimes: Hashable, Sendable {
    /// Seconds for statuses that are not named; `nil`, the default, for none.
    package var otherSeconds: Int?
    /// Seconds by status.
    package var secondsByStatus: [Int: Int] = [:]
    /// Seconds by the first digit of the status, for those not named: 4 or 5.
    package var secondsByClass: [Int: Int] = [:]

    package init(otherSeconds: Int? = nil, secondsByStatus: [Int: Int] = [:], secondsByClass: [Int: Int] = [:]) {
        self.otherSeconds = otherSeconds
        self.secondsByStatus = secondsByStatus
        self.secondsByClass = secondsByClass
    }

    /// - Returns: Seconds; `nil` where this status is left to the standard.
    package func minimumSeconds(status: Int, isExplicit: Bool) -> Int? {
        switch status {
        case 404, 414, 500, 501, 502, 503, 504: break
        case 400, 403, 405, 412, 415: guard isExplicit else { return nil }
        case _: return nil
        }
        return secondsByStatus[status] ?? secondsByClass[status / 100] ?? otherSeconds
    }
}

extension Fields {
    /// Whether a request holds nothing out of the ordinary by which a client could have provoked an error that others
    /// don't get: only fields that browsers send, none of them long, or fields of the key.
    package func isOrdinary(keyedBy key: KeyPolicy) -> Bool {
        allSatisfy { field in
            let name = field.name.canonical
            if key.headers.contains(name) { return true }
            if name == "cookie" { return key.cookies != nil }
            return (ordinary.contains(name) || name.hasPrefix("sec-")) && field.value.bytes.count <= 1024
        }
    }
}

private let ordinary: Set<String> = [
    "accept", "accept-encoding", "accept-language", "cache-control", "connection", "dnt", "host", "if-modified-since",
    "if-none-match", "keep-alive", "origin", "pragma", "priority", "purpose", "referer", "save-data",
    "upgrade-insecure-requests", "user-agent", "via", "x-forwarded-for", "x-forwarded-proto",
]

/// What becomes of `Set-Cookie` in an answer.
package enum SetCookieRule: String, Hashable, Sendable, CaseIterable {
    /// Shared where the answer itself names a lifetime above zero; else the answer isn't stored.
    case share
    /// An answer with it is never stored.
    case refuse
    /// Taken out of every answer before it is stored or sent.
    case strip
}
