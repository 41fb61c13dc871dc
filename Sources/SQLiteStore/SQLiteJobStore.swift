package import Foundation
import GRDB
package import Jobs

/// Jobs in SQLite.
package struct SQLiteJobStore: JobStore {
    let pool: DatabasePool
    let commits: CommitQueue

    @discardableResult
    package func enqueue(_ jobs: [NewJob], at now: Date) async throws -> [Bool] {
        try await commits.write { db in try jobs.map { try db.insert($0, at: now) } }
    }

    package func claim(_ claim: Claim, at now: Date) async throws -> [ClaimedJob] {
        try await commits.write { db in
            var claimed: [ClaimedJob] = []
            let claim = claim.limited(by: try db.pauses(), at: now)
            guard !claim.kinds.isEmpty else { return [] }
            var priority = try db.nextReadyPriority(below: nil)
            while let level = priority, claimed.count < claim.limit {
                let due = try db.due(claim, priority: level, limit: claim.limit - claimed.count, at: now)
                for (job, token) in due {
                    if let expireAt = job.expireAt, expireAt <= now {
                        try db.put(job, into: .dead, note: JobNote("expired"), actor: claim.owner, at: now)
                    } else {
                        claimed.append(try db.lease(job, token + 1, claim, at: now))
                    }
                }
                // Another look at the same level while it gave anything: some may have died.
                if due.isEmpty { priority = try db.nextReadyPriority(below: level) }
            }
            return claimed
        }
    }

    package func extend(_ leases: [Lease], by span: Duration, at now: Date) async throws -> [Lease] {
        try await commits.write { db in
            let until = now.adding(span)
            return try leases.compactMap { lease in
                try db.run(
                    """
                    UPDATE job SET lease_until = ? WHERE id = ? AND lease_token = ? AND state IN ('leased', 'sending')
                    """, [until.milliseconds, lease.job.description, lease.token])
                guard db.changesCount > 0 else { return nil }
                return Lease(job: lease.job, token: lease.token, owner: lease.owner, until: until)
            }
        }
    }

    package func markSending(_ lease: Lease, at now: Date) async throws {
        try await commits.write { db in
            let job = try db.job(under: lease)
            try db.run(
                "UPDATE job SET state = 'sending', updated_at = ? WHERE id = ?",
                [now.milliseconds, job.id.description])
            try db.append(
                JobStep(
                    job: job.id, kind: job.kind, from: job.state, to: .sending, attempt: job.attempt, note: nil,
                    actor: lease.owner), at: now)
        }
    }

    package func settle(_ lease: Lease, _ settlement: Settlement, at now: Date) async throws {
        try await commits.write { db in
            let job = try db.job(under: lease)
            var runAt = job.runAt
            var attempt = job.attempt
            switch settlement.next {
            case .done, .dead, .held, .cancelled: break
            case .readyAgain(let date): runAt = date
            case .readyAgainFree(let date):
                runAt = date
                attempt = max(0, attempt - 1)
            }
            try db.put(
                job, into: settlement.state, runAt: runAt, attempt: attempt, note: settlement.note,
                isRemark: settlement.note == .waitsForItsTurn, actor: lease.owner, at: now)
        }
    }

    package func release(_ leases: [Lease], at now: Date) async throws {
        try await commits.write { db in
            for lease in leases {
                guard let job = try? db.job(under: lease), job.state == .leased else { continue }
                try db.put(
                    job, into: .ready, runAt: now, attempt: max(0, job.attempt - 1), note: nil, actor: lease.owner,
                    at: now)
            }
        }
    }

    package func sweep(_ kinds: [JobKind: UnknownOutcome], at now: Date) async throws -> SweepReport {
        try await pool.write { db in
            var report = SweepReport()
            let rows = try db.rows(
                """
                SELECT * FROM job WHERE state IN ('leased', 'sending') AND lease_until < ?
                AND kind IN (SELECT value FROM json_each(?))
                """, [now.milliseconds, jsonList(kinds.keys.map(\.rawValue))])
            for job in try rows.map(Job.init) {
                let wasSending = job.state == .sending
                report.recovered += wasSending ? 0 : 1
                report.unknown += wasSending ? 1 : 0
                let words = wasSending ? "outcome unknown: the worker vanished while sending" : "the worker vanished"
                let next: JobState =
                    if wasSending, kinds[job.kind] == .hold { .held } else if job.attempt >= job.maxAttempts {
                        .dead
                    } else { .ready }
                try db.put(job, into: next, runAt: now, note: JobNote(words), actor: "sweep", at: now)
            }
            return report
        }
    }

    package func nextDue(_ claim: Claim, at now: Date) async throws -> Date? {
        try await pool.read { db in
            let pauses = try db.pauses()
            let claim = claim.limited(by: pauses, at: now)
            var earliest = pauses.filter { $0.isActive(at: now) }.compactMap(\.until).min()
            var priority = try db.nextReadyPriority(below: nil)
            while let level = priority {
                let row = try db.row(
                    """
                    SELECT run_at FROM job WHERE state = 'ready' AND priority = ?
                    AND kind IN (SELECT value FROM json_each(?))
                    AND (destination IS NULL OR destination NOT IN (SELECT value FROM json_each(?)))
                    ORDER BY run_at LIMIT 1
                    """, [level, jsonList(claim.kinds.map(\.rawValue)), jsonList(claim.closedDestinations)])
                if let date = row?.optionalDate("run_at") { earliest = min(date, earliest ?? date) }
                priority = try db.nextReadyPriority(below: level)
            }
            return earliest
        }
    }

    package func pauses(at now: Date) async throws -> [Pause] {
        try await pool.read { db in try db.pauses().filter { $0.isActive(at: now) } }
    }

    package func pause(_ pause: Pause) async throws {
        try await pool.write { db in
            try db.run(
                """
                INSERT INTO job_pause (name, since, until, reason, actor, is_automatic) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET since = excluded.since, until = excluded.until,
                    reason = excluded.reason, actor = excluded.actor, is_automatic = excluded.is_automatic
                WHERE is_automatic OR NOT excluded.is_automatic
                """,
                [
                    pause.name, pause.since.milliseconds, pause.until?.milliseconds, pause.reason, pause.actor,
                    pause.isAutomatic,
                ])
        }
    }

    @discardableResult
    package func resume(_ name: String, onlyAutomatic: Bool) async throws -> Bool {
        try await pool.write { db in
            try db.run("DELETE FROM job_pause WHERE name = ? AND (is_automatic OR NOT ?)", [name, onlyAutomatic])
            return db.changesCount > 0
        }
    }

    package func job(_ id: ULID) async throws -> Job? {
        try await pool.read { db in try db.row("SELECT * FROM job WHERE id = ?", [id.description]).map(Job.init) }
    }

    package func counts(kinds: Set<JobKind>?) async throws -> [JobState: Int] {
        try await pool.read { db in
            let rows = try db.rows(
                """
                SELECT state, count(*) AS count FROM job
                WHERE ?1 IS NULL OR kind IN (SELECT value FROM json_each(?1)) GROUP BY state
                """, [kinds.map { jsonList($0.map(\.rawValue)) }])
            return try countsByState(rows)
        }
    }

    package func events(after sequence: Int, limit: Int) async throws -> [JobEvent] {
        try await pool.read { db in
            try db.rows("SELECT * FROM job_event WHERE seq > ? ORDER BY seq LIMIT ?", [sequence, limit])
                .map(JobEvent.init)
        }
    }

    package func lastSequence() async throws -> Int {
        try await pool.read { db in try db.row("SELECT max(seq) AS seq FROM job_event", [])?["seq"] ?? 0 }
    }
}

