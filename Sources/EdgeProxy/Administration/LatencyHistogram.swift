package import HTTPCaching

/// How long requests took, from the last byte of their heads to the last of their answers, in fixed buckets.
package struct LatencyHistogram: Hashable, Sendable {
    /// Upper bounds in microseconds; one more bucket holds what is above.
    package static let bounds = [
        100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
        10_000_000,
    ]
    /// How many fell into each bucket, not summed.
    package private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    package private(set) var sumMicroseconds = 0

    package init() {}

    package var count: Int { counts.reduce(0, +) }

    package mutating func add(microseconds: Int, times: Int = 1) {
        counts[Self.bounds.firstIndex { microseconds <= $0 } ?? Self.bounds.count] += times
        sumMicroseconds += microseconds * times
    }

    package mutating func merge(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        sumMicroseconds += other.sumMicroseconds
    }
}

/// Who answered: what a latency depends on.
package enum AnswerSource: String, CaseIterable, Hashable, Sendable {
    case cache
    case origin
    case edge

    package init(_ outcome: CacheOutcome.Kind) {
        switch outcome {
        case .hit, .staleHit: self = .cache
        case .staleOnError, .revalidated, .miss, .collapsed, .pass, .failed: self = .origin
        case .refused: self = .edge
        }
    }
}
