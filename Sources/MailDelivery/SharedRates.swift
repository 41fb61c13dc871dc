package import Foundation

/// Speeds that hold for all workers on one store together.
package protocol SharedRates: Sendable {
    /// Takes one turn of each speed, or none of any.
    ///
    /// - Returns: How long until there is one of each; `nil` when they were taken.
    func take(_ turns: [RateTurn], at now: Date) async throws -> Duration?
}

/// A speed: so many a second under a name. The whole has an empty one, a domain its own.
package struct RateTurn: Hashable, Sendable {
    package let name: String
    package let perSecond: Double

    package init(name: String, perSecond: Double) {
        self.name = name
        self.perSecond = perSecond
    }

    /// What is in the bucket by now: it holds a second's worth at most.
    package func level(_ tokens: Double, after seconds: Double) -> Double {
        min(max(1, perSecond), tokens + max(0, seconds) * perSecond)
    }

    /// What a bucket holds that nobody has used.
    package var full: Double { max(1, perSecond) }
}
