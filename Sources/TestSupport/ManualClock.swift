package import Foundation
import Jobs
import Synchronization

/// A clock whose hands a test turns. Sleeping on it never takes real time.
package final class ManualClock: TimeSource {
    fileprivate struct State {
        var now: Date
        var sleepers: [UInt64: (until: Date, wake: CheckedContinuation<Void, any Error>)] = [:]
        var watchers: [(count: Int, resume: CheckedContinuation<Void, Never>)] = []
        var nextID: UInt64 = 0
    }

    private let state: Mutex<State>

    /// - Parameter start: Whole milliseconds, so that it comes back unchanged from any store.
    package init(_ start: Date = Date(timeIntervalSince1970: 1_795_460_400)) {
        state = Mutex(State(now: start))
    }

    package func now() -> Date { state.withLock { $0.now } }

    package func sleep(for span: Duration) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let watchers = state.withLock { state in
                    // Asked under the lock, so that a cancellation either sees the sleeper or is seen here.
                    if Task.isCancelled {
                        continuation.resume(throwing: CancellationError())
                    } else if span <= .zero {
                        continuation.resume()
                    } else {
                        state.sleepers[id] = (state.now.adding(span), continuation)
                    }
                    return state.satisfiedWatchers()
                }
                watchers.forEach { $0.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.wake.resume(throwing: CancellationError())
        }
    }

    /// Moves the hands and wakes whoever's time has come.
    package func advance(by span: Duration) {
        let due = state.withLock { state in
            state.now = state.now.adding(span)
            let now = state.now
            let due = state.sleepers.filter { $0.value.until <= now }
            due.keys.forEach { state.sleepers[$0] = nil }
            return due.values.sorted { $0.until < $1.until }
        }
        due.forEach { $0.wake.resume() }
    }

    /// Returns once at least `count` tasks sleep on this clock.
    package func untilAsleep(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let watchers = state.withLock { state in
                state.watchers.append((count, continuation))
                return state.satisfiedWatchers()
            }
            watchers.forEach { $0.resume() }
        }
    }
}

extension ManualClock.State {
    fileprivate mutating func satisfiedWatchers() -> [CheckedContinuation<Void, Never>] {
        let count = sleepers.count
        let satisfied = watchers.filter { $0.count <= count }.map(\.resume)
        watchers.removeAll { $0.count <= count }
        return satisfied
    }
}
