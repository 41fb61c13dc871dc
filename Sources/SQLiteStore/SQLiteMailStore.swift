package import Foundation
import GRDB
package import Jobs
package import MailDelivery

/// Letters in SQLite: the worker's view and the operator's.
package struct SQLiteMailStore: LetterStore, MailQueue {
    let pool: DatabasePool
    let commits: CommitQueue

    // MARK: The worker's view

    package func letter(_ job: ULID) async throws -> Letter? {
        try await pool.read { db in
            try db.row(
                "SELECT letter.*, kind, payload, job.subject AS whom FROM letter JOIN job ON job.id = job_id WHERE job_id = ?",
                [job.description]
            ).map { row in
                Letter(
                    job: job, kind: JobKind(rawValue: try row.value("kind")), recipient: try row.address("recipient"),
                    subject: row["whom"],
                    payload: try row.value("payload"), frozen: try FrozenMessage(row))
            }
        }
    }

    package func freeze(
        _ message: FrozenMessage, under lease: Lease, at now: Date
    ) async throws -> FrozenMessage {
        try await commits.write { db in
            _ = try db.job(under: lease)
            try db.run(
                """
                UPDATE letter SET message_id = ?, sender = ?, subject = ?, bytes = ?, frozen_at = ?
                WHERE job_id = ? AND frozen_at IS NULL
                """,
                [
                    message.id.description, message.sender.description, message.subject, Data(message.bytes),
                    now.milliseconds, lease.job.description,
                ])
            if db.changesCount > 0 { return message }
            let row = try db.row("SELECT * FROM letter WHERE job_id = ?", [lease.job.description])
            guard let frozen = try row.flatMap(FrozenMessage.init) else { throw StaleLease(job: lease.job) }
            return frozen
        }
    }

    /// Stores letters that nothing else in the database causes.
    package func enqueue(_ letters: [NewLetter], at now: Date) async throws {
        try await pool.write { db in for letter in letters { _ = try db.insert(letter, at: now) } }
    }

    // MARK: The operator's view

    package func mails(_ filter: MailFilter) async throws -> [MailSummary] {
        try await pool.read { db in
            var conditions: [String] = []
            var arguments: StatementArguments = []
            if let states = filter.states {
                conditions.append("job.state IN (SELECT value FROM json_each(?))")
                arguments += [jsonList(states.map(\.rawValue))]
            }
            if let kinds = filter.kinds {
                conditions.append("job.kind IN (SELECT value FROM json_each(?))")
                arguments += [jsonList(kinds.map(\.rawValue))]
            }
            if let domain = filter.domain {
                conditions.append("job.destination = ?")
                arguments += [domain.lowercased()]
            }
            if let before = filter.before {
                conditions.append("job.id < ?")
                arguments += [before.description]
            }
            let clause = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
            arguments += [filter.limit]
            return try db.rows("\(Self.summaries) \(clause) ORDER BY job.id DESC LIMIT ?", arguments)
                .map(MailSummary.init)
        }
    }

    package func mail(_ id: ULID) async throws -> MailDetail? {
        try await pool.read { db in
            guard let row = try db.row("\(Self.summaries) WHERE job.id = ?", [id.description]) else { return nil }
            let events = try db.rows("\(Self.events) WHERE job_id = ? ORDER BY seq", [id.description])
            let bytes: Data? = try db.row("SELECT bytes FROM letter WHERE job_id = ?", [id.description])?["bytes"]
            return MailDetail(
                summary: try MailSummary(row), message: bytes.map { Array($0) }, events: try events.map(MailEvent.init))
        }
    }

    package func message(_ id: ULID) async throws -> [UInt8]? {
        try await pool.read { db in
            let bytes: Data? = try db.row("SELECT bytes FROM letter WHERE job_id = ?", [id.description])?["bytes"]
            return bytes.map { Array($0) }
        }
    }

    package func mailCounts() async throws -> [JobState: Int] {
        try await pool.read { db in
            // Only letters have a destination.
            try countsByState(
                db.rows("SELECT state, count(*) AS count FROM job WHERE destination IS NOT NULL GROUP BY state", []))
        }
    }

    package func mailEvents(after sequence: Int, limit: Int) async throws -> [MailEvent] {
        try await pool.read { db in
            try db.rows("\(Self.events) WHERE seq > ? ORDER BY seq LIMIT ?", [sequence, limit]).map(MailEvent.init)
        }
    }

    /// The last so many steps of mails, oldest first.
    package func recentMailEvents(_ count: Int) async throws -> [MailEvent] {
        try await pool.read { db in
            try db.rows("\(Self.events) ORDER BY seq DESC LIMIT ?", [count]).reversed().map(MailEvent.init)
        }
    }

    /// The number of the last step before an instant.
    package func lastSequence(before instant: Date) async throws -> Int {
        try await pool.read { db in
            try db.row("SELECT max(seq) AS seq FROM job_event WHERE at < ?", [instant.milliseconds])?["seq"] ?? 0
        }
    }

    package func lastSequence() async throws -> Int {
        try await pool.read { db in try db.row("SELECT max(seq) AS seq FROM job_event", [])?["seq"] ?? 0 }
    }

    static let summaries = """
        SELECT job.*, recipient, letter.subject AS message_subject, message_id
        FROM job JOIN letter ON letter.job_id = job.id
        """
    private static let events = """
        SELECT job_event.*, recipient FROM job_event JOIN letter USING (job_id)
        """
}

