import Foundation
import Markdown
import SiteModel
import Testing

/// One thing that files of real blogs hold, and what becomes of it.
struct FrontMatterCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let file: String
    var source = "posts/2026-01-02-hello.md"
    let expected: @Sendable (Entry) -> Bool

    var testDescription: String { rule }

    static let day = Date(timeIntervalSince1970: 1_367_366_400)  // 2013-05-01T00:00Z

    static let all: [FrontMatterCase] = [
        FrontMatterCase(rule: "YAML", file: "---\ntitle: A\ntags: [b, c]\n---\nText") {
            $0.title == "A" && $0.terms == ["tags": ["b", "c"]]
        },
        FrontMatterCase(rule: "TOML", file: "+++\ntitle = \"A\"\ndate = 2013-05-01\ntags = [\"b\"]\n+++\nText") {
            $0.title == "A" && $0.date == day && $0.terms == ["tags": ["b"]]
        },
        FrontMatterCase(rule: "TOML date-time", file: "+++\ntitle = \"A\"\ndate = 2013-05-01T02:00:00+02:00\n+++\n") {
            $0.date == day
        },
        FrontMatterCase(rule: "JSON", file: "{\n  \"title\": \"A }\",\n\t\"draft\": true\n}\n\n# Text") {
            $0.title == "A }" && $0.isDraft && $0.document.headings.map(\.text) == ["Text"]
        },
        FrontMatterCase(rule: "byte-order mark", file: "\u{FEFF}---\ntitle: A\n---\n") { $0.title == "A" },
        FrontMatterCase(rule: "CRLF", file: "---\r\ntitle: A\r\ndraft: true\r\n---\r\nOne\r\n\r\nTwo\r\n") {
            $0.isDraft && $0.document.plainText == "One\nTwo\n"
        },
        FrontMatterCase(rule: "no line after the fence", file: "---\ntitle: A\n---") { $0.document.plainText.isEmpty },
        FrontMatterCase(rule: "YAML's own end mark", file: "---\ntitle: A\n...\nText") {
            $0.document.plainText == "Text\n"
        },
        FrontMatterCase(rule: "a rule in the text is no fence", file: "---\ntitle: A\n---\nOne\n\n---\n\nTwo") {
            $0.document.wordCount == 2
        },
        FrontMatterCase(rule: "tags as one text", file: "---\ntitle: A\ntags: b c, d\n---\n") {
            $0.terms == ["tags": ["b c", "d"]]
        },
        FrontMatterCase(rule: "tags null", file: "---\ntitle: A\ntags:\n---\n") { $0.terms == ["tags": []] },
        FrontMatterCase(
            rule: "tags with nulls, numbers and repeats", file: "---\ntitle: A\ntags: [~, 2013, a, a]\n---\n"
        ) { $0.terms == ["tags": ["2013", "a"]] },
        FrontMatterCase(rule: "tags as dashes", file: "---\ntitle: A\ntags:\n- one two\n- \"no\"\n---\n") {
            $0.terms == ["tags": ["one two", "no"]]
        },
        FrontMatterCase(rule: "a title that YAML takes for something else", file: "---\ntitle: 2013-05-01\n---\n") {
            $0.title == "2013-05-01"
        },
        FrontMatterCase(rule: "a title that YAML takes for a flag", file: "---\ntitle: No\n---\n") { $0.title == "No" },
        FrontMatterCase(rule: "a title over two lines", file: "---\ntitle: >\n  A\n  B\n---\n") { $0.title == "A B" },
        FrontMatterCase(rule: "published: false", file: "---\ntitle: A\npublished: false\n---\n") { $0.isDraft },
        FrontMatterCase(rule: "published: true", file: "---\ntitle: A\npublished: true\n---\n") { !$0.isDraft },
        FrontMatterCase(rule: "a day with one digit", file: "---\ntitle: A\ndate: 2013-05-1\n---\n") { $0.date == day },
        FrontMatterCase(rule: "a quoted date", file: "---\ntitle: A\ndate: '2013-05-01'\n---\n") { $0.date == day },
        FrontMatterCase(rule: "a date with an odd zone", file: "---\ntitle: A\ndate: 2013-04-30 19:00:00 -0500\n---\n")
        { $0.date == day },
        FrontMatterCase(rule: "date and slug from the file name", file: "---\ntitle: A\n---\n") {
            $0.slug == "hello" && $0.date == Date(timeIntervalSince1970: 1_767_312_000)
        },
        FrontMatterCase(
            rule: "from a bundle's folder", file: "---\ntitle: A\n---\n", source: "posts/2026-01-02-big-day/index.md"
        ) { $0.slug == "big-day" && $0.isBundle },
        FrontMatterCase(
            rule: "front matter before the file name", file: "---\ntitle: A\ndate: 2013-05-01\nslug: other\n---\n"
        ) { $0.slug == "other" && $0.date == day },
        FrontMatterCase(
            rule: "a path of its own, as Zola writes it",
            file: "+++\ntitle = \"A\"\npath = \"2025/01/23/Update\"\n+++\n"
        ) { $0.explicitPath?.file == "2025/01/23/Update/index.html" },
        FrontMatterCase(
            rule: "TOML with brackets of all kinds",
            file:
                "+++\ntitle = \"A\"\ntags = [\n  \"[é]\", # [é\n]\nlists = [\n  [],\n  [{a = 1}],\n]\nlong = \"\"\"\n[é]\"\"\"\n[[extra.\"é\"]]\nx = 1\n+++\n"
        ) { $0.terms == ["tags": ["[é]"]] && $0.params.count == 3 },
        FrontMatterCase(rule: "a cover", file: "---\ntitle: A\ncover: {image: a.jpg, alt: A tree}\n---\n") {
            $0.cover?.image == "a.jpg" && $0.cover?.alt == "A tree"
        },
        FrontMatterCase(rule: "a cover as one text", file: "---\ntitle: A\ncover: a.jpg\n---\n") {
            $0.cover?.image == "a.jpg"
        },
        FrontMatterCase(rule: "unknown keys are kept", file: "---\ntitle: A\nlayout: post\nauthors: [x]\n---\n") {
            $0.params.map(\.key) == ["layout", "authors"]
        },
        FrontMatterCase(
            rule: "params and extra are the page's own",
            file: "---\ntitle: A\nparams: {a: 1, b: [x]}\nextra: {a: '1'}\n---\n"
        ) { $0.params == [Param(key: "b", value: .list([.text("x")])), Param(key: "a", value: .text("1"))] },
        FrontMatterCase(rule: "an expiry, as Hugo spells it", file: "---\ntitle: A\nexpiryDate: 2013-05-01\n---\n") {
            $0.expiry == day
        },
        FrontMatterCase(rule: "aliases", file: "---\ntitle: A\naliases: [/old/, older, /oldest.html]\n---\n") {
            $0.aliases.map(\.file) == ["old/index.html", "older/index.html", "oldest.html"]
        },
        FrontMatterCase(rule: "redirect_from as one text", file: "---\ntitle: A\nredirect_from: /old\n---\n") {
            $0.aliases.map(\.file) == ["old/index.html"]
        },
        FrontMatterCase(rule: "a menu by name", file: "---\ntitle: A\nmenu: main\n---\n") {
            $0.menus == [MenuPlace(menu: "main")]
        },
        FrontMatterCase(
            rule: "menus with weights", file: "---\ntitle: A\nmenu: {main: {weight: 2, name: B}, footer: }\n---\n"
        ) { $0.menus == [MenuPlace(menu: "main", weight: 2, title: "B"), MenuPlace(menu: "footer")] },
        FrontMatterCase(
            rule: "an index needs no title", file: "---\n---\nText", source: "posts/far-away_places/_index.md"
        ) { $0.kind == .index && $0.title == "Far away places" && $0.folder == "posts/far-away_places/" },
        FrontMatterCase(rule: "a page needs no date", file: "---\ntitle: A\n---\n", source: "about.md") {
            $0.kind == .page && $0.date == nil
        },
        FrontMatterCase(rule: "the text's first line is known", file: "---\ntitle: A\n---\n\n![a](b.jpg)") {
            $0.bodyLineOffset == 3 && $0.document.images.first?.line == 2
        },
    ]
}

