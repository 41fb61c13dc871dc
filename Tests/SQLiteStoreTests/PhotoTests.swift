import Foundation
import GRDB
import Jobs
import PhotoLibrary
import SQLiteStore
import TestSupport
import Testing

@Suite struct `Photos in SQLite` {
    private let tree = TemporaryTree("photos")
    private let start = Date(timeIntervalSince1970: 1_795_460_400)
    private let ids = ULIDGenerator()

    private func open() throws -> SQLiteStore { try SQLiteStore(path: tree.path("blog.sqlite")) }

    private func photo(_ hash: String) -> Photo {
        Photo(
            id: ids.next(at: start).description, state: .processing, reason: nil, hash: hash, width: 4000, height: 3000,
            format: "jpeg", renditions: [], created: start, fileName: "hill.jpg")
    }

    private func job(for photo: Photo, _ key: String) -> NewJob {
        NewJob(id: ids.next(at: start), kind: .photoRenditions, key: key, subject: photo.id, runAt: start)
    }

    private func renditions() throws -> [PhotoRendition] {
        try [320, 1280].map { width in
            try #require(
                PhotoRendition(
                    width: width, height: width * 3 / 4, format: "jpeg", bytesCount: width * 10,
                    path: "/photos/abc/\(width).jpg"))
        }
    }

    @Test func `come back as they were, through all their states`() async throws {
        let store = try open()
        let added = photo("aa")
        #expect(try await store.photos.add(added, causing: job(for: added, "a"), at: start) == added)
        #expect(try await store.photos.photo(added.id) == added)
        try await store.photos.markReady(added.id, renditions: renditions(), at: start)
        var expected = added
        expected.state = .ready
        expected.renditions = try renditions()
        #expect(try await store.photos.photo(added.id) == expected)
        try await store.photos.reject(added.id, reason: "damaged", at: start)
        #expect(try await store.photos.photo(added.id)?.reason == "damaged")
        #expect(
            try await store.photos.restart(added.id, causing: job(for: added, "b"), at: start)?.state == .processing)
        #expect(try await store.photos.photo(added.id)?.reason == nil)
        #expect(try await store.jobs.counts(kinds: [.photoRenditions]) == [.ready: 2])
        #expect(try await store.photos.photo("nobody") == nil)
        #expect(try await store.photos.restart("nobody", causing: job(for: added, "c"), at: start) == nil)
        #expect(try await store.jobs.counts(kinds: nil) == [.ready: 2])
    }

    @Test func `with the same content are one photo and one job`() async throws {
        let store = try open()
        let (first, second) = (photo("aa"), photo("aa"))
        _ = try await store.photos.add(first, causing: job(for: first, "a"), at: start)
        #expect(try await store.photos.add(second, causing: job(for: second, "b"), at: start).id == first.id)
        #expect(try await store.jobs.counts(kinds: nil) == [.ready: 1])
        let other = photo("bb")
        _ = try await store.photos.add(other, causing: job(for: other, "c"), at: start)
        #expect(try await store.photos.photos(limit: 9).map(\.id) == [other.id, first.id])
        #expect(try await store.photos.photos(limit: 1).map(\.id) == [other.id])
    }

    @Test func `are not recorded without their job`() async throws {
        let store = try open()
        try await store.pool.write { db in
            try db.execute(
                sql: "CREATE TRIGGER refuse BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        }
        let added = photo("aa")
        await #expect(throws: DatabaseError.self) {
            try await store.photos.add(added, causing: job(for: added, "a"), at: start)
        }
        #expect(try await store.photos.photo(added.id) == nil)
    }
}
