import Foundation
import HTTPSemantics

/// What is wrong with a request, for programs (RFC 9457) and, by way of `ThemePages`, for people.
struct Problem: Error, Hashable, Sendable {
    struct Violation: Hashable, Sendable, Encodable {
        /// A JSON Pointer (RFC 6901) into the body, or the name of a query parameter after `#`.
        let pointer: String
        let detail: String
    }

    let status: Int
    /// A few words that are the same for every occurrence.
    let title: String
    /// What to do about this one.
    var detail: String?
    var violations: [Violation] = []
    /// Sent as `Retry-After`.
    var retryAfterSeconds: Int?
    /// Further fields of the answer, such as `Allow`.
    var fields: Fields = [:]

    init(
        _ status: Int, _ title: String? = nil, detail: String? = nil, violations: [Violation] = [],
        retryAfterSeconds: Int? = nil, fields: Fields = [:]
    ) {
        self.status = status
        self.title = title ?? reasonPhrase(status)
        self.detail = detail
        self.violations = violations
        self.retryAfterSeconds = retryAfterSeconds
        self.fields = fields
    }

    static let unknownAddress = Problem(404, detail: "There is nothing at this address.")
    static let notFromAnEdge = Problem(
        403, detail: "This server answers its edges only; ask at the site's own address.")
    static let internalError = Problem(500, detail: "Something went wrong here. Please try again in a moment.")

    static func methodNotAllowed(_ route: Route) -> Problem {
        Problem(405, fields: ["Allow": FieldValue(route.methods.map(\.rawValue).joined(separator: ", "))])
    }

    private struct Document: Encodable {
        let type = "about:blank"
        let title: String
        let status: Int
        let detail: String?
        let errors: [Violation]?
        let requestId: String
    }

    /// The problem document. Never kept by caches: what is wrong now may be right in a moment.
    func answer(requestID: String) -> Answer {
        let document = Document(
            title: title, status: status, detail: detail, errors: violations.isEmpty ? nil : violations,
            requestId: requestID)
        return Answer(status, type: "application/problem+json", json(document), answerFields)
    }

    /// What an answer to it carries in any form.
    var answerFields: Fields {
        var result = fields
        result.set("Cache-Control", to: FieldValue(CachePolicy.never))
        if let retryAfterSeconds { result.set("Retry-After", to: FieldValue(String(retryAfterSeconds))) }
        return result
    }
}

/// A value as JSON with its keys in order, so that equal values have equal entity tags.
func json(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // The values encoded here are texts, numbers and lists of ours; there is no way for them to fail.
    return (try? encoder.encode(value)).map(Array.init) ?? Array("{}".utf8)
}
