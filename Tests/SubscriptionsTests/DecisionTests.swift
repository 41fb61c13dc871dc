import Foundation
import Jobs
import MailDelivery
import Subscriptions
import Testing

private let start = Date(timeIntervalSince1970: 1_795_460_400)
private let person = ULID(milliseconds: 1, chance: 1)
private let names = FreshNames(subscriber: person, letter: ULID(milliseconds: 2, chance: 2))
private let request = ULID(milliseconds: 3, chance: 3)

private func subscriber(
    _ state: SubscriberState, _ suppression: SuppressionReason? = nil, epoch: Int = 1, asked: [Date] = [],
    since: Date = start
) throws -> Subscriber {
    Subscriber(
        id: person, address: state == .erased ? nil : try EmailAddress("jane@example.com"), name: "Jane", locale: "en",
        state: state, suppression: suppression, epoch: epoch,
        consent: Consent(at: start, clientPrefix: "192.0.2.0/24", form: "old"), confirmations: asked, created: start,
        stateSince: since)
}

@Suite struct `Deciding about a subscriber` {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var state: SubscriberState?
        var suppression: SuppressionReason?
        /// Minutes ago.
        var asked: [Int] = []
        var sinceDays = 0
        var rule = SubscriptionRules.Confirmation.double
        /// `nil`: nothing may change.
        var becomes: SubscriberState?
        var epoch = 1
        var mail: JobKind?

        static let all = [
            Case(testDescription: "nobody", becomes: .pending, mail: .confirmMail),
            Case(
                testDescription: "pending, asked long ago", state: .pending, asked: [11], becomes: .pending,
                mail: .confirmMail),
            Case(
                testDescription: "pending, asked exactly ten minutes ago", state: .pending, asked: [10],
                becomes: .pending, mail: .confirmMail),
            Case(testDescription: "pending, asked just now", state: .pending, asked: [9]),
            Case(
                testDescription: "pending, asked twice today", state: .pending, asked: [600, 300], becomes: .pending,
                mail: .confirmMail),
            Case(testDescription: "pending, asked three times today", state: .pending, asked: [1439, 600, 300]),
            Case(
                testDescription: "pending, the first of three a day ago", state: .pending, asked: [1440, 600, 300],
                becomes: .pending, mail: .confirmMail),
            Case(testDescription: "active", state: .active),
            Case(
                testDescription: "unsubscribed", state: .unsubscribed, becomes: .pending, epoch: 2, mail: .confirmMail),
            Case(testDescription: "bounced lately", state: .suppressed, suppression: .bounce, sinceDays: 29),
            Case(
                testDescription: "bounced a month ago", state: .suppressed, suppression: .bounce, sinceDays: 30,
                becomes: .pending, epoch: 2, mail: .confirmMail),
            Case(testDescription: "complained", state: .suppressed, suppression: .complaint, sinceDays: 999),
            Case(testDescription: "suppressed by hand", state: .suppressed, suppression: .manual, sinceDays: 999),
            Case(testDescription: "erased", state: .erased),
            Case(testDescription: "nobody, single", rule: .single, becomes: .active, mail: .welcomeMail),
            Case(testDescription: "active, single", state: .active, rule: .single),
            Case(
                testDescription: "unsubscribed, single", state: .unsubscribed, rule: .single, becomes: .active,
                epoch: 2, mail: .welcomeMail),
        ]
    }

    @Test(arguments: Case.all)
    func `who asks, by what they are:`(_ row: Case) throws {
        var rules = SubscriptionRules()
        rules.confirmation = row.rule
        let asked = row.asked.map { start.adding(.seconds(-60 * $0)) }
        let since = start.adding(.seconds(-86_400 * row.sinceDays))
        let existing = try row.state.map { try subscriber($0, row.suppression, asked: asked, since: since) }
        let intake = SubscribeIntake(
            request: request, address: try EmailAddress("Jane@Example.com"), name: nil, locale: nil,
            consent: Consent(at: start, clientPrefix: "198.51.100.0/24", form: "new"))
        let change = rules.subscribing(intake, existing: existing, names: names, at: start)
        guard let becomes = row.becomes else {
            #expect(change == .nothing)
            return
        }
        let after = try #require(change.subscriber)
        #expect(after.state == becomes)
        #expect(after.epoch == row.epoch)
        #expect(after.id == person)
        #expect(after.suppression == nil)
        #expect(after.consent.form == "new")
        let letter = try #require(change.letter)
        #expect(letter.job.kind == row.mail)
        #expect(letter.job.destination == "example.com")
        #expect(letter.job.subject == person.description)
        #expect(letter.job.key == (becomes == .active ? "welcome:\(person):\(row.epoch)" : "confirm:\(request)"))
        #expect(letter.job.expireAt == start.adding(.seconds(becomes == .active ? 72 * 3600 : 24 * 3600)))
        if row.rule == .double { #expect(after.confirmations.last == start && after.confirmations.count <= 3) }
    }

    @Test(arguments: [
        (SubscriberState.pending, 1, ConfirmAnswer.confirmed, true), (.pending, 2, .expired, false),
        (.active, 1, .confirmed, false), (.active, 0, .confirmed, false), (.unsubscribed, 1, .expired, false),
        (.suppressed, 1, .expired, false), (.erased, 1, .unknown, false),
    ])
    func `who confirms, by what they are`(
        _ state: SubscriberState, _ epoch: Int, _ answer: ConfirmAnswer, _ changes: Bool
    ) throws {
        let decision = SubscriptionRules().confirming(
            try subscriber(state, asked: [start]), epoch: epoch, letter: names.letter, at: start)
        #expect(decision.answer == answer)
        #expect((decision.change != .nothing) == changes)
        if changes {
            #expect(decision.change.subscriber?.state == .active)
            #expect(decision.change.letter?.job.key == "welcome:\(person):1")
        }
    }

    @Test(arguments: SubscriberState.allCases)
    func `who leaves is gone, whatever they were`(_ state: SubscriberState) throws {
        let before = try subscriber(state)
        let change = SubscriptionRules().unsubscribing(before, at: start)
        switch state {
        case .pending, .active:
            #expect(change.subscriber?.state == .unsubscribed)
            #expect(change.subscriber?.epoch == 2)
            #expect(change.withdrawsLetters)
            #expect(change.letter == nil)
        case .unsubscribed, .suppressed, .erased:
            #expect(change == .nothing)
        }
    }

    @Test(arguments: SubscriberState.allCases)
    func `a letter reaches only whom it was meant for`(_ state: SubscriberState) throws {
        let rules = SubscriptionRules()
        let person = try subscriber(state)
        #expect((rules.standing(of: .confirmMail, epoch: 1, for: person) == .wanted) == (state == .pending))
        #expect((rules.standing(of: .welcomeMail, epoch: 1, for: person) == .wanted) == (state == .active))
        #expect(rules.standing(of: .welcomeMail, epoch: 2, for: person) != .wanted)
    }
}
