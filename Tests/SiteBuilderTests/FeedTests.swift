import CLibXML2
import Foundation
import SiteBuilder
import SiteRendering
import TestSupport
import Testing

/// An XML document read back by libxml2: every element's path with its text.
struct ParsedXML {
    private(set) var elements: [(path: String, text: String)] = []
    private(set) var isWellFormed = false

    init(_ bytes: [UInt8]) {
        let options = Int32(XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue | XML_PARSE_NONET.rawValue)
        let characters = bytes.map { CChar(bitPattern: $0) }
        guard let document = unsafe xmlReadMemory(characters, Int32(characters.count), nil, "UTF-8", options) else {
            return
        }
        defer { unsafe xmlFreeDoc(document) }
        isWellFormed = unsafe document.pointee.properties & Int32(XML_DOC_WELLFORMED.rawValue) != 0
        unsafe collect(xmlDocGetRootElement(document), below: "")
    }

    private mutating func collect(_ first: xmlNodePtr?, below path: String) {
        var node = unsafe first
        while let current = unsafe node {
            if unsafe current.pointee.type == XML_ELEMENT_NODE, let name = unsafe current.pointee.name {
                let place = unsafe path + "/" + String(cString: name)
                let text = unsafe xmlNodeGetContent(current)
                unsafe elements.append((place, text.map { unsafe String(cString: $0) } ?? ""))
                unsafe free(text)
                unsafe collect(current.pointee.children, below: place)
            }
            unsafe node = current.pointee.next
        }
    }

    func texts(_ path: String) -> [String] { elements.filter { $0.path == path }.map(\.text) }
}

@Suite struct `Feeds and the sitemap` {
    private static let nasty = "Zero \\0, bell \\a, <b>&amp;</b> ]]> \\uFFFE end"

    @Test func `are well-formed whatever an author writes`() async throws {
        var fixture = try SiteFixture()
        fixture.configuration.title = "A \u{1} <title> & \u{FFFF}"
        try fixture.post(
            "one", title: "\"\(Self.nasty)\"", more: "tags: [\"]]>\\b&x\"]", text: "]]> <b>&nbsp;\u{8}\u{1B} é 🌲</b>")
        try await fixture.build()
        for path in ["feed.xml", "tags/x/feed.xml", "sitemap.xml"] {
            let parsed = ParsedXML(try fixture.tree.read("public/" + path))
            #expect(parsed.isWellFormed, "\(path)")
        }
        let feed = ParsedXML(try fixture.tree.read("public/feed.xml"))
        #expect(feed.texts("/feed/title") == ["A  <title> & "])
        #expect(feed.texts("/feed/entry/content").first?.contains("é 🌲") == true)
    }

    /// RFC 4287 §4.1.1 and §4.1.2: what a feed and an entry must have, once.
    @Test func `have what RFC 4287 asks for`() async throws {
        let fixture = try SiteFixture(copying: "Golden/small")
        try await fixture.build()
        let feed = ParsedXML(try fixture.tree.read("public/feed.xml"))
        for element in ["id", "title", "updated", "author"] { #expect(feed.texts("/feed/" + element).count == 1) }
        let entries = feed.texts("/feed/entry").count
        #expect(entries == 3)
        for element in ["id", "title", "updated", "published", "content"] {
            #expect(feed.texts("/feed/entry/" + element).count == entries)
        }
        #expect(Set(feed.texts("/feed/entry/id")).count == entries)
        #expect(feed.texts("/feed/updated") == [feed.texts("/feed/entry/updated").max() ?? ""])
        #expect(feed.texts("/feed/link").count == 2, "one to itself, one to the page")
        let term = ParsedXML(try fixture.tree.read("public/tags/swift/feed.xml"))
        #expect(term.texts("/feed/id") == ["https://blog.example/tags/swift/feed.xml"])
        #expect(term.texts("/feed/entry").count == 2)
    }

    @Test func `bring the newest posts only`() async throws {
        var fixture = try SiteFixture()
        fixture.configuration.feedEntries = 5
        for number in 1...8 { try fixture.post("p\(number)", date: "2026-01-0\(number)") }
        try await fixture.build()
        let feed = ParsedXML(try fixture.tree.read("public/feed.xml"))
        #expect(feed.texts("/feed/entry/title") == ["p8", "p7", "p6", "p5", "p4"])
        #expect(ParsedXML(try fixture.tree.read("public/sitemap.xml")).texts("/urlset/url/loc").count == 10)
    }

    @Test func `a site without posts has an empty one that never changes`() async throws {
        var fixture = try SiteFixture()
        fixture.configuration.timeZone = .gmt
        try fixture.tree.write("content/about.md", "---\ntitle: About\n---\n")
        try await fixture.build()
        #expect(ParsedXML(try fixture.tree.read("public/feed.xml")).texts("/feed/updated") == ["1970-01-01T00:00:00Z"])
        #expect(try await fixture.build().written == 0)
    }
}

/// A schema of `Schemas/`, in RELAX NG.
struct Schema {
    let name: String

