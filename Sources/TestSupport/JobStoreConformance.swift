import Foundation
package import Jobs
import Testing

/// What every `JobStore` must do, a clause at a time. Each runs on a fresh store:
///
///     @Test(arguments: JobStoreClause.all) func `the store keeps`(_ clause: JobStoreClause) async throws {
///         try await clause.check(makeStore())
///     }
package struct JobStoreClause: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    package let check: @Sendable (any JobStore) async throws -> Void

    private init(_ name: String, _ check: @escaping @Sendable (any JobStore) async throws -> Void) {
        testDescription = name
        self.check = check
    }

    package static let all: [JobStoreClause] = enqueuing + claiming + fencing + sweeping + settling + pausing + looking

    private static let start = Date(timeIntervalSince1970: 1_795_460_400)
    private static let ids = ULIDGenerator()

    /// A job like any other; tests name only what matters to them.
    package static func job(
        _ key: String, kind: JobKind = "test", priority: Int = 0, after span: Duration = .zero,
        life: Duration? = nil, maxAttempts: Int = 5
    ) -> NewJob {
        NewJob(
            id: ids.next(at: start), kind: kind, key: key, payload: "{\"key\":\"\(key)\"}", subject: "subject-\(key)",
            destination: "example.com", priority: priority, runAt: start.adding(span),
            expireAt: life.map(start.adding), maxAttempts: maxAttempts)
    }

    private static let nextClaim = Claim(kinds: ["test"], limit: 1, owner: "one", lease: .seconds(30))

    private static func at(_ seconds: Int) -> Date { start.adding(.seconds(seconds)) }

    private static func claim(
        _ store: any JobStore, limit: Int = 10, owner: String = "one", kinds: Set<JobKind> = ["test"], at now: Date
    ) async throws -> [ClaimedJob] {
        try await store.claim(Claim(kinds: kinds, limit: limit, owner: owner, lease: .seconds(30)), at: now)
    }

    private static func claimed(_ store: any JobStore, _ job: NewJob) async throws -> Lease {
        try await store.enqueue([job], at: at(0))
        return try #require(try await claim(store, at: at(0)).first).lease
    }

    // MARK: Enqueuing

    private static let enqueuing: [JobStoreClause] = [
        JobStoreClause("a known key changes nothing") { store async throws in
            let first = job("a")
            #expect(try await store.enqueue([first, job("b")], at: at(0)) == [true, true])
            #expect(try await store.enqueue([job("a"), job("c")], at: at(1)) == [false, true])
            #expect(try await store.counts(kinds: nil) == [.ready: 3])
            #expect(try await store.job(first.id) == Job(first, at: at(0)))
        },
        JobStoreClause("a key stays known after its job is done") { store async throws in
            let lease = try await claimed(store, job("a"))
            try await store.settle(lease, Settlement(.done, note: JobNote("ok")), at: at(1))
            #expect(try await store.enqueue([job("a")], at: at(2)) == [false])
        },
    ]

    // MARK: Claiming

    private static let claiming: [JobStoreClause] = [
        JobStoreClause("the best come first: priority, then time, then age") { store async throws in
            let jobs = [
                job("late", after: .seconds(5)), job("early"), job("second"), job("urgent", priority: 9),
                job("future", priority: 9, after: .seconds(60)),
            ]
            try await store.enqueue(jobs, at: at(0))
            let claimed = try await claim(store, at: at(10))
            #expect(claimed.map(\.job.key) == ["urgent", "early", "second", "late"])
            #expect(claimed.allSatisfy { $0.job.state == .leased && $0.job.attempt == 1 && $0.lease.until == at(40) })
        },
        JobStoreClause("no more than asked for, and only the kinds asked for") { store async throws in
            try await store.enqueue([job("x", kind: "other"), job("a"), job("b"), job("c")], at: at(0))
            #expect(try await claim(store, limit: 2, at: at(0)).map(\.job.key) == ["a", "b"])
            #expect(try await claim(store, at: at(0)).map(\.job.key) == ["c"])
            #expect(try await claim(store, at: at(0)).isEmpty)
        },
        JobStoreClause("many claimers never share a job") { store async throws in
            try await store.enqueue((0..<60).map { job("\($0)") }, at: at(0))
            let keys = try await withThrowingTaskGroup(of: [String].self) { group in
                for claimer in 0..<6 {
                    group.addTask {
                        var keys: [String] = []
                        while true {
                            let got = try await claim(store, limit: 3, owner: "\(claimer)", at: at(0))
                            if got.isEmpty { return keys }
                            keys += got.map(\.job.key)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(keys.count == 60)
            #expect(Set(keys).count == 60)
        },
        JobStoreClause("a due job past its expiry dies instead of being claimed") { store async throws in
            let stale = job("stale", life: .seconds(10))
            try await store.enqueue([stale, job("fresh", life: .seconds(11))], at: at(0))
            #expect(try await claim(store, limit: 1, at: at(10)).map(\.job.key) == ["fresh"])
            let dead = try #require(try await store.job(stale.id))
            #expect(dead.state == .dead)
            #expect(dead.note?.text == "expired")
            #expect(dead.attempt == 0)
        },
    ]

    // MARK: Fencing

    private static let fencing: [JobStoreClause] = [
        JobStoreClause("a worker that slept through its lease can't finish over the next one") { store async throws in
            let new = job("a")
            let asleep = try await claimed(store, new)
            _ = try await store.sweep(["test": .resend], at: at(31))
            let awake = try #require(try await claim(store, owner: "two", at: at(31)).first).lease
            await #expect(throws: StaleLease(job: new.id)) { try await store.markSending(asleep, at: at(32)) }
            await #expect(throws: StaleLease(job: new.id)) {
                try await store.settle(asleep, Settlement(.dead, note: JobNote("no")), at: at(32))
            }
            #expect(try await store.extend([asleep, awake], by: .seconds(30), at: at(32)).map(\.owner) == ["two"])
            await store.releaseForTest([asleep], at: at(32))
            try await store.settle(awake, Settlement(.done, note: JobNote("yes")), at: at(33))
            #expect(try await store.job(new.id)?.note == JobNote("yes"))
        },
        JobStoreClause("finishing twice is refused") { store async throws in
            let new = job("a")
            let lease = try await claimed(store, new)
            try await store.settle(lease, Settlement(.done, note: JobNote("ok")), at: at(1))
            await #expect(throws: StaleLease.self) {
                try await store.settle(lease, Settlement(.dead, note: JobNote("no")), at: at(2))
            }
            #expect(try await store.job(new.id)?.state == .done)
        },
        JobStoreClause("a heartbeat keeps the sweep away") { store async throws in
            let lease = try await claimed(store, job("a"))
            #expect(try await store.extend([lease], by: .seconds(30), at: at(20)).first?.until == at(50))
            #expect(try await store.sweep(["test": .resend], at: at(45)) == SweepReport())
            #expect(try await store.sweep(["test": .resend], at: at(51)).recovered == 1)
        },
    ]

    // MARK: Sweeping

    private static let sweeping: [JobStoreClause] = [
        JobStoreClause("an expired lease becomes ready at once and keeps its attempt charged") { store async throws in
            let new = job("a")
            _ = try await claimed(store, new)
            #expect(try await store.sweep(["other": .resend], at: at(31)) == SweepReport())
            #expect(try await store.sweep(["test": .resend], at: at(31)).recovered == 1)
            let job = try #require(try await store.job(new.id))
            #expect(job.state == .ready)
            #expect(job.attempt == 1)
            #expect(job.runAt == at(31))
        },
        JobStoreClause("a job that ends its worker every time dies in the end") { store async throws in
            let new = job("poison", maxAttempts: 2)
            _ = try await claimed(store, new)
            _ = try await store.sweep(["test": .resend], at: at(31))
            _ = try await claim(store, at: at(31))
            _ = try await store.sweep(["test": .resend], at: at(62))
            #expect(try await store.job(new.id)?.state == .dead)
        },
        JobStoreClause("an unknown outcome goes by its kind") { store async throws in
            let (again, wait) = (job("a", kind: "again"), job("w", kind: "wait"))
            try await store.enqueue([again, wait], at: at(0))
            for claimed in try await claim(store, kinds: ["again", "wait"], at: at(0)) {
                try await store.markSending(claimed.lease, at: at(1))
            }
            #expect(try await store.sweep(["again": .resend, "wait": .hold], at: at(31)).unknown == 2)
            #expect(try await store.job(again.id)?.state == .ready)
            #expect(try await store.job(wait.id)?.state == .held)
        },
    ]

    // MARK: Settling and handing back

    private static let settling: [JobStoreClause] = [
        JobStoreClause("each settlement leads where it says") { store async throws in
            let cases: [(Settlement.Next, JobState, attempt: Int, runAt: Date)] = [
                (.done, .done, 1, at(0)), (.dead, .dead, 1, at(0)), (.held, .held, 1, at(0)),
                (.cancelled, .cancelled, 1, at(0)), (.readyAgain(at: at(90)), .ready, 1, at(90)),
                (.readyAgainFree(at: at(90)), .ready, 0, at(90)),
            ]
            for (next, state, attempt, runAt) in cases {
                let new = job("\(next)")
                let lease = try await claimed(store, new)
                let note = JobNote("said", code: 451, enhancedCode: "4.7.1")
                try await store.settle(lease, Settlement(next, note: note), at: at(1))
                let job = try #require(try await store.job(new.id))
                #expect(job.state == state)
                #expect(job.attempt == attempt)
                #expect(job.runAt == runAt)
                #expect(job.note == note)
                #expect(job.updated == at(1))
            }
        },
        JobStoreClause("a released lease costs no attempt and is ready at once") { store async throws in
            let new = job("a")
            let lease = try await claimed(store, new)
            try await store.release([lease], at: at(5))
            #expect(try await store.job(new.id)?.attempt == 0)
            #expect(try await claim(store, at: at(5)).map(\.job.attempt) == [1])
        },
        JobStoreClause("what is being sent can't be handed back") { store async throws in
            let new = job("a")
            let lease = try await claimed(store, new)
            try await store.markSending(lease, at: at(1))
            try await store.release([lease], at: at(2))
            #expect(try await store.job(new.id)?.state == .sending)
        },
    ]

    // MARK: Pausing

    private static let pausing: [JobStoreClause] = [
        JobStoreClause("a pause stops what it names, until it ends or is resumed") { store async throws in
            try await store.enqueue([job("a"), job("b", kind: "other")], at: at(0))
            try await store.pause(Pause("line", since: at(0), until: at(60), reason: "r", actor: "o"))
            var claim = Claim(kinds: ["test", "other"], limit: 9, owner: "one", lease: .seconds(30))
            claim.pausedBy = ["test": ["line", "mail"]]
            #expect(
                try await store.nextDue(
                    Claim(
                        kinds: ["test"], limit: 1, owner: "one", lease: .seconds(30),
                        pausedBy: claim.pausedBy), at: at(1)) == at(60))
            #expect(try await store.claim(claim, at: at(1)).map(\.job.key) == ["b"])
            #expect(try await store.pauses(at: at(1)).map(\.name) == ["line"])
            #expect(try await store.pauses(at: at(60)).isEmpty)
            #expect(try await store.claim(claim, at: at(60)).map(\.job.key) == ["a"])
            #expect(try await store.resume("line", onlyAutomatic: false))
            #expect(try await !store.resume("line", onlyAutomatic: false))
        },
        JobStoreClause("a paused destination keeps its jobs, and others go on") { store async throws in
            try await store.enqueue([job("a")], at: at(0))
            try await store.pause(Pause(Pause.destination("Example.COM"), since: at(0), reason: "r", actor: "o"))
            #expect(try await claim(store, at: at(1)).isEmpty)
            #expect(try await store.nextDue(nextClaim, at: at(1)) == nil)
            try await store.resume("domain:example.com", onlyAutomatic: false)
            #expect(try await claim(store, at: at(1)).count == 1)
        },
        JobStoreClause("a worker's pause never replaces or ends an operator's") { store async throws in
            try await store.pause(Pause("mail", since: at(0), reason: "mine", actor: "o"))
            try await store.pause(Pause("mail", since: at(1), until: at(9), reason: "w", actor: "w", isAutomatic: true))
            #expect(try await store.pauses(at: at(20)).map(\.reason) == ["mine"])
            #expect(try await !store.resume("mail", onlyAutomatic: true))
            #expect(try await store.resume("mail", onlyAutomatic: false))
        },
    ]

    // MARK: Looking

    private static let looking: [JobStoreClause] = [
        JobStoreClause("the next due job is the earliest ready one of the kinds") { store async throws in
            #expect(try await store.nextDue(nextClaim, at: at(0)) == nil)
            try await store.enqueue(
                [
                    job("a", after: .seconds(60)), job("b", priority: 9, after: .seconds(90)),
                    job("c", kind: "other", after: .seconds(1)),
                ], at: at(0))
            #expect(try await store.nextDue(nextClaim, at: at(0)) == at(60))
        },
        JobStoreClause("every step is an event, and a reader resumes by number") { store async throws in
            #expect(try await store.lastSequence() == 0)
            let new = job("a")
            let lease = try await claimed(store, new)
            try await store.markSending(lease, at: at(1))
            let halfway = try await store.lastSequence()
            try await store.settle(lease, Settlement(.done, note: JobNote("250 ok", code: 250)), at: at(2))
            let events = try await store.events(after: 0, limit: 100)
            #expect(events.map(\.to) == [.ready, .leased, .sending, .done])
            #expect(events.map(\.from) == [nil, .ready, .leased, .sending])
            #expect(events.map(\.actor) == ["queue", "one", "one", "one"])
            #expect(events.map(\.at) == [at(0), at(0), at(1), at(2)])
            #expect(zip(events, events.dropFirst()).allSatisfy { $0.sequence < $1.sequence })
            let rest = try await store.events(after: halfway, limit: 100)
            #expect(rest == Array(events.suffix(1)))
            #expect(rest.first?.note == JobNote("250 ok", code: 250))
            #expect(try await store.events(after: 0, limit: 2) == Array(events.prefix(2)))
        },
        JobStoreClause("counts are by state, of all kinds or some") { store async throws in
            try await store.enqueue([job("a"), job("b"), job("c", kind: "other")], at: at(0))
            _ = try await claim(store, limit: 1, at: at(0))
            #expect(try await store.counts(kinds: nil) == [.ready: 2, .leased: 1])
            #expect(try await store.counts(kinds: ["other"]) == [.ready: 1])
            #expect(try await store.counts(kinds: ["none"]) == [:])
        },
    ]
}

extension JobStore {
    /// Handing back is never an error, so a test has nothing to catch.
    fileprivate func releaseForTest(_ leases: [Lease], at now: Date) async {
        await #expect(throws: Never.self) { try await release(leases, at: now) }
    }
}
