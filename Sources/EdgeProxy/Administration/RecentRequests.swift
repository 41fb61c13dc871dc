import HTTPCaching

/// Which requests `cache tail` is asked for.
struct RequestFilter {
    /// `404`, or `5xx`.
    var status: String?
    var outcome: CacheOutcome.Kind?
    var path: PathPattern?
    var behavior: String?

    /// - Returns: `nil` where a value is none that requests can have.
    init?(_ query: AdministrationQuery) {
        status = query["status"]
        path = query["path"].map { PathPattern($0) }
        behavior = query["behavior"]
        if let status, !Self.isStatus(status) { return nil }
        if let name = query["outcome"] {
            guard let kind = CacheOutcome.Kind.allCases.first(where: { $0.name == name }) else { return nil }
            outcome = kind
        }
    }

    private static func isStatus(_ text: String) -> Bool {
        let digits = text.hasSuffix("xx") ? text.dropLast(2) : text[...]
        return digits.count == (text.hasSuffix("xx") ? 1 : 3) && digits.allSatisfy { $0.isASCII && $0.isNumber }
    }

    func matches(_ record: RequestRecord) -> Bool {
        if let outcome, record.outcome != outcome { return false }
        if let behavior, record.subject.route != behavior { return false }
        if let status {
            let isClass = status.hasSuffix("xx")
            guard isClass ? status.prefix(1) == "\(record.status / 100)" : status == "\(record.status)" else {
                return false
            }
        }
        guard let path else { return true }
        return path.matches(record.subject.path.utf8)
    }
}

/// The last requests, as `cache tail` prints them.
package struct RecentRequests: Codable, Sendable {
    /// To be handed back for what comes next.
    package var cursor: String
    /// Requests that were overwritten before they were asked for.
    package var missed: Int
    package var requests: [Shown]

    package struct Shown: Codable, Sendable {
        package var milliseconds: Int
        package var method: String
        package var host: String
        package var path: String
        package var behavior: String
        package var origin: String
        package var status: Int
        package var outcome: String
        package var reason: String?
        package var refusal: String?
        package var failure: String?
        package var bytes: Int
        package var durationMicroseconds: Int
        package var originMicroseconds: Int
    }

    init(_ records: [RequestRecord], counts: [Int], missed: Int, filter: RequestFilter, limit: Int) {
        cursor = counts.map(String.init).joined(separator: "-")
        self.missed = missed
        requests = records.filter(filter.matches).suffix(limit).map(Shown.init)
    }

    static func counts(of cursor: String?) -> [Int] {
        (cursor ?? "").split(separator: "-").map { Int($0) ?? 0 }
    }
}

extension RecentRequests.Shown {
    init(_ record: RequestRecord) {
        milliseconds = record.milliseconds
        method = record.subject.method
        host = record.subject.host
        path = record.subject.path
        behavior = record.subject.route
        origin = record.subject.origin
        status = Int(record.status)
        outcome = record.outcome.name
        reason = record.reason?.rawValue
        refusal = record.refusal?.rawValue
        failure = record.failure
        bytes = record.bytes
        durationMicroseconds = record.durationMicroseconds
        originMicroseconds = record.originMicroseconds
    }
}
