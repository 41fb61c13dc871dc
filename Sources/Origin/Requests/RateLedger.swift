package import Foundation
import Synchronization

/// How often one client may do something: each limit is a bucket of tokens that fills evenly.
package struct RateLimit: Hashable, Sendable {
    /// How many at once, and how many per `period`.
    package let count: Int
    package let period: Duration

    package init(count: Int, per period: Duration) {
        self.count = count
        self.period = period
    }
}

/// Whether one more is within the limits.
package enum RateDecision: Hashable, Sendable {
    case admitted
    /// Whole seconds until one more will be, at least 1.
    case refused(retryAfterSeconds: Int)
}

/// Who has used up how much of which limit.
///
/// A refused attempt costs nothing, so a client that waits as told gets through. Full buckets are forgotten; past 50,000
/// clients the ones not heard of for longest are, which only ever lets somebody in too early.
package struct RateLedger: Sendable {
    private let limits: [RateLimit]
    private let capacity: Int
    private var clients: [[UInt8]: Client] = [:]

    private struct Client {
        /// Tokens left, one for each limit.
        var levels: [Double]
        var updated: Date
    }

    package init(limits: [RateLimit], capacity: Int = 50_000) {
        self.limits = limits
        self.capacity = capacity
    }

    /// How many clients are remembered.
    package var count: Int { clients.count }

    package mutating func admit(_ key: [UInt8], at now: Date) -> RateDecision {
        var client = clients[key] ?? Client(levels: limits.map { Double($0.count) }, updated: now)
        let elapsed = max(0, now.timeIntervalSince(client.updated))
        client.updated = now
        var wait = 0.0
        for (index, limit) in limits.enumerated() {
            let perSecond = Double(limit.count) / (limit.period / .seconds(1))
            client.levels[index] = min(Double(limit.count), client.levels[index] + elapsed * perSecond)
            // Refills are sums of fractions, so a hair below a whole token is one.
            if client.levels[index] < 1 - 1e-6 { wait = max(wait, (1 - client.levels[index]) / perSecond) }
        }
        let isAdmitted = wait == 0
        if isAdmitted { client.levels = client.levels.map { $0 - 1 } }
        clients[key] = client
        if clients.count > capacity { forget(at: now) }
        // What is a hair above a whole second is that second.
        return isAdmitted ? .admitted : .refused(retryAfterSeconds: max(1, Int((wait - 1e-6).rounded(.up))))
    }

    private mutating func forget(at now: Date) {
        let longest = limits.map(\.period).max() ?? .zero
        clients = clients.filter { now.timeIntervalSince($0.value.updated) < longest / .seconds(1) }
        guard clients.count > capacity else { return }
        let kept = clients.sorted { $0.value.updated > $1.value.updated }.prefix(capacity / 2)
        clients = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }
}

/// A ledger that every connection writes into; held only for the arithmetic.
final class RateGate: Sendable {
    private let ledger: Mutex<RateLedger>

    init(limits: [RateLimit]) { ledger = Mutex(RateLedger(limits: limits)) }

    func admit(_ key: [UInt8], at now: Date) -> RateDecision { ledger.withLock { $0.admit(key, at: now) } }
}
