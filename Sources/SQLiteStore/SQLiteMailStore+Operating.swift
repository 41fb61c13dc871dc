package import Foundation
import GRDB
package import Jobs
package import MailDelivery

extension SQLiteMailStore: MailOperating {
    package func mails(_ selection: MailSelection, limit: Int, before: ULID?) async throws -> [MailSummary] {
        try await pool.read { db in
            let (clause, arguments) = Self.condition(selection)
            let sql = """
                \(Self.summaries) WHERE \(clause) AND (? IS NULL OR job.id < ?) ORDER BY job.id DESC LIMIT ?
                """
            let page: StatementArguments = [before?.description, before?.description, limit]
            return try Row.fetchAll(db, sql: sql, arguments: arguments + page).map(MailSummary.init)
        }
    }

    package func count(_ selection: MailSelection) async throws -> Int {
        try await pool.read { db in
            let (clause, arguments) = Self.condition(selection)
            let sql = "SELECT count(*) FROM \(Self.tables(selection)) WHERE \(clause)"
            return try Int.fetchOne(db, sql: sql, arguments: arguments) ?? 0
        }
    }

    package func change(
        _ selection: MailSelection, _ verb: MailVerb, actor: String, at now: Date
    ) async throws -> MailChanges {
        var changes = MailChanges()
        var narrowed = selection
        narrowed.states = (selection.states ?? verb.from).intersection(verb.from)
        var position = 0
        // In portions, so that the worker is never kept waiting for long.
        while true {
            let limit = Self.portion
            let (wanted, begun, last) = (narrowed, position, changes.changed.last)
            let portion = try await pool.write { db in
                let (clause, arguments) = Self.condition(wanted)
                let after = last?.description ?? ""
                let sql = """
                    SELECT job.* FROM \(Self.tables(wanted)) WHERE \(clause) AND job.id > ? ORDER BY job.id LIMIT ?
                    """
                let jobs = try Row.fetchAll(db, sql: sql, arguments: arguments + [after, limit]).map(Job.init)
                for (index, job) in jobs.enumerated() {
                    try db.apply(verb, to: job, place: begun + index, actor: actor, at: now)
                }
                return jobs.map(\.id)
            }
            changes.changed += portion
            position += portion.count
            if portion.count < limit { break }
        }
        let changed = Set(changes.changed)
        for id in selection.ids ?? [] where !changed.contains(id) {
            let summary = try await mail(id)?.summary
            changes.refused.append(.init(id: id, state: summary?.state, at: summary?.updated))
        }
        return changes
    }

