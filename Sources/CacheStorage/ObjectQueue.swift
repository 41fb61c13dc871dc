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
/// 4. `labels` holds the objects of `index` and no others.
package struct ObjectQueue {
    private let budgetBytes: Int
    private var index: [CacheKey: [CachedObject]] = [:]
    private var labels = LabelIndex()
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
        labels.insert(object)
        if replaced != nil || ghost.remove(object.key.hashValue) {
            main.append(object)
        } else {
            small.append(object)
            smallBytes += object.costBytes
            inSmall.insert(ObjectIdentifier(object))
        }
    }

    /// - Returns: How many objects it was about.
    @discardableResult
    package mutating func purge(_ scope: PurgeScope, _ manner: PurgeManner) -> Int {
        if scope == .everything, manner == .hard { return removeAll() }
        let found = objects(in: scope)
        switch manner {
        case .count: break
        case .hard where found.count == 1: takeOut(found[0])
        case .hard:
            for object in found { remove(object) }
            dropRetired(unlessFewerThan: 0)
        case .soft(let now): for object in found { expire(object, at: now) }
        }
        return found.count
    }

    private func objects(in scope: PurgeScope) -> [CachedObject] {
        switch scope {
        case .key(let key): index[key] ?? []
        case .label(let label): labels[label]
        case .prefix, .everything: index.values.joined().filter { scope.covers($0.key, labels: $0.labels) }
        }
    }

    /// Puts a stale object in the place of one that is not, among variants and in the queues.
    private mutating func expire(_ object: CachedObject, at now: Instant) {
        let head = object.head.expired(at: now)
        guard head != object.head, let place = index[object.key]?.firstIndex(where: { $0 === object }) else { return }
        let stale = CachedObject(key: object.key, head: head, body: object.body)
        object.retire()
        labels.remove(object)
        labels.insert(stale)
        index[object.key]?[place] = stale
        usedBytes += stale.costBytes - object.costBytes
        if inSmall.remove(ObjectIdentifier(object)) != nil {
            smallBytes += stale.costBytes - object.costBytes
            inSmall.insert(ObjectIdentifier(stale))
            small.append(stale)
        } else {
            main.append(stale)
        }
        dropRetired(unlessFewerThan: 2 * objectCount + 64)
    }

    private mutating func removeAll() -> Int {
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
        dropRetired(unlessFewerThan: object.costBytes > 65_536 ? 0 : 2 * objectCount + 64)
    }

    private mutating func dropRetired(unlessFewerThan most: Int) {
        guard small.count + main.count > most else { return }
        small.removeAll { !$0.isCurrent }
        main.removeAll { !$0.isCurrent }
    }

    private mutating func remove(_ object: CachedObject) {
        object.retire()
        index[object.key]?.removeAll { $0 === object }
        if index[object.key]?.isEmpty == true { index[object.key] = nil }
        labels.remove(object)
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
        if labels.count != all.reduce(0, { $0 + $1.labels.count }) { return "the index of labels holds others" }
        if all.contains(where: { object in object.labels.contains { !labels[$0].contains { $0 === object } } }) {
            return "an object is not found by its label"
        }
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
