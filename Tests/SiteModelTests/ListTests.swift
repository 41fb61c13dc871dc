import Foundation
import SiteModel
import Testing

@Suite struct `Expiry` {
    @Test func `holds back what is over, and says when the next is`() throws {
        let small = try SmallSite([
            "posts/2026-01-02-a.md": "title: Over\nexpiry: 2026-05-01",
            "posts/2026-01-03-b.md": "title: Soon\nexpires: 2026-06-01",
            "posts/2026-07-01-c.md": "title: Later", "sale.md": "title: Sale\nexpiryDate: 2026-05-28 20:26:40",
        ])
        #expect(small.site.posts.map(\.entry.title) == ["Soon"])
        #expect(small.site.pages.isEmpty, "over at this very second")
        #expect(small.site.heldBack.expired == ["content/posts/2026-01-02-a.md", "content/sale.md"])
        #expect(small.site.heldBack.nextChange.map { CivilDate.iso($0, in: .gmt) } == "2026-06-01T00:00:00Z")
    }
}

@Suite struct `Aliases` {
    @Test func `lead to where their pages are now`() throws {
        let small = try SmallSite([
            "posts/2026-01-02-a.md": "title: A\naliases: [/old/, older.html]",
            "about.md": "title: B\nredirect_from: /me",
            "docs/_index.md": "title: D\naliases: /manual/",
        ])
        #expect(small.messages.isEmpty)
        #expect(
            small.site.aliases.map { "\($0.path) \($0.target)" } == [
                "/manual/ /docs/", "/me/ /about/", "/old/ /2026/01/a/", "/older.html /2026/01/a/",
            ])
        #expect(small.routes.contains(try SitePath("older.html")))
    }

    @Test func `never hide a page`() throws {
        let small = try SmallSite([
            "about.md": "title: About", "posts/2026-01-02-a.md": "title: A\naliases: [/about/, /2026/01/a/]",
            "posts/2026-01-03-b.md": "title: B\naliases: [/x/]", "posts/2026-01-04-c.md": "title: C\naliases: [/x/]",
        ])
        #expect(
            small.messages == [
                "content/posts/2026-01-03-b.md: error: an alias of content/posts/2026-01-03-b.md and an alias of "
                    + "content/posts/2026-01-04-c.md both want the URL /x/ (leave the alias out)",
                "content/posts/2026-01-02-a.md: error: an alias of content/posts/2026-01-02-a.md and content/about.md both "
                    + "want the URL /about/ (leave the alias out)",
                "content/posts/2026-01-02-a.md: warning: the alias /2026/01/a/ is its own address (leave it out)",
            ])
    }
}

@Suite struct `Taxonomies` {
    @Test func `series run from the first part to the last`() throws {
        let small = try SmallSite(
            [
                "posts/2026-01-01-a.md": "title: A\nseries: Big", "posts/2026-01-03-c.md": "title: C\nseries: [Big]",
                "posts/2026-01-02-b.md": "title: B\nseries: Big\ntags: x",
            ], taxonomies: ["tags", "series"])
        let series = try #require(small.site.taxonomies.last)
        #expect(series.isSeries)
        #expect(series.terms.map(\.posts) == [[2, 1, 0]])
        #expect(small.site.taxonomies[0].terms[0].posts == [1])
    }

    @Test func `authors have what the configuration, data and their own texts know`() throws {
        let small = try SmallSite(
            [
                "posts/2026-01-01-a.md": "title: A\nauthor: ada",
                "posts/2026-01-02-b.md": "title: B\nauthors: [bob, Ada]",
                "authors/bob/_index.md": "title: Bob B.\ndescription: Bakes.\nparams: {url: \"https://bob.example\"}",
                "authors/_index.md": "title: Writers",
            ], taxonomies: ["authors"]
        ) { $0.authors = ["ada": Author(name: "Ada Lovelace", bio: "Counts.")] }
        #expect(small.messages.isEmpty, "ada and Ada are the same, as the configuration knows")
        let authors = try #require(small.site.taxonomies.first)
        #expect(authors.text?.entry.title == "Writers")
        #expect(authors.terms.map(\.name) == ["Ada Lovelace", "Bob B."])
        #expect(authors.terms[0].author == Author(name: "Ada Lovelace", bio: "Counts."))
        #expect(authors.terms[1].author == Author(name: "Bob B.", url: "https://bob.example", bio: "Bakes."))
        #expect(small.site.sections.isEmpty, "the texts belong to the taxonomy")
        #expect(small.site.indexPages.map(\.path.href) == ["/authors/", "/authors/bob/"])
    }

