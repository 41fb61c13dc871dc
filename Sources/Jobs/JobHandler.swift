package import Foundation

/// How an attempt went, in the words of whoever made it.
package enum JobOutcome: Hashable, Sendable {
    case done(JobNote)
    /// Failed for now. `after` is the soonest the peer allows; the policy may wait longer.
    case retry(JobNote, after: Duration?)
    /// Will never work.
    case dead(JobNote)
    /// A person has to look.
    case hold(JobNote)
    /// No longer wanted; nobody's fault.
    case cancel(JobNote)
    /// Not now, and not this job's fault: a pause or a quota. Costs no attempt.
    case snooze(Duration, JobNote)
    /// It may have worked; the kind's policy says whether to do it again.
    case unknown(JobNote)
}

/// Does one kind of job.
///
/// A job may be handed to a handler more than once: after a crash, or when a lease was lost. What it does must come out
/// the same, or stand behind `JobRun.markSending`. An error thrown is a retry; cancellation hands the job back.
package protocol JobHandler: Sendable {
    func perform(_ run: JobRun) async throws -> JobOutcome
}

/// One attempt at one job, as the handler sees it.
package final class JobRun: Sendable {
    package let job: Job
    package let lease: Lease
    private let store: any JobStore
    private let time: any TimeSource
    private let sending = Flag()

    package init(_ claimed: ClaimedJob, store: any JobStore, time: any TimeSource) {
        job = claimed.job
        lease = claimed.lease
        self.store = store
        self.time = time
    }

    package var now: Date { time.now() }

    /// Whether the point of no return was reached in this attempt.
    package var isSending: Bool { sending.isRaised }

    /// To be called just before the effect leaves the house; durable when it returns.
    ///
    /// - Throws: `StaleLease` when the job is no longer ours; then nothing may be sent.
    package func markSending() async throws {
        try await store.markSending(lease, at: time.now())
        sending.raise()
    }
}

/// Reads time and waits for it. Tests turn the hands themselves.
package protocol TimeSource: Sendable {
    func now() -> Date
    /// Returns once `span` has passed; throws when cancelled.
    func sleep(for span: Duration) async throws
}

/// The machine's own clock.
package struct SystemTime: TimeSource {
    package init() {}
    package func now() -> Date { Date() }
    package func sleep(for span: Duration) async throws { try await Task.sleep(for: span) }
}
