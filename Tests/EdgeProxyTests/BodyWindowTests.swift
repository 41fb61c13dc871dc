import CacheStorage
import EdgeProxy
import HTTPCaching
import NIOCore
import Synchronization
import TestSupport
import Testing

@Suite struct `The body window` {
    /// What one reader has got so far.
    private struct Reading {
        var bytes: [UInt8] = []
        var end: BodyWindow.Read?
    }

    @Test(arguments: SeededRandom.seeds)
    func `gives every reader the same bytes, in order, whatever the order of events`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for round in 0..<150 {
            let keeps = random.pick([true, false])
            let readAhead = 1000
            var window = BodyWindow(keepsAll: keeps, readAheadBytes: readAhead)
            var sent: [UInt8] = []
            var readers: [Int: Reading] = [:]
            var waiting: Set<Int> = []
            var isPaused = false
            var isOver = false
            if let first = window.open() { readers[first] = Reading() }
            for _ in 0..<200 {
                switch Int.random(in: 0..<12, using: &random) {
                case 0..<4 where !isPaused && !isOver:
                    let chunk = (0..<random.pick([1, 10, 400, 900])).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    }
                    let (wake, pause) = window.append(ByteBuffer(bytes: chunk))
                    sent += chunk
                    #expect(waiting.isSubset(of: Set(wake)), "who waits is woken, seed \(seed)")
                    waiting.subtract(wake)
                    isPaused = pause
                    #expect(!window.keepsAll || !pause, "what is kept is never held back")
                case 4..<9:
                    guard let id = readers.keys.sorted().randomElement(using: &random), readers[id]?.end == nil else {
                        continue
                    }
                    let (read, resumes) = window.read(id)
                    if resumes { isPaused = false }
                    switch read {
                    case .data(let bytes): readers[id]?.bytes += Array(bytes.readableBytesView)
                    case .wait: waiting.insert(id)
                    case .end, .cutShort: readers[id]?.end = read
                    }
                case 9:
                    let opened = window.open()
                    if keeps, window.keepsAll { #expect(opened != nil, "while all is kept anyone may begin") }
                    if let opened { readers[opened] = Reading() }
                case 10 where readers.count > 1:
                    guard let id = readers.keys.sorted().randomElement(using: &random) else { continue }
                    if window.close(id) { isPaused = false }
                    readers[id] = nil
                    waiting.remove(id)
                case 11 where random.pick([true, false, false, false]): window.stopKeeping()
                case _: break
                }
                for reading in readers.values { #expect(reading.bytes == Array(sent.prefix(reading.bytes.count))) }
                if Int.random(in: 0..<150, using: &random) == 0, !isOver {
                    isOver = true
                    _ = window.finish()
                }
            }
            if !isOver { _ = window.finish() }
            for id in readers.keys.sorted() {
                reading: while readers[id]?.end == nil {
                    switch window.read(id).read {
                    case .data(let bytes): readers[id]?.bytes += Array(bytes.readableBytesView)
                    case .end: readers[id]?.end = .end
                    case .wait, .cutShort:
                        Issue.record("seed \(seed), round \(round): a finished body neither waits nor breaks off")
                        break reading
                    }
                }
                #expect(readers[id]?.bytes == sent, "seed \(seed), round \(round)")
            }
            if window.keepsAll { #expect(window.whole?.flatMap { Array($0.readableBytesView) } == sent) }
        }
    }

    private func opened(_ window: inout BodyWindow) throws -> Int {
        let reader = window.open()
        return try #require(reader)
    }

    @Test func `the source pauses a window ahead of the slowest reader and goes on at half`() throws {
        var window = BodyWindow(keepsAll: false, readAheadBytes: 1000)
        let slow = try opened(&window)
        let fast = try opened(&window)
        let chunk = ByteBuffer(repeating: 1, count: 400)
        let first = window.append(chunk).pause
        #expect(!first)
        let second = window.append(chunk).pause
        #expect(!second)
        let third = window.append(chunk).pause
        #expect(third)
        for _ in 0..<3 {
            let read = window.read(fast)
            #expect(!read.resumes, "the slow one still holds")
        }
        let early = window.read(slow).resumes
        #expect(!early)
        let half = window.read(slow).resumes
        #expect(half)
        let late = window.open()
        #expect(late == nil, "the first bytes are gone")
    }

    @Test func `the slowest reader leaving lets the source go on`() throws {
        var window = BodyWindow(keepsAll: false, readAheadBytes: 100)
        let slow = try opened(&window)
        let fast = try opened(&window)
        let pauses = window.append(ByteBuffer(repeating: 1, count: 400)).pause
        #expect(pauses)
        let fastResumes = window.read(fast).resumes
        #expect(!fastResumes)
        let slowResumes = window.close(slow)
        #expect(slowResumes)
    }

    @Test func `cut short is told after what came before it`() throws {
        var window = BodyWindow(keepsAll: true, readAheadBytes: 100)
        let reader = try opened(&window)
        let nothingYet = window.read(reader).read
        #expect(nothingYet == .wait)
        let woken = window.append(ByteBuffer(string: "ab")).wake
        #expect(woken == [reader])
        let nobodyWaits = window.cutShort().isEmpty
        #expect(nobodyWaits, "nobody waits")
        let before = window.read(reader).read
        #expect(before == .data(ByteBuffer(string: "ab")))
        let after = window.read(reader).read
        #expect(after == .cutShort)
        #expect(window.whole == nil, "never taken for the whole")
    }
}

@Suite struct `A fill` {
    private final class Witness: Sendable {}

