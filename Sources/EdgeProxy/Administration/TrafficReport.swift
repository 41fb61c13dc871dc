/// What the edge has served since it started, by one dimension: what `cache top` prints.
package struct TrafficReport: Codable, Sendable {
    /// What requests can be told apart by.
    package enum Dimension: String, CaseIterable, Codable, Sendable {
        case path
        case behavior
        case outcome
        case origin
        case status
    }

    package var by: Dimension
    /// Names less busy than this may be missing; the counts of others may lack as many.
    package var floor: Int
    package var total: Traffic
    package var rows: [Row]

    package struct Row: Codable, Sendable {
        package var name: String
        package var traffic: Traffic

        package init(name: String, traffic: Traffic) {
            self.name = name
            self.traffic = traffic
        }
    }

    package init(_ tally: TrafficTally, by dimension: Dimension) {
        let entries =
            switch dimension {
            case .path: tally.paths.entries
            case .behavior: tally.behaviors
            case .outcome: tally.outcomes
            case .origin: tally.origins
            case .status: tally.statuses
            }
        by = dimension
        floor = dimension == .path ? tally.paths.floor : 0
        total = tally.outcomes.values.reduce(into: Traffic()) { $0.add($1) }
        rows = entries.map { Row(name: $0.key, traffic: $0.value) }
            .sorted { ($1.traffic.requests, $0.name) < ($0.traffic.requests, $1.name) }
    }
}

extension Traffic {
    /// What has been added since.
    package func since(_ earlier: Traffic?) -> Traffic {
        guard let earlier else { return self }
        var difference = self
        // A name that was let go of in between begins anew.
        difference.requests = max(0, requests - earlier.requests)
        difference.hits = max(0, hits - earlier.hits)
        difference.errors = max(0, errors - earlier.errors)
        difference.bytes = max(0, bytes - earlier.bytes)
        difference.originMicroseconds = max(0, originMicroseconds - earlier.originMicroseconds)
        return difference
    }
}
