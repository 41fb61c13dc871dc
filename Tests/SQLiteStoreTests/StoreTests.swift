import Foundation
import GRDB
import Jobs
import MailDelivery
import SQLiteStore
import TestSupport
import Testing

@Suite struct `The SQLite store` {
    private let tree = TemporaryTree("store")
    private let start = Date(timeIntervalSince1970: 1_795_460_400)

    private func open() throws -> SQLiteStore { try SQLiteStore(path: tree.path("data/blog.sqlite")) }

    @Test(arguments: JobStoreClause.all)
    func `keeps the contract of jobs:`(_ clause: JobStoreClause) async throws {
        try await clause.check(open().jobs)
    }

    @Test func `is durable at every commit, in every connection that writes`() throws {
        let store = try open()
        // 2 is FULL; the pool itself had set 1.
        #expect(try store.pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        #expect(try store.pool.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    @Test func `is a file for this user only, side files too`() async throws {
        let store = try open()
        try await store.jobs.enqueue([JobStoreClause.job("a")], at: start)
        for file in ["blog.sqlite", "blog.sqlite-wal", "blog.sqlite-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: tree.path("data/\(file)"))
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(file)")
        }
    }

    @Test func `has strict tables only`() throws {
        let loose = try open().pool.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0
                    AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
                    """)
        }
        #expect(loose == [])
    }

    @Test func `refuses a database from a newer version, and leaves it alone`() throws {
        try open().pool.write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9 from the future')")
        }
        let problem = #expect(throws: StoreProblem.self) { try open() }
        #expect(problem?.description.contains("newer version") == true)
    }

    @Test func `says which file is no database`() throws {
        try tree.write("data/blog.sqlite", String(repeating: "not a database ", count: 100))
        let problem = #expect(throws: StoreProblem.self) { try open() }
        #expect(problem?.description.contains("data/blog.sqlite") == true)
    }

    @Test func `opens again with everything that was reported as done`() async throws {
        let new = JobStoreClause.job("a")
        do {
            let store = try open()
            try await store.jobs.enqueue([new], at: start)
            // Dropped without closing, as a crash would.
        }
        #expect(try await open().jobs.job(new.id) == Job(new, at: start))
    }

    @Test func `serves two processes: what one claims, the other doesn't get`() async throws {
        let (one, two) = (try open(), try open())
        try await one.jobs.enqueue((0..<40).map { JobStoreClause.job("\($0)") }, at: start)
        let keys = try await withThrowingTaskGroup(of: [String].self) { [start] group in
            for store in [one, two] {
                group.addTask {
                    var keys: [String] = []
                    while true {
                        let claim = Claim(kinds: ["test"], limit: 3, owner: "x", lease: .seconds(30))
                        let got = try await store.jobs.claim(claim, at: start)
                        if got.isEmpty { return keys }
                        keys += got.map(\.job.key)
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(keys.count == 40)
        #expect(Set(keys).count == 40)
    }

    @Test func `finds due work among many that aren't due without reading them`() async throws {
        let store = try open()
        let plan = try await store.pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    EXPLAIN QUERY PLAN SELECT * FROM job WHERE state = 'ready' AND priority = 0 AND run_at <= 5
                    AND kind IN (SELECT value FROM json_each('["a"]')) ORDER BY run_at, id LIMIT 3
                    """
            ).map { $0["detail"] as String? ?? "" }
        }
        #expect(plan.contains { $0.contains("USING INDEX job_ready (priority=? AND run_at<?)") }, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }
}