    @Test func `lets go of its source once no body can follow`() {
        for verdict in [FillVerdict.failed(.stalled), .failed(.unasked(status: 304))] {
            let fill = Fill(key: CacheKey(origin: "o", authority: "h", target: "/"), readAheadBytes: 10)
            weak var seen: Witness?
            do {
                let witness = Witness()
                seen = witness
                fill.attachSource(resume: { _ = witness }, abandon: { _ = witness })
            }
            #expect(seen != nil)
            fill.decide(verdict)
            #expect(seen == nil)
        }
    }

    @Test func `tells everybody once, and latecomers at once`() {
        let fill = Fill(key: CacheKey(origin: "o", authority: "h", target: "/"), readAheadBytes: 10)
        let told = Mutex(0)
        for _ in 0..<3 { fill.whenDecided { _ in told.withLock { $0 += 1 } } }
        fill.decide(.failed(.stalled))
        fill.decide(.failed(.headTimedOut))
        fill.whenDecided { _ in told.withLock { $0 += 10 } }
        #expect(told.withLock { $0 } == 13)
    }

    @Test func `an invalidated key has no fill to join, and a new epoch`() {
        let table = FillTable(readAheadBytes: 10)
        let key = CacheKey(origin: "o", authority: "h", target: "/")
        let now = Instant(secondsSinceEpoch: 1_795_460_400)
        guard case .lead = table.place(for: key, now: now), case .join = table.place(for: key, now: now) else {
            Issue.record("the first leads, the second joins")
            return
        }
        let epoch = table.epoch(of: key)
        table.purge(.key(key))
        #expect(table.epoch(of: key) != epoch)
        guard case .lead = table.place(for: key, now: now) else {
            Issue.record("after an invalidation somebody leads anew")
            return
        }
        table.purge(.everything)
        #expect(table.count == 0)
    }

    @Test func `an unshareable key is remembered for two minutes and then forgotten`() {
        let table = FillTable(readAheadBytes: 10)
        let key = CacheKey(origin: "o", authority: "h", target: "/")
        let now = Instant(secondsSinceEpoch: 1_795_460_400)
        table.rememberUnshareable(key, now: now)
        guard case .alone = table.place(for: key, now: now.advanced(bySeconds: 119)) else {
            Issue.record("still remembered")
            return
        }
        guard case .lead = table.place(for: key, now: now.advanced(bySeconds: 120)) else {
            Issue.record("forgotten")
            return
        }
    }
}
