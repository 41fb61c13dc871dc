import Foundation
import SiteBuilder
import SiteModel
import TestSupport
import Testing

/// A site in `Golden/` and the settings that its `masthead.yaml` would hold.
struct GoldenSite: Sendable, CustomTestStringConvertible {
    let name: String
    let configure: @Sendable (inout BuildConfiguration) -> Void

    var testDescription: String { name }

    static let all: [GoldenSite] = [
        GoldenSite(name: "small") { $0.paginate = 2 },
        GoldenSite(name: "below-a-path") {
            $0.url = "https://example.org/blog/"
            $0.permalink = "/:slug/"
            $0.taxonomies = []
            $0.timeZone = .gmt
        },
    ]
}

/// Whole trees, nothing ignored. `MASTHEAD_GOLDEN=write` writes what is expected; CI refuses to.
///
/// The dot-folder `.masthead` is kept as `_masthead`, because git ignores the former.
@Suite struct `Golden sites` {
    @Test(arguments: GoldenSite.all)
    func `come out as expected, to the byte`(_ golden: GoldenSite) async throws {
        let fixture = try SiteFixture(copying: "Golden/" + golden.name)
        try await fixture.build(golden.configure)
        let folder = SiteFixture.folder + "/Golden/" + golden.name + "/expected"
        let published = Dictionary(
            uniqueKeysWithValues: try fixture.published().map { path, bytes in
                (path.hasPrefix(".masthead/") ? "_" + path.dropFirst() : path, bytes)
            })
        if ProcessInfo.processInfo.environment["MASTHEAD_GOLDEN"] == "write" {
            try #require(ProcessInfo.processInfo.environment["CI"] != "true", "CI compares and never writes")
            try? FileManager.default.removeItem(atPath: folder)
            for (path, bytes) in published {
                let file = URL(filePath: folder + "/" + path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
        }
        let expected = try TemporaryTree.files(in: folder)
        #expect(published.keys.sorted() == expected.keys.sorted())
        for (path, bytes) in expected {
            let text = published[path].map { String(decoding: $0, as: UTF8.self) }
            #expect(text == String(decoding: bytes, as: UTF8.self), "\(path)")
        }
    }
}

@Suite struct `Invalid sites` {
    /// Each folder's `expected.txt` holds what its author is told, all of it.
    @Test(arguments: ["many-mistakes", "collisions", "escapes", "broken-theme", "unclosed-template", "not-a-picture"])
    func `tell their authors everything at once`(_ name: String) async throws {
        let fixture = try SiteFixture(copying: "Invalid/" + name)
        let told = try await fixture.failure().map(\.description).joined(separator: "\n") + "\n"
        let file = URL(filePath: SiteFixture.folder + "/Invalid/" + name + "/expected.txt")
        if ProcessInfo.processInfo.environment["MASTHEAD_GOLDEN"] == "write" {
            try #require(ProcessInfo.processInfo.environment["CI"] != "true", "CI compares and never writes")
            try Data(told.utf8).write(to: file)
        }
        #expect(told == String(decoding: try Data(contentsOf: file), as: UTF8.self))
        #expect(!fixture.tree.exists("public"), "nothing was begun")
    }
}
