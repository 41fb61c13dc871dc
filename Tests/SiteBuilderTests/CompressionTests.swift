import Foundation
import SiteBuilder
import TestSupport
import Testing

@Suite struct `A build that compresses` {
    private static let prose = String(repeating: "The mountains rise behind the town, and the river turns. ", count: 30)
    private static let page = "2026/01/one/index.html"

    private static func site() throws -> SiteFixture {
        let fixture = try SiteFixture()
        try fixture.post("one", text: prose)
        try fixture.tree.write("content/notes.txt", prose)
        try fixture.tree.write("content/short.txt", "Short.")
        try fixture.tree.write("content/film.mp4", prose + prose)
        return fixture
    }

    private static func forms(_ fixture: SiteFixture, of file: String) -> [String] {
        ["gz", "br", "zst"].filter { fixture.tree.exists("public/\(file).\($0)") }
    }

    @Test func `lays three forms beside each text that gains by it`() async throws {
        let fixture = try Self.site()
        let report = try await fixture.build { $0.compresses = true }
        #expect(Self.forms(fixture, of: Self.page) == ["gz", "br", "zst"])
        #expect(Self.forms(fixture, of: "notes.txt") == ["gz", "br", "zst"])
        #expect(Self.forms(fixture, of: "short.txt").isEmpty)
        #expect(Self.forms(fixture, of: "film.mp4").isEmpty)
        let compressed = try #require(report.compressed)
        #expect(compressed.shares.map(\.coding) == ["br", "gzip", "zstd"])
        #expect(compressed.anew == compressed.files)
        #expect(compressed.shares.allSatisfy { $0.bytes < $0.originalBytes })
        // They are no addresses of the site's, and no files of its author's.
        #expect(!report.changes.added.contains { $0.hasSuffix(".br") })
        let plain = try Self.site()
        #expect(try await plain.build().written == report.written)
    }

    @Test func `has nothing to do the second time, nor compresses what it did before`() async throws {
        let fixture = try Self.site()
        let first = try await fixture.build { $0.compresses = true }
        let tree = try fixture.published()
        let second = try await fixture.build { $0.compresses = true }
        #expect(second.compressed?.anew == 0 && second.written == 0 && second.unchanged == first.written)
        #expect(second.compressed?.files == first.compressed?.files)
        try fixture.tree.remove("public")
        let third = try await fixture.build { $0.compresses = true }
        #expect(third.compressed?.anew == 0)
        #expect(try fixture.published() == tree)
    }

    @Test func `forgets the compressed bytes that nothing in the site needs`() async throws {
        let fixture = try Self.site()
        try await fixture.build { $0.compresses = true }
        let before = try TemporaryTree.files(in: fixture.tree.path(".masthead/build/compressed")).count
        try fixture.tree.remove("content/notes.txt")
        try await fixture.build { $0.compresses = true }
        #expect(try TemporaryTree.files(in: fixture.tree.path(".masthead/build/compressed")).count == before - 1)
        #expect(Self.forms(fixture, of: "notes.txt").isEmpty)
    }

    @Test func `is followed by one that doesn't: forms stay where the text does, and go with it`() async throws {
        let fixture = try Self.site()
        try fixture.post("two", date: "2020-01-02", text: Self.prose)
        let old = "2020/01/two/index.html"
        try await fixture.build { $0.compresses = true }
        let kept = try fixture.tree.read("public/\(old).br")
        try fixture.post("zero", date: "2026-03-01", text: "Comes between no two others.")
        try fixture.post("one", text: Self.prose + "And more.")
        try fixture.tree.remove("content/notes.txt")
        let report = try await fixture.build()
        #expect(report.compressed == nil)
        #expect(report.deleted == 1)
        #expect(Self.forms(fixture, of: Self.page).isEmpty)
        #expect(Self.forms(fixture, of: "notes.txt").isEmpty)
        #expect(try fixture.tree.read("public/\(old).br") == kept)
        try await fixture.build { $0.isClean = true }
        #expect(try fixture.published().keys.contains { $0.hasSuffix(".br") } == false)
    }

    @Test func `leaves an author's own file alone, whatever its name`() async throws {
        let fixture = try Self.site()
        try fixture.tree.write("content/notes.txt.gz", "mine")
        try await fixture.build { $0.compresses = true }
        #expect(try fixture.text("notes.txt.gz") == "mine")
        #expect(Self.forms(fixture, of: "notes.txt") == ["gz", "br", "zst"])
        try fixture.tree.remove("content/notes.txt.gz")
        try await fixture.build { $0.compresses = true }
        #expect(try fixture.tree.read("public/notes.txt.gz").starts(with: [0x1F, 0x8B]))
        try fixture.tree.write("content/notes.txt.gz", "mine again")
        try await fixture.build()
        #expect(try fixture.text("notes.txt.gz") == "mine again")
    }

    @Test func `heals what a build that was cut short left behind`() async throws {
        let fixture = try Self.site()
        try await fixture.build { $0.compresses = true }
        let good = try fixture.published()
        let place = "public/\(Self.page).br"
        let bytes = try fixture.tree.read(place).count
        try fixture.tree.write(place, Array(repeating: 0, count: bytes))
        try fixture.tree.write(
            "public/.masthead/publishing.json",
            "{\"files\":{\"\(Self.page).br\":{\"bytes\":\(bytes),\"kind\":\"page\",\"sha256\":\"\","
                + "\"variant\":{\"coding\":\"br\",\"of\":\"\"}}},\"version\":1}")
        try await fixture.build()
        #expect(!fixture.tree.exists(place), "nobody knows whether it was placed")
        try await fixture.build { $0.compresses = true }
        #expect(try fixture.published() == good)
    }

    @Test func `is a change of the files whose forms come or go`() async throws {
        let fixture = try Self.site()
        try await fixture.build()
        let plain = PublishedFiles(in: fixture.tree.path("public"))
        try await fixture.build { $0.compresses = true }
        let compressed = PublishedFiles(in: fixture.tree.path("public"))
        let changes = compressed.changes(since: plain)
        #expect(changes.added.isEmpty && changes.removed.isEmpty)
        #expect(changes.changed.contains("notes.txt") && !changes.changed.contains("short.txt"))
    }
}
