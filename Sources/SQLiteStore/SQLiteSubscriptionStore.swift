package import Foundation
import GRDB
package import Jobs
import MailDelivery
package import Subscriptions

/// Subscribers in SQLite.
package struct SQLiteSubscriptionStore: SubscriptionStore {
    let pool: DatabasePool
    let commits: CommitQueue
    /// Turns an identity into what stands for it once erased; `nil` where nothing is erased with a lock.
    var lock: (@Sendable (String) -> String)?

    package func accept(_ request: NewJob, at now: Date) async throws {
        try await commits.write { db in _ = try db.insert(request, at: now) }
    }

    @discardableResult
    package func subscribe(
        _ intake: SubscribeIntake, rules: SubscriptionRules, names: FreshNames, at now: Date
    ) async throws -> SubscribeResult {
        let locked = lock?(intake.address.identityKey)
        return try await commits.write { db in
            let existing =
                try db.subscriber(identityKey: intake.address.identityKey)
                ?? locked.flatMap { try db.subscriber(identityKey: $0) }
            let pressure = try db.pressure(of: intake, since: now)
            let change = rules.subscribing(intake, existing: existing, names: names, pressure: pressure, at: now)
            var result = SubscribeResult()
            if let span = change.asksAgainAfter {
                try db.note(intake, .waits, at: now)
                result.asksAgainAt = now.adding(span)
                return result
            }
            // The same request again, after a crash between this and the end of its job: all of it is there.
            if let key = change.letter?.job.key, try db.row("SELECT id FROM job WHERE key = ?", [key]) != nil {
                return result
            }
            try db.apply(change, to: existing, cause: "subscribe", at: now)
            if change.letter?.job.kind == .confirmMail {
                try db.note(intake, change.holdsLetter == nil ? .sent : .held, at: now)
            }
            if let reason = change.holdsLetter {
                result.held = reason
                result.isFloodNew = try db.raiseAlarm(reason, at: now)
            }
            return result
        }
    }

    package func confirm(
        _ subscriber: ULID, epoch: Int, rules: SubscriptionRules, letter: ULID, at now: Date
    ) async throws -> ConfirmAnswer {
        try await commits.write { db in
            guard let existing = try db.subscriber(subscriber) else { return .unknown }
            let decision = rules.confirming(existing, epoch: epoch, letter: letter, at: now)
            try db.apply(decision.change, to: existing, cause: "confirm", at: now)
            return decision.answer
        }
    }

    package func unsubscribe(_ subscriber: ULID, rules: SubscriptionRules, at now: Date) async throws -> Bool {
        try await commits.write { db in
            guard let existing = try db.subscriber(subscriber) else { return false }
            try db.apply(rules.unsubscribing(existing, at: now), to: existing, cause: "unsubscribe", at: now)
            return true
        }
    }

    package func suppress(
        _ subscriber: ULID, _ reason: SuppressionReason, rules: SubscriptionRules, at now: Date
    ) async throws {
        try await commits.write { db in
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

    func subscriber(identityKey: String) throws -> Subscriber? {
        try row("SELECT * FROM subscriber WHERE identity_key = ?", [identityKey]).map(Subscriber.init)
    }

    func apply(
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
        guard let letter = change.letter, try insert(letter, at: now) else { return }
        if let reason = change.holdsLetter {
            try put(Job(letter.job, at: now), into: .held, note: JobNote(reason), actor: "subscriptions", at: now)
        }
    }

    private func save(_ subscriber: Subscriber) throws {
        let confirmations = subscriber.confirmations.map { String($0.milliseconds) }.joined(separator: ",")
        try run(
            """
            INSERT INTO subscriber (id, address, identity_key, name, locale, state, suppression, epoch, consent,
                confirmations, created_at, state_since, rate_key)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET address = excluded.address, name = excluded.name,
                locale = excluded.locale, state = excluded.state, suppression = excluded.suppression,
                epoch = excluded.epoch, consent = excluded.consent, confirmations = excluded.confirmations,
                state_since = excluded.state_since, rate_key = excluded.rate_key
            """,
            [
                subscriber.id.description, subscriber.address?.description,
                subscriber.address?.identityKey ?? "erased:\(subscriber.id)", subscriber.name, subscriber.locale,
                subscriber.state.rawValue, subscriber.suppression?.rawValue, subscriber.epoch,
                try StoredConsent(subscriber.consent).json(), "[\(confirmations)]", subscriber.created.milliseconds,
                subscriber.stateSince.milliseconds, subscriber.address?.rateKey,
            ])
    }

    // MARK: Pressure

    fileprivate func pressure(of intake: SubscribeIntake, since now: Date) throws -> Pressure {
        let (minute, tenMinutes) = (now.milliseconds - 60_000, now.milliseconds - 600_000)
        let request = intake.request.description
        func count(_ condition: String, _ arguments: StatementArguments) throws -> Int {
            // Past a hundred it makes no difference, and a flood isn't counted to its end for each of its drops.
            try row(
                "SELECT count(*) AS count FROM (SELECT 1 FROM intake WHERE \(condition) AND request <> ? LIMIT 100)",
                arguments + [request])?["count"] ?? 0
        }
        var pressure = Pressure()
        if let prefix = intake.consent.clientPrefix {
            pressure.prefix = try count("prefix = ? AND at > ?", [prefix, tenMinutes])
            let around = FloodGate.neighborhood(of: prefix)
            pressure.neighborhood = try count("neighborhood = ? AND at > ?", [around, tenMinutes])
        }
        pressure.domain = try count("domain = ? AND fate = 'sent' AND at > ?", [intake.address.domain, minute])
        pressure.minute = try count("fate = 'sent' AND at > ?", [minute])
        pressure.tenMinutes = try count("fate = 'sent' AND at > ?", [tenMinutes])
        pressure.hasWaited = try row("SELECT 1 FROM intake WHERE request = ?", [request]) != nil
        let today = now.milliseconds - 24 * 3_600_000
        for row in try rows(
            "SELECT confirmations FROM subscriber WHERE rate_key = ? AND identity_key <> ? LIMIT 100",
            [intake.address.rateKey, intake.address.identityKey])
        {
            let asked = try JSONDecoder().decode([Int64].self, from: Data((row.value("confirmations") as String).utf8))
            pressure.sameMailbox += asked.count { $0 > today }
        }
        return pressure
    }

    fileprivate enum Fate: String { case sent, held, waits }

    fileprivate func note(_ intake: SubscribeIntake, _ fate: Fate, at now: Date) throws {
        let prefix = intake.consent.clientPrefix
        try run(
            """
            INSERT INTO intake (request, at, prefix, neighborhood, domain, fate) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (request) DO UPDATE SET at = excluded.at, fate = excluded.fate
            """,
            [
                intake.request.description, now.milliseconds, prefix, prefix.map(FloodGate.neighborhood),
                intake.address.domain, fate.rawValue,
            ])
        try run(
            "DELETE FROM intake WHERE request IN (SELECT request FROM intake WHERE at < ? ORDER BY at LIMIT 4)",
            [now.milliseconds - 600_000])
    }

    /// Shown wherever pauses are; it stops nothing by itself.
    ///
    /// - Returns: Whether there was none at this time.
    fileprivate func raiseAlarm(_ reason: String, at now: Date) throws -> Bool {
        let isOn = try row("SELECT 1 FROM job_pause WHERE name = 'flood' AND until > ?", [now.milliseconds]) != nil
        try run(
            """
            INSERT INTO job_pause (name, since, until, reason, actor, is_automatic) VALUES ('flood', ?, ?, ?, ?, 1)
            ON CONFLICT (name) DO UPDATE SET until = excluded.until,
                since = iif(job_pause.until > excluded.since, job_pause.since, excluded.since)
            """,
            [
                now.milliseconds, now.milliseconds + 600_000,
                "\(reason). Confirmation mails are held; see `mail list --state held`", "subscriptions",
            ])
        return !isOn
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
    var userAgentHash: String?
    var textVersion: String?

    init(_ consent: Consent) {
        at = consent.at.milliseconds
        clientPrefix = consent.clientPrefix
        form = consent.form
        userAgentHash = consent.userAgentHash
        textVersion = consent.textVersion
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension Subscriber {
    init(_ row: Row) throws {
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
                at: Date(milliseconds: consent.at), clientPrefix: consent.clientPrefix, form: consent.form,
                userAgentHash: consent.userAgentHash, textVersion: consent.textVersion),
            confirmations: confirmations.map(Date.init(milliseconds:)), created: try row.date("created_at"),
            stateSince: try row.date("state_since"))
    }
}
