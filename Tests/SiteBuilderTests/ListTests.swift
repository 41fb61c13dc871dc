import Foundation
import SiteBuilder
import SiteModel
import SiteRendering
import TestSupport
import Testing

/// A site with templates that show what they are given.
struct ShowingSite {
    var fixture: SiteFixture

    init(url: String = "https://blog.example") throws {
        fixture = try SiteFixture()
        fixture.configuration.url = url
        let templates = "themes/plain/templates/"
        try fixture.tree.write(
            templates + "archive.mustache",
            "{{page.title}}:{{#archive.years}}{{year}}={{count}}{{#months}} {{name}} {{url}} {{#posts}}[{{url}}]{{/posts}}{{/months}};{{/archive.years}}"
        )
        try fixture.tree.write(
            templates + "section.mustache",
            "{{section.title}} {{section.count}} {{section.feed}} {{{section.content}}}{{#posts}}[{{title}}]{{/posts}}{{#section.sections}}({{url}}){{/section.sections}} {{#pager.older}}{{url}}{{/pager.older}}"
        )
        try fixture.tree.write(
            templates + "taxonomies/series/term.mustache",
            "{{term.taxonomy}} {{term.name}}:{{#posts}} {{part}}={{title}}{{/posts}}")
        try fixture.tree.write(
            templates + "taxonomies/authors/term.mustache",
            "{{#term.author}}{{name}}|{{bio}}|{{link}}|{{picture}}{{/term.author}}")
        try fixture.tree.write(
            templates + "post.mustache",
            "{{#post}}{{title}}/{{params.rating}}/{{page.params.rating}}/{{#series}}{{name}} {{part}} of {{count}}{{#previous}} after {{title}}{{/previous}}{{#next}} before {{title}}{{/next}}{{/series}}/{{#authors}}{{name}}{{/authors}}/{{#taxonomies.series}}{{url}}{{/taxonomies.series}}/{{#related}}{{url}}{{/related}}/{{#section}}{{title}}{{/section}}/{{published.weekday}} {{published.month}}/{{#data.links}}{{name}}{{/data.links}}{{data.shop.open}}{{/post}}{{{page.json_ld}}}"
        )
        try fixture.tree.write(
            templates + "page.mustache",
            "{{{content}}}{{#posts}}[{{title}}]{{/posts}}{{#pager.older}}{{url}}{{/pager.older}}")
        try fixture.tree.write(
            templates + "home.mustache",
            "{{{content}}}{{#site.navigation}}{{title}}={{url}}{{#children}}({{title}}={{url}}){{/children}} {{/site.navigation}}{{#site.menus.footer}}<{{title}}>{{/site.menus.footer}}{{site.archive}}"
        )
    }

    func text(_ path: String) throws -> String { try fixture.text(path) }
}

