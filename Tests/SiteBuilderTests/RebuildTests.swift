import Foundation
import SiteBuilder
import SiteModel
import Synchronization
import TestSupport
import Testing

@Suite struct `A second build` {
    @Test func `writes nothing when nothing has changed`() async throws {
        let fixture = try SiteFixture(copying: "Golden/small")
        let first = try await fixture.build()
        #expect(first.written > 20)
        #expect(first.changes.added.count == first.written)
        let before = try modificationTimes(fixture)
        let second = try await fixture.build()
        #expect(second.written == 0)
        #expect(second.unchanged == first.written)
        #expect(second.deleted == 0)
        #expect(second.changes.isEmpty)
        #expect(try modificationTimes(fixture) == before, "not even the manifest")
    }

    @Test func `writes what changed and says so`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one", text: "Old.")
        try fixture.post("two", date: "2026-01-03", text: "Stays.")
        try await fixture.build()
        try fixture.post("one", text: "New.")
        try fixture.post("three", date: "2026-01-04")
        let report = try await fixture.build()
        #expect(report.changes.added == ["/2026/01/three/"])
        #expect(report.changes.changed == ["/", "/2026/01/one/", "/2026/01/two/", "/feed.xml", "/sitemap.xml"])
        #expect(try fixture.text("2026/01/one/index.html").contains("New."))
    }

    @Test func `deletes only what its manifest names`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one", more: "tags: [a]")
        try fixture.post("two", date: "2026-02-03")
        try await fixture.build()
        try fixture.tree.write("public/CNAME", "blog.example")
        try fixture.tree.write("public/2026/01/notes.txt", "mine")
        try fixture.tree.write("public/.gitignore", "*")
        try fixture.tree.remove("content/posts/one.md")
        try fixture.tree.remove("content/posts/two.md")
        let report = try await fixture.build()
        #expect(report.deleted == 4)
        #expect(report.changes.removed == ["/2026/01/one/", "/2026/02/two/", "/tags/a/", "/tags/a/feed.xml"])
        for path in ["CNAME", "2026/01/notes.txt", ".gitignore"] { #expect(fixture.tree.exists("public/" + path)) }
        for path in ["2026/02", "2026/01/one", "tags/a"] { #expect(!fixture.tree.exists("public/" + path)) }
    }

    @Test func `a manifest that names files elsewhere deletes none of them`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one")
        try await fixture.build()
        try fixture.tree.write("precious.txt", "mine")
        try fixture.tree.write("public/.gitignore", "mine")
        let hostile = ["../precious.txt", "/precious.txt", ".gitignore", "a/../../precious.txt"]
            .map { "\"\($0)\":{\"bytes\":4,\"kind\":\"page\",\"sha256\":\"\"}" }.joined(separator: ",")
        try fixture.tree.write("public/.masthead/manifest.json", "{\"files\":{\(hostile)},\"version\":1}")
        try await fixture.build()
        #expect(fixture.tree.exists("precious.txt"))
        #expect(fixture.tree.exists("public/.gitignore"))
    }

    @Test func `heals a file that vanished, and a clean one any`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one")
        try await fixture.build()
        let good = try fixture.published()
        try fixture.tree.remove("public/2026/01/one/index.html")
        try await fixture.build()
        #expect(try fixture.published() == good)
        let page = try fixture.text("index.html")
        try fixture.tree.write("public/index.html", String(repeating: "x", count: page.utf8.count))
        try await fixture.build { $0.isClean = true }
        #expect(try fixture.published() == good)
    }

    /// A crash between the first rename and the manifest: some files are new, the manifest is old.
    @Test func `heals one that was cut short while it published`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one", text: "Old.")
        try await fixture.build()
        let good = try fixture.published()
        let placed = "{\"bytes\":9,\"kind\":\"page\",\"sha256\":\"ab\"}"
        try fixture.tree.write(
            "public/.masthead/publishing.json",
            "{\"files\":{\"2026/01/one/index.html\":\(placed),\"left/index.html\":\(placed)},\"version\":1}")
        let page = try fixture.text("2026/01/one/index.html")
        try fixture.tree.write("public/2026/01/one/index.html", String(page.reversed()))
        try fixture.tree.write("public/left/index.html", "123456789")
        try fixture.tree.write("public/.masthead/staging/7", "half a pa")
        try await fixture.build()
        #expect(try fixture.published() == good)
    }

    @Test func `turns pages into folders and back`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one", more: "url: /a.html")
        try await fixture.build()
        try fixture.post("one", more: "url: /a.html/b/")
        try await fixture.build()
        #expect(try fixture.text("a.html/b/index.html").contains("Text."))
        try fixture.post("one", more: "url: /a.html")
        try await fixture.build()
        #expect(try fixture.text("a.html").contains("Text."))
    }

    @Test func `takes renditions from its cache`() async throws {
        let fixture = try SiteFixture(copying: "Golden/small")
        let made = Counter()
        let counting = PictureWorkshop(identity: "counting") { bytes throws(PictureFailure) in
            made.increment()
            return try PictureWorkshop.pretended.makeRenditions(bytes)
        }
        _ = try await Builder(fixture.configuration, workshop: counting).build()
        #expect(made.value == 2)
        try fixture.tree.remove("public")
        let report = try await Builder(fixture.configuration, workshop: counting).build()
        #expect(made.value == 2)
        #expect(report.pictures == 2)
        let key = try #require(
            FileManager.default.contentsOfDirectory(atPath: fixture.tree.path(".masthead/build/images")).first)
        try fixture.tree.write(".masthead/build/images/\(key)/index.json", "{ torn")
        try fixture.tree.remove("public")
        _ = try await Builder(fixture.configuration, workshop: counting).build()
        #expect(made.value == 3, "a corrupt entry is a miss")
    }

    private func modificationTimes(_ fixture: SiteFixture) throws -> [String: Date] {
        var times: [String: Date] = [:]
        for path in try fixture.published().keys {
            let attributes = try FileManager.default.attributesOfItem(atPath: fixture.tree.path("public/" + path))
            times[path] = attributes[.modificationDate] as? Date
        }
        return times
    }
}

