package import Foundation

/// Work that may not be begun for now: a kind of work, a carrier, a destination. Kept in the store, so that every worker
/// keeps to it and an operator sees it.
package struct Pause: Hashable, Sendable, Codable {
    /// What stands still. Stored, so the spelling never changes: `mail`, `mailer:smtp`, `domain:example.org`.
    package var name: String
    package var since: Date
    /// `nil` until somebody resumes it.
    package var until: Date?
    package var reason: String
    /// Who paused it: an operator's command, or a worker's name.
    package var actor: String
    /// Made by a worker that found something broken; it ends by itself, and never replaces an operator's.
    package var isAutomatic: Bool

    package init(
        _ name: String, since: Date, until: Date? = nil, reason: String, actor: String, isAutomatic: Bool = false
    ) {
        self.name = name
        self.since = since
        self.until = until
        self.reason = reason
        self.actor = actor
        self.isAutomatic = isAutomatic
    }

    package static func destination(_ name: String) -> String { destinationPrefix + name.lowercased() }

    /// The destination it stops, if it is about one.
    package var destination: String? {
        name.hasPrefix(Self.destinationPrefix) ? String(name.dropFirst(Self.destinationPrefix.count)) : nil
    }

    package func isActive(at now: Date) -> Bool { until.map { $0 > now } ?? true }

    private static let destinationPrefix = "domain:"
}

/// What a worker had better not claim at this moment, by what it has seen itself: limits on speed, above all.
package struct ClaimTerms: Hashable, Sendable {
    package var closedDestinations: Set<String> = []
    package var closedKinds: Set<JobKind> = []
    /// When it is worth asking again.
    package var until: Date?

    package init() {}
}

/// Says before each claim what would only have to wait.
package protocol ClaimGate: Sendable {
    func terms(at now: Date) -> ClaimTerms
}
