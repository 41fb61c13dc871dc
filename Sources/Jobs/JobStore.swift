package import Foundation

/// The right to work on one job for a while.
///
/// The token grows with every claim and every recovery, so a worker that slept through its lease can't finish over the
/// one that took the job next (fencing).
package struct Lease: Hashable, Sendable {
    package let job: ULID
    package let token: Int
    package let owner: String
    package let until: Date

    package init(job: ULID, token: Int, owner: String, until: Date) {
        self.job = job
        self.token = token
        self.owner = owner
        self.until = until
    }
}

/// The lease was lost: somebody else has the job, or it is over. Drop the result; there is nothing to retry.
package struct StaleLease: Error, Hashable, CustomStringConvertible {
    package let job: ULID

    package init(job: ULID) { self.job = job }
    package var description: String { "the lease on job \(job) is no longer ours" }
}

/// A job and the lease it was claimed under.
package struct ClaimedJob: Hashable, Sendable {
    package let job: Job
    package let lease: Lease

    package init(job: Job, lease: Lease) {
        self.job = job
        self.lease = lease
    }
}

/// What a worker asks for.
package struct Claim: Sendable {
    package var kinds: Set<JobKind>
    package var limit: Int
    package var owner: String
    package var lease: Duration
    /// By kind, the names of the pauses that stop it. Those of destinations stop every kind.
    package var pausedBy: [JobKind: Set<String>]
    package var closedDestinations: Set<String> = []

    package init(
        kinds: Set<JobKind>, limit: Int, owner: String, lease: Duration, pausedBy: [JobKind: Set<String>] = [:]
    ) {
        self.kinds = kinds
        self.limit = limit
        self.owner = owner
        self.lease = lease
        self.pausedBy = pausedBy
    }

    /// What is left of it under these pauses.
    package func limited(by pauses: [Pause], at now: Date) -> Claim {
        var claim = self
        let active = pauses.filter { $0.isActive(at: now) }
        let names = Set(active.map(\.name))
        claim.kinds = kinds.filter { pausedBy[$0]?.isDisjoint(with: names) ?? true }
        claim.closedDestinations.formUnion(active.compactMap(\.destination))
        return claim
    }
}

/// Where a job goes when its attempt is over.
package struct Settlement: Hashable, Sendable {
    package enum Next: Hashable, Sendable {
        case done
        case readyAgain(at: Date)
        /// Ready again as if it had never been tried: a pause, a quota, a graceful stop.
        case readyAgainFree(at: Date)
        case dead
        case held
        case cancelled
    }

    package let next: Next
    package let note: JobNote

    package init(_ next: Next, note: JobNote) {
        self.next = next
        self.note = note
    }

    package var state: JobState {
        switch next {
        case .done: .done
        case .readyAgain, .readyAgainFree: .ready
        case .dead: .dead
        case .held: .held
        case .cancelled: .cancelled
        }
    }
}

/// What happens to a job whose worker vanished between "sending" and the answer.
package enum UnknownOutcome: Hashable, Sendable {
    /// Do it again. A mail goes out with the same bytes and Message-ID, so a doubled one is recognisable.
    case resend
    /// Wait for an operator.
    case hold
}

/// What a sweep did.
package struct SweepReport: Hashable, Sendable {
    /// Leases that ran out before anything was sent.
    package var recovered = 0
    /// Jobs found in `sending`: nobody knows whether they had their effect.
    package var unknown = 0

    package init() {}
}

/// Durable work, one engine for mail and photos.
///
/// Each operation is one transaction, its events included. Every instant comes from the caller. A store that shares a
/// database with other tables also inserts jobs inside those tables' own use cases; no seam hands out a transaction.
package protocol JobStore: Sendable {
    /// Stores what isn't stored yet.
    ///
    /// - Returns: For each job, whether it was new; a known key changes nothing.
    @discardableResult
    func enqueue(_ jobs: [NewJob], at now: Date) async throws -> [Bool]

    /// Takes up to `limit` due jobs, best first (priority, then `runAt`, then id), and charges each an attempt. Due jobs
    /// past their `expireAt` die instead.
    func claim(_ claim: Claim, at now: Date) async throws -> [ClaimedJob]

    /// Heartbeat: moves the end of each lease to `now + span`.
    ///
    /// - Returns: The leases still ours.
    func extend(_ leases: [Lease], by span: Duration, at now: Date) async throws -> [Lease]

    /// Writes durably that the effect is about to happen; throws `StaleLease` when it must not.
    func markSending(_ lease: Lease, at now: Date) async throws

    /// Ends the attempt; throws `StaleLease` when somebody else has the job.
    func settle(_ lease: Lease, _ settlement: Settlement, at now: Date) async throws

    /// Hands back leases under which nothing was sent, at once and without the cost of an attempt. Stale ones, and
    /// jobs already `sending`, are left as they are.
    func release(_ leases: [Lease], at now: Date) async throws

    /// Puts right what crashed workers left, for the kinds named: expired leases become ready, or dead when all attempts
    /// are used; those found `sending` go as their kind says.
    func sweep(_ kinds: [JobKind: UnknownOutcome], at now: Date) async throws -> SweepReport

    /// When the earliest job that this claim would take wants to run, or a pause in its way ends; may lie in the past.
    func nextDue(_ claim: Claim, at now: Date) async throws -> Date?

    /// Those in force.
    func pauses(at now: Date) async throws -> [Pause]

    /// Stops work; an automatic pause leaves an operator's as it is.
    func pause(_ pause: Pause) async throws

    /// Ends a pause, an automatic one only where that is asked for.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    func resume(_ name: String, onlyAutomatic: Bool) async throws -> Bool

    func job(_ id: ULID) async throws -> Job?

    /// How many jobs stand where; states nobody is in are absent. `nil` counts every kind.
    func counts(kinds: Set<JobKind>?) async throws -> [JobState: Int]

    /// Steps after `sequence`, oldest first.
    func events(after sequence: Int, limit: Int) async throws -> [JobEvent]

    /// The newest step's number; 0 before the first. Cheap enough to ask every second.
    func lastSequence() async throws -> Int
}