    @Test func `a text makes a term before the first post carries it`() throws {
        let small = try SmallSite(["tags/new/_index.md": "title: Brand new", "posts/2026-01-01-a.md": "title: A"])
        #expect(small.site.taxonomies[0].terms.map { "\($0.name) \($0.posts)" } == ["Brand new []"])
    }
}

@Suite struct `Sections` {
    @Test func `list what lies below their folders`() throws {
        let small = try SmallSite([
            "posts/_index.md": "title: All", "posts/travel/_index.md": "title: Travel",
            "posts/travel/2026-01-02-a.md": "title: A", "posts/2026-01-03-b.md": "title: B",
            "docs/_index.md": "title: Docs", "docs/z.md": "title: First\nweight: 1", "docs/b.md": "title: Banana",
            "docs/a.md": "title: apple", "docs/news.md": "title: News\ndate: 2026-01-01",
            "docs/api/_index.md": "url: /reference/", "docs/api/x.md": "title: X",
        ])
        #expect(small.messages.isEmpty)
        let site = small.site
        #expect(site.sections.map(\.path.href) == ["/docs/", "/posts/", "/posts/travel/", "/reference/"])
        #expect(site.sections[1].items == [.post(0), .post(1)])
        #expect(site.sections[2].items == [.post(1)])
        let docs = site.sections[0].items.map { item in
            if case .page(let index) = item { site.pages[index].entry.title } else { "" }
        }
        #expect(docs == ["First", "News", "apple", "Banana", "X"])
        #expect(site.sections[1].children == [2])
        #expect(site.sections[0].children == [3])
        #expect(site.sections[3].title == "Api")
        #expect(site.sectionsOfPosts() == [1, 2])
    }

    @Test func `the text above the home page is no page of its own`() throws {
        let small = try SmallSite(["_index.md": "title: Welcome", "posts/2026-01-01-a.md": "title: A"])
        #expect(small.site.front?.entry.title == "Welcome")
        #expect(small.site.sections.isEmpty && small.site.pages.isEmpty)
    }
}

@Suite struct `Archives` {
    @Test func `hold each month's posts, newest first`() throws {
        let small = try SmallSite([
            "posts/2025-12-31-a.md": "title: A", "posts/2026-01-01-b.md": "title: B",
            "posts/2026-01-31-c.md": "title: C",
            "posts/2026-03-01-d.md": "title: D",
        ])
        let archive = small.site.archive
        #expect(archive.map(\.path.href) == ["/2026/", "/2025/"])
        #expect(archive.map(\.count) == [3, 1])
        #expect(archive[0].months.map(\.path.href) == ["/2026/03/", "/2026/01/"])
        #expect(archive[0].months.map(\.posts) == [[0], [1, 2]])
    }
}

@Suite struct `Related posts` {
    private static let texts = [
        "posts/2026-01-01-a.md": "Sourdough bread needs flour, water and a warm oven. Kneading the dough takes time.",
        "posts/2026-01-02-b.md": "Glaciers and mountains: hiking boots, snow and a map of the ridge.",
        "posts/2026-01-03-c.md": "The oven was warm, the bread rose, and the dough smelled of flour and yeast.",
        "posts/2026-01-04-d.md": "A snowy ridge, hiking over glaciers in the mountains without a map.",
        "posts/2026-01-05-e.md": "Nothing in common.",
    ]

    private func site(_ extra: String = "") throws -> SmallSite {
        try SmallSite(
            [
                "posts/2026-01-01-a.md": "title: Bread", "posts/2026-01-02-b.md": "title: Trip",
                "posts/2026-01-03-c.md": "title: Loaf", "posts/2026-01-04-d.md": "title: Walk",
                "posts/2026-01-05-e.md": "title: Else\n\(extra)",
            ], texts: Self.texts
        ) { $0.related = 2 }
    }

    @Test func `share words, whatever their endings`() throws {
        // Newest first: Else, Walk, Loaf, Trip, Bread.
        #expect(try site().site.related == [[], [3], [4], [1], [2]])
    }

