import Foundation
import SiteBuilder
import TestSupport
import Testing

@Suite struct `What a cache in front of the site may know` {
    private struct Manifest: Decodable {
        struct File: Decodable { let tags: [String]? }
        let files: [String: File]
    }

    private static func tags(_ fixture: SiteFixture) throws -> [String: [String]] {
        let bytes = Data(try fixture.text(".masthead/manifest.json").utf8)
        return try JSONDecoder().decode(Manifest.self, from: bytes).files.compactMapValues(\.tags)
    }

    @Test func `pages carry what they are made of as tags`() async throws {
        let fixture = try SiteFixture()
        try fixture.tree.write("content/about.md", "---\ntitle: About\n---\n\nText.\n")
        try fixture.post("one", date: "2026-01-02", more: "tags: [Swift, C++]")
        try fixture.post("two", date: "2026-01-03", more: "slug: größe")
        try await fixture.build()
        let tags = try Self.tags(fixture)
        #expect(tags["about/index.html"] == ["page:about"])
        #expect(tags["2026/01/one/index.html"] == ["post:one", "term:tags/swift", "term:tags/c-plus-plus"])
        #expect(tags["index.html"]?.first == "list" && tags["index.html"]?.contains("post:one") == true)
        #expect(tags["tags/swift/index.html"] == ["list", "term:tags/swift", "post:one"])
        #expect(tags["tags/swift/feed.xml"] == ["feed", "term:tags/swift", "post:one"])
        #expect(tags["feed.xml"]?.first == "feed" && tags["feed.xml"]?.count == 3)
        for tag in tags.values.joined() {
            #expect(tag.utf8.count <= 256 && tag.utf8.allSatisfy { (33...126).contains($0) && $0 != 44 }, "\(tag)")
        }
    }

    @Test func `two looks at the site tell what was published between`() async throws {
        let fixture = try SiteFixture()
        let empty = PublishedFiles(in: fixture.tree.path("public"))
        try fixture.post("one")
        try fixture.post("two")
        try await fixture.build()
        let first = PublishedFiles(in: fixture.tree.path("public"), known: empty)
        #expect(Set(first.changes(since: empty).added).isSuperset(of: ["index.html", "2026/01/one/index.html"]))
        try await fixture.build()
        #expect(PublishedFiles(in: fixture.tree.path("public")).changes(since: first).isEmpty)
        try fixture.post("one", text: "Another text.")
        try FileManager.default.removeItem(atPath: fixture.tree.path("content/posts/two.md"))
        try fixture.post("three")
        try await fixture.build()
        let changes = PublishedFiles(in: fixture.tree.path("public"), known: first).changes(since: first)
        #expect(changes.added.contains("2026/01/three/index.html"))
        #expect(changes.removed.contains("2026/01/two/index.html"))
        #expect(Set(changes.changed).isSuperset(of: ["index.html", "feed.xml", "2026/01/one/index.html"]))
        #expect(!changes.changed.contains("404.html"))
    }
}