@Suite struct `Front matter of real blogs` {
    @Test(arguments: FrontMatterCase.all)
    func `is understood as the table says`(_ row: FrontMatterCase) throws {
        let reading = Entry.read(row.source, text: row.file, settings: EntrySettings())
        let entry = try #require(reading.entry, "\(reading.diagnostics)")
        #expect(row.expected(entry), "\(entry)")
    }
}

@Suite struct `Fields that a site declares` {
    static let settings = EntrySettings(
        schema: [
            FieldSchema(name: "rating", kind: .int, isRequired: true), FieldSchema(name: "price", kind: .number),
            FieldSchema(name: "seen", kind: .date), FieldSchema(name: "mood", kind: .choice, values: ["happy", "sad"]),
            FieldSchema(name: "cast", kind: .list), FieldSchema(name: "good", kind: .bool),
            FieldSchema(name: "code", kind: .text),
        ])

    private func read(_ fields: String, source: String = "posts/2026-01-02-a.md") -> EntryReading {
        Entry.read(source, text: "---\ntitle: A\n\(fields)\n---\n", settings: Self.settings)
    }

    @Test func `have the kind that was declared, wherever they stand`() throws {
        let reading = read(
            "rating: 5\nprice: 2.50\nseen: 2013-05-01\nmood: sad\ncast: Ada\nparams: {good: yes, code: 007, other: 007}"
        )
        #expect(reading.diagnostics.isEmpty)
        let params = try #require(reading.entry).params
        #expect(params["rating"] == .integer(5))
        #expect(params["price"] == .text("2.50"))
        #expect(params["seen"] == .date(FrontMatterCase.day))
        #expect(params["mood"] == .text("sad"))
        #expect(params["cast"] == .list([.text("Ada")]))
        #expect(params["good"] == .flag(true))
        #expect(params["code"] == .text("007"))
        #expect(params["other"] == .text("007"), "a number that isn't written like one stays as it was written")
    }

