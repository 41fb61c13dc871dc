import HTTPCaching

/// What some requests have come to.
package struct Traffic: Hashable, Codable, Sendable {
    package var requests = 0
    /// Answered without asking the origin.
    package var hits = 0
    /// Answered 500 and above, or not at all.
    package var errors = 0
    /// Of bodies.
    package var bytes = 0
    /// Waited for the origin's heads.
    package var originMicroseconds = 0

    package init() {}

    mutating func add(_ record: RequestRecord) {
        requests += 1
        switch record.outcome {
        case .hit, .staleHit: hits += 1
        case .staleOnError, .revalidated, .miss, .collapsed, .pass, .refused, .failed: break
        }
        if record.status >= 500 || record.outcome == .failed { errors += 1 }
        bytes += record.bytes
        originMicroseconds += record.originMicroseconds
    }

    mutating func add(_ other: Traffic) {
        requests += other.requests
        hits += other.hits
        errors += other.errors
        bytes += other.bytes
        originMicroseconds += other.originMicroseconds
    }
}

/// The busiest of an endless list of names, in bounded memory.
///
/// Space-saving in batches: once there are twice as many as wanted, the lesser half is let go of, and how busy its
/// busiest was is remembered. So a name busier than `floor` is always there, and its count lacks at most `floor`.
package struct BusiestList: Hashable, Sendable {
    package private(set) var entries: [String: Traffic] = [:]
    package private(set) var floor = 0
    private let wanted: Int

    package init(wanted: Int = 512) {
        self.wanted = wanted
    }

    package mutating func add(_ traffic: Traffic, to name: String) {
        entries[name, default: Traffic()].add(traffic)
        if entries.count >= wanted * 2 { thin() }
    }

    private mutating func thin() {
        let ranked = entries.sorted { ($1.value.requests, $0.key) < ($0.value.requests, $1.key) }
        if ranked.count > wanted { floor = max(floor, ranked[wanted].value.requests) }
        entries = Dictionary(uniqueKeysWithValues: ranked.prefix(wanted).map { ($0.key, $0.value) })
    }

    package mutating func merge(_ other: BusiestList) {
        for (name, traffic) in other.entries { add(traffic, to: name) }
        floor = max(floor, other.floor)
    }
}
