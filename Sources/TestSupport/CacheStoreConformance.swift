package import CacheStorage
import Dispatch
package import HTTPCaching
package import HTTPSemantics
import NIOCore
import Testing

/// What every `CacheStore` must do, a clause at a time, each on an empty store that holds at least 1 MiB.
package struct CacheStoreClause: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    package let check: @Sendable (any CacheStore) throws -> Void

    private init(_ name: String, _ check: @escaping @Sendable (any CacheStore) throws -> Void) {
        testDescription = name
        self.check = check
    }

    private static let key = key("/a")

    private static func key(_ target: String) -> CacheKey { CacheKey(origin: "o", authority: "h", target: target) }

    package static let all: [CacheStoreClause] = [
        CacheStoreClause("what was inserted is found under its key and no other") { store in
            let object = stored(key, body: "hello")
            store.insert(object)
            #expect(store.variants(of: key).map(\.text) == ["hello"])
            for other in [("p", "h", "/a"), ("o", "i", "/a"), ("o", "h", "/b"), ("o", "h", "/a?")] {
                #expect(store.variants(of: CacheKey(origin: other.0, authority: other.1, target: other.2)).isEmpty)
            }
            #expect(store.variants(of: key.otherScheme).isEmpty)
        },
        CacheStoreClause("a newer response takes the place of the one it matches") { store in
            let old = stored(key, body: "old")
            store.insert(old)
            store.insert(stored(key, body: "new"))
            #expect(store.variants(of: key).map(\.text) == ["new"])
            #expect(!old.isCurrent, "whoever still holds the old one can tell")
        },
        CacheStoreClause("variants stand side by side, the newest first") { store in
            for language in ["de", "en", "fr"] {
                store.insert(stored(key, body: language, vary: "accept-language", request: language))
            }
            #expect(store.variants(of: key).map(\.text) == ["fr", "en", "de"])
            store.insert(stored(key, body: "deutsch", vary: "accept-language", request: "de"))
            #expect(store.variants(of: key).map(\.text) == ["deutsch", "fr", "en"])
        },
        CacheStoreClause("an invalidated key has no variants, and others keep theirs") { store in
            let other = CacheKey(origin: "o", authority: "h", target: "/b")
            let held = stored(key, body: "x", vary: "accept-language", request: "de")
            store.insert(held)
            store.insert(stored(key, body: "y", vary: "accept-language", request: "en"))
            store.insert(stored(other, body: "z"))
            store.invalidate(key)
            #expect(store.variants(of: key).isEmpty)
            #expect(!held.isCurrent)
            #expect(store.variants(of: other).map(\.text) == ["z"])
        },
        CacheStoreClause("emptied, it is empty and tells how much there was") { store in
            for number in 0..<10 { store.insert(stored(CacheKey(origin: "o", authority: "h", target: "/\(number)"))) }
            #expect(store.removeAll() == 10)
            #expect(store.statistics.objects == 0 && store.statistics.costBytes == 0)
            #expect(store.removeAll() == 0)
        },
        CacheStoreClause("what is larger than it takes is left out, and nothing else for it") { store in
            store.insert(stored(key, body: "small"))
            let large = String(repeating: "x", count: store.largestBodyBytes + 1)
            store.insert(stored(CacheKey(origin: "o", authority: "h", target: "/large"), body: large))
            #expect(store.statistics.objects == 1)
            #expect(store.variants(of: key).map(\.text) == ["small"])
        },
        CacheStoreClause("the budget holds whatever comes") { store in
            let body = String(repeating: "x", count: 40_000)
            for number in 0..<200 {
                store.insert(stored(CacheKey(origin: "o", authority: "h", target: "/\(number)"), body: body))
                #expect(store.statistics.costBytes <= store.statistics.budgetBytes)
            }
            #expect(store.statistics.insertions == 200)
            #expect(store.statistics.objects + store.statistics.evictions == 200)
        },
        CacheStoreClause("a tag is purged with all that carries it, in either case of letters") { store in
            let one = stored(key("/1"), body: "1", fields: ["Cache-Tag": "A, b"])
            store.insert(one)
            store.insert(stored(key("/2"), body: "2", fields: ["Surrogate-Key": "a c"]))
            store.insert(stored(key("/3"), body: "3", fields: ["Cache-Tag": "b"]))
            store.insert(stored(key("/4"), body: "4"))
            #expect(store.purge(.label(.tag("a")), .count) == 2)
            #expect(one.isCurrent && store.statistics.objects == 4, "counting changes nothing")
            #expect(store.purge(.label(.tag("a")), .hard) == 2)
            #expect(!one.isCurrent && store.variants(of: key("/1")).isEmpty && store.variants(of: key("/2")).isEmpty)
            #expect(store.variants(of: key("/3")).count == 1 && store.variants(of: key("/4")).count == 1)
            #expect(store.purge(.label(.tag("a")), .hard) == 0)
        },
        CacheStoreClause("a response that takes another's place takes its tags away") { store in
            store.insert(stored(key("/1"), fields: ["Cache-Tag": "a"]))
            store.insert(stored(key("/1"), fields: ["Cache-Tag": "b"]))
            #expect(store.purge(.label(.tag("a")), .hard) == 0)
            #expect(store.purge(.label(.tag("b")), .hard) == 1)
        },
        CacheStoreClause("groups are those of one authority, with their case") { store in
            let elsewhere = CacheKey(origin: "o", authority: "other", target: "/1")
            store.insert(stored(key("/1"), fields: ["Cache-Groups": "\"g\", \"h\""]))
            store.insert(stored(key("/2"), fields: ["Cache-Groups": "\"G\""]))
            store.insert(stored(key("/3"), fields: ["Cache-Tag": "g"]))
            store.insert(stored(elsewhere, fields: ["Cache-Groups": "\"g\""]))
            #expect(store.purge(.label(.group(authority: "h", name: "g")), .hard) == 1)
            #expect(store.statistics.objects == 3 && store.variants(of: elsewhere).count == 1)
        },
        CacheStoreClause("a prefix is purged at its authority alone") { store in
            for target in ["/2026/", "/2026/a?b", "/2025/", "/"] { store.insert(stored(key(target))) }
            store.insert(stored(CacheKey(origin: "o", authority: "other", target: "/2026/")))
            #expect(store.purge(.prefix(authority: "h", path: "/2026/"), .hard) == 2)
            #expect(store.statistics.objects == 3)
        },
        CacheStoreClause("softly purged, it is stale but there, under all its names and in its order") { store in
            for language in ["de", "en"] {
                store.insert(
                    stored(
                        key("/1"), body: language, vary: "accept-language", request: language,
                        fields: ["Cache-Tag": "a"]))
            }
            let held = store.variants(of: key("/1"))
            let cost = store.statistics.costBytes
            for round in 1...3 {
                #expect(store.purge(.label(.tag("a")), .soft(at: now.advanced(bySeconds: 60 * round))) == 2)
            }
            #expect(held.allSatisfy { !$0.isCurrent }, "whoever holds the fresh one can tell")
            let found = store.variants(of: key("/1"))
            #expect(found.map(\.text) == ["en", "de"])
            #expect(found.allSatisfy { $0.isCurrent && !$0.head.isFresh(at: now.advanced(bySeconds: 60)) })
            #expect(store.statistics.objects == 2 && store.statistics.costBytes == cost)
            #expect(store.purge(.label(.tag("a")), .hard) == 2)
        },
        CacheStoreClause("threads do not disturb one another") { store in
            let keys = (0..<8).map { CacheKey(origin: "o", authority: "h", target: "/\($0)") }
            DispatchQueue.concurrentPerform(iterations: 4) { thread in
                for round in 0..<300 {
                    let key = keys[(thread + round) % keys.count]
                    store.insert(stored(key, body: "\(thread) \(round)"))
                    #expect(store.variants(of: key).count <= 1)
                    if round % 7 == 0 { store.invalidate(key) }
                }
            }
            #expect(store.statistics.objects <= keys.count)
        },
    ]

    /// When `stored` responses came.
    package static let now = Instant(secondsSinceEpoch: 1_795_460_400)

    /// A response as it would be stored, fresh for an hour.
    package static func stored(
        _ key: CacheKey, body: String = "", vary: String? = nil, request: String = "", fields further: Fields = [:]
    ) -> CachedObject {
        var fields: Fields = ["Cache-Control": "max-age=3600"]
        fields.append(contentsOf: further)
        if let vary { fields.append("Vary", FieldValue(vary)) }
        let head = StoredResponse(
            status: 200, reason: [], fields: fields,
            requestFields: vary.flatMap { FieldName($0) }.map { name in
                Fields([Field(name: name, value: FieldValue(request))])
            } ?? [:],
            requestTime: now, responseTime: now, policy: CachePolicy())
        return CachedObject(key: key, head: head, body: CachedObject.packed([ByteBuffer(string: body)]))
    }
}

extension CachedObject {
    package var text: String {
        String(decoding: body.flatMap { Array($0.readableBytesView) }, as: UTF8.self)
    }
}

/// A body packed from chunks: what it says, the sizes of its pieces, and the bytes allocated for it.
package func packed(_ chunks: [[UInt8]]) -> (bytes: [UInt8], pieces: [Int], allocatedBytes: Int) {
    let pieces = CachedObject.packed(chunks.map { ByteBuffer(bytes: $0) })
    return (
        pieces.flatMap { Array($0.readableBytesView) }, pieces.map(\.readableBytes),
        pieces.reduce(0) { $0 + $1.capacity }
    )
}