    package func shape(_ states: Set<JobState>, limit: Int, at now: Date) async throws -> MailShape {
        try await pool.read { db in
            let minute: Int64 = 60_000
            let columns = MailShape.ages.map { "sum(created_at > \(now.milliseconds - Int64($0) * minute))" }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT destination, count(*) AS total, \(columns.joined(separator: ", ")) FROM job
                    WHERE destination IS NOT NULL AND state IN (SELECT value FROM json_each(?))
                    GROUP BY destination ORDER BY total DESC LIMIT ?
                    """, arguments: [jsonList(states.map(\.rawValue)), limit])
            return MailShape(
                rows: rows.map { row in
                    let total: Int = row["total"]
                    let younger = (0..<columns.count).map { row[$0 + 2] as Int } + [total]
                    let counts = younger.enumerated().map { $1 - ($0 == 0 ? 0 : younger[$0 - 1]) }
                    return MailShape.Row(domain: row["destination"], total: total, counts: counts)
                })
        }
    }

    package func tidy(bodies: Duration, facts: Duration, at now: Date) async throws -> Int {
        // As the index has it, word for word.
        let finished = "(state = 'done' OR state = 'dead' OR state = 'cancelled') AND updated_at < ?"
        let steps = [
            (
                """
                UPDATE letter SET bytes = NULL, frozen_at = NULL WHERE bytes IS NOT NULL AND job_id IN
                (SELECT job.id FROM job JOIN letter ON job_id = job.id WHERE bytes IS NOT NULL AND \(finished) LIMIT 500)
                """, now.adding(bodies * -1)
            ),
            (
                // A request holds the address as it was typed.
                "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE kind = 'subscribe' AND \(finished) LIMIT 500)",
                now.adding(bodies * -1)
            ),
            (
                "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE \(finished) LIMIT 500)",
                now.adding(facts * -1)
            ),
            ("DELETE FROM mail_rate WHERE updated_at < ?", now.adding(.seconds(-3600))),
            (
                "DELETE FROM job_event WHERE seq IN (SELECT seq FROM job_event WHERE at < ? ORDER BY seq LIMIT 2000)",
                now.adding(facts * -1)
            ),
        ]
        var total = 0
        for (sql, before) in steps {
            while true {
                let count = try await pool.write { db in
                    try db.run(sql, [before.milliseconds])
                    return db.changesCount
                }
                total += count
                if count == 0 { break }
            }
        }
        return total
    }

    /// Changes in one transaction.
    private static let portion = 500

    /// The letter is only looked at where the recipient's address counts.
    private static func tables(_ selection: MailSelection) -> String {
        selection.recipient == nil ? "job" : "job JOIN letter ON letter.job_id = job.id"
    }

    static func condition(_ selection: MailSelection) -> (String, StatementArguments) {
        var clauses = ["job.destination IS NOT NULL"]
        var arguments: StatementArguments = []
        func add(_ clause: String, _ value: (any DatabaseValueConvertible)?) {
            clauses.append(clause)
            arguments += [value]
        }
        if let ids = selection.ids {
            add("job.id IN (SELECT value FROM json_each(?))", jsonList(ids.map(\.description)))
        }
        if let states = selection.states {
            add("job.state IN (SELECT value FROM json_each(?))", jsonList(states.map(\.rawValue)))
        }
        if let kinds = selection.kinds {
            add("job.kind IN (SELECT value FROM json_each(?))", jsonList(kinds.map(\.rawValue)))
        }
        if let domain = selection.domain { add("job.destination = ?", domain.lowercased()) }
        if let recipient = selection.recipient { add("lower(letter.recipient) GLOB ?", recipient.lowercased()) }
        if let code = selection.code {
            if code.contains(".") {
                add("job.enhanced_code GLOB ?", code)
            } else {
                add("CAST(job.code AS TEXT) GLOB ?", code)
            }
        }
        if let before = selection.before { add("job.created_at <= ?", before.milliseconds) }
        if let after = selection.after { add("job.created_at >= ?", after.milliseconds) }
        return (clauses.joined(separator: " AND "), arguments)
    }
}

extension Database {
    fileprivate func apply(_ verb: MailVerb, to job: Job, place: Int, actor: String, at now: Date) throws {
        func turn(_ perSecond: Double?) -> Date {
            perSecond.map { now.addingTimeInterval(Double(place) / $0) } ?? now
        }
        let note = JobNote("\(verb.name) by \(actor)")
        switch verb {
        case .retry(let perSecond):
            try put(job, into: .ready, runAt: turn(perSecond), note: nil, actor: actor, at: now)
        case .hold: try put(job, into: .held, note: note, isRemark: true, actor: actor, at: now)
        case .drop: try put(job, into: .cancelled, note: note, isRemark: true, actor: actor, at: now)
        case .release:
            try put(job, into: .ready, runAt: max(now, job.runAt), note: nil, actor: actor, at: now)
            if let expireAt = job.expireAt {
                try expire(job.id, at: expireAt.adding(now.span(since: job.updated)))
            }
        case .redrive(let perSecond):
            let due = turn(perSecond)
            try put(job, into: .ready, runAt: due, attempt: 0, note: nil, actor: actor, at: now)
            if let expireAt = job.expireAt { try expire(job.id, at: due.adding(expireAt.span(since: job.created))) }
        }
    }

    private func expire(_ id: ULID, at date: Date) throws {
        try run("UPDATE job SET expire_at = ? WHERE id = ?", [date.milliseconds, id.description])
    }
}
