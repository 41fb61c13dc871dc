import Foundation
package import Jobs
import MailDelivery

extension JobKind {
    /// A request to subscribe, waiting to be decided.
    package static let subscribe: JobKind = "subscribe"
}

/// Decides accepted requests: the only place that looks whether an address is known.
struct SubscribeHandler: JobHandler {
    /// The request as it waits in the queue. Fields may be added as optionals, never renamed.
    private struct Payload: Codable {
        var email: String
        var name: String?
        var locale: String?
        var clientPrefix: String?
        var form: String?
        var userAgentHash: String?
        var textVersion: String?
    }

    private let store: any SubscriptionStore
    private let rules: SubscriptionRules
    private let ids: ULIDGenerator
    private let onChange: @Sendable () -> Void
    private let onFlood: @Sendable (String) -> Void

    init(
        store: any SubscriptionStore, rules: SubscriptionRules, ids: ULIDGenerator,
        onChange: @escaping @Sendable () -> Void, onFlood: @escaping @Sendable (String) -> Void
    ) {
        self.store = store
        self.rules = rules
        self.ids = ids
        self.onChange = onChange
        self.onFlood = onFlood
    }

    func perform(_ run: JobRun) async throws -> JobOutcome {
        guard let payload = try? JSONDecoder().decode(Payload.self, from: Data(run.job.payload.utf8)),
            let address = try? EmailAddress(payload.email)
        else { return .dead(JobNote("the request can't be read")) }
        let consent = Consent(
            at: run.job.created, clientPrefix: payload.clientPrefix, form: payload.form,
            userAgentHash: payload.userAgentHash, textVersion: payload.textVersion)
        let intake = SubscribeIntake(
            request: run.job.id, address: address, name: payload.name, locale: payload.locale, consent: consent)
        let names = FreshNames(subscriber: ids.next(at: run.now), letter: ids.next(at: run.now))
        let result = try await store.subscribe(intake, rules: rules, names: names, at: run.now)
        if let date = result.asksAgainAt {
            return .snooze(date.span(since: run.now), JobNote("waits out a flood"))
        }
        if result.isFloodNew, let reason = result.held { onFlood(reason) }
        onChange()
        return .done(JobNote(result.held.map { "decided; its mail is held: \($0)" } ?? "decided"))
    }

    /// Checks the request's form and packs it up.
    static func job(
        for request: SubscribeRequest, textVersion: String?, id: ULID, at now: Date
    ) -> (NewJob?, [FieldViolation]) {
        var violations: [FieldViolation] = []
        var address: EmailAddress?
        do throws(EmailAddress.Problem) {
            address = try EmailAddress(request.email)
        } catch {
            violations.append(FieldViolation(pointer: "/email", detail: error.description))
        }
        if let name = request.name, name.count > 80 {
            violations.append(FieldViolation(pointer: "/name", detail: "a name has at most 80 characters"))
        }
        if let locale = request.locale, locale.utf8.count > 35 {
            violations.append(FieldViolation(pointer: "/locale", detail: "a language tag has at most 35 characters"))
        }
        guard let address, violations.isEmpty else { return (nil, violations) }
        let payload = Payload(
            email: address.description, name: request.name, locale: request.locale,
            clientPrefix: request.clientPrefix, form: request.form, userAgentHash: request.userAgentHash,
            textVersion: textVersion)
        let job = NewJob(
            id: id, kind: .subscribe, key: "subscribe:\(id)", payload: json(payload), priority: 10, runAt: now)
        return (job, [])
    }
}

/// What a letter's job carries.
struct LetterPayload: Codable {
    /// The subscriber's, when the letter was queued.
    var epoch: Int

    var json: String { Subscriptions.json(self) }

    init(epoch: Int) { self.epoch = epoch }

    init?(_ json: String) {
        guard let payload = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return nil }
        self = payload
    }
}

private func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Plain structs of text and numbers always encode.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}