    @Test func `share terms, which weigh more than words`() throws {
        let small = try SmallSite(
            [
                "posts/2026-01-01-a.md": "title: Bread\ntags: [food]", "posts/2026-01-02-b.md": "title: Trip",
                "posts/2026-01-03-c.md": "title: Loaf", "posts/2026-01-05-e.md": "title: Else\ntags: [food]",
            ], texts: Self.texts
        ) { $0.related = 1 }
        #expect(small.site.related[0] == [3])
    }

    @Test func `are the same each time`() throws {
        let first = try site().site.related
        for _ in 0..<5 { #expect(try site().site.related == first) }
    }

    @Test func `are found without spaces between words`() throws {
        let small = try SmallSite(
            [
                "posts/2026-01-01-a.md": "title: 猫の写真", "posts/2026-01-02-b.md": "title: 天気予報",
                "posts/2026-01-03-c.md": "title: 黒い猫の話",
            ]
        ) { $0.related = 1 }
        #expect(small.site.related == [[2], [], [0]])
    }
}

@Suite struct `Data files` {
    @Test(arguments: [
        ("a.yaml", "- x: 1\n  y: [true, no]\n- plain\n"),
        ("a.json", #"[{"x": 1, "y": [true, "no"]}, "plain"]"#),
        ("a.yml", "\u{FEFF}- {x: 1, y: [true, 'no']}\r\n- plain\r\n"),
    ])
    func `mean the same in every language`(_ name: String, _ text: String) throws {
        #expect(
            try DataFile.read(name, text: text)
                == .list([
                    .table([
                        Param(key: "x", value: .integer(1)),
                        Param(key: "y", value: .list([.flag(true), .text("no")])),
                    ]), .text("plain"),
                ]))
    }

    @Test func `TOML is a table`() throws {
        let value = try DataFile.read("a.toml", text: "x = 1\n[t]\ny = \"1\"\n")
        #expect(value["x"] == .integer(1))
        #expect(value["t"]?["y"] == .text("1"))
    }

    @Test func `CSV is a list of records`() throws {
        let value = try DataFile.read(
            "a.csv", text: "name,note\r\n\"Ada, L.\",\"said \"\"hi\"\"\nthere\"\r\nBob,\r\n\r\n")
        #expect(
            value
                == .list([
                    .table([
                        Param(key: "name", value: .text("Ada, L.")),
                        Param(key: "note", value: .text("said \"hi\"\nthere")),
                    ]),
                    .table([Param(key: "name", value: .text("Bob")), Param(key: "note", value: .null)]),
                ]))
    }

    @Test func `mistakes have their place`() {
        #expect(throws: Diagnostic.self) { try DataFile.read("data/a.yaml", text: "a: b: c\n") }
        #expect(throws: Diagnostic.self) { try DataFile.read("data/a.toml", text: "a = \n") }
    }
}

@Suite struct `Dates in the site's language` {
    @Test(arguments: [
        ("en", "1 May 2026", "Friday"), ("en-US", "May 1, 2026", "Friday"), ("en-GB", "1 May 2026", "Friday"),
        ("de-AT", "1. Mai 2026", "Freitag"), ("fr", "1er mai 2026", "vendredi"), ("es", "1 de mayo de 2026", "viernes"),
        ("pt-BR", "1 de maio de 2026", "sexta-feira"), ("it", "1º maggio 2026", "venerdì"),
        ("nl", "1 mei 2026", "vrijdag"), ("sv", "1 maj 2026", "fredag"), ("da", "1. maj 2026", "fredag"),
        ("nb", "1. mai 2026", "fredag"), ("fi", "1. toukokuuta 2026", "perjantai"), ("pl", "1 maja 2026", "piątek"),
        ("cs", "1. května 2026", "pátek"), ("ru", "1 мая 2026 г.", "пятница"), ("uk", "1 травня 2026 р.", "п’ятниця"),
        ("tr", "1 Mayıs 2026", "Cuma"), ("ja", "2026年5月1日", "金曜日"), ("zh-Hant", "2026年5月1日", "星期五"),
        ("ko", "2026년 5월 1일", "금요일"), ("xx", "1 May 2026", "Friday"),
    ])
    func `are written as people write them`(_ tag: String, _ text: String, _ weekday: String) {
        let language = DateLanguage(tag: tag)
        let date = CivilDate(year: 2026, month: 5, day: 1)
        #expect(language.text(date) == text)
        #expect(language.weekday(of: date) == weekday)
        #expect(language.months.count == 12 && language.monthsInDates.count == 12 && language.weekdays.count == 7)
    }
}
