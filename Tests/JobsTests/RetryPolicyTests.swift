import Foundation
import Jobs
import TestSupport
import Testing

@Suite struct `Retrying` {
    private let start = Date(timeIntervalSince1970: 1_795_460_400)

    @Test(arguments: [
        (1, 1), (2, 5), (3, 15), (4, 30), (5, 60), (6, 120), (7, 240), (8, 480), (9, 720), (10, 720), (99, 720),
    ])
    func `waits by the schedule, in minutes`(_ attempt: Int, _ minutes: Int) {
        #expect(RetryPolicy().delay(afterAttempt: attempt, chance: 0.5) == .seconds(minutes * 60))
    }

    @Test(arguments: [(0.0, 48.0), (0.25, 54), (0.5, 60), (0.75, 66), (0.9999, 72)])
    func `strays from it by a fifth at most`(_ chance: Double, _ seconds: Double) {
        let delay = RetryPolicy().delay(afterAttempt: 1, chance: chance)
        #expect(abs(Double(delay.components.seconds) + Double(delay.components.attoseconds) / 1e18 - seconds) < 0.01)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let outcome: JobOutcome
        var attempt = 1
        var maxAttempts = 5
        var unknown = UnknownOutcome.resend
        let expected: Settlement.Next
        var text = "why"

        static let start = Date(timeIntervalSince1970: 1_795_460_400)
        static let note = JobNote("why", code: 450)
        static let all = [
            Case(testDescription: "done", outcome: .done(note), expected: .done),
            Case(testDescription: "dead", outcome: .dead(note), expected: .dead),
            Case(testDescription: "hold", outcome: .hold(note), expected: .held),
            Case(testDescription: "cancel", outcome: .cancel(note), expected: .cancelled),
            Case(
                testDescription: "a snooze is free", outcome: .snooze(.seconds(7), note),
                expected: .readyAgainFree(at: start.adding(.seconds(7)))),
            Case(
                testDescription: "a retry waits by the schedule", outcome: .retry(note, after: nil), attempt: 2,
                expected: .readyAgain(at: start.adding(.seconds(300)))),
            Case(
                testDescription: "the peer's delay counts when it is longer",
                outcome: .retry(note, after: .seconds(90)),
                expected: .readyAgain(at: start.adding(.seconds(90)))),
            Case(
                testDescription: "and not when it is shorter", outcome: .retry(note, after: .seconds(2)),
                expected: .readyAgain(at: start.adding(.seconds(60)))),
            Case(
                testDescription: "the last attempt's retry is a death", outcome: .retry(note, after: nil), attempt: 5,
                expected: .dead, text: "gave up after 5 attempts: why"),
            Case(
                testDescription: "a retry past the job's life is one too", outcome: .retry(note, after: .seconds(3600)),
                expected: .dead, text: "expired: why"),
            Case(
                testDescription: "unknown is sent again", outcome: .unknown(note),
                expected: .readyAgain(at: start.adding(.seconds(60)))),
            Case(testDescription: "or held", outcome: .unknown(note), unknown: .hold, expected: .held),
        ]
    }

    @Test(arguments: Case.all)
    func `the settlement follows the table`(_ row: Case) {
        var job = Job(JobStoreClause.job("a", life: .seconds(3600), maxAttempts: row.maxAttempts), at: start)
        job.attempt = row.attempt
        let policy = JobPolicy(unknownOutcome: row.unknown)
        let settlement = policy.settlement(of: row.outcome, for: job, at: start, chance: 0.5)
        #expect(settlement == Settlement(row.expected, note: JobNote(row.text, code: 450)))
    }

    @Test func `a welcome is tried over all of its three days`() {
        var job = Job(JobStoreClause.job("a", life: .seconds(72 * 3600), maxAttempts: 25), at: start)
        var (now, attempts) = (start, 0)
        while true {
            job.attempt += 1
            attempts += 1
            let outcome = JobOutcome.retry(JobNote("down"), after: nil)
            guard case .readyAgain(let next) = JobPolicy().settlement(of: outcome, for: job, at: now, chance: 0.5).next
            else { break }
            now = next
        }
        #expect(attempts == 13)
        #expect(now.timeIntervalSince(start) > 60 * 3600)
    }
}
