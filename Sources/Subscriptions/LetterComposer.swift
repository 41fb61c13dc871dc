package import Foundation
package import Jobs
package import MailDelivery
package import Templates

/// Writes the letters from the theme's `mail/` templates, and knows whether each is still wanted.
package struct LetterComposer: LetterSource {
    package struct Configuration: Sendable {
        /// Absolute, with its base path, without a slash at the end.
        package var siteURL: String
        package var from: Mailbox
        /// Shown by mail programs as the list's name; usually the site's title.
        package var listName: String
        /// How long a confirmation link works.
        package var confirmationLinkLife: Duration = .seconds(7 * 24 * 3600)

        package init(siteURL: String, from: Mailbox, listName: String) {
            self.siteURL = siteURL
            self.from = from
            self.listName = listName
        }
    }

    private let library: TemplateLibrary
    private let site: TemplateValue
    private let configuration: Configuration
    private let mint: TokenMint
    private let rules: SubscriptionRules
    private let store: any SubscriptionStore

    /// - Parameters:
    ///   - library: Holds the templates `mail/confirm` and `mail/welcome`.
    ///   - site: The `site` value that the theme's pages get.
    /// - Throws: `LetterProblem` naming everything that would keep a letter from being written: better now than when
    ///   somebody waits for it.
    package init(
        library: TemplateLibrary, site: TemplateValue, configuration: Configuration, mint: TokenMint,
        rules: SubscriptionRules, store: any SubscriptionStore
    ) throws {
        self.library = library
        self.site = site
        self.configuration = configuration
        self.mint = mint
        self.rules = rules
        self.store = store
        try Self.check(library)
        guard list(unsubscribe: "\(configuration.siteURL)/") != nil else {
            throw LetterProblem("site.url `\(configuration.siteURL)` can't stand in a mail: it must be an http(s) URL")
        }
    }

    package func standing(of letter: Letter) async throws -> LetterStanding {
        guard let (subscriber, epoch) = try await subscriber(of: letter) else {
            return .unwanted(reason: "the subscriber is gone")
        }
        return rules.standing(of: letter.kind, epoch: epoch, for: subscriber)
    }

    package func compose(_ letter: Letter, at now: Date) async throws -> FrozenMessage {
        guard let (subscriber, epoch) = try await subscriber(of: letter) else {
            throw LetterProblem("the subscriber is gone")
        }
        var view: [String: TemplateValue] = ["site": site, "address": .text(letter.recipient.description)]
        var list: MailingList?
        if letter.kind == .confirmMail {
            let token = SubscriptionToken(
                purpose: .confirm, subscriber: subscriber.id, epoch: epoch,
                expires: now.adding(configuration.confirmationLinkLife))
            view["link"] = ["url": .text(link("confirm", token))]
        } else {
            let unsubscribe = link(
                "unsubscribe",
                SubscriptionToken(purpose: .unsubscribe, subscriber: subscriber.id, epoch: epoch, expires: nil))
            view["link"] = ["url": .text("\(configuration.siteURL)/")]
            view["unsubscribe"] = ["url": .text(unsubscribe)]
            list = self.list(unsubscribe: unsubscribe)
        }
        let message = try message(
            letter.job, letter.kind, to: letter.recipient, view: view, list: list, at: now)
        return FrozenMessage(
            id: message.id, sender: configuration.from.address, subject: message.subject, bytes: message.bytes())
    }

    /// The letter as a made-up reader would get it, with links that lead nowhere.
    package func preview(_ kind: JobKind, at now: Date) throws -> Message {
        let recipient: EmailAddress
        do {
            recipient = try EmailAddress("reader@example.com")
        } catch {
            throw LetterProblem("\(error)")
        }
        let isConfirmation = kind == .confirmMail
        let nowhere =
            "\(configuration.siteURL)/api/v1/subscriptions/\(isConfirmation ? "confirm" : "unsubscribe")/preview"
        var view: [String: TemplateValue] = ["site": site, "address": .text(recipient.description)]
        view["link"] = ["url": .text(isConfirmation ? nowhere : "\(configuration.siteURL)/")]
        if !isConfirmation { view["unsubscribe"] = ["url": .text(nowhere)] }
        return try message(
            ULID(milliseconds: 0, chance: 0), kind, to: recipient, view: view,
            list: isConfirmation ? nil : list(unsubscribe: nowhere), at: now)
    }

    private func message(
        _ id: ULID, _ kind: JobKind, to recipient: EmailAddress, view: [String: TemplateValue], list: MailingList?,
        at now: Date
    ) throws -> Message {
        let template = Self.template(for: kind)
        let html: String
        do {
            html = String(decoding: try library.render(template, with: .object(view)), as: UTF8.self)
        } catch {
            throw LetterProblem("template `\(template)`: \(error)")
        }
        guard let subject = title(ofHTML: html) else {
            throw LetterProblem("template `\(template)` has no <title>, which is the mail's Subject")
        }
        return Message(
            id: MessageID(id, sender: configuration.from.address), date: now, from: configuration.from, to: recipient,
            subject: subject, text: plainText(fromHTML: html), html: html, list: list)
    }

    private func subscriber(of letter: Letter) async throws -> (Subscriber, epoch: Int)? {
        guard let id = letter.subject.flatMap(ULID.init), let payload = LetterPayload(letter.payload),
            let subscriber = try await store.subscriber(id)
        else { return nil }
        return (subscriber, payload.epoch)
    }

    private func link(_ action: String, _ token: SubscriptionToken) -> String {
        "\(configuration.siteURL)/api/v1/subscriptions/\(action)/\(mint.issue(token))"
    }

    private func list(unsubscribe: String) -> MailingList? {
        MailingList(
            name: configuration.listName, identifier: "subscribers.\(configuration.from.address.domain)",
            unsubscribe: unsubscribe)
    }

    /// The kinds of letters there are.
    package static let kinds: Set<JobKind> = [.confirmMail, .welcomeMail]

    /// What the worker needs to send these letters: one registration for each kind, stopped by a pause of all mail or of
    /// its mailer.
    package func registrations(for handler: DeliveryHandler, mailer: String = "maildir") -> [Worker.Registration] {
        Self.kinds.sorted { $0.rawValue < $1.rawValue }.map {
            Worker.Registration($0, handler, pausedBy: ["mail", "mailer:\(mailer)"])
        }
    }

    package func refused(_ letter: Letter, _ verdict: AddressVerdict, at now: Date) async throws {
        guard let id = letter.subject.flatMap(ULID.init) else { return }
        switch verdict {
        case .blameless: return
        case .unknown: try await store.suppress(id, .bounce, rules: rules, at: now)
        case .unable:
            // This one is not settled yet, so it isn't counted.
            let since = now.adding(.seconds(-14 * 24 * 3600))
            let earlier = try await store.refusals(of: id, codes: ["5.2.1", "5.2.2"], since: since)
            if earlier >= 2 { try await store.suppress(id, .bounce, rules: rules, at: now) }
        }
    }
}
