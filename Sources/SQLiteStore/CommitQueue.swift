import GRDB
import Synchronization

/// Writes that come at the same time share one transaction, and so one wait for the disk (group commit).
///
/// 1. Nobody waits on purpose: a write that comes alone is committed alone, and those that come meanwhile go together.
/// 2. One that throws takes nothing else with it. Savepoints would see to that, and copy each page that changes; so they
///    come out only when a write threw after it had changed something, which is rare: then everything is rolled back and
///    done again, each in a savepoint. A write may therefore run twice, and touches nothing but the database.
/// 3. None returns before the transaction is on the disk. If that fails, all of them fail.
/// 4. A write that has been handed in is carried out, whether or not its task is cancelled meanwhile.
final class CommitQueue: Sendable {
    /// A write and whoever waits for it.
    private struct Entry: Sendable {
        /// Does it, and says what to tell once it is on the disk.
        let work: @Sendable (Database) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Entry] = []
        var isRunning = false
    }

    private let pool: DatabasePool
    private let state = Mutex(State())

    init(_ pool: DatabasePool) { self.pool = pool }

    func write<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let entry = Entry { db in
                let value = try work(db)
                return { continuation.resume(returning: value) }
            } fail: {
                continuation.resume(throwing: $0)
            }
            let isFirst = state.withLock { state in
                state.waiting.append(entry)
                defer { state.isRunning = true }
                return !state.isRunning
            }
            if isFirst { commitNext() }
        }
    }

    private func commitNext() {
        pool.asyncWriteWithoutTransaction { [self] db in
            let batch = state.withLock { state in
                let batch = state.waiting.prefix(Self.most)
                state.waiting.removeFirst(batch.count)
                return batch
            }
            commit(Array(batch), on: db)
            let isMore = state.withLock { state in
                state.isRunning = !state.waiting.isEmpty
                return state.isRunning
            }
            // By way of the pool's own queue, so that other writes get their turn.
            if isMore { commitNext() }
        }
    }

    private func commit(_ batch: [Entry], on db: Database) {
        var ends: [@Sendable () -> Void] = []
        do {
            do {
                try db.inTransaction(.immediate) {
                    ends = try batch.map { try outcome(of: $0, on: db) }
                    return .commit
                }
            } catch is HalfDone {
                try db.inTransaction(.immediate) {
                    ends = try batch.map { try outcomeInSavepoint(of: $0, on: db) }
                    return .commit
                }
            }
        } catch {
            ends = batch.map { entry in { entry.fail(error) } }
        }
        for end in ends { end() }
    }

    /// What to tell whoever waits, once all is on the disk.
    private func outcome(of entry: Entry, on db: Database) throws -> @Sendable () -> Void {
        let before = db.totalChangesCount
        do {
            return try entry.work(db)
        } catch {
            guard db.isInsideTransaction else { throw error }
            guard db.totalChangesCount == before else { throw HalfDone() }
            return { entry.fail(error) }
        }
    }

    private func outcomeInSavepoint(of entry: Entry, on db: Database) throws -> @Sendable () -> Void {
        var tell: @Sendable () -> Void = {}
        do {
            try db.inSavepoint {
                tell = try entry.work(db)
                return .commit
            }
            return tell
        } catch {
            // A full disk ends the whole transaction, not only this part of it.
            guard db.isInsideTransaction else { throw error }
            return { entry.fail(error) }
        }
    }

    /// A write threw when it had changed something already.
    private struct HalfDone: Error {}

    /// Writes in one transaction, so that the first doesn't wait long for the last.
    private static let most = 256
}
