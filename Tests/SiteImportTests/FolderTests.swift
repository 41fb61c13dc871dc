import Foundation
import SiteImport
import SiteModel
import TestSupport
import Testing

@Suite struct `An import's folders` {
    private func source() throws -> TemporaryTree {
        let tree = TemporaryTree("source")
        try tree.write("_config.yml", "title: T\n")
        try tree.write("_posts/2020-01-01-a.md", "---\ntitle: A\n---\n")
        try tree.write("img/p.png", [1, 2, 3])
        return tree
    }

    @Test func `links in the source are never followed`() throws {
        let tree = try source()
        let outside = TemporaryTree("outside")
        try outside.write("secret.md", "---\ntitle: Secret\n---\n")
        try FileManager.default.createSymbolicLink(
            atPath: tree.path("_posts/2020-01-02-b.md"), withDestinationPath: outside.path("secret.md"))
        try FileManager.default.createSymbolicLink(atPath: tree.path("more"), withDestinationPath: outside.root)
        let read = try SourceFolder.read(tree.root)
        #expect(read.files == ["_config.yml", "_posts/2020-01-01-a.md", "img/p.png"])
        #expect(read.notes.map(\.file) == ["_posts/2020-01-02-b.md", "more"])
    }

    @Test func `a text that is not UTF-8 is read as Windows-1252, a huge one is not read`() throws {
        let tree = try source()
        try tree.write("_posts/2020-01-02-b.md", Array("---\ntitle: B\n---\nCaf".utf8) + [0xE9])
        let read = try SourceFolder.read(tree.root)
        #expect(read.texts["_posts/2020-01-02-b.md"]?.hasSuffix("Café") == true)
        #expect(read.notes.count == 1)
    }

    @Test func `a place that holds something is refused, an empty one is taken`() throws {
        let tree = try source()
        let place = TemporaryTree("place")
        try place.write("full/x", "x")
        try FileManager.default.createDirectory(atPath: place.path("empty"), withIntermediateDirectories: true)
        let files = [
            ImportedFile(path: "content/a.png", content: .copy(of: "img/p.png")),
            ImportedFile(path: "b", content: .text("B")),
        ]
        #expect(throws: ImportFailure.occupied(path: place.path("full"))) {
            try SiteWriter(source: tree.root, folder: place.path("full")).write(files, theme: nil)
        }
        try SiteWriter(source: tree.root, folder: place.path("empty")).write(files, theme: tree.path("img"))
        #expect(try place.read("empty/content/a.png") == [1, 2, 3])
        #expect(place.exists("empty/themes/broadsheet/p.png"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.root).sorted() == ["empty", "full"])
    }

    @Test(arguments: ["../x", "content/../../x", "/x", "content//x"])
    func `nothing is written outside, and a failure leaves nothing`(_ path: String) throws {
        let tree = try source()
        let place = TemporaryTree("place")
        let files = [ImportedFile(path: "a", content: .text("A")), ImportedFile(path: path, content: .text("X"))]
        #expect(throws: ImportFailure.self) {
            try SiteWriter(source: tree.root, folder: place.path("new")).write(files, theme: nil)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.root) == [])
    }
}

@Suite struct `The check of old addresses` {
    @Test func `follows rules, and finds what nothing answers`() {
        let check = ImportCheck(
            files: ["index.html", "a/index.html", "img/p.png"],
            redirects: [
                .init(from: "/old/", to: "/a/", status: 301), .init(from: "/round/", to: "/round2/", status: 301),
                .init(from: "/round2/", to: "/round/", status: 301), .init(from: "/all/*", to: "/:splat", status: 301),
                .init(from: "/out/", to: "https://other.example/", status: 301),
                .init(from: "/dead/", to: "/gone/", status: 301),
            ])
        let paths = [
            "/", "/a", "/a/", "/img/p.png", "/old", "/out/", "/all/a/", "/round/", "/dead/", "/gone/", "/all/x/",
        ]
        let missing = check.unanswered(paths.map { OldAddress(path: $0, kind: .page, source: "x") })
        #expect(missing.map(\.address.path) == ["/round/", "/dead/", "/gone/", "/all/x/"])
    }
}
