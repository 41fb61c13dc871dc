import Markdown
import Testing

@Suite struct `Shortcodes leave holes` {
    private func html(_ document: MarkdownDocument) -> String {
        let html = document.html(shortcode: { index, inner in
            let shortcode = document.shortcodes[index]
            let arguments = shortcode.arguments.map { ($0.name.map { $0 + "=" } ?? "") + $0.value }
            return Array("[\(([shortcode.name] + arguments).joined(separator: "|"))]".utf8) + inner
                + (shortcode.isPaired ? Array("[/]".utf8) : [])
        })
        return String(decoding: html, as: UTF8.self)
    }

    @Test(arguments: [
        ("{{< a b=\"c d\" e=f g >}}", "[a|b=c d|e=f|g]\n"),
        ("{{% a \"x\" `y z` %}}", "[a|x|y z]\n"),
        ("{{ a(b=\"c\", d=1, e=true, f=[1, 2]) }}", "[a|b=c|d=1|e=true|f=1, 2]\n"),
        ("x {{< a >}} y", "<p>x [a] y</p>\n"),
        ("{{< a >}}\n*b*\n{{< /a >}}", "[a]\n<p><em>b</em></p>\n[/]"),
        ("{% a(b='c') %}\n*d*\n{% end %}", "[a|b=c]\n<p><em>d</em></p>\n[/]"),
        ("{{< a >}}\n{{< b >}}\n  {{< c />}}\n{{< /b >}}\n{{< /a >}}", "[a]\n[b]\n[c]\n[/]\n[/]"),
        ("<div>{{< a >}}</div>", "<div>[a]</div>\n"),
        ("| x |\n|---|\n| {{< a >}} |", "<td>[a]</td>"),
        // Not in code.
        ("`{{< a >}}`", "<p><code>{{&lt; a &gt;}}</code></p>\n"),
        ("```\n{{< a >}}\n```", "{{&lt; a &gt;}}\n</code>"),
        ("    {{< a >}}", "{{&lt; a &gt;}}\n</code>"),
        ("``{{< a >}} ` {{ b() }}``", "<code>{{&lt; a &gt;}} ` {{ b() }}</code>"),
        // Not at all.
        ("{{</* a */>}}", "<p>{{&lt; a &gt;}}</p>\n"),
        ("{{ page.title }} {% raw %} {% if a %}", "<p>{{ page.title }} {% raw %} {% if a %}</p>\n"),
        ("{{< a", "<p>{{&lt; a</p>\n"),
        ("[a]({{< b >}})", "b"),
    ])
    func `where they stand`(_ markdown: String, _ expected: String) {
        let found = html(MarkdownDocument(parsing: markdown))
        #expect(
            found.contains(expected) || found.contains(expected.replacing("[/]", with: "\n[/]")),
            "\(found.debugDescription)")
    }

    @Test func `they know their line and column`() {
        let document = MarkdownDocument(parsing: "a\n\nb {{< c >}} {{< d >}}\n\n{{< e >}}\n{{< /e >}}")
        #expect(document.shortcodes.map(\.line) == [3, 3, 5])
        #expect(document.shortcodes.map(\.column) == [3, 13, 1])
        #expect(document.shortcodes.map(\.isPaired) == [false, false, true])
    }

    @Test func `what is inside belongs to the document`() {
        let document = MarkdownDocument(parsing: "# A\n\n{{< b >}}\n# A\n\n![c](d.png) [e](f.md)\n{{< /b >}}")
        #expect(document.headings.map(\.id) == ["a", "a-1"])
        #expect(document.images.map(\.destination) == ["d.png"])
        #expect(document.links.map(\.destination) == ["f.md"])
    }

    @Test func `a picture that one names is the document's`() {
        let document = MarkdownDocument(
            parsing: "![a](b.png)\n\n{{< figure src=\"c.jpg\" alt=\"d\" >}} {{< video src=\"e.mp4\" >}}")
        #expect(document.images.map(\.destination) == ["b.png", "c.jpg"])
        #expect(document.shortcodes.map(\.image) == [1, nil])
    }

    @Test func `pairs that don't match are told`() {
        let document = MarkdownDocument(parsing: "{{< /a >}}\n\n{% b() %}\nc")
        #expect(document.problems.map(\.line).sorted() == [1, 3])
    }

    @Test func `their text is no text of the page's`() {
        let document = MarkdownDocument(parsing: "One {{< a >}} two.\n\n{{< b >}}")
        #expect(document.wordCount == 2)
        #expect(document.summary == "One two.")
    }
}
