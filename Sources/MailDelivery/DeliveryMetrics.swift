package import Jobs

/// What became of attempts since the start, for Prometheus. Labels come from closed lists: outcomes, states, and the
/// configured mailer's name.
package struct DeliveryMetrics: Hashable, Sendable {
    /// How an attempt can end; the log's `mail.outcome`.
    package static let outcomes = [
        "delivered", "deferred", "unavailable", "refused", "held", "cancelled", "unknown",
    ]
    /// Upper bounds of the durations' buckets, in seconds; one more holds what is above.
    package static let bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

    package private(set) var attempts: [String: Int] = [:]
    private var durations = [Int](repeating: 0, count: bounds.count + 1)
    private var seconds = 0.0

    package init() {}

    mutating func add(_ outcome: String, took duration: Duration) {
        let span = duration / .seconds(1)
        attempts[outcome, default: 0] += 1
        durations[Self.bounds.firstIndex { span <= $0 } ?? Self.bounds.count] += 1
        seconds += span
    }

    /// The text format, version 0.0.4.
    ///
    /// - Parameter queue: How many mails stand where; `nil` when the store can't say.
    package func prometheus(mailer: String, queue: [JobState: Int]?, pauses: Int?) -> String {
        var text = Self.head("attempts_total", "counter", "Attempts to deliver, by how they ended.")
        for outcome in Self.outcomes {
            text += Self.line("attempts_total", "mailer=\"\(mailer)\",outcome=\"\(outcome)\"", attempts[outcome] ?? 0)
        }
        text += Self.head("attempt_duration_seconds", "histogram", "From taking a mail up to how it ended.")
        var sum = 0
        for (index, count) in durations.enumerated() {
            sum += count
            let bound = index < Self.bounds.count ? "\(Self.bounds[index])" : "+Inf"
            text += Self.line("attempt_duration_seconds_bucket", "mailer=\"\(mailer)\",le=\"\(bound)\"", sum)
        }
        text += Self.line("attempt_duration_seconds_sum", "mailer=\"\(mailer)\"", seconds)
        text += Self.line("attempt_duration_seconds_count", "mailer=\"\(mailer)\"", sum)
        if let queue {
            text += Self.head("queue", "gauge", "Mails by state, those that are over included while they are kept.")
            for state in JobState.allCases {
                text += Self.line("queue", "state=\"\(state.rawValue)\"", queue[state] ?? 0)
            }
        }
        if let pauses {
            text += Self.head("pauses", "gauge", "Pauses in force: look at `mail stats`.")
            text += Self.line("pauses", "", pauses)
        }
        return text
    }

    private static func head(_ name: String, _ kind: String, _ help: String) -> String {
        "# HELP masthead_mail_\(name) \(help)\n# TYPE masthead_mail_\(name) \(kind)\n"
    }

    private static func line(_ name: String, _ labels: String, _ value: some CustomStringConvertible) -> String {
        "masthead_mail_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)\n"
    }
}
