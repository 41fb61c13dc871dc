import Foundation
import Jobs
import MailDelivery
import SQLiteStore
import Subscriptions
import TestSupport
import Testing

@Suite struct `The operator's view of the queue` {
    private func filled() async throws -> Road {
        let road = try Road(mailer: RefusingMailer())
        for email in ["ann@example.com", "bob@example.org", "eve@Example.com"] {
            road.clock.advance(by: .seconds(1))
            try await road.subscribe(email)
        }
        return road
    }

    @Test func `lists mails, newest first, by state, domain, kind and page`() async throws {
        let road = try await filled()
        let mail = road.store.mail
        let all = try await mail.mails(MailFilter())
        #expect(all.map(\.recipient) == ["e***@example.com", "b***@example.org", "a***@example.com"])
        #expect(all.map(\.state) == [.dead, .ready, .ready])
        #expect(try await mail.mails(MailFilter(states: [.dead])).map(\.domain) == ["example.com"])
        #expect(try await mail.mails(MailFilter(domain: "EXAMPLE.com")).count == 2)
        #expect(try await mail.mails(MailFilter(states: [.ready], domain: "example.com")).count == 1)
        #expect(try await mail.mails(MailFilter(kinds: [.welcomeMail])).isEmpty)
        #expect(try await mail.mails(MailFilter(limit: 2)).count == 2)
        #expect(try await mail.mails(MailFilter(limit: 2, before: all[1].id)) == [all[2]])
        #expect(try await mail.mailCounts() == [.ready: 2, .dead: 1])
        let deferred = try #require(all.last)
        #expect(deferred.note == "450 4.7.1 greylisted")
        #expect(deferred.runAt == deferred.created.adding(.seconds(300)))
        #expect(deferred.subject == "Please confirm")
        #expect(deferred.messageID == "\(deferred.id)@blog.example")
    }

    @Test func `shows one mail with its fields and everything that happened`() async throws {
        let road = try await filled()
        let id = try #require(try await road.store.mail.mails(MailFilter()).last).id
        let detail = try #require(try await road.store.mail.mail(id))
        #expect(detail.events.map(\.to) == [.ready, .leased, .sending, .ready])
        #expect(detail.events.last?.note == "450 4.7.1 greylisted")
        #expect(detail.headers.contains { $0.name == "Subject" && $0.value == "Please confirm" })
        #expect(detail.bytesCount == (try await road.store.mail.message(id))?.count)
        #expect(try await road.store.mail.mail(ULID(milliseconds: 0, chance: 0)) == nil)
    }

    @Test func `shows no address or token in JSON, but keeps every fact`() async throws {
        let road = try await filled()
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        var json = ""
        for summary in try await road.store.mail.mails(MailFilter()) {
            let detail = try #require(try await road.store.mail.mail(summary.id))
            json += String(decoding: try encoder.encode(detail), as: UTF8.self)
            let again = try JSONDecoder.iso8601.decode(MailDetail.self, from: encoder.encode(detail))
            #expect(again.events.map(\.sequence) == detail.events.map(\.sequence))
        }
        #expect(!json.contains("ann@") && !json.contains("v1.k1"))
    }

    @Test func `is followed by number: a reader that stopped misses nothing and sees nothing twice`() async throws {
        let road = try await filled()
        let mail = road.store.mail
        let all = try await mail.mailEvents(after: 0, limit: 1000)
        // Only mails: the requests' own steps are not among them.
        #expect(all.allSatisfy { $0.kind == "mail.confirm" })
        var (read, last) = ([MailEvent](), 0)
        while true {
            let page = try await mail.mailEvents(after: last, limit: 2)
            guard let end = page.last else { break }
            read += page
            last = end.sequence
        }
        #expect(read == all)
        #expect(try await mail.lastSequence() >= last)
        try await road.subscribe("new@example.net")
        let more = try await mail.mailEvents(after: last, limit: 1000)
        #expect(Set(more.map(\.recipient)) == ["n***@example.net"])
    }

    @Test func `ends what waits for somebody who left`() async throws {
        let road = try await filled()
        let person = try #require(try await road.store.subscriptions.subscriber(identityKey: "ann@example.com"))
        _ = try await road.store.subscriptions.unsubscribe(person.id, rules: road.rules, at: road.clock.now())
        let mail = try #require(try await road.store.mail.mails(MailFilter(states: [.cancelled])).first)
        #expect(mail.recipient == "a***@example.com")
        #expect(mail.note == "the subscriber is unsubscribed")
        road.clock.advance(by: .seconds(3600))
        try await road.workOff()
        #expect(try await road.store.mail.mail(mail.id)?.summary.state == .cancelled)
    }

    @Test func `keeps the first message frozen, and none under a lost lease`() async throws {
        let road = try await filled()
        road.clock.advance(by: .seconds(3600))
        let claim = Claim(kinds: [.confirmMail], limit: 1, owner: "one", lease: .seconds(30))
        let claimed = try #require(try await road.store.jobs.claim(claim, at: road.clock.now()).first)
        let letter = try #require(try await road.store.mail.letter(claimed.job.id))
        let frozen = try #require(letter.frozen)
        let other = FrozenMessage(id: frozen.id, sender: frozen.sender, subject: "Other", bytes: [1])
        let mail = road.store.mail
        #expect(try await mail.freeze(other, under: claimed.lease, at: road.clock.now()) == frozen)
        try await road.store.jobs.release([claimed.lease], at: road.clock.now())
        await #expect(throws: StaleLease.self) {
            _ = try await mail.freeze(other, under: claimed.lease, at: road.clock.now())
        }
    }
}

extension JSONDecoder {
    fileprivate static var iso8601: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}

/// Greylists everybody, but for `eve`, whom it doesn't know.
private struct RefusingMailer: Mailer {
    let name = "refusing"

    func send(
        _ envelope: Envelope, _ message: [UInt8], mayLeave: @Sendable () async -> Bool
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        guard await mayLeave() else { throw .withdrawn }
        if envelope.recipient.local == "eve" { throw .permanent(reason: "550 5.1.1 no such user") }
        throw .transient(reason: "450 4.7.1 greylisted", after: .seconds(300))
    }
}
