package import Foundation
package import Jobs
package import MailDelivery

/// What a use case does to a subscriber; a store writes all of it in one transaction, or nothing.
package struct SubscriberChange: Hashable, Sendable {
    /// The row as it will be; `nil` when nothing changes.
    package var subscriber: Subscriber?
    /// Queued unless their keys are known.
    package var letter: NewLetter?
    /// Why the letter is kept back, if it is.
    package var holdsLetter: String?
    /// Nothing changes yet: the request is decided after so long.
    package var asksAgainAfter: Duration?
    /// Letters to this person that are still waiting are cancelled.
    package var withdrawsLetters = false

    package static let nothing = SubscriberChange()

    package init(subscriber: Subscriber? = nil, letter: NewLetter? = nil, withdrawsLetters: Bool = false) {
        self.subscriber = subscriber
        self.letter = letter
        self.withdrawsLetters = withdrawsLetters
    }
}

extension JobKind {
    package static let confirmMail: JobKind = "mail.confirm"
    package static let welcomeMail: JobKind = "mail.welcome"
}

/// Somebody asked to be put on the list, and the form of the request was right.
package struct SubscribeIntake: Hashable, Sendable {
    /// The job that carries the request: one request causes one letter at most, however often it is worked on.
    package var request: ULID
    package var address: EmailAddress
    package var name: String?
    package var locale: String?
    package var consent: Consent

    package init(request: ULID, address: EmailAddress, name: String?, locale: String?, consent: Consent) {
        self.request = request
        self.address = address
        self.name = name
        self.locale = locale
        self.consent = consent
    }
}

/// Names for what a use case may create, given before it is decided whether it does.
package struct FreshNames: Hashable, Sendable {
    package var subscriber: ULID
    package var letter: ULID

    package init(subscriber: ULID, letter: ULID) {
        self.subscriber = subscriber
        self.letter = letter
    }
}

/// The decisions. Pure: the row as it is, the rules and the time go in; the change comes out.
extension SubscriptionRules {
    /// Somebody asked to subscribe.
    package func subscribing(
        _ intake: SubscribeIntake, existing: Subscriber?, names: FreshNames, pressure: Pressure = Pressure(),
        at now: Date
    ) -> SubscriberChange {
        // Dots and tags are the cheap ways to look like many.
        if confirmation == .double, pressure.sameMailbox >= confirmationsPerDay { return .nothing }
        var change = deciding(intake, existing: existing, names: names, at: now)
        guard change.letter?.job.kind == .confirmMail else { return change }
        switch flood.verdict(pressure) {
        case .send: break
        case .hold(let reason): change.holdsLetter = reason
        case .wait(let span):
            change = .nothing
            change.asksAgainAfter = span
        }
        return change
    }

    private func deciding(
        _ intake: SubscribeIntake, existing: Subscriber?, names: FreshNames, at now: Date
    ) -> SubscriberChange {
        guard var subscriber = existing else {
            let new = Subscriber(
                id: names.subscriber, address: intake.address, name: intake.name, locale: intake.locale,
                state: .pending, epoch: 1, consent: intake.consent, created: now, stateSince: now)
            return asking(new, intake, names, now)
        }
        switch subscriber.state {
        case .pending:
            guard mayConfirmAgain(subscriber, at: now) else { return .nothing }
            // The latest wish counts; the epoch stays, so an earlier link works too.
            subscriber.consent = intake.consent
            return asking(subscriber, intake, names, now)
        case .active, .erased:
            return .nothing
        case .unsubscribed:
            return asking(reopened(subscriber, intake, at: now), intake, names, now)
        case .suppressed:
            guard subscriber.suppression == .bounce, now >= subscriber.stateSince.adding(bounceRest) else {
                return .nothing
            }
            return asking(reopened(subscriber, intake, at: now), intake, names, now)
        }
    }

    /// The link in a confirmation mail was followed and its button pressed.
    package func confirming(_ subscriber: Subscriber, epoch: Int, letter: ULID, at now: Date) -> ConfirmDecision {
        switch subscriber.state {
        case .active:
            return ConfirmDecision(answer: .confirmed, change: .nothing)
        case .pending where subscriber.epoch == epoch:
            return ConfirmDecision(answer: .confirmed, change: welcoming(subscriber, letter, now))
        case .pending, .unsubscribed, .suppressed:
            return ConfirmDecision(answer: .expired, change: .nothing)
        case .erased:
            return ConfirmDecision(answer: .unknown, change: .nothing)
        }
    }

