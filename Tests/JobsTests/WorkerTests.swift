import Foundation
import Jobs
import Logging
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A worker` {
    private let clock = ManualClock()
    private let store = MemoryJobStore()

    /// Runs a worker for as long as `body` lasts, then stops it.
    private func working(
        _ handler: Scripted, concurrency: Int = 4, unknown: UnknownOutcome = .resend,
        _ body: (Worker, Task<Void, Never>) async throws -> Void
    ) async throws {
        var configuration = Worker.Configuration(owner: "worker")
        configuration.concurrency = concurrency
        let worker = Worker(
            store: store, jobs: [.init("test", handler, policy: JobPolicy(unknownOutcome: unknown))],
            configuration: configuration, time: clock, chance: { 0.5 }, log: silent)
        let running = Task { await worker.run() }
        try await body(worker, running)
        worker.stop()
        await running.value
    }

    @Test func `does a job that another task stores, once woken`() async throws {
        let job = JobStoreClause.job("a")
        try await working(Scripted { _ in .done(JobNote("ok")) }) { worker, _ in
            await clock.untilAsleep(2)
            await store.enqueue([job], at: clock.now())
            worker.wake()
            await store.until(job.id, is: .done)
        }
        #expect(await store.job(job.id)?.note?.text == "ok")
    }

    @Test func `notices a job from another process by its slow poll`() async throws {
        let job = JobStoreClause.job("a")
        try await working(Scripted { _ in .done(JobNote("ok")) }) { _, _ in
            await clock.untilAsleep(2)
            await store.enqueue([job], at: clock.now())
            clock.advance(by: .seconds(2))
            await store.until(job.id, is: .done)
        }
    }

    @Test func `tries again by the schedule, an error thrown included`() async throws {
        let job = JobStoreClause.job("a", maxAttempts: 9)
        await store.enqueue([job], at: clock.now())
        let handler = Scripted { run in
            switch run.job.attempt {
            case 1: .retry(JobNote("later"), after: nil)
            case 2: throw Broken()
            default: .done(JobNote("ok"))
            }
        }
        try await working(handler) { worker, _ in
            for (attempt, delay) in [(1, 60), (2, 300)] {
                await store.until(job.id) { $0.state == .ready && $0.attempt == attempt }
                let runAt = try #require(await store.job(job.id)?.runAt)
                #expect(runAt == clock.now().adding(.seconds(delay)))
                clock.advance(by: .seconds(delay))
                worker.wake()
            }
            await store.until(job.id, is: .done)
        }
        #expect(await store.job(job.id)?.attempt == 3)
        #expect(await store.events(after: 0, limit: 99).contains { $0.note?.text == "Broken()" })
    }

    @Test func `does no more at once than it may`() async throws {
        let gate = Gate()
        let jobs = (0..<6).map { JobStoreClause.job("\($0)") }
        await store.enqueue(jobs, at: clock.now())
        let handler = Scripted { _ in
            await gate.pass()
            return .done(JobNote("ok"))
        }
        try await working(handler, concurrency: 2) { _, _ in
            await gate.untilWaiting(2)
            #expect(await store.counts(kinds: nil) == [.leased: 2, .ready: 4])
            gate.open()
            for job in jobs { await store.until(job.id, is: .done) }
        }
        #expect(gate.mostWaiting == 2)
    }

    @Test func `a stop lets an attempt finish and claims nothing more`() async throws {
        let gate = Gate()
        let (first, second) = (JobStoreClause.job("a"), JobStoreClause.job("b"))
        await store.enqueue([first], at: clock.now())
        let handler = Scripted { _ in
            await gate.pass()
            return .done(JobNote("ok"))
        }
        try await working(handler) { worker, running in
            await gate.untilWaiting(1)
            worker.stop()
            await store.enqueue([second], at: clock.now())
            worker.wake()
            gate.open()
            await running.value
        }
        #expect(await store.job(first.id)?.state == .done)
        #expect(await store.job(second.id)?.state == .ready)
    }

    @Test func `an attempt that outlasts the grace goes back and costs nothing`() async throws {
        let job = JobStoreClause.job("a")
        await store.enqueue([job], at: clock.now())
        let handler = Scripted { _ in
            try await Task.sleep(for: .seconds(3600))
            return .done(JobNote("never"))
        }
        // With its only place taken it sleeps on no alarm, so the sleepers can be told apart.
        try await working(handler, concurrency: 1) { worker, running in
            await store.until(job.id, is: .leased)
            await clock.untilAsleep(1)
            worker.stop()
            // The heartbeat, and the patience of the stop.
            await clock.untilAsleep(2)
            clock.advance(by: .seconds(25))
            await running.value
        }
        let left = try #require(await store.job(job.id))
        #expect(left.state == .ready)
        #expect(left.attempt == 0)
        #expect(left.runAt == clock.now())
    }

    @Test func `cancelling it hands back at once`() async throws {
        let job = JobStoreClause.job("a")
        await store.enqueue([job], at: clock.now())
        let handler = Scripted { _ in
            try await Task.sleep(for: .seconds(3600))
            return .done(JobNote("never"))
        }
        try await working(handler) { _, running in
            await store.until(job.id, is: .leased)
            running.cancel()
            await running.value
        }
        #expect(await store.job(job.id)?.state == .ready)
        #expect(await store.job(job.id)?.attempt == 0)
    }

    @Test func `what was being sent when it was cut off is left for the sweep to decide`() async throws {
        let job = JobStoreClause.job("a")
        await store.enqueue([job], at: clock.now())
        let handler = Scripted { run in
            try await run.markSending()
            try await Task.sleep(for: .seconds(3600))
            return .done(JobNote("never"))
        }
        try await working(handler, unknown: .hold) { _, running in
            await store.until(job.id, is: .sending)
            running.cancel()
            await running.value
        }
        #expect(await store.job(job.id)?.state == .sending)
        clock.advance(by: .seconds(31))
        try await working(Scripted { _ in .done(JobNote("no")) }, unknown: .hold) { _, _ in
            await store.until(job.id, is: .held)
        }
    }

    @Test func `a result found out while stopping is still written`() async throws {
        let gate = Gate()
        let job = JobStoreClause.job("a")
        await store.enqueue([job], at: clock.now())
        // Ignores cancellation, as a write that can't be taken back does.
        let handler = Scripted { run in
            try await run.markSending()
            await gate.pass()
            return .done(JobNote("sent"))
        }
        try await working(handler) { _, running in
            await gate.untilWaiting(1)
            running.cancel()
            gate.open()
            await running.value
        }
        #expect(await store.job(job.id)?.state == .done)
    }

    @Test func `frozen past its lease, it drops the job that another took`() async throws {
        let gate = Gate()
        let job = JobStoreClause.job("a")
        await store.enqueue([job], at: clock.now())
        let handler = Scripted { _ in
            await gate.pass()
            return .dead(JobNote("from the frozen one"))
        }
        try await working(handler) { _, _ in
            await gate.untilWaiting(1)
            let later = clock.now().adding(.seconds(31))
            _ = await store.sweep(["test": .resend], at: later)
            let claim = Claim(kinds: ["test"], limit: 1, owner: "other", lease: .seconds(600))
            let other = try #require(await store.claim(claim, at: later).first)
            gate.open()
            // Its own end is refused; the other's counts.
            await handler.untilFinished(1)
            try await store.settle(other.lease, Settlement(.done, note: JobNote("from the other")), at: later)
        }
        #expect(await store.job(job.id)?.note?.text == "from the other")
        #expect(await store.job(job.id)?.state == .done)
    }

    @Test func `its heartbeat keeps a long attempt's lease, and notices a lost one`() async throws {
        let cancelled = Gate()
        let job = JobStoreClause.job("a")
        await store.enqueue([job], at: clock.now())
        let handler = Scripted { _ in
            do { try await Task.sleep(for: .seconds(3600)) } catch { cancelled.open() }
            return .done(JobNote("too late"))
        }
        try await working(handler) { _, _ in
            await store.until(job.id, is: .leased)
            for _ in 0..<6 {
                await clock.untilAsleep(1)
                clock.advance(by: .seconds(10))
            }
            await clock.untilAsleep(1)
            #expect(await store.sweep(["test": .resend], at: clock.now()) == SweepReport())
            _ = await store.sweep(["test": .hold], at: clock.now().adding(.seconds(40)))
            clock.advance(by: .seconds(10))
            await cancelled.pass()
        }
        #expect(await store.job(job.id)?.note?.text != "too late")
    }

    @Test(arguments: JobStoreClause.all)
    func `the store it is tested with keeps the contract:`(_ clause: JobStoreClause) async throws {
        try await clause.check(MemoryJobStore())
    }
}

