package import Foundation
package import ObjectStorage
package import PhotoLibrary
package import Subscriptions

/// What readers can do about their subscription, as the API needs it. `SubscriptionService` is the real one.
package protocol SubscriptionDesk: Sendable {
    func subscribe(_ request: SubscribeRequest, now: Date) async throws -> SubscribeAnswer
    /// Looks, and changes nothing.
    func standing(ofConfirmation token: String, now: Date) async throws -> TokenStanding
    func confirm(_ token: String, now: Date) async throws -> ConfirmAnswer
    /// Looks, and changes nothing.
    func standing(ofUnsubscribe token: String, now: Date) async throws -> TokenStanding
    func unsubscribe(_ token: String, now: Date) async throws -> UnsubscribeAnswer
}

extension SubscriptionService: SubscriptionDesk {}

/// The photos, as the API needs them. `PhotoService` is the real one.
package protocol PhotoDesk: Sendable {
    func photo(_ id: String) async throws -> Photo?
}

extension PhotoService: PhotoDesk {}

/// What the origin's answers come from, besides files.
package struct OriginSeams: Sendable {
    package var subscriptions: any SubscriptionDesk
    package var photos: any PhotoDesk
    /// Holds the renditions, under their URL paths without the slash in front.
    package var objects: any ObjectStore
    /// Whether the back end can do its work: `GET /api/v1/health` says 503 when not. Default: always.
    package var isHealthy: @Sendable () async -> Bool
    /// What time it is. Default: the system's clock.
    package var now: @Sendable () -> Date

    package init(
        subscriptions: any SubscriptionDesk, photos: any PhotoDesk, objects: any ObjectStore,
        isHealthy: @escaping @Sendable () async -> Bool = { true }, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.subscriptions = subscriptions
        self.photos = photos
        self.objects = objects
        self.isHealthy = isHealthy
        self.now = now
    }
}
