import Foundation
package import Logging
import Synchronization

/// Does jobs until told to stop.
///
/// 1. It holds at most `concurrency` leases; what it claims, it starts at once.
/// 2. It wakes for `wake()` (a change in this process), for the next due job, and every `pollInterval` for jobs that
///    another process stored. Nothing else polls.
/// 3. `stop()` ends claiming, lets attempts finish for `grace`, then cancels them; a cancelled attempt that had not
///    reached `sending` goes back at once and costs nothing. Cancelling `run()`'s task skips the grace.
/// 4. What an attempt found out is written even while stopping: it happened.
package final class Worker: Sendable {
    package struct Configuration: Sendable {
        /// Named in leases and events; unique among the workers on one database.
        package var owner: String
        /// Attempts at the same time.
        package var concurrency = 4
        /// How long a crashed worker's jobs stay untouched; renewed at a third of it.
        package var lease: Duration = .seconds(30)
        /// How soon jobs from other processes are noticed.
        package var pollInterval: Duration = .seconds(2)
        /// How long attempts in flight may go on after `stop()`.
        package var grace: Duration = .seconds(25)

        package init(owner: String) { self.owner = owner }
    }

    /// A kind, who does it, and what it may cost.
    package struct Registration: Sendable {
        package let kind: JobKind
        package let handler: any JobHandler
        package let policy: JobPolicy
        /// The names of the pauses that stop this kind.
        package let pausedBy: Set<String>

        package init(
            _ kind: JobKind, _ handler: any JobHandler, policy: JobPolicy = .init(), pausedBy: Set<String> = []
        ) {
            self.kind = kind
            self.handler = handler
            self.policy = policy
            self.pausedBy = pausedBy
        }
    }

    private struct State {
        var isStopping = false
        var attempts: [ULID: Attempt] = [:]
        var nextSweep = Date.distantPast
    }

    private struct Attempt {
        var lease: Lease
        var task: Task<JobOutcome, any Error>
        var lostLease = false
    }

    private let store: any JobStore
    private let registrations: [JobKind: Registration]
    private let configuration: Configuration
    private let gate: (any ClaimGate)?
    private let time: any TimeSource
    private let chance: @Sendable () -> Double
    private let log: Logger
    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    package init(
        store: any JobStore, jobs: [Registration], configuration: Configuration, gate: (any ClaimGate)? = nil,
        time: any TimeSource = SystemTime(),
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, log: Logger
    ) {
        self.store = store
        registrations = Dictionary(jobs.map { ($0.kind, $0) }, uniquingKeysWith: { _, last in last })
        self.configuration = configuration
        self.gate = gate
        self.time = time
        self.chance = chance
        self.log = log
        // One signal is as good as many: each round looks at everything.
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// There may be something to do now.
    package func wake() { signal.yield() }

    /// Begins a graceful stop; `run()` returns when it is over. May be called at any time and more than once.
    package func stop() {
        state.withLock { $0.isStopping = true }
        signal.yield()
    }

    /// Works until `stop()` or cancellation. To be called once.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepLeases() }
            var wakings = signals.makeAsyncIterator()
            while !isStopping, !Task.isCancelled {
                let rest = await takeWork(in: &group)
                await waitForSignal(&wakings, atMost: rest)
            }
            await drain(&wakings)
            group.cancelAll()
        }
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    // MARK: Taking work

    /// Claims what there is room for and starts it.
    ///
    /// - Returns: How long to rest; `nil` while every place is taken.
    private func takeWork(in group: inout DiscardingTaskGroup) async -> Duration? {
        let room = state.withLock { configuration.concurrency - $0.attempts.count }
        guard room > 0 else { return nil }
        do {
            try await sweepIfDue()
            let terms = gate?.terms(at: time.now()) ?? ClaimTerms()
            let claim = claim(room, terms)
            // Its own task: what was claimed while being cancelled must still be handed back.
            let claimed = try await Task { [store, time] in try await store.claim(claim, at: time.now()) }.value
            for job in claimed {
                start(job, in: &group)
            }
            guard claimed.count < room else { return nil }
            let due = try await store.nextDue(claim, at: time.now())
            return rest(until: [due, terms.until].compactMap(\.self).min())
        } catch is CancellationError {
            return configuration.pollInterval
        } catch {
            log.error("job store unavailable", metadata: ["error": "\(error)"])
            return configuration.pollInterval
        }
    }

    private func claim(_ room: Int, _ terms: ClaimTerms) -> Claim {
        var claim = Claim(
            kinds: Set(registrations.keys).subtracting(terms.closedKinds), limit: room, owner: configuration.owner,
            lease: configuration.lease, pausedBy: registrations.mapValues(\.pausedBy))
        claim.closedDestinations = terms.closedDestinations
        return claim
    }

    private func rest(until due: Date?) -> Duration {
        guard let due else { return configuration.pollInterval }
        return min(configuration.pollInterval, max(.milliseconds(1), due.span(since: time.now())))
    }

    private func sweepIfDue() async throws {
        let now = time.now()
        guard state.withLock({ $0.nextSweep <= now }) else { return }
        let report = try await store.sweep(registrations.mapValues(\.policy.unknownOutcome), at: now)
        state.withLock { $0.nextSweep = now.adding(configuration.lease / 2) }
        guard report != SweepReport() else { return }
        log.warning(
            "jobs recovered",
            metadata: [
                "jobs.recovered": "\(report.recovered)", "jobs.unknown": "\(report.unknown)",
            ])
    }

    private func waitForSignal(_ wakings: inout AsyncStream<Void>.AsyncIterator, atMost rest: Duration?) async {
        guard let rest else {
            _ = await wakings.next(isolation: nil)
            return
        }
        let alarm = Task { [time, signal] in
            try await time.sleep(for: rest)
            signal.yield()
        }
        _ = await wakings.next(isolation: nil)
        alarm.cancel()
        _ = await alarm.result
    }

    // MARK: One attempt

    private func start(_ claimed: ClaimedJob, in group: inout DiscardingTaskGroup) {
        // Claims ask only for registered kinds.
        guard let registration = registrations[claimed.job.kind] else { return }
        let run = JobRun(claimed, store: store, time: time)
        let task = Task { try await registration.handler.perform(run) }
        state.withLock { $0.attempts[claimed.job.id] = Attempt(lease: claimed.lease, task: task) }
        group.addTask {
            let result = await withTaskCancellationHandler {
                await task.result
            } onCancel: {
                task.cancel()
            }
            let lostLease = self.state.withLock { $0.attempts[run.job.id]?.lostLease ?? false }
            if lostLease {
                self.log.warning("lease lost", metadata: ["job.id": "\(run.job.id)", "job.kind": "\(run.job.kind)"])
            } else {
                // Its own task: the result is written even when this one was cancelled.
                await Task { await self.conclude(run, result, wasCancelled: task.isCancelled) }.value
            }
            self.state.withLock { $0.attempts[run.job.id] = nil }
            self.signal.yield()
        }
    }

    private func conclude(_ run: JobRun, _ result: Result<JobOutcome, any Error>, wasCancelled: Bool) async {
        let now = time.now()
        do {
            switch result {
            case .success(let outcome):
                try await settle(run, outcome, at: now)
            case .failure(let error) where wasCancelled && !run.isSending:
                log.debug("attempt handed back", metadata: ["job.id": "\(run.job.id)", "error": "\(error)"])
                try await store.release([run.lease], at: now)
            case .failure where wasCancelled:
                // Cut off after the point of no return: the sweep decides, by the kind's policy.
                log.warning("attempt cut off while sending", metadata: ["job.id": "\(run.job.id)"])
            case .failure(let error as StaleLease):
                throw error
            case .failure(let error):
                try await settle(run, .retry(JobNote("\(error)"), after: nil), at: now)
            }
        } catch is StaleLease {
            log.warning("result dropped, lease lost", metadata: ["job.id": "\(run.job.id)"])
        } catch {
            // The lease runs out and the sweep takes over.
            log.error("result not stored", metadata: ["job.id": "\(run.job.id)", "error": "\(error)"])
        }
    }

    private func settle(_ run: JobRun, _ outcome: JobOutcome, at now: Date) async throws {
        let policy = registrations[run.job.kind]?.policy ?? JobPolicy()
        let settlement = policy.settlement(of: outcome, for: run.job, at: now, chance: chance())
        try await store.settle(run.lease, settlement, at: now)
        log.debug(
            "job settled",
            metadata: [
                "job.id": "\(run.job.id)", "job.kind": "\(run.job.kind)", "job.state": "\(settlement.state)",
                "job.attempt": "\(run.job.attempt)", "job.note": "\(settlement.note.text)",
            ])
    }

    // MARK: Keeping and handing back

    /// Heartbeat: extends the leases of attempts in flight, and cancels those that were lost.
    private func keepLeases() async {
        while !Task.isCancelled {
            do {
                try await time.sleep(for: configuration.lease / 3)
                let leases = state.withLock { $0.attempts.values.map(\.lease) }
                guard !leases.isEmpty else { continue }
                let kept = try await store.extend(leases, by: configuration.lease, at: time.now())
                abandon(Set(leases.map(\.job)).subtracting(kept.map(\.job)))
            } catch is CancellationError {
                return
            } catch {
                log.error("leases not extended", metadata: ["error": "\(error)"])
            }
        }
    }

    private func abandon(_ jobs: Set<ULID>) {
        state.withLock { state in
            for job in jobs {
                state.attempts[job]?.lostLease = true
                state.attempts[job]?.task.cancel()
            }
        }
    }

    /// Waits until no attempt is left, with patience for `grace`.
    private func drain(_ wakings: inout AsyncStream<Void>.AsyncIterator) async {
        let patience = Task { [time, configuration] in
            try await time.sleep(for: configuration.grace)
            state.withLock { state in state.attempts.values.forEach { $0.task.cancel() } }
        }
        while !Task.isCancelled, state.withLock({ !$0.attempts.isEmpty }) {
            _ = await wakings.next(isolation: nil)
        }
        patience.cancel()
        _ = await patience.result
    }
}