private struct Broken: Error {}

private let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A handler that does what the test wrote.
private final class Scripted: JobHandler {
    private let script: @Sendable (JobRun) async throws -> JobOutcome
    private let finished = Gate()

    init(_ script: @escaping @Sendable (JobRun) async throws -> JobOutcome) { self.script = script }

    func perform(_ run: JobRun) async throws -> JobOutcome {
        defer { finished.count() }
        return try await script(run)
    }

    func untilFinished(_ count: Int) async { await finished.untilWaiting(count) }
}

/// Holds whoever comes until it is opened, and tells how many wait.
private final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting = 0
        var most = 0
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, resume: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var mostWaiting: Int { state.withLock { $0.most } }

    func pass() async {
        count()
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.held.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
        state.withLock { $0.waiting -= 1 }
    }

    func count() {
        let satisfied = state.withLock { state in
            state.waiting += 1
            state.most = max(state.most, state.waiting)
            let count = state.waiting
            defer { state.watchers.removeAll { $0.count <= count } }
            return state.watchers.filter { $0.count <= count }
        }
        satisfied.forEach { $0.resume.resume() }
    }

    func untilWaiting(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isSatisfied = state.withLock { state in
                if state.waiting < count { state.watchers.append((count, continuation)) }
                return state.waiting >= count
            }
            if isSatisfied { continuation.resume() }
        }
    }

    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        held.forEach { $0.resume() }
    }
}
