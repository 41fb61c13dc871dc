package import Foundation
package import Jobs
package import MailDelivery

/// Which subscribers an operator wants to see, oldest first.
package struct SubscriberFilter: Hashable, Sendable {
    package var states: Set<SubscriberState>?
    package var domain: String?
    package var limit = 50
    /// Only younger ones than this: the last of the page before.
    package var after: ULID?

    package init() {}
}

/// One line of a file to be imported, checked.
package struct ImportedSubscriber: Hashable, Sendable {
    package var address: EmailAddress
    package var name: String?
    package var locale: String?
    package var state: SubscriberState
    /// When they asked, as the file says; else the time of the import.
    package var consentAt: Date?

    package init(address: EmailAddress, name: String?, locale: String?, state: SubscriberState, consentAt: Date?) {
        self.address = address
        self.name = name
        self.locale = locale
        self.state = state
        self.consentAt = consentAt
    }
}

package enum ImportResult: String, Hashable, Sendable, Codable {
    case added
    /// Known, and left as it is: whoever left or was suppressed never comes back by a file.
    case known
}

/// What an operator does with the list of subscribers.
package protocol SubscriberRoll: Sendable {
    func subscribers(_ filter: SubscriberFilter) async throws -> [Subscriber]
    func subscriberCounts() async throws -> [SubscriberState: Int]

    /// Everything that happened to a subscriber, oldest first: instant, state entered, cause.
    func history(of subscriber: ULID) async throws -> [SubscriberStep]

    /// - Parameters:
    ///   - isTrial: Say what would happen, and change nothing.
    ///   - welcome: Queue a welcome mail for those added as `active`.
    func bring(
        _ people: [ImportedSubscriber], names: [ULID], isTrial: Bool, welcome: Bool, rules: SubscriptionRules,
        at now: Date
    ) async throws -> [ImportResult]

    /// Suppresses an address whether or not it is known.
    func suppress(_ address: EmailAddress, name: ULID, rules: SubscriptionRules, at now: Date) async throws

    /// Forgets a person: address, name, consent, letters and requests go; a row without them stays for the numbers.
    ///
    /// - Parameter lock: What is kept instead of the address so that it is never mailed again; `nil` keeps nothing.
    /// - Returns: Whether there was such a person.
    func erase(_ identityKey: String, lock: String?, at now: Date) async throws -> Bool
}

/// One step of a subscriber.
package struct SubscriberStep: Hashable, Sendable, Codable {
    package let at: Date
    package let state: SubscriberState
    package let cause: String

    package init(at: Date, state: SubscriberState, cause: String) {
        self.at = at
        self.state = state
        self.cause = cause
    }
}
