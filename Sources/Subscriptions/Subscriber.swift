package import Foundation
package import Jobs
package import MailDelivery

/// Where a subscriber stands. Stored, so the spelling never changes.
///
///      subscribe            confirm
///     ───────────▶ pending ────────▶ active
///                    ▲  │              │
///        subscribe,  │  └─────┬────────┘ unsubscribe, epoch + 1
///        epoch + 1   │        ▼
///                    └── unsubscribed         suppressed: a bounce, a complaint or an operator; erased: on request
package enum SubscriberState: String, Hashable, Sendable, CaseIterable, Codable {
    case pending, active, unsubscribed, suppressed, erased
}

/// Why nothing is sent to an address that once wanted it.
package enum SuppressionReason: String, Hashable, Sendable, Codable {
    case bounce, complaint, manual
}

/// The proof that somebody asked: kept with the subscriber, shown on request.
package struct Consent: Hashable, Sendable, Codable {
    package var at: Date
    /// The client's network (IPv4 /24, IPv6 /64), never the whole address.
    package var clientPrefix: String?
    /// Which form it was: `site`, `api`, `import`, `operator`.
    package var form: String?
    /// Tells one browser from another without saying which it was.
    package var userAgentHash: String?
    /// Which wording of the form: changes with its text.
    package var textVersion: String?

    package init(
        at: Date, clientPrefix: String?, form: String?, userAgentHash: String? = nil, textVersion: String? = nil
    ) {
        self.at = at
        self.clientPrefix = clientPrefix
        self.form = form
        self.userAgentHash = userAgentHash
        self.textVersion = textVersion
    }
}

/// A person on the list, past or present.
package struct Subscriber: Hashable, Sendable {
    package let id: ULID
    /// As typed; `nil` once erased.
    package var address: EmailAddress?
    package var name: String?
    package var locale: String?
    package var state: SubscriberState
    /// Only while `suppressed`.
    package var suppression: SuppressionReason?
    /// Grows whenever an older link or letter must no longer count.
    package var epoch: Int
    package var consent: Consent
    /// When confirmation mails were queued, within the last day.
    package var confirmations: [Date]
    package let created: Date
    /// When the state was entered.
    package var stateSince: Date

    package init(
        id: ULID, address: EmailAddress?, name: String?, locale: String?, state: SubscriberState,
        suppression: SuppressionReason? = nil, epoch: Int, consent: Consent, confirmations: [Date] = [],
        created: Date, stateSince: Date
    ) {
        self.id = id
        self.address = address
        self.name = name
        self.locale = locale
        self.state = state
        self.suppression = suppression
        self.epoch = epoch
        self.consent = consent
        self.confirmations = confirmations
        self.created = created
        self.stateSince = stateSince
    }
}
