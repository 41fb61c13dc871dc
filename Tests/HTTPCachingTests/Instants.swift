import HTTPCaching
import HTTPSemantics

/// The moment at which everything in these tests happens: Mon, 23 Nov 2026 19:00:00 GMT.
let now = Instant(secondsSinceEpoch: 1_795_460_400)
let nowText = "Mon, 23 Nov 2026 19:00:00 GMT"

/// The date so many seconds from then.
func date(_ offset: Int) -> String {
    HTTPDate(secondsSinceEpoch: now.secondsSinceEpoch + offset).description
}

/// Fields from lines: `"Name: value"`.
func fields(_ lines: [String]) -> Fields {
    Fields(
        lines.map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FieldName(parts[0]) else { preconditionFailure("a row names a field: \(line)") }
            return Field(name: name, value: FieldValue(String(parts[1].drop { $0 == " " })))
        })
}

/// A response stored now.
func stored(
    _ lines: [String], status: Int = 200, request: [String] = [], policy: CachePolicy = CachePolicy()
) -> StoredResponse {
    StoredResponse(
        status: status, reason: [], fields: fields(lines), requestFields: fields(request), requestTime: now,
        responseTime: now, policy: policy)
}
