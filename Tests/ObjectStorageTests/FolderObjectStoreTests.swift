import Foundation
import ObjectStorage
import TestSupport
import Testing

@Suite struct `Object keys` {
    @Test(arguments: ["a", "photos/0f/640.jpg", "originals/ABC-def_1.2.png", String(repeating: "k", count: 512)])
    func `may be`(_ text: String) { #expect(ObjectKey(text)?.description == text) }

    @Test(arguments: [
        "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", ".hidden", "a/.put-1", "a b", "a\\b", "ä", "a\0b",
        "a%2Fb", "a?b", "a:b", "~", String(repeating: "k", count: 513),
    ])
    func `may not be`(_ text: String) { #expect(ObjectKey(text) == nil) }
}

@Suite struct `A folder of objects` {
    private let tree = TemporaryTree("objects")

    @Test(arguments: ObjectStoreClause.all)
    func `keeps the contract:`(_ clause: ObjectStoreClause) async throws {
        try await clause.check(FolderObjectStore(folder: tree.path("objects")))
    }

    @Test func `is for this user only, and leaves nothing half done`() async throws {
        let store = FolderObjectStore(folder: tree.path("objects"))
        let key = try #require(ObjectKey("originals/abc.jpg"))
        try await store.put(key, [1, 2, 3])
        try await store.put(key, [4])
        #expect(try mode("objects/originals/abc.jpg") == 0o600)
        #expect(try mode("objects/originals") == 0o700)
        #expect(try TemporaryTree.files(in: tree.root).keys.sorted() == ["objects/originals/abc.jpg"])
        #expect(store.path(of: key) == tree.path("objects/originals/abc.jpg"))
    }

    @Test func `says what failed and where when the disk refuses`() async throws {
        try tree.write("objects", "a file where the folder should be")
        let store = FolderObjectStore(folder: tree.path("objects"))
        let key = try #require(ObjectKey("a"))
        await #expect(throws: (any Error).self) { try await store.put(key, [1]) }
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: tree.path(path))
        return try #require(attributes[.posixPermissions] as? NSNumber).intValue
    }
}