func countsByState(_ rows: [Row]) throws -> [JobState: Int] {
    var counts: [JobState: Int] = [:]
    for row in rows {
        let state: JobState = try row.case("state")
        counts[state] = try row.value("count")
    }
    return counts
}

extension Database {
    /// With the tokens of their last leases.
    fileprivate func due(_ claim: Claim, priority: Int, limit: Int, at now: Date) throws -> [(Job, token: Int)] {
        try rows(
            """
            SELECT * FROM job WHERE state = 'ready' AND priority = ? AND run_at <= ?
            AND kind IN (SELECT value FROM json_each(?))
            AND (destination IS NULL OR destination NOT IN (SELECT value FROM json_each(?)))
            ORDER BY run_at, id LIMIT ?
            """,
            [
                priority, now.milliseconds, jsonList(claim.kinds.map(\.rawValue)), jsonList(claim.closedDestinations),
                limit,
            ]
        ).map { (try Job($0), try $0.value("lease_token")) }
    }

    /// Few, so that all of them are read.
    fileprivate func pauses() throws -> [Pause] {
        try rows("SELECT * FROM job_pause ORDER BY name", []).map { row in
            Pause(
                try row.value("name"), since: try row.date("since"), until: row.optionalDate("until"),
                reason: try row.value("reason"), actor: try row.value("actor"),
                isAutomatic: try row.value("is_automatic"))
        }
    }

    fileprivate func lease(_ job: Job, _ token: Int, _ claim: Claim, at now: Date) throws -> ClaimedJob {
        let until = now.adding(claim.lease)
        try run(
            """
            UPDATE job SET state = 'leased', attempt = attempt + 1, lease_owner = ?, lease_until = ?, lease_token = ?,
                updated_at = ? WHERE id = ?
            """, [claim.owner, until.milliseconds, token, now.milliseconds, job.id.description])
        var leased = job
        leased.state = .leased
        leased.attempt += 1
        leased.updated = now
        try append(
            JobStep(
                job: job.id, kind: job.kind, from: .ready, to: .leased, attempt: leased.attempt, note: nil,
                actor: claim.owner), at: now)
        let lease = Lease(job: job.id, token: token, owner: claim.owner, until: until)
        return ClaimedJob(job: leased, lease: lease)
    }
}
