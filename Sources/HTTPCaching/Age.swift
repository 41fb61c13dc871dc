package import HTTPSemantics

/// How old a response was when it arrived, in milliseconds.
///
/// RFC 9111 §4.2.3: the larger of what the clocks say (`Date` against ours) and what the caches on the way said
/// (`Age`, plus the time the response took).
///
/// - Parameters:
///   - requestTime: When the request left.
///   - responseTime: When the head was complete.
package func correctedInitialAge(fields: Fields, requestTime: Instant, responseTime: Instant) -> Int {
    let apparent =
        fields.date(responseTime: responseTime).map { max(0, responseTime.secondsSinceEpoch - $0) * 1000 } ?? 0
    let delay = max(0, responseTime.millisecondsSinceEpoch - requestTime.millisecondsSinceEpoch)
    return max(apparent, (statedAge(fields) ?? 0) * 1000 + delay)
}

/// The value of `Age` in seconds, `nil` where there is none to be used.
///
/// RFC 9111 §5.1: the first member of a list counts; if that is no sequence of digits, the field is ignored.
package func statedAge(_ fields: Fields) -> Int? {
    guard let line = fields.values("age").first else { return nil }
    let first = line.text.split(separator: ",", omittingEmptySubsequences: false).first.map { String($0.trimmed) }
    switch CacheControl.seconds(first) {
    case .value(let seconds): return seconds
    case .invalid: return nil
    }
}
