package import Foundation
package import Jobs
import MailDelivery

/// A request to subscribe, as it came.
package struct SubscribeRequest: Sendable {
    package var email: String
    package var name: String?
    package var locale: String?
    /// A field that people don't see. Whatever fills it in is no person.
    package var honeypot: String?
    /// The client's network, for the consent record.
    package var clientPrefix: String?
    /// Which form it was, for the consent record.
    package var form: String?
    /// How long the form was shown before it was sent, where a script could tell.
    package var shownFor: Duration?
    /// A hash of the client's `User-Agent`, for the consent record.
    package var userAgentHash: String?

    package init(
        email: String, name: String? = nil, locale: String? = nil, honeypot: String? = nil,
        clientPrefix: String? = nil, form: String? = nil, shownFor: Duration? = nil
    ) {
        self.email = email
        self.name = name
        self.locale = locale
        self.honeypot = honeypot
        self.clientPrefix = clientPrefix
        self.form = form
        self.shownFor = shownFor
    }
}

/// A field that can't be right, RFC 9457's `errors` member.
package struct FieldViolation: Hashable, Sendable {
    /// A JSON Pointer, such as `/email`.
    package let pointer: String
    package let detail: String

    package init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// The same whether or not the address is known.
package enum SubscribeAnswer: Hashable, Sendable {
    case accepted
    case invalid([FieldViolation])
}

package enum ConfirmAnswer: Hashable, Sendable {
    /// On repeats too.
    case confirmed
    /// Ours once: too old, or overtaken by what happened since. Asking again helps.
    case expired
    case unknown
}

package enum UnsubscribeAnswer: Hashable, Sendable {
    /// On repeats too, for ever.
    case unsubscribed
    case unknown
}

/// What the page behind a link should offer; looking changes nothing, since mail scanners follow links.
package enum TokenStanding: Hashable, Sendable {
    case valid(maskedAddress: String)
    case expired
    case unknown
}

/// What readers can do about their subscription.
///
/// `subscribe` accepts, then lets the worker decide: it writes one row and answers, so neither the answer nor the time
/// it takes depends on whether the address is known.
package struct SubscriptionService: Sendable {
    private let store: any SubscriptionStore
    private let mint: TokenMint
    private let rules: SubscriptionRules
    private let textVersion: String?
    private let ids: ULIDGenerator
    private let onChange: @Sendable () -> Void

    /// - Parameters:
    ///   - textVersion: Which wording of the form readers see, for the consent record.
    ///   - onChange: Called after a job may have been queued: wake the worker.
    package init(
        store: any SubscriptionStore, mint: TokenMint, rules: SubscriptionRules = .init(), textVersion: String? = nil,
        ids: ULIDGenerator = .init(), onChange: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.mint = mint
        self.rules = rules
        self.textVersion = textVersion
        self.ids = ids
        self.onChange = onChange
    }

    package func subscribe(_ request: SubscribeRequest, now: Date) async throws -> SubscribeAnswer {
        let (job, violations) = SubscribeHandler.job(
            for: request, textVersion: textVersion, id: ids.next(at: now), at: now)
        guard let job else { return .invalid(violations) }
        // A robot is told what it wants to hear.
        guard (request.honeypot ?? "").isEmpty else { return .accepted }
        if let shown = request.shownFor, shown < rules.minimumTime { return .accepted }
        try await store.accept(job, at: now)
        onChange()
        return .accepted
    }

    package func standing(ofConfirmation token: String, now: Date) async throws -> TokenStanding {
        switch mint.read(token, for: .confirm, at: now) {
        case .unknown: return .unknown
        case .expired: return .expired
        case .valid(let token):
            guard let subscriber = try await store.subscriber(token.subscriber) else { return .unknown }
            let decision = rules.confirming(subscriber, epoch: token.epoch, letter: ids.next(at: now), at: now)
            switch decision.answer {
            case .confirmed: return .valid(maskedAddress: subscriber.address?.masked ?? "***")
            case .expired: return .expired
            case .unknown: return .unknown
            }
        }
    }

    package func confirm(_ token: String, now: Date) async throws -> ConfirmAnswer {
        switch mint.read(token, for: .confirm, at: now) {
        case .unknown: return .unknown
        case .expired: return .expired
        case .valid(let token):
            let answer = try await store.confirm(
                token.subscriber, epoch: token.epoch, rules: rules, letter: ids.next(at: now), at: now)
            onChange()
            return answer
        }
    }

    package func standing(ofUnsubscribe token: String, now: Date) async throws -> TokenStanding {
        guard case .valid(let token) = mint.read(token, for: .unsubscribe, at: now),
            let subscriber = try await store.subscriber(token.subscriber)
        else { return .unknown }
        return .valid(maskedAddress: subscriber.address?.masked ?? "***")
    }

    package func unsubscribe(_ token: String, now: Date) async throws -> UnsubscribeAnswer {
        guard case .valid(let token) = mint.read(token, for: .unsubscribe, at: now) else { return .unknown }
        let isKnown = try await store.unsubscribe(token.subscriber, rules: rules, at: now)
        return isKnown ? .unsubscribed : .unknown
    }

    /// What the worker needs to decide accepted requests.
    package var registration: Worker.Registration { registration { _ in } }

    /// - Parameter onFlood: Told, with the reason, when a flood keeps back the first mail.
    package func registration(onFlood: @escaping @Sendable (String) -> Void) -> Worker.Registration {
        let handler = SubscribeHandler(store: store, rules: rules, ids: ids, onChange: onChange, onFlood: onFlood)
        return Worker.Registration(.subscribe, handler)
    }
}
