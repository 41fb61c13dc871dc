package import CacheStorage
package import HTTPCaching
package import HTTPSemantics
package import NIOCore
import Synchronization

/// What came of a request to the origin, told once to everybody who waits for it.
package enum FillVerdict: Sendable {
    /// A response whose body can be read from the fill. Where it may be shared, `head.stored` says for whom.
    case response(FillHead)
    /// The origin said 304: the stored response holds, brought up to date.
    case stillValid(CachedObject)
    case failed(OriginFailure)
}

/// A response head as it goes to clients.
package struct FillHead: Sendable {
    package let status: Int
    package let reason: [UInt8]
    /// Without hop-by-hop fields, for the client whose request it was.
    package let fields: Fields
    /// There when the response is being kept and others may have it.
    package let stored: StoredResponse?
    /// Bytes of the body, where the origin said.
    package let contentLength: Int?
    /// Why it is not being kept, where it isn't.
    package var refusal: StorageRefusal?
}

/// One request to an origin, whoever waits for it (request collapsing).
///
/// The fill, not a client, owns the origin's connection: a client that leaves doesn't end it while the response is being
/// kept. Who waits is told the verdict on its own event loop, and reads the body at its own pace from a `BodyWindow`.
/// One lock, never held while calling out.
package final class Fill: Sendable {
    package typealias Wake = @Sendable () -> Void

    package let key: CacheKey
    /// What is keyed of the request besides its address.
    package let selection: [UInt8]
    private let state: Mutex<State>

    private struct State {
        var verdict: FillVerdict?
        var waiters: [@Sendable (FillVerdict) -> Void] = []
        var window: BodyWindow
        var wakes: [Int: Wake] = [:]
        var resume: Wake?
        var abandon: Wake?
    }

    private let census: FillCensus?

    package init(key: CacheKey, selection: [UInt8] = [], readAheadBytes: Int, census: FillCensus? = nil) {
        self.key = key
        self.selection = selection
        self.census = census
        census?.count.add(1, ordering: .relaxed)
        state = Mutex(State(window: BodyWindow(keepsAll: true, readAheadBytes: readAheadBytes)))
    }

    deinit { census?.count.subtract(1, ordering: .relaxed) }

    // MARK: Waiting and reading

    /// Calls `tell` with the verdict, at once if it is known. The caller sees to its own event loop.
    package func whenDecided(_ tell: @escaping @Sendable (FillVerdict) -> Void) {
        let known = state.withLock { state -> FillVerdict? in
            if state.verdict == nil { state.waiters.append(tell) }
            return state.verdict
        }
        if let known { tell(known) }
    }

    /// A reader at the body's first byte, `nil` if that is gone. `wake` is called whenever a read that said `wait` may
    /// be repeated.
    package func open(wake: @escaping Wake) -> Int? {
        state.withLock { state in
            guard let id = state.window.open() else { return nil }
            state.wakes[id] = wake
            return id
        }
    }

    package func read(_ id: Int) -> BodyWindow.Read {
        let (read, resume) = state.withLock { state in
            let (read, resumes) = state.window.read(id)
            return (read, resumes ? state.resume : nil)
        }
        resume?()
        return read
    }

    package func close(_ id: Int) {
        let call = state.withLock { state -> Wake? in
            state.wakes[id] = nil
            let resumes = state.window.close(id)
            // Nobody reads and nothing is kept: the rest of the body serves no purpose.
            if !state.window.hasReaders, !state.window.keepsAll { return state.abandon }
            return resumes ? state.resume : nil
        }
        call?()
    }

    // MARK: The producing side

    /// - Parameters:
    ///   - resume: Called when a paused source may go on.
    ///   - abandon: Called when nobody wants the rest.
    package func attachSource(resume: @escaping Wake, abandon: @escaping Wake) {
        state.withLock { state in
            state.resume = resume
            state.abandon = abandon
        }
    }

    package func decide(_ verdict: FillVerdict) {
        let waiters = state.withLock { state -> [@Sendable (FillVerdict) -> Void] in
            guard state.verdict == nil else { return [] }
            state.verdict = verdict
            switch verdict {
            case .response(let head):
                if head.stored == nil { state.window.stopKeeping() }
            case .stillValid, .failed:
                // No body follows: the source, which holds the fill, is let go of.
                state.resume = nil
                state.abandon = nil
            }
            defer { state.waiters = [] }
            return state.waiters
        }
        for tell in waiters { tell(verdict) }
    }

    /// - Returns: Whether the source should pause.
    package func append(_ chunk: ByteBuffer, keepingAtMost mostBytes: Int) -> (pause: Bool, isKept: Bool) {
        let (wakes, pause, isKept) = state.withLock { state in
            if state.window.endByte + chunk.readableBytes > mostBytes { state.window.stopKeeping() }
            let (ids, pause) = state.window.append(chunk)
            return (ids.compactMap { state.wakes[$0] }, pause, state.window.keepsAll)
        }
        for wake in wakes { wake() }
        return (pause, isKept)
    }

    /// - Returns: The whole body where it was kept.
    package func finish() -> [ByteBuffer]? {
        let (wakes, whole) = state.withLock { state in
            let ids = state.window.finish()
            state.resume = nil
            state.abandon = nil
            return (ids.compactMap { state.wakes[$0] }, state.window.whole)
        }
        for wake in wakes { wake() }
        return whole
    }

    package func cutShort() {
        let wakes = state.withLock { state in
            let ids = state.window.cutShort()
            state.resume = nil
            state.abandon = nil
            return ids.compactMap { state.wakes[$0] }
        }
        for wake in wakes { wake() }
    }

    /// Whether its response is covered by a purge, or may turn out to be.
    package func mayBe(in scope: PurgeScope) -> Bool {
        let verdict = state.withLock { $0.verdict }
        switch scope {
        case .key, .prefix, .everything: return scope.covers(key, labels: [])
        case .label:
            guard case .response(let head)? = verdict, let stored = head.stored else { return true }
            return scope.covers(key, labels: CacheLabel.labels(of: stored, authority: key.authority))
        }
    }

    /// How many wait for the verdict.
    package var waiting: Int { state.withLock { $0.waiters.count } }

    package var hasReaders: Bool { state.withLock { $0.window.hasReaders } }
}

/// How many fills there are, those included that are over but still being read.
package final class FillCensus: Sendable {
    let count = Atomic<Int>(0)

    package init() {}

    package var living: Int { count.load(ordering: .relaxed) }
}
