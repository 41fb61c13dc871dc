import Foundation
import GRDB
import Jobs

/// Jobs and their events, for every store that causes some.
extension Database {
    /// - Returns: Whether the key was new.
    func insert(_ job: NewJob, at now: Date) throws -> Bool {
        try run(
            """
            INSERT INTO job (id, kind, key, payload, subject, destination, priority, state, run_at, expire_at,
                max_attempts, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'ready', ?, ?, ?, ?, ?)
            ON CONFLICT (key) DO NOTHING
            """,
            [
                job.id.description, job.kind.rawValue, job.key, job.payload, job.subject, job.destination, job.priority,
                job.runAt.milliseconds, job.expireAt?.milliseconds, job.maxAttempts, now.milliseconds, now.milliseconds,
            ])
        guard changesCount > 0 else { return false }
        try append(
            JobStep(job: job.id, kind: job.kind, from: nil, to: .ready, attempt: 0, note: nil, actor: "queue"), at: now)
        return true
    }

    func append(_ step: JobStep, at now: Date) throws {
        try run(
            """
            INSERT INTO job_event (at, job_id, kind, from_state, to_state, attempt, note, code, enhanced_code, actor)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                now.milliseconds, step.job.description, step.kind.rawValue, step.from?.rawValue, step.to.rawValue,
                step.attempt, step.note?.text, step.note?.code, step.note?.enhancedCode, step.actor,
            ])
    }

    /// The job under this lease, while the lease still counts.
    func job(under lease: Lease) throws -> Job {
        let row = try row(
            "SELECT * FROM job WHERE id = ? AND lease_token = ? AND state IN ('leased', 'sending')",
            [lease.job.description, lease.token])
        guard let row else { throw StaleLease(job: lease.job) }
        return try Job(row)
    }

    /// Moves a job to a state in which nobody has it.
    ///
    /// - Parameter isRemark: The note belongs to this step; what was said before stays shown with the job.
    func put(
        _ job: Job, into state: JobState, runAt: Date? = nil, attempt: Int? = nil, note: JobNote?,
        isRemark: Bool = false, actor: String, at now: Date
    ) throws {
        let attempt = attempt ?? job.attempt
        let kept = isRemark ? job.note ?? note : note ?? job.note
        try run(
            """
            UPDATE job SET state = ?, run_at = ?, attempt = ?, lease_owner = NULL, lease_until = NULL, note = ?,
                code = ?, enhanced_code = ?, updated_at = ? WHERE id = ?
            """,
            [
                state.rawValue, (runAt ?? job.runAt).milliseconds, attempt, kept?.text, kept?.code, kept?.enhancedCode,
                now.milliseconds, job.id.description,
            ])
        try append(
            JobStep(
                job: job.id, kind: job.kind, from: job.state, to: state, attempt: attempt, note: note, actor: actor),
            at: now)
    }

    /// Ready priorities from the highest down, without touching the jobs between.
    func nextReadyPriority(below priority: Int?) throws -> Int? {
        let row = try row(
            "SELECT max(priority) AS priority FROM job WHERE state = 'ready' AND priority < ?",
            [priority ?? Int.max])
        return row?["priority"]
    }
}

/// An event before it has its number.
struct JobStep {
    let job: ULID
    let kind: JobKind
    let from: JobState?
    let to: JobState
    let attempt: Int
    let note: JobNote?
    let actor: String
}

extension Job {
    init(_ row: Row) throws {
        self.init(
            id: try row.ulid("id"), kind: JobKind(rawValue: try row.value("kind")), key: try row.value("key"),
            payload: try row.value("payload"), subject: row["subject"], destination: row["destination"],
            priority: try row.value("priority"), state: try row.case("state"), runAt: try row.date("run_at"),
            expireAt: row.optionalDate("expire_at"), attempt: try row.value("attempt"),
            maxAttempts: try row.value("max_attempts"), note: row.note(), created: try row.date("created_at"),
            updated: try row.date("updated_at"))
    }
}

extension JobEvent {
    init(_ row: Row) throws {
        let from: JobState? = (row["from_state"] as String?).flatMap(JobState.init)
        self.init(
            sequence: try row.value("seq"), at: try row.date("at"), job: try row.ulid("job_id"),
            kind: JobKind(rawValue: try row.value("kind")), from: from, to: try row.case("to_state"),
            attempt: try row.value("attempt"), note: row.note(), actor: try row.value("actor"))
    }
}