    @Test(arguments: [
        ("price: 2", ":1:1: error: this post has no `rating`, which the site requires (add `rating:` (int) to the"),
        ("rating:", "this post has no `rating`"),
        ("rating: five", ":3:9: error: `rating: five` must be a whole number\n    rating: five\n            ^"),
        ("rating: 1\nprice: much", ":4:8: error: `price: much` must be a number"),
        ("rating: 1\nmood: hapy", "`mood: hapy` is none of `happy`, `sad` (did you mean `happy`?)"),
        ("rating: 1\ngood: maybe", "`good` must be true or false"),
        ("rating: 1\nseen: 1/2/2013", "this date could be read in two ways"),
        ("rating: 1\ncast: {a: b}", "`cast` must be a list"),
        (
            "rating: 1\nratng: 1",
            "`ratng` is not a known key; it is kept for the theme in `params` (did you mean `rating`?)"
        ),
        ("params: {rating: x}", "`rating: x` must be a whole number"),
        ("params: 5", "`params` must be a group of keys"),
    ])
    func `are checked, with place and advice`(_ fields: String, _ message: String) {
        let told = read(fields).diagnostics.map(\.description).joined(separator: "\n")
        #expect(told.contains(message), "told: \(told)")
    }

    @Test func `are asked of posts only`() {
        #expect(read("", source: "about.md").entry != nil)
        #expect(read("rating: x", source: "about.md").entry == nil)
    }
}

/// One mistake and what its author is told.
struct MistakeCase: Sendable, CustomTestStringConvertible {
    let file: String
    var source = "posts/2026-01-02-hello.md"
    let told: [String]

    var testDescription: String { told.first ?? "" }

