import Synchronization

/// What an author's open pages want to know: that there was a build, and what was wrong with it.
package final class PreviewNews: Sendable {
    /// Something to mend, as the author reads it.
    package struct Problem: Hashable, Sendable, Encodable {
        /// `content/posts/one.md:3:7`, or empty.
        package let place: String
        package let message: String
        /// The line it is about and a caret, or empty.
        package let excerpt: String

        package init(place: String, message: String, excerpt: String) {
            self.place = place
            self.message = message
            self.excerpt = excerpt
        }
    }

    struct Edition: Hashable, Sendable {
        /// Of the build; another one for every build and every process.
        var number: UInt64
        var problems: [Problem] = []
    }

    private struct State {
        var edition = Edition(number: .random(in: 1...(1 << 52)))
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var served = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    package init() {}

    /// - Parameter problems: None when the site was built.
    package func tell(_ problems: [Problem]) {
        wake { state in
            state.edition.number += 1
            state.edition.problems = problems
        }
    }

    /// Lets nobody wait any more.
    package func close() {
        wake { $0.isClosed = true }
    }

    var current: (edition: Edition, isClosed: Bool) { state.withLock { ($0.edition, $0.isClosed) } }

    /// Returns once there is another edition, or a while has passed.
    func next(after number: UInt64, within patience: Duration) async {
        let ticket = state.withLock { state in
            state.served += 1
            return state.served
        }
        let alarm = Task { [weak self] in
            try await Task.sleep(for: patience)
            self?.release(ticket)
        }
        defer { alarm.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isClosed || state.edition.number != number || Task.isCancelled { return true }
                    state.waiting[ticket] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            release(ticket)
        }
    }

    private func release(_ ticket: Int) {
        state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
    }

    private func wake(_ change: (inout sending State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }
}
