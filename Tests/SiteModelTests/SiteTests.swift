import Foundation
import SiteModel
import Testing

/// A site put together from a few files.
struct SmallSite {
    let site: Site
    let diagnostics: [Diagnostic]
    let routes: RouteTable

    init(
        _ files: KeyValuePairs<String, String>, permalink: String = "/:year/:month/:slug/", drafts: Bool = false,
        future: Bool = false, taxonomies: [String] = ["tags"], texts: [String: String] = [:],
        _ change: (inout SiteSettings) -> Void = { _ in }
    ) throws {
        var routes = RouteTable()
        var settings = SiteSettings(
            timeZone: .gmt, permalink: try PermalinkPattern(permalink), taxonomies: taxonomies,
            includesDrafts: drafts,
            includesFuture: future, now: Date(timeIntervalSince1970: 1_780_000_000))  // 2026-05-28
        change(&settings)
        let entrySettings = EntrySettings(taxonomies: taxonomies, gathersWords: settings.related > 0)
        let readings = files.map {
            Entry.read($0.key, text: "---\n\($0.value)\n---\n" + (texts[$0.key] ?? ""), settings: entrySettings)
        }
        var diagnostics = readings.flatMap(\.diagnostics)
        site = Site(
            entries: readings.compactMap(\.entry), settings: settings, routes: &routes, diagnostics: &diagnostics)
        self.diagnostics = diagnostics
        self.routes = routes
    }

    var messages: [String] { diagnostics.map(\.description) }
}

@Suite struct `A site put together` {
    @Test func `has its posts newest first and its pages by path`() throws {
        let small = try SmallSite([
            "posts/2026-01-02-b.md": "title: B", "posts/2026-03-01-a.md": "title: A",
            "posts/2026-01-02-a.md": "title: C",
            "about.md": "title: About", "docs/index.md": "title: Docs", "docs/guide.md": "title: Guide",
        ])
        #expect(small.site.posts.map(\.path.text) == ["2026/03/a/", "2026/01/a/", "2026/01/b/"])
        #expect(small.site.pages.map(\.path.text) == ["about/", "docs/", "docs/guide/"])
        #expect(small.messages.isEmpty)
    }

    @Test func `holds back drafts and the future, and says when to come back`() throws {
        let files: KeyValuePairs = [
            "posts/2026-01-02-a.md": "title: A\ndraft: true", "posts/2027-01-02-b.md": "title: B",
            "posts/2026-12-24-c.md": "title: C", "posts/now.md": "title: D\ndate: 2026-05-28 20:26:40",
            "posts/undated.md": "title: E\ndraft: true",
        ]
        let small = try SmallSite(files)
        #expect(small.site.posts.map(\.entry.title) == ["D"], "due at this very second")
        #expect(small.site.heldBack.drafts.count == 2)
        #expect(small.site.heldBack.future.count == 2)
        #expect(small.site.heldBack.nextChange.map { CivilDate.iso($0, in: .gmt) } == "2026-12-24T00:00:00Z")
        let all = try SmallSite(files, drafts: true, future: true)
        #expect(
            all.site.posts.map(\.entry.title) == ["B", "C", "D", "E", "A"], "an undated draft counts as written now")
        #expect(all.site.heldBack == Site.HeldBack())
    }

    @Test func `two files at one place are named both`() throws {
        let small = try SmallSite(["posts/2026-01-02-a.md": "title: A", "posts/2026-01-30-a.md": "title: B"])
        #expect(
            small.messages == [
                "content/posts/2026-01-30-a.md: error: content/posts/2026-01-02-a.md and content/posts/2026-01-30-a.md both "
                    + "want the URL /2026/01/a/ (give one of them another `slug` or `url`)"
            ])
    }

    @Test func `a file where a folder must be is found`() throws {
        let small = try SmallSite(["a.md": "title: A\nurl: /x.html", "b.md": "title: B\nurl: /x.html/y/"])
        #expect(
            small.routes.nestingCollisions().map(\.message) == [
                "content/a.md is the file /x.html, and content/b.md needs a folder of that name"
            ])
    }

    @Test func `terms gather their posts, and spellings are joined with a word`() throws {
        let small = try SmallSite([
            "posts/2026-01-01-a.md": "title: A\ntags: [Swift, C++]",
            "posts/2026-01-02-b.md": "title: B\ntags: [swift, C]",
            "posts/2026-01-03-c.md": "title: C\ntags: [Swift, 'C#']",
        ])
        let tags = try #require(small.site.taxonomies.first)
        #expect(tags.terms.map(\.slug) == ["c", "c-sharp", "c-plus-plus", "swift"])
        #expect(tags.terms.last?.name == "Swift")
        #expect(tags.terms.last?.posts == [0, 1, 2])
        #expect(tags.terms.last?.path.href == "/tags/swift/")
        #expect(small.messages == ["warning: `Swift`, `swift` in `tags` are shown as one"])
    }
}

