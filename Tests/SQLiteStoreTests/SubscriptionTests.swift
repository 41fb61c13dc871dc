import Foundation
import GRDB
import Jobs
import MailDelivery
import SQLiteStore
import Subscriptions
import TestSupport
import Testing

@Suite struct `The road of a subscriber` {
    @Test func `leads from the form to the welcome, and out again`() async throws {
        let road = try Road()
        try await road.subscribe("Jane@Example.com")
        let token = try road.confirmationToken()
        #expect(
            try await road.subscriptions.standing(ofConfirmation: token, now: road.clock.now())
                == .valid(maskedAddress: "J***@example.com"))
        #expect(try road.mails("Welcome").isEmpty)

        #expect(try await road.subscriptions.confirm(token, now: road.clock.now()) == .confirmed)
        try await road.workOff()
        let welcome = try road.mails("Welcome")
        #expect(welcome.count == 1)

        let leave = try road.token("unsubscribe", in: try #require(welcome.first))
        #expect(
            try await road.subscriptions.standing(ofUnsubscribe: leave, now: road.clock.now())
                == .valid(maskedAddress: "J***@example.com"))
        for _ in 0..<2 {
            #expect(try await road.subscriptions.unsubscribe(leave, now: road.clock.now()) == .unsubscribed)
        }
        let person = try await road.store.subscriptions.subscriber(identityKey: "jane@example.com")
        #expect(person?.state == .unsubscribed)
        #expect(person?.epoch == 2)
        #expect(try await road.subscriptions.confirm(token, now: road.clock.now()) == .expired)
        #expect(try await road.store.jobs.counts(kinds: nil) == [.done: 3])
    }

    @Test func `is the same for somebody who subscribes again and again`() async throws {
        let road = try Road()
        for _ in 0..<5 { try await road.subscribe("jane@example.com") }
        #expect(try road.mails("Please confirm").count == 1)
        for _ in 0..<3 {
            road.clock.advance(by: .seconds(600))
            try await road.subscribe("JANE@example.com")
        }
        // Three in a day, no more.
        #expect(try road.mails("Please confirm").count == 3)
        // Every one of their links works: it is the same subscription.
        for mail in try road.mails("Please confirm") {
            let token = try road.token("confirm", in: mail)
            #expect(try await road.subscriptions.confirm(token, now: road.clock.now()) == .confirmed)
        }
        road.clock.advance(by: .seconds(86_400))
        try await road.subscribe("jane@example.com")
        #expect(try road.mails("Please confirm").count == 3)
        #expect(try road.mails("Welcome").count == 1)
    }

    @Test func `may be gone again, with a fresh confirmation and a welcome of its own`() async throws {
        let road = try Road()
        for round in 1...2 {
            try await road.subscribe("jane@example.com")
            #expect(try await road.subscriptions.confirm(road.confirmationToken(), now: road.clock.now()) == .confirmed)
            try await road.workOff()
            let welcomes = try road.mails("Welcome")
            #expect(welcomes.count == round)
            let leave = try road.token("unsubscribe", in: try #require(welcomes.last))
            #expect(try await road.subscriptions.unsubscribe(leave, now: road.clock.now()) == .unsubscribed)
            road.clock.advance(by: .seconds(3600))
        }
    }

    @Test func `has one welcome, however many confirm at the same moment`() async throws {
        let road = try Road()
        try await road.subscribe("jane@example.com")
        let token = try road.confirmationToken()
        let answers = try await withThrowingTaskGroup(of: ConfirmAnswer.self) { group in
            for _ in 0..<20 {
                group.addTask { try await road.subscriptions.confirm(token, now: road.clock.now()) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: .confirmed, count: 20))
        try await road.workOff()
        #expect(try road.mails("Welcome").count == 1)
        #expect(try await road.store.jobs.counts(kinds: [.welcomeMail]) == [.done: 1])
    }

    @Test func `without confirmation is one mail shorter`() async throws {
        let road = try Road(confirmation: .single)
        for _ in 0..<2 { try await road.subscribe("jane@example.com") }
        #expect(try road.mails("Please confirm").isEmpty)
        #expect(try road.mails("Welcome").count == 1)
    }

    @Test func `shows nothing to whoever forges, replays or comes late`() async throws {
        let road = try Road()
        try await road.subscribe("jane@example.com")
        let token = try road.confirmationToken()
        let service = road.subscriptions
        for forged in ["", "v1.k1.a.b", token + "x", String(token.dropLast()), token.replacing("v1.k1", with: "v1.k2")]
        {
            #expect(try await service.standing(ofConfirmation: forged, now: road.clock.now()) == .unknown)
            #expect(try await service.confirm(forged, now: road.clock.now()) == .unknown)
            #expect(try await service.unsubscribe(forged, now: road.clock.now()) == .unknown)
        }
        // A confirmation is no way out, and nothing else either.
        #expect(try await service.unsubscribe(token, now: road.clock.now()) == .unknown)
        let late = road.clock.now().adding(.seconds(7 * 86_400))
        #expect(try await service.confirm(token, now: late) == .expired)
        #expect(try await service.standing(ofConfirmation: token, now: late) == .expired)
        #expect(try await road.store.jobs.counts(kinds: [.welcomeMail]) == [:])
    }

    @Test func `keeps a record of consent and of every change`() async throws {
        let road = try Road()
        var request = SubscribeRequest(
            email: "jane@example.com", name: "Jane", locale: "pt", clientPrefix: "192.0.2.0/24", form: "footer")
        request.userAgentHash = "0badc0de"
        let asked = road.clock.now()
        _ = try await road.subscriptions.subscribe(request, now: asked)
        road.clock.advance(by: .seconds(5))
        try await road.workOff()
        _ = try await road.subscriptions.confirm(road.confirmationToken(), now: road.clock.now())
        let person = try #require(try await road.store.subscriptions.subscriber(identityKey: "jane@example.com"))
        let consent = Consent(
            at: asked, clientPrefix: "192.0.2.0/24", form: "footer", userAgentHash: "0badc0de", textVersion: "words 1")
        #expect(person.consent == consent)
        #expect(person.name == "Jane" && person.locale == "pt" && person.state == .active)
        let steps = try await road.store.pool.read {
            try String.fetchAll($0, sql: "SELECT cause || ' ' || to_state FROM subscriber_event ORDER BY seq")
        }
        #expect(steps == ["subscribe pending", "confirm active"])
    }
}

@Suite struct `One transaction` {
    /// Makes the database refuse jobs of this kind, as a full disk would at that point.
    private func refuse(_ kind: JobKind, in store: SQLiteStore) throws {
        try store.pool.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON job WHEN NEW.kind = '\(kind)'
                    BEGIN SELECT RAISE(ABORT, 'disk full'); END
                    """)
        }
    }

    @Test func `holds the confirmation and its welcome: no job, no confirmation`() async throws {
        let road = try Road()
        try await road.subscribe("jane@example.com")
        let token = try road.confirmationToken()
        try refuse(.welcomeMail, in: road.store)
        await #expect(throws: DatabaseError.self) {
            try await road.subscriptions.confirm(token, now: road.clock.now())
        }
        let person = try await road.store.subscriptions.subscriber(identityKey: "jane@example.com")
        #expect(person?.state == .pending)
        try await road.store.pool.write { try $0.execute(sql: "DROP TRIGGER refuse") }
        #expect(try await road.subscriptions.confirm(token, now: road.clock.now()) == .confirmed)
        try await road.workOff()
        #expect(try road.mails("Welcome").count == 1)
    }

    @Test func `holds the subscriber and the confirmation mail`() async throws {
        let road = try Road()
        try refuse(.confirmMail, in: road.store)
        #expect(
            try await road.subscriptions.subscribe(.init(email: "jane@example.com"), now: road.clock.now()) == .accepted
        )
        await #expect(throws: DatabaseError.self) { try await road.workOff() }
        #expect(try await road.store.subscriptions.subscriber(identityKey: "jane@example.com") == nil)
    }

    @Test func `holds a change and its events`() async throws {
        let road = try Road()
        let job = JobStoreClause.job("a")
        try await road.store.pool.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON job_event
                    BEGIN SELECT RAISE(ABORT, 'disk full'); END
                    """)
        }
        await #expect(throws: DatabaseError.self) {
            try await road.store.jobs.enqueue([job], at: road.clock.now())
        }
        #expect(try await road.store.jobs.job(job.id) == nil)
    }
}