    /// Whether a document is valid; libxml2 writes what is wrong to standard error.
    func accepts(_ bytes: [UInt8]) throws -> Bool {
        let schema = Array(
            try Data(contentsOf: URL(filePath: SiteFixture.folder + "/Schemas/" + name + ".rng"))
        ).map { CChar(bitPattern: $0) }
        let characters = bytes.map { CChar(bitPattern: $0) }
        return unsafe schema.withUnsafeBufferPointer { schema in
            let parser = unsafe xmlRelaxNGNewMemParserCtxt(schema.baseAddress, Int32(schema.count))
            defer { unsafe xmlRelaxNGFreeParserCtxt(parser) }
            guard let grammar = unsafe xmlRelaxNGParse(parser) else { return false }
            defer { unsafe xmlRelaxNGFree(grammar) }
            let options = Int32(XML_PARSE_NONET.rawValue)
            guard let document = unsafe xmlReadMemory(characters, Int32(characters.count), nil, "UTF-8", options) else {
                return false
            }
            defer { unsafe xmlFreeDoc(document) }
            let validator = unsafe xmlRelaxNGNewValidCtxt(grammar)
            defer { unsafe xmlRelaxNGFreeValidCtxt(validator) }
            return unsafe xmlRelaxNGValidateDoc(validator, document) == 0
        }
    }
}

/// One after the other: libxml2 makes its schema types ready without a lock.
@Suite(.serialized) struct `Feeds in three languages` {
    private func site(_ change: (inout BuildConfiguration) -> Void = { _ in }) async throws -> SiteFixture {
        let fixture = try SiteFixture()
        try fixture.post(
            "one", title: "\"A ]]> <b> & é\"", date: "2026-01-02 10:00",
            more: "tags: [x, y]\nauthors: [ada]\nupdated: 2026-02-01",
            text: "A ]]> & \u{8} <b>bold</b> ![a tree](tree.jpg) [there](../about.md)")
        try fixture.tree.write("content/posts/tree.jpg", "picture 2000x1000")
        try fixture.tree.write("content/posts/_index.md", "---\ntitle: Stories\n---\nAll of them")
        try fixture.tree.write("content/docs/_index.md", "---\ntitle: Docs\n---\n")
        try fixture.tree.write("content/docs/a.md", "---\ntitle: Dated\ndate: 2026-03-01\n---\nText")
        try fixture.tree.write("content/docs/b.md", "---\ntitle: Undated\n---\nText")
        try fixture.tree.write("content/about.md", "---\ntitle: About\n---\nText")
        try await fixture.build {
            $0.feeds = [.atom, .rss, .json]
            $0.taxonomies = ["tags", "authors"]
            $0.url = "https://example.org/blog"
            change(&$0)
        }
        return fixture
    }

    static let folders = ["", "posts/", "docs/", "tags/x/", "authors/ada/"]

    @Test(arguments: [true, false])
    func `are valid for site, section and term`(_ isFull: Bool) async throws {
        let fixture = try await site { $0.feedsAreFull = isFull }
        for folder in Self.folders {
            #expect(try Schema(name: "atom").accepts(fixture.tree.read("public/\(folder)feed.xml")), "\(folder)")
            #expect(try Schema(name: "rss").accepts(fixture.tree.read("public/\(folder)rss.xml")), "\(folder)")
            let problems = JSONFeed.problems(try fixture.tree.read("public/\(folder)feed.json"))
            #expect(problems.isEmpty, "\(folder): \(problems)")
            for file in ["feed.xml", "rss.xml", "feed.json"] {
                let text = try fixture.text(folder + file)
                let isWhole = text.contains("<b>bold") || text.contains("&lt;b&gt;bold")
                #expect(isWhole == (isFull && folder != "docs/"), "\(folder)\(file)")
            }
        }
        #expect(try Schema(name: "sitemap").accepts(fixture.tree.read("public/sitemap.xml")))
        #expect(try !Schema(name: "rss").accepts(fixture.tree.read("public/feed.xml")), "the schemas refuse too")
    }