@Suite struct `Lists of every kind` {
    @Test func `series, authors, sections, data and what posts say of them`() async throws {
        var site = try ShowingSite(url: "https://example.org/blog")
        site.fixture.configuration.taxonomies = ["tags", "series", "authors"]
        site.fixture.configuration.authors = ["ada": Author(name: "Ada L.", url: "/about/", bio: "B & C")]
        site.fixture.configuration.schema = [FieldSchema(name: "rating", kind: .int)]
        site.fixture.configuration.language = "de"
        site.fixture.configuration.related = 1
        let more = "series: Big\nauthors: [ada, eve]\nrating: 4"
        try site.fixture.post("travel/one", title: "Bread and dough", date: "2026-01-02", more: more)
        try site.fixture.post("travel/two", title: "Dough and bread", date: "2026-03-02", more: more)
        let tree = site.fixture.tree
        try tree.write("content/posts/travel/_index.md", "---\ntitle: Travel\n---\nGo [there](2026-01-02-x.md)")
        try tree.write(
            "content/authors/eve/_index.md", "---\ntitle: Eve\ndescription: E.\nparams: {picture: /eve.jpg}\n---\n")
        try tree.write("data/links.yaml", "- name: One\n- name: Two\n")
        try tree.write("data/shop/open.json", "\"at nine\"")
        try tree.write("data/notes.txt", "no data")
        let report = try await site.fixture.build()
        #expect(
            report.warnings.map(\.path) == ["content/posts/travel/_index.md"], "links in a section's text are checked")
        let post = try site.text("2026/03/two/index.html")
        #expect(
            post.hasPrefix(
                "Dough and bread/4/4/Big 2 of 2 after Bread and dough/Ada L.Eve//blog/series/big///blog/2026/01/one//Travel/Montag März/OneTwoat nine"
            ), "\(post)")
        #expect(try site.text("series/big/index.html") == "series Big: 1=Bread and dough 2=Dough and bread")
        #expect(try site.text("authors/ada/index.html") == "Ada L.|B &amp; C|/blog/about/|")
        #expect(try site.text("authors/eve/index.html") == "Eve|E.||/blog/eve.jpg")
        let section = try site.text("posts/travel/index.html")
        #expect(section.hasPrefix("Travel 2 /blog/posts/travel/feed.xml <p>Go "), "\(section)")
        #expect(section.contains("[Dough and bread][Bread and dough]"))
    }

    @Test func `archives stand where nothing else does`() async throws {
        let site = try ShowingSite()
        for (name, date) in [("a", "2025-12-31"), ("b", "2026-01-01"), ("c", "2026-01-31")] {
            try site.fixture.post(name, date: date)
        }
        try await site.fixture.build()
        #expect(
            try site.text("archive/index.html")
                == "Archive:2026=2 January /2026/01/ [/2026/01/c/][/2026/01/b/];2025=1 December /2025/12/ [/2025/12/a/];"
        )
        #expect(try site.text("2026/index.html").hasPrefix("2026:2026=2 January"))
        #expect(
            try site.text("2026/01/index.html") == "January 2026:2026=2 January /2026/01/ [/2026/01/c/][/2026/01/b/];")
        #expect(try site.text("index.html").hasSuffix("/archive/"))
        #expect(try site.text("sitemap.xml").contains("/2026/01/</loc>"))
        // An author's page is in the way: then none, unless they are asked for.
        try site.fixture.tree.write("content/archive.md", "---\ntitle: Mine\n---\nText")
        try await site.fixture.build()
        #expect(!site.fixture.tree.exists("public/2026/index.html"))
        let told = try await site.fixture.failure { $0.archives = true }
        #expect(told.map(\.message) == ["content/archive.md and the archive both want the URL /archive/"])
        try await site.fixture.build { $0.archives = false }
        #expect(try !site.text("index.html").contains("/archive/"))
    }

    @Test func `pages, sections and terms have page sizes of their own`() async throws {
        let site = try ShowingSite()
        for number in 1...5 { try site.fixture.post("p\(number)", date: "2026-01-0\(number)", more: "tags: [t]") }
        let tree = site.fixture.tree
        try tree.write("content/all.md", "---\ntitle: All\npaginate: 2\n---\nText")
        try tree.write("content/posts/_index.md", "---\ntitle: Posts\npaginate: 4\n---\n")
        try tree.write("content/tags/_index.md", "---\ntitle: Labels\npaginate: 3\n---\n")
        try tree.write("content/_index.md", "---\npaginate: 1\n---\nWelcome")
        try await site.fixture.build()
        #expect(try site.text("all/index.html") == "<p>Text</p>\n[p5][p4]/all/page/2/")
        #expect(try site.text("all/page/3/index.html") == "<p>Text</p>\n[p1]")
        #expect(try site.text("posts/page/2/index.html").contains("[p1]"))
        #expect(tree.exists("public/tags/t/page/2/index.html") && !tree.exists("public/tags/t/page/3/index.html"))
        #expect(tree.exists("public/page/5/index.html"))
        #expect(try site.text("index.html").hasPrefix("<p>Welcome</p>"))
        #expect(try !site.text("page/2/index.html").contains("Welcome"))
    }

    @Test func `menus come from the configuration and from front matter, by weight`() async throws {
        var site = try ShowingSite(url: "https://example.org/blog/")
        site.fixture.configuration.navigation = [
            NavigationItem(title: "A", url: "/a/", children: [NavigationItem(title: "AA", url: "https://x.example")]),
            NavigationItem(title: "B", url: "/b/"),
        ]
        site.fixture.configuration.archives = false
        let tree = site.fixture.tree
        try tree.write("content/c.md", "---\ntitle: C\nmenu: {main: {weight: 15}, footer: }\n---\n")
        try tree.write("content/d.md", "---\ntitle: D\nmenu: {main: {parent: A, title: DD}}\n---\n")
        try tree.write("content/e.md", "---\ntitle: E\nmenu: [main, footer]\n---\n")
        try await site.fixture.build()
        #expect(
            try site.text("index.html")
                == "A=/blog/a/(AA=https://x.example)(DD=/blog/d/) C=/blog/c/ B=/blog/b/ E=/blog/e/ <C><E>")
    }

    @Test func `a theme without a template for sections shows them as it shows the home page`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one")
        try fixture.tree.write("content/posts/_index.md", "---\ntitle: Stories\n---\n")
        try await fixture.build()
        #expect(try fixture.text("posts/index.html").contains("<title>Stories</title>"))
        #expect(try fixture.text("posts/index.html").contains("<a href=\"/2026/01/one/\">one</a>"))
        let told = try await fixture.failure { $0.archives = true }
        #expect(told.map(\.message) == ["the theme has no templates/archive.mustache, which `archives: true` needs"])
    }

    @Test func `mistakes in data files are told with their place`() async throws {
        let fixture = try SiteFixture()
        try fixture.post("one")
        try fixture.tree.write("data/a.yaml", "x: y: z\n")
        try fixture.tree.write("data/b.csv", [0xFF])
        try fixture.tree.write("data/c.toml", "x = 1")
        try fixture.tree.write("data/c.json", "{}")
        let told = try await fixture.failure().map(\.description).joined(separator: "\n")
        #expect(told.contains("data/a.yaml:1:5: error: not readable as YAML"), "\(told)")
        #expect(told.contains("x: y: z\n        ^"), "\(told)")
        #expect(told.contains("data/b.csv: error: the file is not UTF-8"))
        #expect(told.contains("another file or folder is called `c`"))
    }
}