@Suite struct `After a crash` {
    private func claimNext(_ road: Road) async throws -> ClaimedJob {
        let claim = Claim(
            kinds: [.subscribe, .confirmMail, .welcomeMail], limit: 1, owner: "crashed", lease: .seconds(30))
        return try #require(try await road.store.jobs.claim(claim, at: road.clock.now()).first)
    }

    private func recover(_ road: Road) async throws {
        road.clock.advance(by: .seconds(31))
        let policies = Dictionary(
            road.registrations.map { ($0.kind, $0.policy.unknownOutcome) }, uniquingKeysWith: { $1 })
        _ = try await road.store.jobs.sweep(policies, at: road.clock.now())
        try await road.workOff()
    }

    @Test func `a request decided but not finished isn't decided twice`() async throws {
        let road = try Road()
        _ = try await road.subscriptions.subscribe(.init(email: "jane@example.com"), now: road.clock.now())
        let claimed = try await claimNext(road)
        _ = try await road.subscriptions.registration.handler.perform(
            JobRun(claimed, store: road.store.jobs, time: road.clock))
        // Long enough that asking again would be allowed.
        road.clock.advance(by: .seconds(3600))
        try await recover(road)
        #expect(try road.mails("Please confirm").count == 1)
        #expect(try await road.store.jobs.counts(kinds: nil) == [.done: 2])
    }

    @Test(arguments: [0, 1, 2])
    func `a mail cut off at any point arrives, once, with one Message-ID`(_ point: Int) async throws {
        let road = try Road()
        _ = try await road.subscriptions.subscribe(.init(email: "jane@example.com"), now: road.clock.now())
        let request = try await claimNext(road)
        _ = try await road.subscriptions.registration.handler.perform(
            JobRun(request, store: road.store.jobs, time: road.clock))
        try await road.store.jobs.settle(
            request.lease, Settlement(.done, note: JobNote("decided")), at: road.clock.now())

        let claimed = try await claimNext(road)
        let letter = try #require(try await road.store.mail.letter(claimed.job.id))
        let message = try await road.composer.compose(letter, at: road.clock.now())
        if point >= 1 {
            _ = try await road.store.mail.freeze(message, under: claimed.lease, at: road.clock.now())
            try await road.store.jobs.markSending(claimed.lease, at: road.clock.now())
        }
        if point >= 2 {
            let envelope = Envelope(sender: message.sender, recipient: letter.recipient, messageID: message.id)
            _ = try await road.mailer.send(envelope, message.bytes)
        }
        try await recover(road)
        let mails = try road.mails("Please confirm")
        #expect(mails.count == 1)
        #expect(mails.first?.contains("Message-ID: <\(message.id)>") == true)
        let detail = try #require(try await road.store.mail.mail(claimed.job.id))
        #expect(detail.summary.state == .done)
        #expect(detail.summary.attempt == 2)
        if point >= 1 { #expect(detail.events.contains { $0.note?.contains("outcome unknown") == true }) }
    }
}
