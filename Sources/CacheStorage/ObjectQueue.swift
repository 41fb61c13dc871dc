import DequeModule
import HTTPCaching

/// S3-FIFO by bytes (Yang et al., SOSP 2023): which objects stay.
///
/// ```
/// new ──> small (a tenth) ──used since──> main ──used since──> back to main's end
///            │ not used                     │ not used
///            └──> gone, hash to ghost       └──> gone
/// new, but its hash is in ghost ──> main
/// ```
///
/// Invariants, checked in tests after each step:
/// 1. `usedBytes` is the sum of the costs of all objects in `index`, and never above the budget.
/// 2. Every object in `index` is current and stands in exactly one queue; queues may also hold retired ones,
///    which are skipped when the hand reaches them.
/// 3. Under one key no two objects have the same selecting values.
package struct ObjectQueue {
    private let budgetBytes: Int
    private var index: [CacheKey: [CachedObject]] = [:]
    private var small = Deque<CachedObject>()
    private var main = Deque<CachedObject>()
    private var ghost = GhostList()
    private var smallBytes = 0
    package private(set) var usedBytes = 0
    package private(set) var objectCount = 0
    private var insertions = 0
    private var evictions = 0
    /// Costs of objects in `small`, by identity, to know where a removed one's bytes were.
    private var inSmall: Set<ObjectIdentifier> = []

    /// More variants than this under one key and the oldest goes: an attacker picks selecting values.
    package static let mostVariants = 32

    package init(budgetBytes: Int) {
        self.budgetBytes = budgetBytes
    }

    package func variants(of key: CacheKey) -> [CachedObject] {
        guard let found = index[key] else { return [] }
        for object in found { object.touch() }
        return found
    }

    package mutating func insert(_ object: CachedObject) {
        guard object.costBytes <= budgetBytes / 2 else { return object.retire() }
        let replaced = index[object.key]?.first { $0.head.variance == object.head.variance }
        if let replaced { takeOut(replaced) }
        if let oldest = index[object.key]?.last, (index[object.key]?.count ?? 0) >= Self.mostVariants {
            takeOut(oldest)
        }
        while usedBytes + object.costBytes > budgetBytes, evictOne() {}
        insertions += 1
        objectCount += 1
        usedBytes += object.costBytes
        index[object.key, default: []].insert(object, at: 0)
        if replaced != nil || ghost.remove(object.key.hashValue) {
            main.append(object)
        } else {
            small.append(object)
            smallBytes += object.costBytes
            inSmall.insert(ObjectIdentifier(object))
        }
    }

    package mutating func invalidate(_ key: CacheKey) {
        for object in index[key] ?? [] { takeOut(object) }
    }

    package mutating func removeAll() -> Int {
        let count = objectCount
        for object in index.values.joined() { object.retire() }
        var emptied = ObjectQueue(budgetBytes: budgetBytes)
        (emptied.insertions, emptied.evictions) = (insertions, evictions)
        self = emptied
        return count
    }

    package func add(to total: inout CacheStatistics) {
        total.objects += objectCount
        total.costBytes += usedBytes
        total.budgetBytes += budgetBytes
        total.insertions += insertions
        total.evictions += evictions
    }

    /// Removes an object that still stands in a queue. A retired one keeps its body alive there until the hand comes
    /// by, so large ones leave at once and small ones may not pile up.
    private mutating func takeOut(_ object: CachedObject) {
        remove(object)
        if object.costBytes > 65_536 || small.count + main.count > 2 * objectCount + 64 {
            small.removeAll { !$0.isCurrent }
            main.removeAll { !$0.isCurrent }
        }
    }

    private mutating func remove(_ object: CachedObject) {
        object.retire()
        index[object.key]?.removeAll { $0 === object }
        if index[object.key]?.isEmpty == true { index[object.key] = nil }
        usedBytes -= object.costBytes
        objectCount -= 1
        if inSmall.remove(ObjectIdentifier(object)) != nil { smallBytes -= object.costBytes }
    }

    /// Moves a hand one step; false when there is nothing left to evict.
    private mutating func evictOne() -> Bool {
        if smallBytes >= budgetBytes / 10 || main.isEmpty, !small.isEmpty { return stepSmall() }
        if !main.isEmpty { return stepMain() }
        return !small.isEmpty && stepSmall()
    }

    private mutating func stepSmall() -> Bool {
        guard let object = small.popFirst() else { return false }
        guard object.isCurrent else { return true }
        if object.useCount > 1 {
            inSmall.remove(ObjectIdentifier(object))
            smallBytes -= object.costBytes
            main.append(object)
        } else {
            ghost.insert(object.key.hashValue)
            evict(object)
        }
        return true
    }

    private mutating func stepMain() -> Bool {
        guard let object = main.popFirst() else { return false }
        guard object.isCurrent else { return true }
        if object.useCount > 0 {
            object.forgetOneUse()
            main.append(object)
        } else {
            evict(object)
        }
        return true
    }

    private mutating func evict(_ object: CachedObject) {
        evictions += 1
        remove(object)
    }

    /// For tests: the numbered invariants, as a sentence that is broken, or `nil`.
    package func brokenInvariant() -> String? {
        let all = index.values.joined()
        if all.reduce(0, { $0 + $1.costBytes }) != usedBytes { return "usedBytes is not the sum of the costs" }
        if usedBytes > budgetBytes { return "over budget" }
        if all.contains(where: { !$0.isCurrent }) { return "a retired object is still found" }
        let queued = small.filter(\.isCurrent).count + main.filter(\.isCurrent).count
        if queued != objectCount { return "\(queued) queued, \(objectCount) found" }
        let keys = Set(index.flatMap { key, objects in objects.map { "\(key) \($0.head.variance)" } })
        return keys.count == objectCount ? nil : "two objects with the same selecting values"
    }
}

/// The hashes of what was lately dropped from the small queue: coming back, it goes straight to the main one.
private struct GhostList {
    private var order = Deque<(hash: Int, number: Int)>()
    /// When each was last dropped. One that came back and was dropped again stands twice in `order`; its number tells
    /// which place counts.
    private var members: [Int: Int] = [:]
    private var counter = 0
    private static let most = 4096

    mutating func insert(_ hash: Int) {
        counter += 1
        members[hash] = counter
        order.append((hash, counter))
        if order.count > Self.most, let oldest = order.popFirst(), members[oldest.hash] == oldest.number {
            members[oldest.hash] = nil
        }
    }

    mutating func remove(_ hash: Int) -> Bool {
        members.removeValue(forKey: hash) != nil
    }
}
