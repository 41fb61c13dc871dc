package import Foundation
package import Jobs
package import Logging
import Synchronization

/// Sends one letter: admitted? → still wanted? → composed and frozen → carrier → `sending`, durable → final dot → outcome.
///
/// The order makes a crash harmless: before `sending` nothing has left, so the job is simply taken again; after it the
/// kind's policy decides, and a second copy has the same bytes and Message-ID. `sending` is written when the carrier has
/// all but the final dot, so only what is really under way can come out unknown.
package struct DeliveryHandler: JobHandler {
    private let letters: any LetterStore
    private let source: any LetterSource
    private let mailer: any Mailer
    private let desk: DeliveryDesk?
    private let log: Logger
    private let onSending: @Sendable (Date) -> Void

    /// - Parameters:
    ///   - desk: Paces deliveries; without one they go as they come.
    ///   - onSending: Called after `sending` was written, with its instant.
    package init(
        letters: any LetterStore, source: any LetterSource, mailer: any Mailer, desk: DeliveryDesk? = nil, log: Logger,
        onSending: @escaping @Sendable (Date) -> Void = { _ in }
    ) {
        self.letters = letters
        self.source = source
        self.mailer = mailer
        self.desk = desk
        self.log = log
        self.onSending = onSending
    }

    package func perform(_ run: JobRun) async throws -> JobOutcome {
        let begun = run.now
        guard let letter = try await letters.letter(run.job.id) else {
            return .dead(JobNote("the letter of this job is gone"))
        }
        let domain = letter.recipient.domain
        if case .wait(let span)? = try await desk?.admit(domain, at: begun) {
            return .snooze(max(span, .milliseconds(100)), .waitsForItsTurn)
        }
        var experience = DeliveryPacer.Experience.neutral
        let result: Result<(FrozenMessage?, JobOutcome), any Error>
        do {
            let (message, outcome) = try await deliver(letter, run, &experience)
            result = .success((message, outcome))
        } catch {
            result = .failure(error)
        }
        try await desk?.conclude(domain, experience, at: run.now, actor: run.lease.owner, log: log)
        let (message, outcome): (FrozenMessage?, JobOutcome) = try result.get()
        report(outcome, of: letter, message, run, took: run.now.span(since: begun))
        return outcome
    }

    private func deliver(
        _ letter: Letter, _ run: JobRun, _ experience: inout DeliveryPacer.Experience
    ) async throws -> (FrozenMessage?, JobOutcome) {
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
        let obstacle = Mutex<(any Error)?>(nil)
        do throws(DeliveryFailure) {
            let receipt = try await mailer.send(envelope, message.bytes) {
                do {
                    // Before the step, so that the note never runs ahead of the store.
                    let now = run.now
                    try await run.markSending()
                    onSending(now)
                    return true
                } catch {
                    obstacle.withLock { $0 = error }
                    return false
                }
            }
            experience = .accepted
            return (message, .done(JobNote(receipt.text, code: receipt.code, enhancedCode: receipt.enhancedCode)))
        } catch {
            if let obstacle = obstacle.withLock({ $0 }) { throw obstacle }
            experience = Self.experience(of: error)
            if case .permanent(_, let verdict) = error, verdict != .blameless {
                try await source.refused(letter, verdict, at: run.now)
            }
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
        case .transient(let note, let after): .retry(note, after: after)
        case .destination(let note): .retry(note, after: nil)
        case .permanent(let note, _): .dead(note)
        case .misunderstood(let note): .hold(note)
        case .unreachable(let note): .snooze(.seconds(15), note)
        case .unavailable(let note): .snooze(.seconds(60), note)
        case .unknown(let note): .unknown(note)
        case .withdrawn: .snooze(.zero, JobNote("withdrawn"))
        }
    }

    private static func experience(of failure: DeliveryFailure) -> DeliveryPacer.Experience {
        switch failure {
        case .destination(let note): .domainInTrouble(note.shown)
        case .unreachable(let note): .carrierUnreachable(note.shown)
        case .unavailable(let note): .misconfigured(note.shown)
        case .permanent(let note, _) where note.enhancedCode?.hasPrefix("5.7.") == true: .refusedByPolicy(note.shown)
        case .transient, .permanent, .misunderstood, .unknown, .withdrawn: .neutral
        }
    }

    private func report(
        _ outcome: JobOutcome, of letter: Letter, _ message: FrozenMessage?, _ run: JobRun, took duration: Duration
    ) {
        let (word, level, note) = Self.word(for: outcome)
        desk?.count(word, took: duration)
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        var metadata: Logger.Metadata = [
            "mail.outcome": "\(word)", "mail.kind": "\(letter.kind)",
            "mail.recipient": "\(letter.recipient.masked)",
            "mail.message_id": "\(message?.id.description ?? "-")", "mail.mailer": "\(mailer.name)",
            "job.id": "\(run.job.id)", "job.attempt": "\(run.job.attempt)", "duration.ms": "\(milliseconds)",
        ]
        if let code = note.code { metadata["mail.code"] = "\(code)" }
        if let code = note.enhancedCode { metadata["mail.enhanced_code"] = "\(code)" }
        log.log(level: level, "delivery", metadata: metadata)
    }

    private static func word(for outcome: JobOutcome) -> (String, Logger.Level, JobNote) {
        switch outcome {
        case .done(let note): ("delivered", .info, note)
        case .retry(let note, _): ("deferred", .info, note)
        case .snooze(_, let note): ("unavailable", .warning, note)
        case .dead(let note): ("refused", .warning, note)
        case .hold(let note): ("held", .warning, note)
        case .cancel(let note): ("cancelled", .info, note)
        case .unknown(let note): ("unknown", .warning, note)
        }
    }
}

extension JobNote {
    /// `550 5.1.1 no such user`.
    package var shown: String {
        [code.map(String.init), enhancedCode, text].compactMap(\.self).joined(separator: " ")
    }
}

/// A letter that can't be written as things are: a template is missing or broken. A person has to mend it, then release
/// the job.
package struct LetterProblem: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
