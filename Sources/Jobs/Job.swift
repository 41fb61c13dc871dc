package import Foundation

/// What a job is about; decides its handler and its policy. Stored, so the spelling never changes.
package struct JobKind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }
    package var description: String { rawValue }
}

/// Where a job stands.
///
///                    ┌──────────────── retry, release, lost lease ───────────────┐
///                    ▼                                                           │
///     enqueue ──▶ ready ──▶ leased ──▶ sending ──▶ done        held ◀── hold ────┤
///                    │         └──────────┴──────▶ dead        ready ◀─ release ─┤
///                    └──────────────────────────▶ cancelled                      │
///                              └──────────┴──────────────────────────────────────┘
///
/// `sending` is written durably just before something leaves the house: after a crash such a job may or may not have
/// had its effect, and only then.
package enum JobState: String, Hashable, Sendable, CaseIterable, Codable {
    case ready, leased, sending, done, dead, held, cancelled
}

/// What was said last about a job: by a mail server, a codec, or an operator.
package struct JobNote: Hashable, Sendable {
    package let text: String
    /// The reply code, where the peer speaks in codes (SMTP 250, HTTP 503).
    package let code: Int?
    /// RFC 3463's three numbers, such as `4.7.1`.
    package let enhancedCode: String?

    package init(_ text: String, code: Int? = nil, enhancedCode: String? = nil) {
        self.text = String(text.prefix(Self.textLimit))
        self.code = code
        self.enhancedCode = enhancedCode
    }

    private static let textLimit = 1000
}

extension JobNote {
    /// Nothing about the job itself: what was said before stays shown.
    package static let waitsForItsTurn: JobNote = "waits for its turn"
}

extension JobNote: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

/// A job to be done, before it is stored.
package struct NewJob: Hashable, Sendable {
    package var id: ULID
    package var kind: JobKind
    /// A second job with the same key is not stored: inserting twice is the same as inserting once, for ever.
    package var key: String
    /// JSON, as the handler wants it.
    package var payload: String
    /// Whom or what the job serves (a subscriber, a photo), so that their jobs can be found together.
    package var subject: String?
    /// Where its effect goes, for lists and pacing; for mail, the recipient's domain.
    package var destination: String?
    /// Higher goes first.
    package var priority: Int
    package var runAt: Date
    /// Not worth doing afterwards: the job dies as expired.
    package var expireAt: Date?
    /// More attempts than this and the job dies. Mostly a guard against jobs that end their worker.
    package var maxAttempts: Int

    package init(
        id: ULID, kind: JobKind, key: String, payload: String = "{}", subject: String? = nil,
        destination: String? = nil, priority: Int = 0, runAt: Date, expireAt: Date? = nil, maxAttempts: Int = 25
    ) {
        self.id = id
        self.kind = kind
        self.key = key
        self.payload = payload
        self.subject = subject
        self.destination = destination
        self.priority = priority
        self.runAt = runAt
        self.expireAt = expireAt
        self.maxAttempts = maxAttempts
    }
}

/// A stored job.
package struct Job: Hashable, Sendable {
    package var id: ULID
    package var kind: JobKind
    package var key: String
    package var payload: String
    package var subject: String?
    package var destination: String?
    package var priority: Int
    package var state: JobState
    package var runAt: Date
    package var expireAt: Date?
    /// Attempts begun, counting the present one; handed back on a graceful stop.
    package var attempt: Int
    package var maxAttempts: Int
    package var note: JobNote?
    package var created: Date
    package var updated: Date

    package init(
        id: ULID, kind: JobKind, key: String, payload: String, subject: String?, destination: String?, priority: Int,
        state: JobState, runAt: Date, expireAt: Date?, attempt: Int, maxAttempts: Int, note: JobNote?, created: Date,
        updated: Date
    ) {
        self.id = id
        self.kind = kind
        self.key = key
        self.payload = payload
        self.subject = subject
        self.destination = destination
        self.priority = priority
        self.state = state
        self.runAt = runAt
        self.expireAt = expireAt
        self.attempt = attempt
        self.maxAttempts = maxAttempts
        self.note = note
        self.created = created
        self.updated = updated
    }

    /// As it lies in the store just after `job` was enqueued.
    package init(_ job: NewJob, at now: Date) {
        self.init(
            id: job.id, kind: job.kind, key: job.key, payload: job.payload, subject: job.subject,
            destination: job.destination, priority: job.priority, state: .ready, runAt: job.runAt,
            expireAt: job.expireAt, attempt: 0, maxAttempts: job.maxAttempts, note: nil, created: now, updated: now)
    }
}

/// One step in a job's life. Appended in the transaction of the step itself, never changed afterwards.
package struct JobEvent: Hashable, Sendable {
    /// Grows by commit order, so that a reader resumes where it stopped and misses nothing.
    package let sequence: Int
    package let at: Date
    package let job: ULID
    package let kind: JobKind
    /// `nil` for the job's first step.
    package let from: JobState?
    package let to: JobState
    package let attempt: Int
    package let note: JobNote?
    /// Who did it: a worker's name, `sweep`, or an operator's command.
    package let actor: String

    package init(
        sequence: Int, at: Date, job: ULID, kind: JobKind, from: JobState?, to: JobState, attempt: Int,
        note: JobNote?, actor: String
    ) {
        self.sequence = sequence
        self.at = at
        self.job = job
        self.kind = kind
        self.from = from
        self.to = to
        self.attempt = attempt
        self.note = note
        self.actor = actor
    }
}
