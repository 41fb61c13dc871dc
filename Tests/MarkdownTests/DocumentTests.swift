import Markdown
import Synchronization
import Testing

@Suite struct `What a document tells about itself` {
    @Test func `headings have unique ids in any script`() {
        let document = MarkdownDocument(
            parsing: "# Straße & Wörter\n\n## Don't\n\n## Don't\n\n### 日本語 `code`\n\n## !!!")
        #expect(document.headings.map(\.id) == ["straße-wörter", "dont", "dont-1", "日本語-code", "section"])
        #expect(document.headings.map(\.level) == [1, 2, 2, 3, 2])
        #expect(document.headings.map(\.line) == [1, 3, 5, 7, 9])
        #expect(document.headings[0].text == "Straße & Wörter")
    }

    @Test func `an id of raw HTML is not given away`() {
        let document = MarkdownDocument(parsing: "<a id=\"top\"></a>\n\n# Top")
        #expect(document.headings.map(\.id) == ["top-1"])
        #expect(document.anchors.isSuperset(of: ["top", "top-1"]))
    }

    @Test func `a footnote can be linked to`() {
        let document = MarkdownDocument(parsing: "Text[^why].\n\n[^why]: Because.")
        #expect(document.anchors.isSuperset(of: ["fn-why", "fnref-why"]))
        #expect(document.plainText == "Text.\nBecause.\n")
    }

    @Test func `pictures know their place`() throws {
        let document = MarkdownDocument(
            parsing: "a\n\nb ![one](1.jpg)\nc\n\n![two](2.jpg)\n\n![far](https://example.org/3.jpg)")
        #expect(document.images.map(\.destination) == ["1.jpg", "2.jpg", "https://example.org/3.jpg"])
        #expect(document.images.map(\.standsAlone) == [false, true, true])
        #expect(document.images.map(\.line) == [3, 6, 8])
        #expect(document.images.map(\.alt) == ["one", "two", "far"])
    }

    @Test func `local links are noted and others left alone`() {
        let document = MarkdownDocument(
            parsing: "[a](b.md) [c](https://example.org/) [d](mailto:e@example.org)\n[f](#g) [h](//i) [j](/k/)")
        #expect(document.links.map(\.destination) == ["b.md", "#g", "/k/"])
        #expect(document.links.map(\.line) == [1, 2, 2])
    }

    @Test(arguments: [
        ("First *one*.\n\nSecond.", "First one."),
        ("First.\n\nSecond.\n\n<!-- more -->\n\nThird.", "First. Second."),
        ("# Title\n\n![pic](a.jpg)\n\nText\nhere.", "Text here."),
        ("> quoted\n\nOwn words.", "Own words."),
        ("", ""),
    ])
    func `the summary`(_ markdown: String, _ summary: String) {
        #expect(MarkdownDocument(parsing: markdown).summary == summary)
    }

    @Test(arguments: [
        ("one two three", 3), ("a\nb\n\nc", 3), ("日本語 text", 4), ("```\ncode does not count\n```\n\nyes", 1), ("", 0),
        ("| a | b |\n|---|---|\n| c | d |", 4), ("- one\n- two words", 3),
    ])
    func `words are counted`(_ markdown: String, _ count: Int) {
        #expect(MarkdownDocument(parsing: markdown).wordCount == count)
    }

    @Test func `raw HTML tells which files it shows`() {
        let document = MarkdownDocument(
            parsing: "<video src=\"clip.mp4\" poster='still.jpg'></video>\n\n<img src=\"https://x/y.png\">")
        #expect(document.rawReferences == ["clip.mp4", "still.jpg"])
    }

    @Test(arguments: [
        ("What’s new in Straße?", "whats-new-in-straße"), ("  Hello,   World!  ", "hello-world"),
        ("1.45.1-pre", "1-45-1-pre"),
        ("日本語", "日本語"), ("C++", "c"), ("!?", ""), ("snake_case", "snake_case"),
    ])
    func `slugs`(_ text: String, _ slug: String) {
        #expect(Slug.make(text) == slug)
    }

    @Test(arguments: [
        ("a.md", true), ("/a", true), ("#a", true), ("http://a", false), ("//a", false), ("mailto:a", false),
        ("", false),
        ("a:b", false), ("./a:b", true), ("1:2", true),
    ])
    func `what is local`(_ destination: String, _ isLocal: Bool) {
        #expect(Destination.isLocal(destination) == isLocal)
    }
}

@Suite struct `Parsing on many threads` {
    /// cmark-gfm's tables of special characters are global: without a lock dozens of these documents come out different.
    @Test func `gives what parsing one after the other gives`() async {
        let texts = (0..<800).map { number in
            let paragraph = "~~a~~ *b* \"c\" -- https://example.org/\(number) | www.example.org a@example.org x[^1]\n\n"
            return "# Title \(number)\n\n" + String(repeating: paragraph, count: 30)
                + "| a | b |\n|---|---|\n| ~~c~~ | d |\n\n[^1]: *n*"
        }
        let sequential = texts.map { MarkdownDocument(parsing: $0) }
        let parallel = await withTaskGroup(of: (Int, MarkdownDocument).self) { group in
            for (index, text) in texts.enumerated() {
                group.addTask { (index, MarkdownDocument(parsing: text)) }
            }
            var results: [Int: MarkdownDocument] = [:]
            for await (index, document) in group { results[index] = document }
            return results
        }
        let different = texts.indices.filter { parallel[$0] != sequential[$0] }
        #expect(different.isEmpty, "\(different.count) documents differ")
    }
}
