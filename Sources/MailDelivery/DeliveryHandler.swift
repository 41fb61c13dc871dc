import Foundation
package import Jobs
package import Logging

/// Sends one letter: still wanted? → composed and frozen → `sending`, durable → carrier → outcome.
///
/// The order makes a crash harmless: before `sending` nothing has left, so the job is simply taken again; after it the
/// kind's policy decides, and a second copy has the same bytes and Message-ID.
package struct DeliveryHandler: JobHandler {
    private let letters: any LetterStore
    private let source: any LetterSource
    private let mailer: any Mailer
    private let log: Logger

    package init(letters: any LetterStore, source: any LetterSource, mailer: any Mailer, log: Logger) {
        self.letters = letters
        self.source = source
        self.mailer = mailer
        self.log = log
    }

    package func perform(_ run: JobRun) async throws -> JobOutcome {
        let begun = run.now
        guard let letter = try await letters.letter(run.job.id) else {
            return .dead(JobNote("the letter of this job is gone"))
        }
        let (message, outcome) = try await deliver(letter, run)
        report(outcome, of: letter, message, run, took: run.now.span(since: begun))
        return outcome
    }

    private func deliver(_ letter: Letter, _ run: JobRun) async throws -> (FrozenMessage?, JobOutcome) {
        if case .unwanted(let reason) = try await source.standing(of: letter) {
            return (letter.frozen, .cancel(JobNote(reason)))
        }
        let message: FrozenMessage
        do {
            message = try await frozen(letter, run)
        } catch let problem as LetterProblem {
            return (nil, .hold(JobNote(problem.description)))
        }
        let envelope = Envelope(sender: message.sender, recipient: letter.recipient, messageID: message.id)
        try await run.markSending()
        do throws(DeliveryFailure) {
            let receipt = try await mailer.send(envelope, message.bytes)
            return (message, .done(JobNote(receipt.text, code: receipt.code)))
        } catch {
            return (message, Self.outcome(of: error))
        }
    }

    private func frozen(_ letter: Letter, _ run: JobRun) async throws -> FrozenMessage {
        if let message = letter.frozen { return message }
        let message = try await source.compose(letter, at: run.now)
        return try await letters.freeze(message, under: run.lease, at: run.now)
    }

    private static func outcome(of failure: DeliveryFailure) -> JobOutcome {
        switch failure {
        case .transient(let reason, let after): .retry(JobNote(reason), after: after)
        case .permanent(let reason): .dead(JobNote(reason))
        case .unavailable(let reason): .snooze(unavailablePause, JobNote(reason))
        case .unknown(let reason): .unknown(JobNote(reason))
        }
    }

    /// Until a mailer that can't work just now is asked again.
    private static let unavailablePause: Duration = .seconds(60)

    private func report(
        _ outcome: JobOutcome, of letter: Letter, _ message: FrozenMessage?, _ run: JobRun, took duration: Duration
    ) {
        let (word, level) = Self.word(for: outcome)
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        log.log(
            level: level, "delivery",
            metadata: [
                "mail.outcome": "\(word)", "mail.kind": "\(letter.kind)",
                "mail.recipient": "\(letter.recipient.masked)",
                "mail.message_id": "\(message?.id.description ?? "-")", "mail.mailer": "\(mailer.name)",
                "job.id": "\(run.job.id)", "job.attempt": "\(run.job.attempt)", "duration.ms": "\(milliseconds)",
            ])
    }

    private static func word(for outcome: JobOutcome) -> (String, Logger.Level) {
        switch outcome {
        case .done: ("delivered", .info)
        case .retry: ("deferred", .info)
        case .snooze: ("unavailable", .warning)
        case .dead: ("refused", .warning)
        case .hold: ("held", .warning)
        case .cancel: ("cancelled", .info)
        case .unknown: ("unknown", .warning)
        }
    }
}

/// A letter that can't be written as things are: a template is missing or broken. A person has to mend it, then release
/// the job.
package struct LetterProblem: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