@Suite struct `Places` {
    @Test(arguments: [
        ("/:year/:month/:slug/", "/2013/05/a/"), ("/:slug/", "/a/"),
        ("/blog/:year-:month-:day-:slug.html", "/blog/2013-05-01-a.html"),
        ("/:year/:slug", "/2013/a"),
    ])
    func `follow the permalink pattern`(_ pattern: String, _ expected: String) throws {
        let path = try PermalinkPattern(pattern).path(slug: "a", date: CivilDate(year: 2013, month: 5, day: 1))
        #expect(path.href == expected)
    }

    @Test(arguments: [
        (":slug/", "must begin with a slash"), ("/:yaer/:slug/", "did you mean `:year`?"), ("/:year/", "needs `:slug`"),
    ])
    func `bad patterns are explained`(_ pattern: String, _ message: String) {
        do {
            _ = try PermalinkPattern(pattern)
            Issue.record("accepted")
        } catch {
            #expect("\(error.message) \(error.suggestion ?? "")".contains(message))
        }
    }

    @Test(arguments: [
        "..", "../x", "a/../b", "a//b", "a/./b", ".hidden", "a/.git/config", "a\\b", "a\u{0}b", "a\nb", "a\u{7F}b",
        String(repeating: "x", count: 201), "//", String(repeating: "a/", count: 600),
    ])
    func `never leave the destination`(_ text: String) {
        #expect(throws: SitePathFailure.self) { try SitePath(text) }
    }

    @Test(arguments: [
        ("", "index.html", "/"), ("/", "index.html", "/"), ("a/", "a/index.html", "/a/"), ("/a.xml", "a.xml", "/a.xml"),
        ("é ?#%/", "é ?#%/index.html", "/%C3%A9%20%3F%23%25/"), (".well-known/x", ".well-known/x", "/.well-known/x"),
    ])
    func `have a file and a URL`(_ text: String, _ file: String, _ href: String) throws {
        let path = try SitePath(text)
        #expect(path.file == file)
        #expect(path.href == href)
    }

    @Test(arguments: [
        (0, 10, [0..<0]), (10, 10, [0..<10]), (11, 10, [0..<10, 10..<11]), (3, 1, [0..<1, 1..<2, 2..<3]),
    ])
    func `lists are cut into pages`(_ count: Int, _ size: Int, _ items: [Range<Int>]) throws {
        let pages = try Pagination(count: count, size: size, base: SitePath("tags/a/")).pages
        #expect(pages.map(\.items) == items)
        #expect(pages.map(\.path.text) == (1...items.count).map { $0 == 1 ? "tags/a/" : "tags/a/page/\($0)/" })
    }

    @Test(arguments: [("titel", "title"), ("dat", "date"), ("udpated", "updated"), ("xyz", nil), ("tag", "tags")])
    func `the nearest name is offered`(_ wish: String, _ expected: String?) {
        #expect(Nearest.name(to: wish, among: ["title", "date", "updated", "tags"]) == expected)
    }
}
