import CacheStorage
import HTTPCaching
import HTTPSemantics
import TestSupport
import Testing

@Suite struct `The S3-FIFO queue` {
    private static func object(_ target: String, bytes: Int = 1000, variant: String? = nil) -> CachedObject {
        CacheStoreClause.stored(
            CacheKey(origin: "o", authority: "h", target: target), body: String(repeating: "x", count: bytes),
            vary: variant == nil ? nil : "accept-language", request: variant ?? "")
    }

    @Test(arguments: SeededRandom.seeds)
    func `holds its invariants after each of thousands of operations`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var queue = ObjectQueue(budgetBytes: 200_000)
        var held: [CachedObject] = []
        for step in 0..<3000 {
            let target = "/\(Int.random(in: 0..<60, using: &random))"
            let key = CacheKey(origin: "o", authority: "h", target: target)
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<9:
                let variant = random.pick([nil, nil, "de", "en", "fr"])
                let bytes = random.pick([0, 10, 500, 3000, 20_000, 70_000, 95_000, 150_000])
                let object = Self.object(target, bytes: bytes, variant: variant)
                queue.insert(object)
                held.append(object)
            case 9..<17: _ = queue.variants(of: key)
            case 17: queue.purge(.key(key), .hard)
            case 18: held.removeAll { !$0.isCurrent }
            case _: if Int.random(in: 0..<200, using: &random) == 0 { queue.purge(.everything, .hard) }
            }
            let broken = queue.brokenInvariant()
            #expect(broken == nil, "seed \(seed), step \(step)")
            if broken != nil { return }
        }
        #expect(held.count(where: \.isCurrent) == queue.objectCount, "an object is current as long as it is found")
    }

    @Test func `costs cover the body, the fields, the key and the selecting values`() {
        let plain = Self.object("/a", bytes: 5000)
        #expect(plain.costBytes > 5000)
        let long = Self.object("/a", bytes: 5000, variant: String(repeating: "d", count: 30_000))
        #expect(long.costBytes > plain.costBytes + 30_000)
    }

    @Test func `an object above half the budget is not kept, nor does it drive others out`() {
        var queue = ObjectQueue(budgetBytes: 100_000)
        queue.insert(Self.object("/small"))
        queue.insert(Self.object("/large", bytes: 60_000))
        #expect(queue.objectCount == 1)
        #expect(queue.variants(of: CacheKey(origin: "o", authority: "h", target: "/small")).count == 1)
    }

    @Test func `10,000 variants of one address leave the newest 32`() {
        var queue = ObjectQueue(budgetBytes: 100 << 20)
        for number in 0..<10_000 { queue.insert(Self.object("/a", bytes: 10, variant: "v\(number)")) }
        #expect(queue.objectCount == ObjectQueue.mostVariants)
        #expect(queue.brokenInvariant() == nil)
        let values = queue.variants(of: CacheKey(origin: "o", authority: "h", target: "/a"))
            .compactMap { $0.head.variance.selectors.first?.value }
        #expect(values.first == Array("v9999".utf8) && values.count == 32)
    }

    @Test func `what is used stays while a scan of strangers passes through`() {
        var queue = ObjectQueue(budgetBytes: 400_000)
        let hot = (0..<20).map { CacheKey(origin: "o", authority: "h", target: "/hot\($0)") }
        for key in hot { queue.insert(Self.object(key.target, bytes: 2000)) }
        for number in 0..<2000 {
            if number % 20 == 0 { for key in hot { _ = queue.variants(of: key) } }
            queue.insert(Self.object("/once\(number)", bytes: 2000))
        }
        #expect(hot.allSatisfy { queue.variants(of: $0).count == 1 })
        #expect(queue.brokenInvariant() == nil)
    }

    @Test func `what comes back soon after it was dropped goes straight to the main queue`() {
        var queue = ObjectQueue(budgetBytes: 100_000)
        let returning = CacheKey(origin: "o", authority: "h", target: "/returning")
        queue.insert(Self.object("/returning", bytes: 2000))
        for number in 0..<60 { queue.insert(Self.object("/a\(number)", bytes: 2000)) }
        #expect(queue.variants(of: returning).isEmpty, "never used, so it went")
        queue.insert(Self.object("/returning", bytes: 2000))
        for number in 0..<60 { queue.insert(Self.object("/b\(number)", bytes: 2000)) }
        #expect(queue.variants(of: returning).count == 1, "remembered, so it stayed although never used since")
    }

    @Test func `replaced thousands of times, retired objects do not pile up`() {
        var queue = ObjectQueue(budgetBytes: 1 << 20)
        weak var first: CachedObject?
        do {
            let object = Self.object("/a")
            first = object
            queue.insert(object)
        }
        for _ in 0..<2000 { queue.insert(Self.object("/a")) }
        #expect(first == nil)
        #expect(queue.objectCount == 1 && queue.brokenInvariant() == nil)
    }

    @Test func `emptying keeps the counters going`() {
        var queue = ObjectQueue(budgetBytes: 1 << 20)
        queue.insert(Self.object("/a"))
        #expect(queue.purge(.everything, .hard) == 1)
        queue.insert(Self.object("/b"))
        var statistics = CacheStatistics()
        queue.add(to: &statistics)
        #expect(statistics.insertions == 2 && statistics.objects == 1)
    }
}

@Suite struct `Packed bodies` {
    @Test(arguments: SeededRandom.seeds)
    func `say the same as the chunks they came from, in no more memory than needed`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<8 {
            let chunks = (0..<Int.random(in: 0..<12, using: &random)).map { _ in
                let count = random.pick([0, 1, 100, 4095, 4096, 4097, 70_000, 300_000])
                return (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ count) }
            }
            let result = packed(chunks)
            let bytes = Array(chunks.joined())
            #expect(result.bytes == bytes, "seed \(seed)")
            #expect(!result.pieces.contains(0))
            #expect(result.allocatedBytes <= bytes.count + 4096, "seed \(seed), \(bytes.count) bytes")
        }
    }
}
