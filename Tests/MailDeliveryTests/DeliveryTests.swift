import Foundation
import Jobs
import MailDelivery
import Synchronization
import TestSupport
import Testing

@Suite struct `Delivering a letter` {
    private let clock = ManualClock()
    private let jobs = MemoryJobStore()
    private let desk = Desk()
    private let mailer = ScriptedMailer()
    private let lines = RecordedLines()

    /// One attempt at the letter, as a worker makes it.
    private func attempt() async throws -> JobOutcome {
        let claim = Claim(kinds: ["mail.test"], limit: 1, owner: "worker", lease: .seconds(30))
        let claimed = try #require(await jobs.claim(claim, at: clock.now()).first)
        let run = JobRun(claimed, store: jobs, time: clock)
        let handler = DeliveryHandler(letters: desk, source: desk, mailer: mailer, log: lines.logger)
        let outcome = try await handler.perform(run)
        let settlement = JobPolicy().settlement(of: outcome, for: claimed.job, at: clock.now(), chance: 0.5)
        try await jobs.settle(claimed.lease, settlement, at: clock.now())
        return outcome
    }

    private func queue() async throws -> ULID {
        let new = JobStoreClause.job("letter", kind: "mail.test")
        await jobs.enqueue([new], at: clock.now())
        desk.put(
            Letter(
                job: new.id, kind: new.kind, recipient: try EmailAddress("jane@example.com"), subject: "s",
                payload: "{}", frozen: nil))
        return new.id
    }

    @Test func `is done with the carrier's receipt, and one line in the log`() async throws {
        let id = try await queue()
        #expect(try await attempt() == .done(JobNote("queued as 1", code: 250)))
        #expect(await jobs.events(after: 0, limit: 9).map(\.to) == [.ready, .leased, .sending, .done])
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1)
        for fact in [
            "info delivery", "mail.outcome=delivered", "mail.recipient=j***@example.com", "job.attempt=1",
            "mail.message_id=\(id)@blog.example", "mail.mailer=scripted", "duration.ms=0", "mail.kind=mail.test",
        ] {
            #expect(line.contains(fact), "\(fact)")
        }
        #expect(!line.contains("jane@"))
    }

    @Test func `is counted by how it ended and how long it took, for Prometheus`() async throws {
        let counter = DeliveryDesk(.init(), mailer: "scripted", kinds: ["mail.test"], jobs: jobs)
        _ = try await queue()
        for answer in [Result.failure(DeliveryFailure.transient(reason: "450 busy")), .success(DeliveryReceipt("ok"))] {
            mailer.answer(answer)
            clock.advance(by: .seconds(120))
            let claim = Claim(kinds: ["mail.test"], limit: 1, owner: "worker", lease: .seconds(30))
            let claimed = try #require(await jobs.claim(claim, at: clock.now()).first)
            let handler = DeliveryHandler(
                letters: desk, source: desk, mailer: mailer, desk: counter, log: lines.logger)
            let outcome = try await handler.perform(JobRun(claimed, store: jobs, time: clock))
            let settlement = JobPolicy().settlement(of: outcome, for: claimed.job, at: clock.now(), chance: 0.5)
            try await jobs.settle(claimed.lease, settlement, at: clock.now())
        }
        #expect(counter.metrics.attempts == ["deferred": 1, "delivered": 1])
        let text = counter.metrics.prometheus(mailer: "scripted", queue: [.ready: 3], pauses: 1)
        for line in [
            "# TYPE masthead_mail_attempts_total counter",
            "masthead_mail_attempts_total{mailer=\"scripted\",outcome=\"delivered\"} 1",
            "masthead_mail_attempts_total{mailer=\"scripted\",outcome=\"refused\"} 0",
            "# TYPE masthead_mail_attempt_duration_seconds histogram",
            "masthead_mail_attempt_duration_seconds_bucket{mailer=\"scripted\",le=\"0.01\"} 2",
            "masthead_mail_attempt_duration_seconds_bucket{mailer=\"scripted\",le=\"+Inf\"} 2",
            "masthead_mail_attempt_duration_seconds_count{mailer=\"scripted\"} 2",
            "masthead_mail_queue{state=\"ready\"} 3", "masthead_mail_queue{state=\"dead\"} 0", "masthead_mail_pauses 1",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
    }

    @Test(arguments: [
        (DeliveryFailure.transient(reason: "450 busy", after: .seconds(300)), JobState.ready, 1, "deferred"),
        (.permanent(reason: "550 no such user"), .dead, 1, "refused"),
        (.unavailable(reason: "535 wrong password"), .ready, 0, "unavailable"),
        (.unknown(reason: "connection lost after the final dot"), .ready, 1, "unknown"),
    ])
    func `each failure leads where it should`(
        _ failure: DeliveryFailure, _ state: JobState, _ attempts: Int, _ word: String
    ) async throws {
        let id = try await queue()
        mailer.answer(.failure(failure))
        _ = try await attempt()
        let job = try #require(await jobs.job(id))
        #expect(job.state == state)
        #expect(job.attempt == attempts)
        #expect(lines.all.first?.contains("mail.outcome=\(word)") == true)
    }

    @Test func `sends the same bytes and Message-ID in every attempt`() async throws {
        _ = try await queue()
        mailer.answer(.failure(.transient(reason: "450", after: nil)))
        _ = try await attempt()
        desk.changeTemplate()
        clock.advance(by: .seconds(60))
        mailer.answer(.success(DeliveryReceipt("ok")))
        _ = try await attempt()
        let sent = mailer.sent
        #expect(sent.count == 2)
        #expect(sent.first == sent.last)
        #expect(desk.composed == 1)
    }

    @Test func `isn't sent, or even written, when it is no longer wanted`() async throws {
        let id = try await queue()
        desk.standing(.unwanted(reason: "the subscriber is unsubscribed"))
        #expect(try await attempt() == .cancel(JobNote("the subscriber is unsubscribed")))
        #expect(mailer.sent.isEmpty)
        #expect(desk.composed == 0)
        #expect(await jobs.job(id)?.state == .cancelled)
        #expect(await jobs.events(after: 0, limit: 9).allSatisfy { $0.to != .sending })
    }

    @Test func `waits for a person when it can't be written`() async throws {
        let id = try await queue()
        desk.break("mail/test.mustache:3:1: unknown name `nmae`")
        _ = try await attempt()
        #expect(await jobs.job(id)?.state == .held)
        #expect(await jobs.job(id)?.note?.text == "mail/test.mustache:3:1: unknown name `nmae`")
        #expect(mailer.sent.isEmpty)
    }

    @Test func `isn't sent under a lost lease`() async throws {
        _ = try await queue()
        let claim = Claim(kinds: ["mail.test"], limit: 1, owner: "frozen", lease: .seconds(30))
        let claimed = try #require(await jobs.claim(claim, at: clock.now()).first)
        _ = await jobs.sweep(["mail.test": .resend], at: clock.now().adding(.seconds(31)))
        let handler = DeliveryHandler(letters: desk, source: desk, mailer: mailer, log: lines.logger)
        await #expect(throws: StaleLease.self) {
            _ = try await handler.perform(JobRun(claimed, store: jobs, time: clock))
        }
        #expect(mailer.sent.isEmpty)
    }

    @Test func `shows the operator fields without the address or the token`() throws {
        let list = MailingList(
            name: "Notes", identifier: "list.blog.example",
            unsubscribe: "https://blog.example/unsubscribe/v1.k.p.secret")
        let from = try Mailbox(parsing: "Field Notes Grüße <hello@blog.example>")
        let message = Message(
            id: MessageID(ULID(milliseconds: 1, chance: 1), sender: from.address), date: clock.now(), from: from,
            to: try EmailAddress("jane@example.com"), subject: "Hi", text: "t", html: "h", list: list)
        let job = Job(JobStoreClause.job("a"), at: clock.now())
        let summary = MailSummary(job, recipient: message.to, subject: "Hi", messageID: "x")
        let detail = MailDetail(summary: summary, message: message.bytes(), events: [])
        let fields = Dictionary(detail.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(fields["To"] == "j***@example.com")
        #expect(fields["List-Unsubscribe"] == "<https://blog.example/unsubscribe/…>")
        #expect(fields["Content-Type"]?.hasPrefix("multipart/alternative; boundary=") == true)
        #expect(detail.headers.first?.name == "Date")
        #expect(!"\(detail)".contains("secret") && !"\(detail)".contains("jane@"))
    }
}