@Suite struct `Structured data` {
    @Test func `is JSON that nothing an author writes can leave`() async throws {
        var site = try ShowingSite(url: "https://example.org/blog")
        site.fixture.configuration.title = "</script><!-- & \"q\""
        try site.fixture.post("one", title: "\"</script><script>alert(1)</script>\"", more: "tags: ['</x>']")
        try await site.fixture.build()
        let page = try site.text("2026/01/one/index.html")
        let start = try #require(page.range(of: "<script type=\"application/ld+json\">"))
        let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
        #expect(end.upperBound == page.endIndex, "the first end is the element's own")
        let data = Data(page[start.upperBound..<end.lowerBound].utf8)
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let graph = try #require(document["@graph"] as? [[String: Any]])
        #expect(graph.compactMap { $0["@type"] as? String } == ["BlogPosting", "BreadcrumbList"])
        #expect(graph[0]["headline"] as? String == "</script><script>alert(1)</script>")
        #expect(graph[0]["url"] as? String == "https://example.org/blog/2026/01/one/")
        #expect((graph[1]["itemListElement"] as? [[String: Any]])?.count == 2)
    }
}

@Suite struct `Old addresses` {
    @Test func `get a page and a rule`() async throws {
        var fixture = try SiteFixture()
        fixture.configuration.url = "https://example.org/blog"
        fixture.configuration.redirects = [
            Redirect(from: "/a/*", to: "/b/:splat", status: 302),
            Redirect(from: "/x/", to: "https://elsewhere.example/", status: 301),
        ]
        try fixture.post("größe", more: "aliases: [/old/, /older.html]")
        try await fixture.build()
        let page = try fixture.text("old/index.html")
        #expect(page.contains("<meta http-equiv=\"refresh\" content=\"0; url=/blog/2026/01/gr%C3%B6%C3%9Fe/\">"))
        #expect(page.contains("<link rel=\"canonical\" href=\"https://example.org/blog/2026/01/gr%C3%B6%C3%9Fe/\">"))
        #expect(page.contains("<meta name=\"robots\" content=\"noindex\">"))
        #expect(try fixture.text("older.html") == page)
        #expect(try !fixture.text("sitemap.xml").contains("old"))
        #expect(
            try fixture.text(".masthead/redirects.json")
                == #"{"rules":[{"from":"/old/","status":301,"to":"/blog/2026/01/gr%C3%B6%C3%9Fe/"},{"from":"/older.html","status":301,"to":"/blog/2026/01/gr%C3%B6%C3%9Fe/"},{"from":"/a/*","status":302,"to":"/blog/b/:splat"},{"from":"/x/","status":301,"to":"https://elsewhere.example/"}],"version":1}"#
        )
    }

    @Test func `never hide a page without a word`() async throws {
        var fixture = try SiteFixture()
        try fixture.post("one")
        fixture.configuration.redirects = [Redirect(from: "/2026/*", to: "https://x.example/:splat", status: 301)]
        let report = try await fixture.build()
        #expect(report.warnings.map(\.message) == ["the redirect from /2026/* hides content/posts/one.md"])
        let told = try await fixture.failure {
            $0.redirects = [Redirect(from: "/2026/01/one", to: "/x/", status: 301)]
        }
        #expect(told.map(\.message) == ["the redirect from /2026/01/one hides content/posts/one.md"])
    }
}
