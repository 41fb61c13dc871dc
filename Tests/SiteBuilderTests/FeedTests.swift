import CLibXML2
import Foundation
import SiteBuilder
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
