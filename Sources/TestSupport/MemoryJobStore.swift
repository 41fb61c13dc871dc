package import Foundation
package import Jobs

/// Jobs in memory: the plainest reading of the `JobStore` contract, for tests of whatever works through it.
package actor MemoryJobStore: JobStore {
    private struct Entry {
        var job: Job
        var lease: Lease?
        var token = 0
    }

    private struct Watcher {
        let job: ULID
        let condition: @Sendable (Job) -> Bool
        let resume: CheckedContinuation<Void, Never>
    }

    private var entries: [ULID: Entry] = [:]
    private var pausesByName: [String: Pause] = [:]
    private var log: [JobEvent] = []
    private var watchers: [Watcher] = []

    package init() {}

    /// Returns once the job is in one of these states.
    package func until(_ job: ULID, is states: JobState...) async {
        await until(job) { states.contains($0.state) }
    }

    package func until(_ job: ULID, _ condition: @escaping @Sendable (Job) -> Bool) async {
        if let entry = entries[job], condition(entry.job) { return }
        await withCheckedContinuation {
            watchers.append(Watcher(job: job, condition: condition, resume: $0))
        }
    }

    @discardableResult
    package func enqueue(_ jobs: [NewJob], at now: Date) -> [Bool] {
        jobs.map { new in
            guard !entries.values.contains(where: { $0.job.key == new.key }) else { return false }
            entries[new.id] = Entry(job: Job(new, at: now))
            append(new.id, from: nil, note: nil, actor: "queue", at: now)
            return true
        }
    }

    package func claim(_ claim: Claim, at now: Date) -> [ClaimedJob] {
        let claim = claim.limited(by: Array(pausesByName.values), at: now)
        let due = entries.values.map(\.job)
            .filter { $0.runAt <= now && Self.fits($0, claim) }
            .sorted { ($1.priority, $0.runAt, $0.id) < ($0.priority, $1.runAt, $1.id) }
        var claimed: [ClaimedJob] = []
        for job in due where claimed.count < claim.limit {
            if let expireAt = job.expireAt, expireAt <= now {
                move(job.id, to: .dead, note: JobNote("expired"), actor: claim.owner, at: now)
                continue
            }
            claimed.append(lease(job, claim, at: now))
        }
        return claimed
    }

    private func lease(_ job: Job, _ claim: Claim, at now: Date) -> ClaimedJob {
        var entry = entries[job.id] ?? Entry(job: job)
        entry.token += 1
        entry.job.attempt += 1
        let lease = Lease(job: job.id, token: entry.token, owner: claim.owner, until: now.adding(claim.lease))
        entry.lease = lease
        entries[job.id] = entry
        move(job.id, to: .leased, note: nil, actor: claim.owner, at: now)
        return ClaimedJob(job: entries[job.id]?.job ?? job, lease: lease)
    }

    package func extend(_ leases: [Lease], by span: Duration, at now: Date) -> [Lease] {
        leases.compactMap { lease in
            guard (try? job(under: lease)) != nil else { return nil }
            let longer = Lease(job: lease.job, token: lease.token, owner: lease.owner, until: now.adding(span))
            entries[lease.job]?.lease = longer
            return longer
        }
    }

    package func markSending(_ lease: Lease, at now: Date) throws {
        _ = try job(under: lease)
        move(lease.job, to: .sending, note: nil, actor: lease.owner, at: now)
    }

    package func settle(_ lease: Lease, _ settlement: Settlement, at now: Date) throws {
        let job = try job(under: lease)
        switch settlement.next {
        case .done, .dead, .held, .cancelled: break
        case .readyAgain(let date): entries[job.id]?.job.runAt = date
        case .readyAgainFree(let date):
            entries[job.id]?.job.runAt = date
            entries[job.id]?.job.attempt = max(0, job.attempt - 1)
        }
        move(job.id, to: settlement.state, note: settlement.note, actor: lease.owner, at: now)
    }

    package func release(_ leases: [Lease], at now: Date) {
        for lease in leases {
            guard let job = try? job(under: lease), job.state == .leased else { continue }
            entries[job.id]?.job.runAt = now
            entries[job.id]?.job.attempt = max(0, job.attempt - 1)
            move(job.id, to: .ready, note: nil, actor: lease.owner, at: now)
        }
    }

    package func sweep(_ kinds: [JobKind: UnknownOutcome], at now: Date) -> SweepReport {
        var report = SweepReport()
        for entry in entries.values {
            let job = entry.job
            guard let policy = kinds[job.kind], let lease = entry.lease, lease.until < now else { continue }
            let wasSending = job.state == .sending
            report.recovered += wasSending ? 0 : 1
            report.unknown += wasSending ? 1 : 0
            let next: JobState = wasSending && policy == .hold ? .held : job.attempt >= job.maxAttempts ? .dead : .ready
            entries[job.id]?.job.runAt = now
            move(job.id, to: next, note: JobNote("the worker vanished"), actor: "sweep", at: now)
        }
        return report
    }

    package func nextDue(_ claim: Claim, at now: Date) -> Date? {
        let pauses = Array(pausesByName.values)
        let claim = claim.limited(by: pauses, at: now)
        let dues = entries.values.map(\.job).filter { Self.fits($0, claim) }.map(\.runAt)
        return (dues + pauses.filter { $0.isActive(at: now) }.compactMap(\.until)).min()
    }

    private static func fits(_ job: Job, _ claim: Claim) -> Bool {
        job.state == .ready && claim.kinds.contains(job.kind)
            && !claim.closedDestinations.contains(job.destination ?? "")
    }

    package func pauses(at now: Date) -> [Pause] {
        pausesByName.values.filter { $0.isActive(at: now) }.sorted { $0.name < $1.name }
    }

    package func pause(_ pause: Pause) {
        if pause.isAutomatic, let present = pausesByName[pause.name], !present.isAutomatic { return }
        pausesByName[pause.name] = pause
    }

    @discardableResult
    package func resume(_ name: String, onlyAutomatic: Bool) -> Bool {
        guard let present = pausesByName[name], present.isAutomatic || !onlyAutomatic else { return false }
        pausesByName[name] = nil
        return true
    }

    package func job(_ id: ULID) -> Job? { entries[id]?.job }

    package func counts(kinds: Set<JobKind>?) -> [JobState: Int] {
        let jobs = entries.values.map(\.job).filter { kinds?.contains($0.kind) ?? true }
        return Dictionary(jobs.map { ($0.state, 1) }, uniquingKeysWith: +)
    }

    package func events(after sequence: Int, limit: Int) -> [JobEvent] {
        Array(log.drop { $0.sequence <= sequence }.prefix(limit))
    }

    package func lastSequence() -> Int { log.count }

    private func job(under lease: Lease) throws -> Job {
        guard let entry = entries[lease.job], entry.lease?.token == lease.token else {
            throw StaleLease(job: lease.job)
        }
        return entry.job
    }

    private func move(_ id: ULID, to state: JobState, note: JobNote?, actor: String, at now: Date) {
        guard let from = entries[id]?.job.state else { return }
        entries[id]?.job.state = state
        entries[id]?.job.updated = now
        if let note { entries[id]?.job.note = note }
        if state != .leased, state != .sending { entries[id]?.lease = nil }
        append(id, from: from, note: note, actor: actor, at: now)
    }

    private func append(_ id: ULID, from: JobState?, note: JobNote?, actor: String, at now: Date) {
        guard let job = entries[id]?.job else { return }
        log.append(
            JobEvent(
                sequence: log.count + 1, at: now, job: id, kind: job.kind, from: from, to: job.state,
                attempt: job.attempt, note: note, actor: actor))
        let satisfied = watchers.filter { $0.job == id && $0.condition(job) }
        watchers.removeAll { $0.job == id && $0.condition(job) }
        satisfied.forEach { $0.resume.resume() }
    }
}