@Suite struct `A build that fails` {
    @Test func `leaves the last good site untouched`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one")
        try await fixture.build()
        let good = try fixture.published()
        try fixture.post("one", text: "![x](missing.jpg)")
        try fixture.post("two", more: "slug: ..")
        let told = try await fixture.failure()
        #expect(told.count == 2, "\(told)")
        #expect(try fixture.published() == good)
    }

    @Test func `while rendering leaves the last good site untouched`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one")
        try await fixture.build()
        let good = try fixture.published()
        try fixture.tree.write("content/big.bin", "x")
        try fixture.post("one", text: "changed")
        // The file goes between planning and reading: a folder in its place gives the same error.
        let configuration = fixture.configuration
        let observer = BuildObserver { step, done, _ in
            if step == .render, done == 0 {
                try? FileManager.default.removeItem(atPath: configuration.folders.content + "/big.bin")
            }
        }
        await #expect(throws: BuildFailure.self) {
            try await Builder(configuration, observer: observer, workshop: .pretended).build()
        }
        #expect(try fixture.published() == good)
    }

    @Test func `is what a warning makes of a strict one`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one", text: "[x](nowhere.md)")
        #expect(try await fixture.build().warnings.map(\.line) == [7])
        #expect(try await fixture.failure { $0.isStrict = true }.map(\.severity) == [.error])
    }
}

@Suite struct `A destination` {
    @Test(arguments: ["index.html", "photos/me.jpg", ".git/HEAD", ".masthead/blog.sqlite"])
    func `with files of others is refused`(_ file: String) async throws {
        let fixture = try SiteFixture()
        try fixture.post("one")
        try fixture.tree.write("public/" + file, "mine")
        await #expect {
            try await fixture.build()
        } throws: { error in
            if case BuildFailure.foreignDestination = error { true } else { false }
        }
        #expect(try fixture.published().keys.sorted() == [file])
    }

    @Test func `with a lone .gitignore is taken, and the file kept`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one")
        try fixture.tree.write("public/.gitignore", "*")
        try await fixture.build()
        #expect(try fixture.text(".gitignore") == "*")
    }

    @Test func `is not written through a symbolic link`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one")
        try await fixture.build()
        try fixture.tree.remove("public/2026")
        try fixture.tree.write("elsewhere/keep.txt", "mine")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.tree.path("public/2026"), withDestinationPath: fixture.tree.path("elsewhere"))
        await #expect(throws: BuildFailure.self) { try await fixture.build() }
        #expect(try TemporaryTree.files(in: fixture.tree.path("elsewhere")).keys.sorted() == ["keep.txt"])
    }
}

@Suite struct `Parallel builds` {
    @Test func `give what a sequential one gives`() async throws {
        let fixture = try SiteFixture(copying: "Golden/small")
        for number in 0..<60 {
            try fixture.post(
                "p\(number)", date: "2026-02-0\(number % 9 + 1)", more: "tags: [t\(number % 7)]",
                text: "# H\n\n~~a~~ \"b\" -- [c](p\((number + 1) % 60).md#h)")
        }
        try await fixture.build { $0.workers = 1 }
        let sequential = try fixture.published()
        for _ in 0..<3 {
            try fixture.tree.remove("public")
            try await fixture.build { $0.workers = 4 }
            #expect(try fixture.published() == sequential)
        }
    }
}

final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func increment() { count.withLock { $0 += 1 } }
}
