package import Foundation
package import Jobs

/// Where subscribers are recorded. Each operation is one use case and one transaction: what `SubscriptionRules` decides
/// from the row as it is at that moment, with the letter it causes, is written wholly or not at all.
package protocol SubscriptionStore: Sendable {
    /// Keeps a request to be decided later.
    func accept(_ request: NewJob, at now: Date) async throws

    @discardableResult
    func subscribe(
        _ intake: SubscribeIntake, rules: SubscriptionRules, names: FreshNames, at now: Date
    ) async throws -> SubscribeResult

    /// - Parameter letter: The welcome letter's name, should there be one.
    func confirm(
        _ subscriber: ULID, epoch: Int, rules: SubscriptionRules, letter: ULID, at now: Date
    ) async throws -> ConfirmAnswer

    /// - Returns: Whether there is such a subscriber.
    func unsubscribe(_ subscriber: ULID, rules: SubscriptionRules, at now: Date) async throws -> Bool

    /// Nothing more is sent to this person; what waits is cancelled.
    func suppress(_ subscriber: ULID, _ reason: SuppressionReason, rules: SubscriptionRules, at now: Date) async throws

    /// How many letters to this person died with one of these enhanced codes.
    func refusals(of subscriber: ULID, codes: [String], since: Date) async throws -> Int

    func subscriber(_ id: ULID) async throws -> Subscriber?

    /// - Parameter identityKey: `EmailAddress.identityKey`.
    func subscriber(identityKey: String) async throws -> Subscriber?
}

/// What became of a request that was decided.
package struct SubscribeResult: Hashable, Sendable {
    /// Why the letter was kept back, if it was.
    package var held: String?
    /// It isn't decided yet: ask again then. An instant and no span, because a `Duration` in a small struct that an
    /// `async` function returns jumps to nowhere (Swift 6.2, optimised).
    package var asksAgainAt: Date?
    /// Whether this is the first letter that a flood keeps back.
    package var isFloodNew = false

    package init() {}
}
