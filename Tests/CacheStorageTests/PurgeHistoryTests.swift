import CacheStorage
import HTTPCaching
import HTTPSemantics
import TestSupport
import Testing

/// What a store must hold after a history of insertions and purges, worked out the slow and obvious way.
private struct NaiveStore {
    var objects: [CachedObject] = []
    /// By their texts, which no two share: those that were softened are other objects in the store.
    var softened: Set<String> = []

    mutating func insert(_ object: CachedObject) {
        objects.removeAll { $0.key == object.key && $0.head.variance == object.head.variance }
        objects.append(object)
    }

    mutating func purge(_ scope: PurgeScope, _ manner: PurgeManner) -> Int {
        let found = objects.filter { scope.covers($0.key, labels: $0.labels) }
        switch manner {
        case .count: break
        case .hard: objects.removeAll { object in found.contains { $0 === object } }
        case .soft: softened.formUnion(found.map(\.text))
        }
        return found.count
    }

    func isFresh(_ object: CachedObject) -> Bool { !softened.contains(object.text) }
}

@Suite struct `Histories of purges` {
    @Test(arguments: SeededRandom.seeds)
    func `leave what a slow and obvious store would hold`(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let store = MemoryStore()
        var model = NaiveStore()
        for step in 0..<4000 {
            let now = CacheStoreClause.now.advanced(bySeconds: step / 2)
            let key = CacheKey(
                origin: "o", authority: random.pick(["h", "i"]),
                target: "/\(Int.random(in: 0..<5, using: &random))/\(Int.random(in: 0..<3, using: &random))")
            if Int.random(in: 0..<10, using: &random) < 7 {
                let tags = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                    "t\(Int.random(in: 0..<12, using: &random))"
                }
                let groups = (0..<Int.random(in: 0..<3, using: &random)).map { _ in
                    "\"g\(Int.random(in: 0..<4, using: &random))\""
                }
                let language = random.pick(["de", "en"])
                let object = CacheStoreClause.stored(
                    key, body: "\(step)", vary: "accept-language", request: language,
                    fields: [
                        "Cache-Tag": FieldValue(tags.joined(separator: ",")),
                        "Cache-Groups": FieldValue(groups.joined(separator: ", ")),
                    ])
                store.insert(object)
                model.insert(object)
            } else {
                let scope = random.pick(
                    [
                        PurgeScope.key(key), .label(.tag("t\(Int.random(in: 0..<12, using: &random))")),
                        .label(.group(authority: key.authority, name: "g\(Int.random(in: 0..<4, using: &random))")),
                        .prefix(authority: key.authority, path: String(key.target.prefix(3))),
                    ] + (step % 50 == 0 ? [.everything] : []))
                let manner = random.pick([PurgeManner.hard, .soft(at: now), .count])
                #expect(store.purge(scope, manner) == model.purge(scope, manner), "seed \(seed), step \(step)")
            }
            let later = CacheStoreClause.now.advanced(bySeconds: 2000)
            for target in Set(model.objects.map(\.key)).union([key]) where target == key || step % 100 == 0 {
                let found = store.variants(of: target)
                let expected = model.objects.filter { $0.key == target }
                #expect(Set(found.map(\.text)) == Set(expected.map(\.text)), "seed \(seed), step \(step)")
                #expect(
                    Set(found.filter { $0.head.isFresh(at: later) }.map(\.text))
                        == Set(expected.filter(model.isFresh).map(\.text)), "seed \(seed), step \(step)")
            }
        }
        #expect(store.statistics.objects == model.objects.count)
    }
}
