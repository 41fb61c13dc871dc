package import ObjectStorage
import Testing

/// What every `ObjectStore` must do, a clause at a time, each on an empty store.
package struct ObjectStoreClause: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    package let check: @Sendable (any ObjectStore) async throws -> Void

    private init(_ name: String, _ check: @escaping @Sendable (any ObjectStore) async throws -> Void) {
        testDescription = name
        self.check = check
    }

    private static func key(_ text: String) throws -> ObjectKey { try #require(ObjectKey(text)) }

    package static let all: [ObjectStoreClause] = [
        ObjectStoreClause("what was put comes back, byte for byte") { store async throws in
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await store.put(key("photos/abc/640.jpg"), bytes)
            #expect(try await store.get(key("photos/abc/640.jpg")) == bytes)
            #expect(try await store.size(of: key("photos/abc/640.jpg")) == 100_000)
            #expect(try await store.exists(key("photos/abc/640.jpg")))
        },
        ObjectStoreClause("an empty object is an object") { store async throws in
            try await store.put(key("empty"), [])
            #expect(try await store.get(key("empty")) == [])
            #expect(try await store.size(of: key("empty")) == 0)
        },
        ObjectStoreClause("putting again replaces") { store async throws in
            try await store.put(key("a/b"), [1, 2, 3])
            try await store.put(key("a/b"), [4])
            #expect(try await store.get(key("a/b")) == [4])
        },
        ObjectStoreClause("what isn't there is nothing, and a folder is no object") { store async throws in
            try await store.put(key("a/b"), [1])
            for text in ["a", "a/c", "b", "a/b/c"] {
                #expect(try await store.get(key(text)) == nil, "\(text)")
                #expect(try await store.size(of: key(text)) == nil, "\(text)")
            }
        },
        ObjectStoreClause("deleting is final, and no error when there is nothing") { store async throws in
            try await store.put(key("a/b"), [1])
            try await store.delete(key("a/b"))
            try await store.delete(key("a/b"))
            #expect(try await store.get(key("a/b")) == nil)
        },
        ObjectStoreClause("keys are listed by prefix, in byte order") { store async throws in
            for text in ["photos/b/1.jpg", "photos/a/2.jpg", "originals/x.png", "photos/B/1.jpg"] {
                try await store.put(key(text), [0])
            }
            #expect(
                try await store.keys(under: key("photos")).map(\.description)
                    == ["photos/B/1.jpg", "photos/a/2.jpg", "photos/b/1.jpg"])
            #expect(try await store.keys(under: key("photos/a")).map(\.description) == ["photos/a/2.jpg"])
            #expect(try await store.keys(under: key("nothing")).isEmpty)
        },
        ObjectStoreClause("a reader never sees half an object while it is replaced") { store async throws in
            let versions = (0..<8).map { [UInt8](repeating: UInt8($0), count: 50_000) }
            try await store.put(key("hot"), versions[0])
            try await withThrowingTaskGroup { group in
                for version in versions { group.addTask { try await store.put(key("hot"), version) } }
                for _ in 0..<20 {
                    group.addTask {
                        let seen = try await store.get(key("hot"))
                        #expect(seen.map(versions.contains) == true)
                    }
                }
                try await group.waitForAll()
            }
        },
    ]
}
