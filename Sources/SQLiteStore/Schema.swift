import GRDB

/// The tables, as a list of steps from nothing to now.
///
/// A step that has left the house is never changed: a new one is appended. Columns are added as nullable or with a
/// default, so that an older row needs no rewriting.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 jobs") { try $0.execute(sql: jobs) }
        migrator.registerMigration("1 letters") { try $0.execute(sql: letters) }
        migrator.registerMigration("1 subscribers") { try $0.execute(sql: subscribers) }
        migrator.registerMigration("1 photos") { try $0.execute(sql: photos) }
        migrator.registerMigration("2 queue") { try $0.execute(sql: queue) }
        migrator.registerMigration("3 intake") { try $0.execute(sql: intake) }
        migrator.registerMigration("3 jobs") { try $0.execute(sql: plainJobs) }
        return migrator
    }

    /// The same table with its lists of states written out: SQLite makes a temporary table of each `IN` with more than two
    /// values, in every statement that changes a row, and that was most of what changing a job took.
    private static let plainJobs = """
        CREATE TABLE new_job (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            key TEXT NOT NULL UNIQUE,
            payload TEXT NOT NULL,
            subject TEXT,
            destination TEXT,
            priority INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state = 'ready' OR state = 'leased' OR state = 'sending' OR state = 'done'
                OR state = 'dead' OR state = 'held' OR state = 'cancelled'),
            run_at INTEGER NOT NULL,
            expire_at INTEGER,
            attempt INTEGER NOT NULL DEFAULT 0,
            max_attempts INTEGER NOT NULL,
            lease_owner TEXT,
            lease_until INTEGER,
            lease_token INTEGER NOT NULL DEFAULT 0,
            note TEXT,
            code INTEGER,
            enhanced_code TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO new_job SELECT id, kind, key, payload, subject, destination, priority, state, run_at, expire_at,
            attempt, max_attempts, lease_owner, lease_until, lease_token, note, code, enhanced_code, created_at, updated_at
            FROM job;
        DROP TABLE job;
        ALTER TABLE new_job RENAME TO job;
        CREATE INDEX job_ready ON job (priority DESC, run_at, id) WHERE state = 'ready';
        CREATE INDEX job_leased ON job (lease_until) WHERE state IN ('leased', 'sending');
        CREATE INDEX job_subject ON job (subject) WHERE subject IS NOT NULL;
        CREATE INDEX job_destination ON job (destination, id) WHERE destination IS NOT NULL;
        CREATE INDEX job_mail ON job (state, destination, created_at) WHERE destination IS NOT NULL;
        CREATE INDEX job_finished ON job (updated_at) WHERE state = 'done' OR state = 'dead' OR state = 'cancelled';
        """

    /// What was there counted the last ten minutes, and is no loss.
    private static let intake = """
        DROP TABLE intake;
        -- Who asked for confirmation mails lately: networks and domains, no addresses.
        CREATE TABLE intake (
            request TEXT NOT NULL PRIMARY KEY,
            at INTEGER NOT NULL,
            prefix TEXT,
            neighborhood TEXT,
            domain TEXT NOT NULL,
            fate TEXT NOT NULL CHECK (fate = 'sent' OR fate = 'held' OR fate = 'waits')
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX intake_prefix ON intake (prefix, at);
        CREATE INDEX intake_neighborhood ON intake (neighborhood, at);
        CREATE INDEX intake_domain ON intake (domain, fate, at);
        CREATE INDEX intake_fate ON intake (fate, at);
        CREATE INDEX intake_at ON intake (at);
        -- What left lately, for speeds that hold for all workers together: the whole (an empty name) and each domain.
        CREATE TABLE mail_rate (
            name TEXT NOT NULL PRIMARY KEY,
            tokens REAL NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let queue = """
        CREATE TABLE job_pause (
            name TEXT NOT NULL PRIMARY KEY,
            since INTEGER NOT NULL,
            until INTEGER,
            reason TEXT NOT NULL,
            actor TEXT NOT NULL,
            is_automatic INTEGER NOT NULL
        ) STRICT;
        -- What `mail stats` counts, without touching a row.
        CREATE INDEX job_mail ON job (state, destination, created_at) WHERE destination IS NOT NULL;
        CREATE INDEX job_finished ON job (updated_at) WHERE state IN ('done', 'dead', 'cancelled');
        -- Which database this is; the mark beside it says what it has been seen doing.
        CREATE TABLE instance (
            name TEXT NOT NULL PRIMARY KEY,
            is_marked INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        -- Who asked for confirmation mails lately: networks and domains, no addresses.
        CREATE TABLE intake (
            seq INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            prefix TEXT,
            domain TEXT NOT NULL,
            is_held INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX intake_prefix ON intake (prefix, at);
        CREATE INDEX intake_domain ON intake (domain, at);
        CREATE INDEX intake_at ON intake (is_held, at);
        ALTER TABLE subscriber ADD COLUMN rate_key TEXT;
        CREATE INDEX subscriber_rate ON subscriber (rate_key) WHERE rate_key IS NOT NULL;
        INSERT INTO instance (name) VALUES (lower(hex(randomblob(16))));
        """

    private static let jobs = """
        CREATE TABLE job (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            key TEXT NOT NULL UNIQUE,
            payload TEXT NOT NULL,
            subject TEXT,
            destination TEXT,
            priority INTEGER NOT NULL,
            state TEXT NOT NULL
                CHECK (state IN ('ready', 'leased', 'sending', 'done', 'dead', 'held', 'cancelled')),
            run_at INTEGER NOT NULL,
            expire_at INTEGER,
            attempt INTEGER NOT NULL DEFAULT 0,
            max_attempts INTEGER NOT NULL,
            lease_owner TEXT,
            lease_until INTEGER,
            lease_token INTEGER NOT NULL DEFAULT 0,
            note TEXT,
            code INTEGER,
            enhanced_code TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX job_ready ON job (priority DESC, run_at, id) WHERE state = 'ready';
        CREATE INDEX job_leased ON job (lease_until) WHERE state IN ('leased', 'sending');
        CREATE INDEX job_subject ON job (subject) WHERE subject IS NOT NULL;
        CREATE INDEX job_destination ON job (destination, id) WHERE destination IS NOT NULL;

        CREATE TABLE job_event (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            job_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            from_state TEXT,
            to_state TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            note TEXT,
            code INTEGER,
            enhanced_code TEXT,
            actor TEXT NOT NULL
        ) STRICT;
        CREATE INDEX job_event_job ON job_event (job_id);
        """

    private static let letters = """
        CREATE TABLE letter (
            job_id TEXT NOT NULL PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
            recipient TEXT NOT NULL,
            message_id TEXT UNIQUE,
            sender TEXT,
            subject TEXT,
            bytes BLOB,
            frozen_at INTEGER
        ) STRICT;
        """

    private static let subscribers = """
        CREATE TABLE subscriber (
            id TEXT NOT NULL PRIMARY KEY,
            address TEXT,
            identity_key TEXT NOT NULL UNIQUE,
            name TEXT,
            locale TEXT,
            state TEXT NOT NULL
                CHECK (state IN ('pending', 'active', 'unsubscribed', 'suppressed', 'erased')),
            suppression TEXT CHECK (suppression IN ('bounce', 'complaint', 'manual')),
            epoch INTEGER NOT NULL,
            consent TEXT NOT NULL,
            confirmations TEXT NOT NULL DEFAULT '[]',
            created_at INTEGER NOT NULL,
            state_since INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE subscriber_event (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            subscriber_id TEXT NOT NULL,
            from_state TEXT,
            to_state TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            cause TEXT NOT NULL
        ) STRICT;
        CREATE INDEX subscriber_event_subscriber ON subscriber_event (subscriber_id);
        """

    private static let photos = """
        CREATE TABLE photo (
            id TEXT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL CHECK (state IN ('awaiting_upload', 'processing', 'ready', 'rejected')),
            reason TEXT,
            hash TEXT UNIQUE,
            format TEXT,
            width INTEGER,
            height INTEGER,
            file_name TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE photo_rendition (
            photo_id TEXT NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            format TEXT NOT NULL,
            bytes_count INTEGER NOT NULL,
            path TEXT NOT NULL,
            PRIMARY KEY (photo_id, path)
        ) STRICT, WITHOUT ROWID;
        """
}
