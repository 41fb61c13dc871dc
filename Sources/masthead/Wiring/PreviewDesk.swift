import Foundation
import Origin
import PhotoLibrary
import Subscriptions

/// Answers whoever tries the forms of a preview, and keeps nothing.
///
/// Links whose token is `expired` or `unknown` show what such a reader sees; all others work.
struct PreviewDesk: SubscriptionDesk, PhotoDesk {
    func subscribe(_ request: SubscribeRequest, now: Date) async throws -> SubscribeAnswer { .accepted }

    func standing(ofConfirmation token: String, now: Date) async throws -> TokenStanding { standing(of: token) }

    func confirm(_ token: String, now: Date) async throws -> ConfirmAnswer {
        switch standing(of: token) {
        case .valid: .confirmed
        case .expired: .expired
        case .unknown: .unknown
        }
    }

    func standing(ofUnsubscribe token: String, now: Date) async throws -> TokenStanding { standing(of: token) }

    func unsubscribe(_ token: String, now: Date) async throws -> UnsubscribeAnswer {
        standing(of: token) == .unknown ? .unknown : .unsubscribed
    }

    func photo(_ id: String) async throws -> Photo? { nil }

    private func standing(of token: String) -> TokenStanding {
        switch token {
        case "expired": .expired
        case "unknown": .unknown
        default: .valid(maskedAddress: "r•••@example.com")
        }
    }
}