    static let all: [MistakeCase] = [
        MistakeCase(
            file: "---\ntitle: A\n",
            told: [
                "content/posts/2026-01-02-hello.md:1:1: error: the front matter is never closed (end it with a line `---`)\n    ---\n    ^"
            ]),
        MistakeCase(
            file: "---\ntitle: A: B\n---\n",
            told: [
                "content/posts/2026-01-02-hello.md:2:9: error: not readable as YAML: mapping values are not allowed in this context (put quotes around a value that holds a colon)\n    title: A: B\n            ^"
            ]),
        MistakeCase(
            file: "+++\ntitle = \"A\"\ndate = \n+++\n",
            told: ["content/posts/2026-01-02-hello.md:3:8: error: not readable as TOML"]),
        MistakeCase(
            file: "+++\ntitle = \"A\"\n[ é]\n+++\n",
            told: [":3:3: error: not readable as TOML: a table's name must follow the bracket"]),
        MistakeCase(
            file: "---\ntitel: A\n---\n",
            told: [
                ":2:1: warning: `titel` is not a known key; it is kept for the theme in `params` (did you mean `title`?)\n    titel: A\n    ^",
                ":1:1: error: there is no title",
            ]),
        MistakeCase(
            file: "---\ntitle: A\nlastmod: 2026-01-01\n---\n",
            told: [
                "warning: `lastmod` is not a known key; it is kept for the theme in `params` (did you mean `updated`?)"
            ]),
        MistakeCase(
            file: "---\ntitle: A\ndate: 05/01/2013\n---\n",
            told: [
                ":3:7: error: `date: 05/01/2013`: this date could be read in two ways (write it as 2026-05-01 or 2026-05-01 10:00)"
            ]),
        MistakeCase(
            file: "---\ntitle: A\ndate: 2013-02-30\nslug: ../x\ndraft: maybe\n---\n",
            told: ["there is no such day", "`../x` cannot be a slug", "`draft` must be true or false"]),
        MistakeCase(
            file: "+++\ntitle = \"A\"\nslug = \"..\"\n+++\n",
            told: [":3:8: error: `..` cannot be a slug: `..` would leave its folder"]),
        MistakeCase(
            file: "---\ntitle: A\nurl: /../etc/passwd\n---\n",
            told: ["`/../etc/passwd` cannot be a path: `..` would leave its folder"]),
        MistakeCase(file: "---\ntitle: A\nslug: \"a\\u0007b\"\n---\n", told: ["it holds a control character"]),
        MistakeCase(
            file: "---\ntitle: A\nslug: .masthead\n---\n", told: ["names that begin with a dot are never served"]),
        MistakeCase(file: "---\ntitle: [A]\n---\n", told: ["`title` must be a single text"]),
        MistakeCase(file: "---\ntitle: A\ntags: {a: b}\n---\n", told: ["`tags` must be a list"]),
        MistakeCase(
            file: "---\ntitle: A\ncover: {imgae: a.jpg}\n---\n",
            told: ["`cover` has no `imgae` (did you mean `image`?)", "`cover` names no picture"]),
        MistakeCase(
            file: "---\ntitle: A\naliases: [../x, {a: b}]\nmenu: {main: 3}\npaginate: 0\nweight: heavy\n---\n",
            told: [
                "`/../x` cannot be a path", "`aliases` must be a list of paths", "a menu's entry is a group of keys",
                "`paginate: 0` must be a whole number from 1 to 1000", "`weight: heavy` must be a whole number",
            ]),
        MistakeCase(file: "---\ntitle: A\ntitle: B\n---\n", told: ["`title` is given twice"]),
        MistakeCase(file: "---\njust words\n---\n", told: ["the front matter is not a list of `key: value` lines"]),
        MistakeCase(
            file: "No front matter", source: "posts/a.md", told: ["there is no title", "this post has no date"]),
        MistakeCase(
            file: "---\ntitle: A\n---\n", source: "posts/!!!.md",
            told: ["this post has no date", "the file name gives no slug"]),
    ]
}

@Suite struct `Mistakes in front matter` {
    @Test(arguments: MistakeCase.all)
    func `are told all at once, with place and advice`(_ row: MistakeCase) {
        let reading = Entry.read(row.source, text: row.file, settings: EntrySettings())
        let told = reading.diagnostics.map(\.description).joined(separator: "\n")
        for message in row.told {
            #expect(told.contains(message), "told: \(told)")
        }
    }

    @Test func `random bytes never crash the reader`() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SplitMix(state: seed)
        let pieces = [
            "---\n", "+++\n", "{", "}", "title", ":", " ", "=", "\"", "'", "\n", "[", "]", "date", "2013-", "-", "\t",
            "é", "&a", "*a", "#", "|", "\\", "<!--more-->", "![", "](",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 1...24, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            for start in ["", "---\n", "+++\n", "{\n"] {
                let reading = Entry.read("posts/2026-01-02-a.md", text: start + text, settings: EntrySettings())
                #expect(reading.entry != nil || reading.diagnostics.hasErrors, "seed \(seed): \(start + text)")
            }
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