/// Letters and what they say, as the test has it.
private final class Desk: LetterStore, LetterSource {
    private struct State {
        var letters: [ULID: Letter] = [:]
        var standing = LetterStanding.wanted
        var problem: String?
        var composed = 0
        var wording = "first wording"
    }

    private let state = Mutex(State())

    var composed: Int { state.withLock { $0.composed } }
    func put(_ letter: Letter) { state.withLock { $0.letters[letter.job] = letter } }
    func standing(_ standing: LetterStanding) { state.withLock { $0.standing = standing } }
    func `break`(_ problem: String) { state.withLock { $0.problem = problem } }
    func changeTemplate() { state.withLock { $0.wording = "second wording" } }

    func letter(_ job: ULID) -> Letter? { state.withLock { $0.letters[job] } }

    func freeze(_ message: FrozenMessage, under lease: Lease, at now: Date) -> FrozenMessage {
        state.withLock { state in
            guard let letter = state.letters[lease.job] else { return message }
            state.letters[lease.job] = Letter(
                job: letter.job, kind: letter.kind, recipient: letter.recipient, subject: letter.subject,
                payload: letter.payload, frozen: letter.frozen ?? message)
            return letter.frozen ?? message
        }
    }

    func standing(of letter: Letter) -> LetterStanding { state.withLock { $0.standing } }

    func compose(_ letter: Letter, at now: Date) throws -> FrozenMessage {
        let sender = try EmailAddress("hello@blog.example")
        return try state.withLock { state in
            if let problem = state.problem { throw LetterProblem(problem) }
            state.composed += 1
            return FrozenMessage(
                id: MessageID(letter.job, sender: sender), sender: sender, subject: "Hi",
                bytes: Array(state.wording.utf8))
        }
    }
}

private final class ScriptedMailer: Mailer {
    struct Sent: Hashable {
        let envelope: Envelope
        let bytes: [UInt8]
    }

    typealias Answer = Result<DeliveryReceipt, DeliveryFailure>

    private let state = Mutex<(sent: [Sent], answer: Answer)>(([], .success(DeliveryReceipt("queued as 1", code: 250))))

    let name = "scripted"
    var sent: [Sent] { state.withLock { $0.sent } }
    func answer(_ answer: Answer) { state.withLock { $0.answer = answer } }

    func send(
        _ envelope: Envelope, _ message: [UInt8], mayLeave: @Sendable () async -> Bool
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        guard await mayLeave() else { throw .withdrawn }
        let answer = state.withLock { state in
            state.sent.append(Sent(envelope: envelope, bytes: message))
            return state.answer
        }
        return try answer.get()
    }
}
