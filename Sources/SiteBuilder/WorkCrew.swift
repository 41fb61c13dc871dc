import Foundation
import Synchronization

/// Some threads that work through a list together.
///
/// Threads of its own, because a build reads, decodes and writes for seconds, and would starve tasks if it did so on theirs.
struct WorkCrew: Sendable {
    /// At least 1.
    let workers: Int

    /// The results in the order of the items, whoever made them.
    ///
    /// - Parameter progress: Called after each item with the number done.
    /// - Throws: What the earliest failing item threw; items not yet begun are dropped then.
    func map<Item: Sendable, Result: Sendable>(
        _ items: [Item], progress: @escaping @Sendable (Int) -> Void = { _ in },
        _ body: @escaping @Sendable (Item) throws -> Result
    ) throws -> [Result] {
        let job = Job(items: items, progress: progress, body: body)
        let count = max(1, min(workers, items.count))
        if count == 1 {
            job.work()
        } else {
            let group = DispatchGroup()
            for _ in 0..<count {
                group.enter()
                Self.start {
                    job.work()
                    group.leave()
                }
            }
            group.wait()
        }
        return try job.results()
    }

    /// Runs on a thread of its own.
    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            start { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        // Templates and Markdown nest; the default for secondary threads is half a megabyte on some systems.
        thread.stackSize = 8 * 1024 * 1024
        thread.start()
    }
}

/// One list being worked through.
private final class Job<Item: Sendable, Result: Sendable>: Sendable {
    private struct State {
        var next = 0
        var done: [(index: Int, result: Result)] = []
        var finished = 0
        var failure: (index: Int, error: any Error)?
    }

    private let items: [Item]
    private let progress: @Sendable (Int) -> Void
    private let body: @Sendable (Item) throws -> Result
    private let state = Mutex(State())

    init(items: [Item], progress: @escaping @Sendable (Int) -> Void, body: @escaping @Sendable (Item) throws -> Result)
    {
        self.items = items
        self.progress = progress
        self.body = body
    }

    func work() {
        while let index = take() {
            do {
                let result = try body(items[index])
                let finished = state.withLock { state in
                    state.done.append((index, result))
                    state.finished += 1
                    return state.finished
                }
                progress(finished)
            } catch {
                state.withLock { state in
                    if state.failure.map({ index < $0.index }) ?? true { state.failure = (index, error) }
                }
            }
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard state.failure == nil, state.next < items.count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func results() throws -> [Result] {
        try state.withLock { state in
            if let failure = state.failure { throw failure.error }
            return state.done.sorted { $0.index < $1.index }.map(\.result)
        }
    }
}
