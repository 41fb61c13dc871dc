package import Foundation
import GRDB
package import Jobs
package import MailDelivery
package import Subscriptions

extension SQLiteSubscriptionStore: SubscriberRoll {
    package func subscribers(_ filter: SubscriberFilter) async throws -> [Subscriber] {
        try await pool.read { db in
            try db.rows(
                """
                SELECT * FROM subscriber WHERE (?1 IS NULL OR state IN (SELECT value FROM json_each(?1)))
                AND (?2 IS NULL OR identity_key LIKE '%@' || ?2) AND id > ?3 ORDER BY id LIMIT ?4
                """,
                [
                    filter.states.map { jsonList($0.map(\.rawValue)) }, filter.domain?.lowercased(),
                    filter.after?.description ?? "", filter.limit,
                ]
            ).map(Subscriber.init)
        }
    }

    package func subscriberCounts() async throws -> [SubscriberState: Int] {
        try await pool.read { db in
            let rows = try db.rows("SELECT state, count(*) AS count FROM subscriber GROUP BY state", [])
            return Dictionary(
                try rows.map { (try $0.case("state"), try $0.value("count")) }, uniquingKeysWith: { first, _ in first })
        }
    }

    package func history(of subscriber: ULID) async throws -> [SubscriberStep] {
        try await pool.read { db in
            try db.rows(
                "SELECT at, to_state, cause FROM subscriber_event WHERE subscriber_id = ? ORDER BY seq",
                [subscriber.description]
            ).map {
                SubscriberStep(at: try $0.date("at"), state: try $0.case("to_state"), cause: try $0.value("cause"))
            }
        }
    }

    package func bring(
        _ people: [ImportedSubscriber], names: [ULID], isTrial: Bool, welcome: Bool, rules: SubscriptionRules,
        at now: Date
    ) async throws -> [ImportResult] {
        let work: @Sendable (Database) throws -> [ImportResult] = { db in
            var results: [ImportResult] = []
            var seen: Set<String> = []
            for (person, name) in zip(people, names) {
                let key = person.address.identityKey
                guard seen.insert(key).inserted, try db.subscriber(identityKey: key) == nil else {
                    results.append(.known)
                    continue
                }
                results.append(.added)
                guard !isTrial else { continue }
                let consent = Consent(at: person.consentAt ?? now, clientPrefix: nil, form: "import")
                let subscriber = Subscriber(
                    id: name, address: person.address, name: person.name, locale: person.locale, state: person.state,
                    suppression: person.state == .suppressed ? .manual : nil, epoch: 1, consent: consent, created: now,
                    stateSince: now)
                let letter =
                    welcome && person.state == .active
                    ? rules.welcomeLetter(to: subscriber, id: ULIDGenerator().next(at: now), at: now) : nil
                try db.apply(
                    SubscriberChange(subscriber: subscriber, letter: letter), to: nil, cause: "import", at: now)
            }
            return results
        }
        return isTrial ? try await pool.read(work) : try await pool.write(work)
    }

    package func suppress(
        _ address: EmailAddress, name: ULID, rules: SubscriptionRules, at now: Date
    ) async throws {
        try await pool.write { db in
            let existing = try db.subscriber(identityKey: address.identityKey)
            let person =
                existing
                ?? Subscriber(
                    id: name, address: address, name: nil, locale: nil, state: .unsubscribed, epoch: 0,
                    consent: Consent(at: now, clientPrefix: nil, form: "operator"), created: now, stateSince: now)
            try db.apply(rules.suppressing(person, .manual, at: now), to: existing, cause: "suppress:manual", at: now)
        }
    }

    package func erase(_ identityKey: String, lock: String?, at now: Date) async throws -> Bool {
        let wasThere = try await pool.write { db in try db.erase(identityKey, lock: lock, at: now) }
        try await emptyLog()
        return wasThere
    }

    /// Writes the log back and empties it: until then it holds what pages looked like before.
    private func emptyLog() async throws {
        do {
            try await pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            throw StoreProblem.logInUse
        }
    }
}

extension Database {
    fileprivate func erase(_ identityKey: String, lock: String?, at now: Date) throws -> Bool {
        // Requests hold the address as it was typed, and are kept for a while whether or not anybody came of them.
        let requests = try rows(
            """
            SELECT id, json_extract(payload, '$.email') AS email FROM job WHERE kind = 'subscribe'
            AND (lower(email) = ? OR email GLOB '*[^ -~]*')
            """, [identityKey])
        for row in requests where (try? row.address("email"))?.identityKey == identityKey {
            let id: String = try row.value("id")
            try run("UPDATE job_event SET note = NULL WHERE job_id = ?", [id])
            try run("DELETE FROM job WHERE id = ?", [id])
        }
        guard var person = try subscriber(identityKey: identityKey) else { return false }
        let before = person
        let id = person.id.description
        try cancelLetters(to: id, because: "the subscriber is erased", at: now)
        person.state = .erased
        person.suppression = nil
        person.address = nil
        person.name = nil
        person.locale = nil
        person.epoch += 1
        person.consent = Consent(at: person.consent.at, clientPrefix: nil, form: nil)
        person.confirmations = []
        person.stateSince = now
        try apply(SubscriberChange(subscriber: person), to: before, cause: "erase", at: now)
        try run(
            "UPDATE subscriber SET identity_key = ?, rate_key = NULL WHERE id = ?", [lock ?? "erased:\(id)", id])
        try run(
            """
            UPDATE letter SET recipient = 'erased@erased.invalid', bytes = NULL
            WHERE job_id IN (SELECT id FROM job WHERE subject = ?)
            """, [id])
        // Servers like to repeat the address that they refuse.
        try run(
            "UPDATE job_event SET note = NULL WHERE job_id IN (SELECT id FROM job WHERE subject = ?)", [id])
        try run("UPDATE job SET note = NULL WHERE subject = ?", [id])
        return true
    }
}
