package import Foundation
import GRDB
package import Jobs
import MailDelivery
package import Subscriptions

/// Subscribers in SQLite.
package struct SQLiteSubscriptionStore: SubscriptionStore {
    let pool: DatabasePool

    package func accept(_ request: NewJob, at now: Date) async throws {
        try await pool.write { db in _ = try db.insert(request, at: now) }
    }

    package func subscribe(
        _ intake: SubscribeIntake, rules: SubscriptionRules, names: FreshNames, at now: Date
    ) async throws {
        try await pool.write { db in
            let existing = try db.subscriber(identityKey: intake.address.identityKey)
            let change = rules.subscribing(intake, existing: existing, names: names, at: now)
            // The same request again, after a crash between this and the end of its job: all of it is there.
            if let key = change.letter?.job.key, try db.row("SELECT id FROM job WHERE key = ?", [key]) != nil { return }
            try db.apply(change, to: existing, cause: "subscribe", at: now)
        }
    }

    package func confirm(
        _ subscriber: ULID, epoch: Int, rules: SubscriptionRules, letter: ULID, at now: Date
    ) async throws -> ConfirmAnswer {
        try await pool.write { db in
            guard let existing = try db.subscriber(subscriber) else { return .unknown }
            let decision = rules.confirming(existing, epoch: epoch, letter: letter, at: now)
            try db.apply(decision.change, to: existing, cause: "confirm", at: now)
            return decision.answer
        }
    }

    package func unsubscribe(_ subscriber: ULID, rules: SubscriptionRules, at now: Date) async throws -> Bool {
        try await pool.write { db in
            guard let existing = try db.subscriber(subscriber) else { return false }
            try db.apply(rules.unsubscribing(existing, at: now), to: existing, cause: "unsubscribe", at: now)
            return true
        }
    }

    package func suppress(
        _ subscriber: ULID, _ reason: SuppressionReason, rules: SubscriptionRules, at now: Date
    ) async throws {
        try await pool.write { db in
            guard let existing = try db.subscriber(subscriber) else { return }
            let change = rules.suppressing(existing, reason, at: now)
            try db.apply(change, to: existing, cause: "suppress:\(reason.rawValue)", at: now)
        }
    }

    package func refusals(of subscriber: ULID, codes: [String], since: Date) async throws -> Int {
        try await pool.read { db in
            let row = try db.row(
                """
                SELECT count(*) AS count FROM job WHERE subject = ? AND state = 'dead' AND updated_at >= ?
                AND enhanced_code IN (SELECT value FROM json_each(?))
                """, [subscriber.description, since.milliseconds, jsonList(codes)])
            return row?["count"] ?? 0
        }
    }

    package func subscriber(_ id: ULID) async throws -> Subscriber? {
        try await pool.read { db in try db.subscriber(id) }
    }

    package func subscriber(identityKey: String) async throws -> Subscriber? {
        try await pool.read { db in try db.subscriber(identityKey: identityKey) }
    }
}

extension Database {
    fileprivate func subscriber(_ id: ULID) throws -> Subscriber? {
        try row("SELECT * FROM subscriber WHERE id = ?", [id.description]).map(Subscriber.init)
    }

    fileprivate func subscriber(identityKey: String) throws -> Subscriber? {
        try row("SELECT * FROM subscriber WHERE identity_key = ?", [identityKey]).map(Subscriber.init)
    }

    fileprivate func apply(
        _ change: SubscriberChange, to existing: Subscriber?, cause: String, at now: Date
    ) throws {
        if let subscriber = change.subscriber {
            try save(subscriber)
            if existing?.state != subscriber.state || existing?.epoch != subscriber.epoch {
                try record(subscriber, from: existing?.state, cause: cause, at: now)
            }
            if change.withdrawsLetters {
                try cancelLetters(
                    to: subscriber.id.description, because: "the subscriber is \(subscriber.state.rawValue)", at: now)
            }
        }
        if let letter = change.letter { _ = try insert(letter, at: now) }
    }

    private func save(_ subscriber: Subscriber) throws {
        let confirmations = subscriber.confirmations.map { String($0.milliseconds) }.joined(separator: ",")
        try run(
            """
            INSERT INTO subscriber (id, address, identity_key, name, locale, state, suppression, epoch, consent,
                confirmations, created_at, state_since)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET address = excluded.address, name = excluded.name,
                locale = excluded.locale, state = excluded.state, suppression = excluded.suppression,
                epoch = excluded.epoch, consent = excluded.consent, confirmations = excluded.confirmations,
                state_since = excluded.state_since
            """,
            [
                subscriber.id.description, subscriber.address?.description,
                subscriber.address?.identityKey ?? "erased:\(subscriber.id)", subscriber.name, subscriber.locale,
                subscriber.state.rawValue, subscriber.suppression?.rawValue, subscriber.epoch,
                try StoredConsent(subscriber.consent).json(), "[\(confirmations)]", subscriber.created.milliseconds,
                subscriber.stateSince.milliseconds,
            ])
    }

    private func record(_ subscriber: Subscriber, from: SubscriberState?, cause: String, at now: Date) throws {
        try run(
            """
            INSERT INTO subscriber_event (at, subscriber_id, from_state, to_state, epoch, cause)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                now.milliseconds, subscriber.id.description, from?.rawValue, subscriber.state.rawValue,
                subscriber.epoch, cause,
            ])
    }
}

/// The consent record as JSON in its column. Fields may be added as optionals.
private struct StoredConsent: Codable {
    var at: Int64
    var clientPrefix: String?
    var form: String?

    init(_ consent: Consent) {
        at = consent.at.milliseconds
        clientPrefix = consent.clientPrefix
        form = consent.form
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension Subscriber {
    fileprivate init(_ row: Row) throws {
        let decoder = JSONDecoder()
        let consent = try decoder.decode(StoredConsent.self, from: Data((row.value("consent") as String).utf8))
        let confirmations = try decoder.decode([Int64].self, from: Data((row.value("confirmations") as String).utf8))
        let hasAddress = (row["address"] as String?) != nil
        self.init(
            id: try row.ulid("id"), address: hasAddress ? try row.address("address") : nil, name: row["name"],
            locale: row["locale"], state: try row.case("state"),
            suppression: (row["suppression"] as String?).flatMap(SuppressionReason.init),
            epoch: try row.value("epoch"),
            consent: Consent(
                at: Date(milliseconds: consent.at), clientPrefix: consent.clientPrefix, form: consent.form),
            confirmations: confirmations.map(Date.init(milliseconds:)), created: try row.date("created_at"),
            stateSince: try row.date("state_since"))
    }
}
