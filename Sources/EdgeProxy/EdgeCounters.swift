package import HTTPCaching

/// What one event loop has counted. Summed over the loops when somebody asks.
package struct EdgeCounters: Hashable, Sendable {
    /// Requests by outcome, in the order of `CacheOutcome.names`.
    package var outcomes = [Int](repeating: 0, count: CacheOutcome.names.count)
    /// Responses by the first digit of their status, 1…5.
    package var statusClasses = [Int](repeating: 0, count: 6)
    /// Hits answered by the express lane, counted among the hits too.
    package var expressHits = 0
    package var bytesSent = 0
    package var clientConnections = 0
    package var openClients = 0
    package var openOrigins = 0
    package var originRequests = 0
    package var originFailures = 0
    package var refusedRequests = 0

    package mutating func count(_ outcome: CacheOutcome, status: Int, bytes: Int) {
        outcomes[outcome.index] += 1
        statusClasses[min(max(status / 100, 0), 5)] += 1
        bytesSent += bytes
    }

    package static func + (one: EdgeCounters, other: EdgeCounters) -> EdgeCounters {
        var sum = one
        for index in sum.outcomes.indices { sum.outcomes[index] += other.outcomes[index] }
        for index in sum.statusClasses.indices { sum.statusClasses[index] += other.statusClasses[index] }
        sum.expressHits += other.expressHits
        sum.bytesSent += other.bytesSent
        sum.clientConnections += other.clientConnections
        sum.openClients += other.openClients
        sum.openOrigins += other.openOrigins
        sum.originRequests += other.originRequests
        sum.originFailures += other.originFailures
        sum.refusedRequests += other.refusedRequests
        return sum
    }

    package var requests: Int { outcomes.reduce(0, +) }
}
