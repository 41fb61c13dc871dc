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
        return try message(letter, template: Self.template(for: letter.kind), view: view, list: list, at: now)
    }

    private func message(
        _ letter: Letter, template: String, view: [String: TemplateValue], list: MailingList?, at now: Date
    ) throws -> FrozenMessage {
        let html: String
        do {
            html = String(decoding: try library.render(template, with: .object(view)), as: UTF8.self)
        } catch {
            throw LetterProblem("template `\(template)`: \(error)")
        }
        guard let subject = title(ofHTML: html) else {
            throw LetterProblem("template `\(template)` has no <title>, which is the mail's Subject")
        }
        let message = Message(
            id: MessageID(letter.job, sender: configuration.from.address), date: now, from: configuration.from,
            to: letter.recipient, subject: subject, text: plainText(fromHTML: html), html: html, list: list)
        return FrozenMessage(
            id: message.id, sender: configuration.from.address, subject: subject, bytes: message.bytes())
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

    /// What the worker needs to send these letters.
    package func registrations(for handler: DeliveryHandler) -> [Worker.Registration] {
        [JobKind.confirmMail, .welcomeMail].map { Worker.Registration($0, handler) }
    }
}
