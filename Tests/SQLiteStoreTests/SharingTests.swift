import Foundation
import GRDB
import Jobs
import MailDelivery
import SQLiteStore
import Subscriptions
import TestSupport
import Testing

@Suite struct `Several at once on one database` {
    private let tree = TemporaryTree("sharing")
    private let start = Date(timeIntervalSince1970: 1_795_460_400)

    private func open() throws -> SQLiteStore { try SQLiteStore(path: tree.path("blog.sqlite")) }

    @Test func `writes that come together are each done, and share transactions`() async throws {
        let store = try open()
        let before = try await frames(store)
        try await withThrowingTaskGroup { group in
            for number in 0..<400 {
                let job = JobStoreClause.job("job \(number)")
                group.addTask { try await store.jobs.enqueue([job], at: start) }
            }
            try await group.waitForAll()
        }
        #expect(try await store.jobs.counts(kinds: nil) == [.ready: 400])
        // A transaction alone writes six pages or more.
        #expect(try await frames(store) - before < 400 * 4)
    }

    private func frames(_ store: SQLiteStore) async throws -> Int {
        try await store.pool.writeWithoutTransaction { try $0.checkpoint(.passive).walFrameCount }
    }

    @Test func `one that fails takes nothing else with it`() async throws {
        let store = try open()
        let stale = Lease(job: ULID(milliseconds: 1, chance: 1), token: 1, owner: "gone", until: start)
        let failures = await withTaskGroup { group in
            for number in 0..<100 {
                let job = JobStoreClause.job("job \(number)")
                group.addTask {
                    do {
                        if number % 2 == 0 {
                            try await store.jobs.settle(stale, Settlement(.done, note: "late"), at: start)
                        } else {
                            try await store.jobs.enqueue([job], at: start)
                        }
                        return 0
                    } catch {
                        return error is StaleLease ? 1 : 100
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(failures == 50)
        #expect(try await store.jobs.counts(kinds: nil) == [.ready: 50])
    }

    @Test func `one that fails halfway takes back what it did, and nothing else`() async throws {
        let store = try open()
        try await store.pool.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse AFTER INSERT ON job_event
                    WHEN EXISTS (SELECT 1 FROM job WHERE id = NEW.job_id AND key LIKE 'bad %')
                    BEGIN SELECT RAISE(ABORT, 'refused'); END
                    """)
        }
        let failures = await withTaskGroup { group in
            for number in 0..<100 {
                let job = JobStoreClause.job("\(number % 10 == 3 ? "bad" : "good") \(number)")
                group.addTask {
                    do {
                        try await store.jobs.enqueue([job], at: start)
                        return 0
                    } catch {
                        return 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(failures == 10)
        #expect(try await store.jobs.counts(kinds: nil) == [.ready: 90])
    }

    @Test func `a cancelled task's write is carried out all the same`() async throws {
        let store = try open()
        let job = JobStoreClause.job("a")
        let task = Task { try await store.jobs.enqueue([job], at: start) }
        task.cancel()
        #expect(try await task.value == [true])
        #expect(try await store.jobs.job(job.id) != nil)
    }

    @Test func `two workers keep to one speed together`() async throws {
        let (one, two) = (try open(), try open())
        let turns = [
            RateTurn(name: "", perSecond: 4), RateTurn(name: "a.example", perSecond: 1),
        ]
        #expect(try await one.mail.take(turns, at: start) == nil)
        #expect(try await two.mail.take(turns, at: start) == .seconds(1))
        // What waited for its domain has used nothing of the whole.
        let whole = [RateTurn(name: "", perSecond: 4)]
        for store in [two, one, two] { #expect(try await store.mail.take(whole, at: start) == nil) }
        #expect(try await one.mail.take(whole, at: start) == .seconds(0.25))
        #expect(try await two.mail.take(turns, at: start.addingTimeInterval(1)) == nil)
    }

    @Test func `the desks of two workers let through what one would`() async throws {
        var pace = DeliveryPacer.Configuration()
        pace.perSecond = 2
        var admitted = 0
        let desks = try [open(), open()].map { store in
            DeliveryDesk(
                pace, mailer: "maildir", kinds: LetterComposer.kinds, jobs: store.jobs, rates: store.mail)
        }
        for desk in desks + desks {
            if case .admitted = try await desk.admit("example.com", at: start) { admitted += 1 }
        }
        #expect(admitted == 2)
    }
}