extension SQLiteMailStore: SharedRates {
    package func take(_ turns: [RateTurn], at now: Date) async throws -> Duration? {
        try await commits.write { db in
            var levels: [Double] = []
            for turn in turns {
                let row = try db.row("SELECT tokens, updated_at FROM mail_rate WHERE name = ?", [turn.name])
                guard let row else {
                    levels.append(turn.full)
                    continue
                }
                let seconds = now.timeIntervalSince(try row.date("updated_at"))
                levels.append(turn.level(try row.value("tokens"), after: seconds))
            }
            // Refills are sums of fractions, so a hair below a whole token is one.
            let waits = zip(turns, levels).map { $1 >= 1 - 1e-6 ? 0 : (1 - $1) / $0.perSecond }
            if let wait = waits.max(), wait > 0 { return .seconds(wait) }
            for (turn, level) in zip(turns, levels) {
                try db.run(
                    """
                    INSERT INTO mail_rate (name, tokens, updated_at) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET tokens = excluded.tokens, updated_at = excluded.updated_at
                    """, [turn.name, level - 1, now.milliseconds])
            }
            return nil
        }
    }
}

extension Database {
    /// - Returns: Whether the job's key was new.
    func insert(_ letter: NewLetter, at now: Date) throws -> Bool {
        guard try insert(letter.job, at: now) else { return false }
        try run(
            "INSERT INTO letter (job_id, recipient) VALUES (?, ?)",
            [letter.job.id.description, letter.recipient.description])
        return true
    }

    /// Cancels what waits for a person who doesn't want it any more. What is being sent at this moment asks again by
    /// itself.
    func cancelLetters(to subject: String, because reason: String, at now: Date) throws {
        let rows = try rows(
            """
            SELECT job.* FROM job JOIN letter ON letter.job_id = job.id
            WHERE job.subject = ? AND state IN ('ready', 'held')
            """, [subject])
        for job in try rows.map(Job.init) {
            try put(job, into: .cancelled, note: JobNote(reason), actor: "subscriptions", at: now)
        }
    }
}

extension Row {
    func address(_ column: String) throws -> EmailAddress {
        let text: String = try value(column)
        do {
            return try EmailAddress(text)
        } catch {
            throw DamagedRow(description: "\(column) holds no address")
        }
    }
}

extension FrozenMessage {
    fileprivate init?(_ row: Row) throws {
        guard let id = (row["message_id"] as String?).flatMap(MessageID.init), let bytes: Data = row["bytes"] else {
            return nil
        }
        self.init(
            id: id, sender: try row.address("sender"), subject: try row.value("subject"), bytes: Array(bytes))
    }
}

extension MailSummary {
    init(_ row: Row) throws {
        self.init(
            try Job(row), recipient: try row.address("recipient"), subject: row["message_subject"],
            messageID: row["message_id"])
    }
}

extension MailEvent {
    fileprivate init(_ row: Row) throws {
        self.init(try JobEvent(row), recipient: try row.address("recipient"))
    }
}