    /// Somebody wants out. Always possible, from an old mail too.
    package func unsubscribing(_ subscriber: Subscriber, at now: Date) -> SubscriberChange {
        switch subscriber.state {
        case .unsubscribed, .suppressed, .erased:
            return .nothing
        case .pending, .active:
            var gone = subscriber
            gone.state = .unsubscribed
            gone.epoch += 1
            gone.stateSince = now
            return SubscriberChange(subscriber: gone, withdrawsLetters: true)
        }
    }

    /// Nothing may be sent to this person any more. A complaint or an operator's word is never weakened by a bounce.
    package func suppressing(_ subscriber: Subscriber, _ reason: SuppressionReason, at now: Date) -> SubscriberChange {
        switch subscriber.state {
        case .erased: return .nothing
        case .suppressed where reason == .bounce || subscriber.suppression == reason: return .nothing
        case .pending, .active, .unsubscribed, .suppressed:
            var silenced = subscriber
            silenced.state = .suppressed
            silenced.suppression = reason
            silenced.epoch += 1
            silenced.stateSince = now
            return SubscriberChange(subscriber: silenced, withdrawsLetters: true)
        }
    }

    /// Whether a letter of this kind, queued in this epoch, may still reach the person.
    package func standing(of kind: JobKind, epoch: Int, for subscriber: Subscriber) -> LetterStanding {
        let wanted: SubscriberState = kind == .confirmMail ? .pending : .active
        if subscriber.state == wanted, subscriber.epoch == epoch { return .wanted }
        return .unwanted(reason: "the subscriber is \(subscriber.state.rawValue)")
    }

    private func asking(
        _ subscriber: Subscriber, _ intake: SubscribeIntake, _ names: FreshNames, _ now: Date
    ) -> SubscriberChange {
        switch confirmation {
        case .single:
            return welcoming(subscriber, names.letter, now)
        case .double:
            var subscriber = subscriber
            subscriber.confirmations = recentConfirmations(of: subscriber, at: now) + [now]
            let letter = letter(
                .confirmMail, key: "confirm:\(intake.request)", id: names.letter, to: subscriber,
                life: confirmationLife, at: now)
            return SubscriberChange(subscriber: subscriber, letter: letter)
        }
    }

    private func welcoming(_ subscriber: Subscriber, _ letterID: ULID, _ now: Date) -> SubscriberChange {
        var subscriber = subscriber
        subscriber.state = .active
        subscriber.stateSince = now
        subscriber.confirmations = []
        // One welcome for each time somebody joins: the key makes a second one impossible.
        let letter = letter(
            .welcomeMail, key: "welcome:\(subscriber.id):\(subscriber.epoch)", id: letterID, to: subscriber,
            life: welcomeLife, at: now)
        return SubscriberChange(subscriber: subscriber, letter: letter)
    }

    /// For somebody who was put on the list by a file.
    package func welcomeLetter(to subscriber: Subscriber, id: ULID, at now: Date) -> NewLetter? {
        letter(
            .welcomeMail, key: "welcome:\(subscriber.id):\(subscriber.epoch)", id: id, to: subscriber,
            life: welcomeLife,
            at: now)
    }

    private func reopened(_ subscriber: Subscriber, _ intake: SubscribeIntake, at now: Date) -> Subscriber {
        var subscriber = subscriber
        subscriber.state = .pending
        subscriber.suppression = nil
        subscriber.epoch += 1
        subscriber.address = intake.address
        subscriber.name = intake.name ?? subscriber.name
        subscriber.locale = intake.locale ?? subscriber.locale
        subscriber.consent = intake.consent
        subscriber.stateSince = now
        return subscriber
    }

    private func mayConfirmAgain(_ subscriber: Subscriber, at now: Date) -> Bool {
        let recent = recentConfirmations(of: subscriber, at: now)
        guard let last = recent.max() else { return true }
        return now >= last.adding(confirmationPause) && recent.count < confirmationsPerDay
    }

    private func recentConfirmations(of subscriber: Subscriber, at now: Date) -> [Date] {
        subscriber.confirmations.filter { $0 > now.adding(.seconds(-24 * 3600)) }
    }

    private func letter(
        _ kind: JobKind, key: String, id: ULID, to subscriber: Subscriber, life: Duration, at now: Date
    ) -> NewLetter? {
        guard let address = subscriber.address else { return nil }
        let job = NewJob(
            id: id, kind: kind, key: key, payload: LetterPayload(epoch: subscriber.epoch).json,
            subject: subscriber.id.description, runAt: now, expireAt: now.adding(life))
        return NewLetter(job: job, recipient: address)
    }
}

/// What `confirming` decided: the answer for the person, and the change behind it.
package struct ConfirmDecision: Hashable, Sendable {
    package let answer: ConfirmAnswer
    package let change: SubscriberChange
}
