package import Foundation
package import Jobs

/// Which mails a command is about. All conditions must hold; none means every mail.
package struct MailSelection: Hashable, Sendable {
    package var ids: [ULID]?
    package var states: Set<JobState>?
    package var kinds: Set<JobKind>?
    /// The recipient's domain, in lower case.
    package var domain: String?
    /// A pattern for the whole address: `*` is any characters, `?` one.
    package var recipient: String?
    /// The basic code (`550`) or the enhanced one, which may end in `*` (`5.7.*`).
    package var code: String?
    /// Queued at least so long ago.
    package var before: Date?
    /// Queued since then.
    package var after: Date?

    package init() {}

    /// Whether nothing narrows it down: the whole queue.
    package var isEverything: Bool {
        ids == nil && kinds == nil && domain == nil && recipient == nil && code == nil && before == nil && after == nil
    }
}

/// What an operator does to mails. Each is a compare-and-set: a mail in another state than the verb expects is left alone.
package enum MailVerb: Hashable, Sendable {
    /// A waiting mail is due now, or, one after the other, `perSecond` of them.
    case retry(perSecond: Double?)
    case hold
    /// What was held goes on; its expiry is later by as long as it was held.
    case release
    case drop
    /// A dead mail lives again, with all its attempts and its life from now on.
    case redrive(perSecond: Double?)

    /// The states it changes; mails in others are refused.
    package var from: Set<JobState> {
        switch self {
        case .retry: [.ready]
        case .hold: [.ready]
        case .release: [.held]
        case .drop: [.ready, .held, .dead]
        case .redrive: [.dead]
        }
    }

    package var name: String {
        switch self {
        case .retry: "retry"
        case .hold: "hold"
        case .release: "release"
        case .drop: "drop"
        case .redrive: "redrive"
        }
    }
}

/// What a verb did.
package struct MailChanges: Hashable, Sendable, Codable {
    package struct Refusal: Hashable, Sendable, Codable {
        package let id: ULID
        /// `nil` when there is no such mail.
        package let state: JobState?
        package let at: Date?

        package init(id: ULID, state: JobState?, at: Date?) {
            self.id = id
            self.state = state
            self.at = at
        }
    }

    package var changed: [ULID] = []
    /// Named by id, but in a state that the verb doesn't change.
    package var refused: [Refusal] = []

    package init() {}
}

/// The queue as `qshape` draws it: domains by age.
package struct MailShape: Hashable, Sendable, Codable {
    /// The upper ends of the columns but the last, in minutes.
    package static let ages = [5, 10, 20, 40, 80, 160, 320, 640, 1280]

    package struct Row: Hashable, Sendable, Codable {
        package let domain: String
        package let total: Int
        /// One more than `ages`: the last is older than all.
        package let counts: [Int]

        package init(domain: String, total: Int, counts: [Int]) {
            self.domain = domain
            self.total = total
            self.counts = counts
        }
    }

    package let rows: [Row]

    package init(rows: [Row]) { self.rows = rows }
}

/// What changes the queue. As with looking, the store answers whether the worker runs or not.
package protocol MailOperating: Sendable {
    /// Newest first; `before` is the last of the page before.
    func mails(_ selection: MailSelection, limit: Int, before: ULID?) async throws -> [MailSummary]

    /// How many mails a selection names.
    func count(_ selection: MailSelection) async throws -> Int

    /// Does it to all of them, with one event each.
    func change(_ selection: MailSelection, _ verb: MailVerb, actor: String, at now: Date) async throws -> MailChanges

    /// Mails in these states, by domain and age.
    func shape(_ states: Set<JobState>, limit: Int, at now: Date) async throws -> MailShape

    /// Forgets what is old: bodies after `bodies`, whole mails and their events after `facts`.
    ///
    /// - Returns: How many rows went.
    func tidy(bodies: Duration, facts: Duration, at now: Date) async throws -> Int
}