    @Test func `bring whole addresses only, and a section's pages by their dates`() async throws {
        let fixture = try await site()
        for file in ["feed.xml", "rss.xml", "feed.json"] {
            let text = try fixture.text(file)
            #expect(text.contains("https://example.org/blog/about/"), "\(file)")
            #expect(text.contains("https://example.org/blog/images/"), "\(file)")
            #expect(!text.contains("\"/blog/") && !text.contains("&quot;/blog/"), "\(file)")
        }
        let docs = ParsedXML(try fixture.tree.read("public/docs/feed.xml"))
        #expect(docs.texts("/feed/entry/title") == ["Dated"])
        #expect(docs.texts("/feed/title") == ["Docs · Field & Notes"])
    }

    @Test func `are those that the site asks for, and pages name them`() async throws {
        let fixture = try await site { $0.feeds = [.json] }
        #expect(fixture.tree.exists("public/tags/x/feed.json"))
        #expect(!fixture.tree.exists("public/feed.xml") && !fixture.tree.exists("public/rss.xml"))
        #expect(try fixture.text("tags/x/index.html").contains("<link href=\"/blog/tags/x/feed.json\">"))
        let none = try await site { $0.feeds = [] }
        #expect(try !none.published().keys.contains { $0.contains("feed") || $0.contains("rss") })
    }

    @Test func `a sitemap names pictures, and is split when it is long`() async throws {
        let fixture = try await site { $0.sitemapEntries = 4 }
        let index = try fixture.tree.read("public/sitemap.xml")
        #expect(try Schema(name: "sitemap").accepts(index))
        let parts = ParsedXML(index).texts("/sitemapindex/sitemap/loc")
        #expect(parts.count == 3 && parts[0] == "https://example.org/blog/sitemap-1.xml")
        var pages: [String] = []
        for number in parts.indices {
            let part = try fixture.tree.read("public/sitemap-\(number + 1).xml")
            #expect(try Schema(name: "sitemap").accepts(part))
            pages += ParsedXML(part).texts("/urlset/url/loc")
        }
        #expect(pages.count == 12 && Set(pages).count == 12, "\(pages)")
        let pictures = ParsedXML(try fixture.tree.read("public/sitemap-1.xml")).texts("/urlset/url/image/loc")
        #expect(pictures.count == 1 && pictures[0].hasPrefix("https://example.org/blog/images/"))
    }
}

/// What JSON Feed 1.1 asks for (jsonfeed.org/version/1.1), checked by hand.
enum JSONFeed {
    static func problems(_ bytes: [UInt8]) -> [String] {
        guard let feed = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else { return ["JSON"] }
        var problems: [String] = []
        func check(_ isRight: Bool, _ name: String) { if !isRight { problems.append(name) } }
        check(feed["version"] as? String == "https://jsonfeed.org/version/1.1", "version")
        check((feed["title"] as? String)?.isEmpty == false, "title")
        for key in ["home_page_url", "feed_url"] { check(isURL(feed[key]), key) }
        check(authorsAreRight(feed["authors"]), "authors")
        guard let items = feed["items"] as? [[String: Any]] else { return problems + ["items"] }
        let ids = items.compactMap { $0["id"] as? String }
        check(Set(ids).count == items.count, "every item has an id of its own")
        for item in items {
            check(isURL(item["url"]), "url")
            check(item["content_html"] is String || item["content_text"] is String, "content")
            for key in ["date_published", "date_modified"] {
                check(
                    (item[key] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)/) != nil,
                    key)
            }
            check(item["tags"] == nil || item["tags"] is [String], "tags")
            check(item["authors"] == nil || authorsAreRight(item["authors"]), "an item's authors")
            check(item["image"] == nil || isURL(item["image"]), "image")
        }
        return problems
    }

    private static func isURL(_ value: Any?) -> Bool { (value as? String)?.hasPrefix("https://") == true }

    private static func authorsAreRight(_ value: Any?) -> Bool {
        guard let authors = value as? [[String: Any]], !authors.isEmpty else { return false }
        return authors.allSatisfy { $0["name"] is String || isURL($0["url"]) }
    }
}

@Suite struct `Lists` {
    @Test func `go over pages`() async throws {
        var fixture = try SiteFixture()
        fixture.configuration.paginate = 3
        for number in 1...7 { try fixture.post("p\(number)", date: "2026-01-0\(number)", more: "tags: [all]") }
        try await fixture.build()
        #expect(try fixture.text("index.html").contains("1/3"))
        #expect(
            try fixture.text("page/2/index.html").contains("<a href=\"/\">Newer</a> 2/3 <a href=\"/page/3/\">Older</a>")
        )
        #expect(
            try fixture.text("tags/all/page/3/index.html").contains(
                "<a href=\"/tags/all/page/2/\">Newer</a> 3/3 </nav>"))
        #expect(!fixture.tree.exists("public/page/4"))
    }
}
