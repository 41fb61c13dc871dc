import Foundation
import SiteBuilder
import SiteModel
import TestSupport
import Testing

@Suite struct `Content` {
    @Test func `behind a symbolic link is left out with a word`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.tree.path("content/passwd.txt"), withDestinationPath: "/etc/passwd")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.tree.path("content/posts/etc.md"), withDestinationPath: "/etc/hostname")
        let report = try await fixture.build()
        #expect(report.warnings.map(\.path) == ["content/passwd.txt", "content/posts/etc.md"])
        #expect(!fixture.tree.exists("public/passwd.txt"))
    }

    @Test func `that waits is counted, with the time to come back`() async throws {
        let fixture = try SiteFixture(copying: "Golden/small")
        let report = try await fixture.build()
        #expect(report.posts == 3)
        #expect(report.heldBack.drafts == ["content/posts/draft.md"])
        #expect(report.heldBack.future == ["content/posts/tomorrow.md"])
        #expect(report.heldBack.nextChange == Date(timeIntervalSince1970: 1_798_761_600))
        let all = try await fixture.build {
            $0.includesDrafts = true
            $0.includesFuture = true
        }
        #expect(all.posts == 5)
        #expect(try fixture.text("2026/05/draft/index.html").contains("noindex"))
        #expect(try !fixture.text("sitemap.xml").contains("draft"))
    }

    @Test func `of a draft's bundle stays away with it`() async throws {
        let fixture = try SiteFixture()
        try fixture.tree.write("content/posts/later/index.md", "---\ntitle: L\ndraft: true\n---\n![a](a.jpg)")
        try fixture.tree.write("content/posts/later/a.jpg", "picture 10x10")
        try fixture.tree.write("content/posts/later/b.txt", "secret")
        try fixture.tree.write("content/posts/later/notes.md", "no front matter")
        try fixture.post("one", text: "[l](later/index.md)")
        let report = try await fixture.build()
        #expect(try !fixture.published().keys.contains { $0.hasSuffix("b.txt") || $0.hasSuffix(".jpg") })
        #expect(report.warnings.map(\.message).contains { $0.contains("which is not published") })
        #expect(report.warnings.map(\.message).contains { $0.contains("lies in the bundle") })
    }

    @Test func `originals stay at home unless somebody asks for them`() async throws {
        let fixture = try SiteFixture()
        for name in ["shown", "linked", "raw", "unused"] {
            try fixture.tree.write("content/posts/b/\(name).jpg", "picture 10x10")
        }
        try fixture.tree.write(
            "content/posts/b/index.md",
            "---\ntitle: B\ndate: 2026-01-02\n---\n![a](shown.jpg) ![a](linked.jpg) ![a](raw.jpg) [full](linked.jpg) <img src=\"raw.jpg\">"
        )
        try await fixture.build()
        let originals = try fixture.published().keys.filter { $0.hasPrefix("2026/") && $0.hasSuffix(".jpg") }.sorted()
        #expect(originals == ["2026/01/b/linked.jpg", "2026/01/b/raw.jpg", "2026/01/b/unused.jpg"])
    }

    @Test func `pictures in posts are responsive`() async throws {
        let fixture = try SiteFixture(copying: "Golden/small")
        let page = try await {
            try await fixture.build(); return try fixture.text("2026/03/mountain/index.html")
        }()
        #expect(page.contains("320w, ") && page.contains(" 1280w\""))
        #expect(
            page.contains("width=\"1280\" height=\"640\" alt=\"The peak at noon\" loading=\"lazy\" decoding=\"async\">")
        )
        #expect(page.contains("<figcaption>Taken at noon</figcaption></figure>"))
    }

    @Test func `a picture that the codecs know goes all the way`() async throws {
        let fixture = try SiteFixture()
        // The smallest PNG: one transparent pixel.
        let png = try #require(
            Data(
                base64Encoded:
                    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="))
        try fixture.tree.write("content/posts/dot.png", Array(png))
        try fixture.post("one", text: "![A dot](dot.png)")
        let report = try await Builder(fixture.configuration).build()
        #expect(report.pictures == 1)
        #expect(try fixture.text("2026/01/one/index.html").contains("/1.png\" width=\"1\" height=\"1\" alt=\"A dot\""))
    }

    @Test func `formats that aren't resized are shown as they are`() async throws {
        let fixture = try SiteFixture()
        try fixture.tree.write("content/posts/a.gif", "gif")
        try fixture.tree.write("content/posts/a.bmp", "gif")
        try fixture.post("one", text: "![a](a.gif) ![a](a.bmp)")
        let report = try await fixture.build()
        #expect(report.warnings.map(\.message) == ["`a.bmp` is shown as it is: GIF pictures are not taken"])
        #expect(fixture.tree.exists("public/posts/a.gif") && fixture.tree.exists("public/posts/a.bmp"))
    }

    @Test func `is reported with the time that each step took`() async throws {
        let fixture = try SiteFixture(copying: "Golden/small")
        let report = try await fixture.build()
        #expect(Set(report.durations.map(\.step)) == Set(BuildStep.allCases))
    }
}

@Suite struct `Scaffolding` {
    @Test func `makes a site that builds`() async throws {
        let tree = TemporaryTree("scaffold")
        let theme = SiteFixture.folder + "/Golden/small/themes/plain"
        let now = Date(timeIntervalSince1970: 1_780_000_000)
        let files = try Scaffold.newSite(
            at: tree.path("blog"), title: "My \"blog\"", theme: theme, now: now, timeZone: .gmt)
        #expect(files.contains("masthead.yaml") && files.contains("themes/plain/templates/post.mustache"))
        #expect(try tree.text("blog/masthead.yaml").contains("title: \"My \\\"blog\\\"\""))
        let path = try Scaffold.newPost(
            title: "A: second \"thought\"", in: tree.path("blog/content"), now: now, timeZone: .gmt)
        #expect(path == "posts/2026-05-28-a-second-thought.md")
        var configuration = BuildConfiguration(
            title: "B", url: "http://127.0.0.1:8080", folders: .init(site: tree.path("blog")), now: now)
        configuration.theme = "plain"
        configuration.includesDrafts = true
        let report = try await Builder(configuration, workshop: .pretended).build()
        #expect(report.posts == 2 && report.pages == 1)
        #expect(report.warnings.isEmpty, "\(report.warnings)")
        #expect(throws: Scaffold.Failure.occupied(path: tree.path("blog"))) {
            try Scaffold.newSite(at: tree.path("blog"), title: "B", theme: theme, now: now, timeZone: .gmt)
        }
        #expect(throws: Scaffold.Failure.self) {
            try Scaffold.newPost(
                title: "A: second \"thought\"", in: tree.path("blog/content"), now: now, timeZone: .gmt)
        }
        #expect(throws: Scaffold.Failure.noSlug(title: "!?")) {
            try Scaffold.newPost(title: "!?", in: tree.path("blog/content"), now: now, timeZone: .gmt)
        }
    }
}
