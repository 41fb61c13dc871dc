package import Foundation
package import GRDB

/// Why a database can't be used, and what to do.
package enum StoreProblem: Error, CustomStringConvertible {
    /// Written by a newer Masthead, whose tables this one doesn't know.
    case newerSchema(path: String)
    case unusable(path: String, reason: String)
    /// Erased, but for the write-ahead log, which somebody is reading.
    case logInUse

    package var description: String {
        switch self {
        case .newerSchema(let path):
            "\(path) was written by a newer version of Masthead; use that version, or restore a backup made before it"
        case .unusable(let path, let reason): "\(path) can't be used: \(reason)"
        case .logInUse:
            "erased from the database, but another program keeps its write-ahead log in use; run this again when it is done"
        }
    }
}

/// Every store in one database file, so that a change and the job it causes share a transaction.
///
/// 1. What an operation reported as done survives a power cut: WAL with `synchronous=FULL`.
/// 2. Writers queue up, across processes too (`BEGIN IMMEDIATE`, with patience); readers never wait.
/// 3. Writes that come at the same time share a transaction (`CommitQueue`).
/// 4. Each change of a job's state appends its event in the same transaction.
///
/// Instants are stored as milliseconds since 1970, names and states as text, so that the file can be read with any
/// SQLite tool. The file is for this user only.
package final class SQLiteStore: Sendable {
    package let jobs: SQLiteJobStore
    package let mail: SQLiteMailStore
    package let subscriptions: SQLiteSubscriptionStore
    package let photos: SQLitePhotoStore
    package let pool: DatabasePool

    /// Opens the database, makes it if there is none, and brings its tables up to date.
    ///
    /// - Throws: `StoreProblem`.
    ///
    /// - Parameter lock: Turns an identity into what stands for it once it is erased for ever.
    package init(path: String, lock: (@Sendable (String) -> String)? = nil) throws {
        do {
            try Self.makeFile(at: path)
            var configuration = Configuration()
            configuration.label = "store"
            // How long one process waits for another's write; each lasts milliseconds.
            configuration.busyMode = .timeout(10)
            // What is deleted is overwritten: an erased person is in no free page.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
            pool = try DatabasePool(path: path, configuration: configuration)
            try Self.migrate(pool, path: path)
            // The pool set NORMAL when it opened; the setting can't change inside a transaction.
            // Pages that change again and again (the newest jobs and events) are written back once for many changes.
            try pool.writeWithoutTransaction {
                try $0.execute(
                    sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -8000")
            }
        } catch let problem as StoreProblem {
            throw problem
        } catch {
            throw StoreProblem.unusable(path: path, reason: "\(error)")
        }
        let commits = CommitQueue(pool)
        jobs = SQLiteJobStore(pool: pool, commits: commits)
        mail = SQLiteMailStore(pool: pool, commits: commits)
        subscriptions = SQLiteSubscriptionStore(pool: pool, commits: commits, lock: lock)
        photos = SQLitePhotoStore(pool: pool)
    }

    /// Ends all work with the file. Using the stores afterwards is an error of theirs.
    package func close() throws { try pool.close() }

    /// Which database this is, and how far it has come.
    package struct Standing: Sendable {
        package let instance: String
        /// Whether a mark beside it was ever made.
        package let isMarked: Bool
        /// The instant of the last step of any job, in milliseconds since 1970; 0 before the first.
        package let lastStep: Int64
    }

    package func standing() throws -> Standing {
        try pool.read { db in
            let row = try db.row("SELECT name, is_marked FROM instance", [])
            let last = try db.row("SELECT at FROM job_event ORDER BY seq DESC LIMIT 1", [])
            guard let row else { throw DamagedRow(description: "the database has no name") }
            return Standing(
                instance: try row.value("name"), isMarked: try row.value("is_marked"), lastStep: last?["at"] ?? 0)
        }
    }

    /// From now on a missing mark means that the database came from elsewhere.
    package func setMarked() throws { try pool.write { try $0.run("UPDATE instance SET is_marked = 1", []) } }

    package func pauseRestored(_ name: String, reason: String, at now: Date) throws {
        try pool.write { db in
            try db.run(
                """
                INSERT OR IGNORE INTO job_pause (name, since, until, reason, actor, is_automatic)
                VALUES (?, ?, NULL, ?, 'start', 0)
                """, [name, now.milliseconds, reason])
        }
    }

    /// SQLite gives its side files the mode of the main one, so the main one is made first.
    private static func makeFile(at path: String) throws {
        let manager = FileManager.default
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            try manager.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        if manager.fileExists(atPath: path) { return }
        guard manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw StoreProblem.unusable(path: path, reason: "the file can't be made")
        }
    }

    private static func migrate(_ pool: DatabasePool, path: String) throws {
        let migrator = Schema.migrator
        if try pool.read(migrator.hasBeenSuperseded) { throw StoreProblem.newerSchema(path: path) }
        try migrator.migrate(pool)
    }
}
