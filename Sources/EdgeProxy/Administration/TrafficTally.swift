package import HTTPCaching

/// What one event loop has seen, by whatever people ask for. All lists but that of paths are closed.
package struct TrafficTally: Hashable, Sendable {
    package private(set) var paths = BusiestList()
    /// By the configured patterns; `-` where none fits.
    package private(set) var behaviors: [String: Traffic] = [:]
    package private(set) var origins: [String: Traffic] = [:]
    package private(set) var outcomes: [String: Traffic] = [:]
    package private(set) var statuses: [String: Traffic] = [:]
    package private(set) var latencies = [AnswerSource: LatencyHistogram]()
    /// Responses that were not kept.
    package private(set) var refusals: [StorageRefusal: Int] = [:]
    /// Requests to origins, by their names.
    package private(set) var originRequests: [String: Int] = [:]
    /// Failures by origin and word.
    package private(set) var originFailures: [String: [String: Int]] = [:]

    package init() {}

    mutating func add(_ record: RequestRecord) {
        var traffic = Traffic()
        traffic.add(record)
        add(traffic, of: record.subject, status: Int(record.status), outcome: record.outcome)
        latencies[AnswerSource(record.outcome), default: .init()].add(microseconds: record.durationMicroseconds)
    }

    /// Counts many requests that the express lane has answered alike. They took no time worth measuring.
    mutating func add(express traffic: Traffic, of subject: RequestSubject, status: Int) {
        add(traffic, of: subject, status: status, outcome: .hit)
        latencies[.cache, default: .init()].add(microseconds: 0, times: traffic.requests)
    }

    private mutating func add(
        _ traffic: Traffic, of subject: RequestSubject, status: Int, outcome: CacheOutcome.Kind
    ) {
        paths.add(traffic, to: subject.path)
        behaviors[subject.route, default: Traffic()].add(traffic)
        origins[subject.origin, default: Traffic()].add(traffic)
        outcomes[outcome.name, default: Traffic()].add(traffic)
        // An origin may answer any number; what isn't a status is one label.
        statuses[100..<600 ~= status ? "\(status)" : "-", default: Traffic()].add(traffic)
    }

    mutating func note(_ refusal: StorageRefusal) { refusals[refusal, default: 0] += 1 }

    mutating func noteRequest(to origin: String) { originRequests[origin, default: 0] += 1 }

    mutating func note(_ failure: OriginFailure, of origin: String) {
        originFailures[origin, default: [:]][failure.name, default: 0] += 1
    }

    mutating func merge(_ other: TrafficTally) {
        paths.merge(other.paths)
        for (name, traffic) in other.behaviors { behaviors[name, default: Traffic()].add(traffic) }
        for (name, traffic) in other.origins { origins[name, default: Traffic()].add(traffic) }
        for (name, traffic) in other.outcomes { outcomes[name, default: Traffic()].add(traffic) }
        for (name, traffic) in other.statuses { statuses[name, default: Traffic()].add(traffic) }
        for (source, latency) in other.latencies { latencies[source, default: .init()].merge(latency) }
        refusals.merge(other.refusals, uniquingKeysWith: +)
        originRequests.merge(other.originRequests, uniquingKeysWith: +)
        for (name, failures) in other.originFailures {
            originFailures[name, default: [:]].merge(failures, uniquingKeysWith: +)
        }
    }
}
