import Markdown
import Testing

/// One feature of the language: what an author writes, what a page holds.
struct MarkdownCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let markdown: String
    let html: String

    var testDescription: String { rule }

    static let all: [MarkdownCase] = [
        MarkdownCase(
            rule: "paragraph", markdown: "One *two* **three** `four`",
            html: "<p>One <em>two</em> <strong>three</strong> <code>four</code></p>\n"),
        MarkdownCase(
            rule: "smart quotes and dashes", markdown: #""It's" -- so... 'yes'"#, html: "<p>“It’s” – so… ‘yes’</p>\n"),
        MarkdownCase(rule: "text is escaped", markdown: "a < b & c", html: "<p>a &lt; b &amp; c</p>\n"),
        MarkdownCase(
            rule: "GFM table", markdown: "| a | b |\n|---|--:|\n| 1 | 2 |",
            html:
                "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n"
                + "<td align=\"right\">2</td>\n</tr>\n</tbody>\n</table>\n"),
        MarkdownCase(rule: "GFM strikethrough", markdown: "~~gone~~", html: "<p><del>gone</del></p>\n"),
        MarkdownCase(
            rule: "GFM autolink", markdown: "see www.example.org now",
            html: "<p>see <a href=\"http://www.example.org\">www.example.org</a> now</p>\n"),
        MarkdownCase(
            rule: "GFM task list", markdown: "- [x] done",
            html: "<ul>\n<li><input type=\"checkbox\" checked=\"\" disabled=\"\" /> done</li>\n</ul>\n"),
        MarkdownCase(
            rule: "fence with a language", markdown: "```swift\nlet a = \"<\"\n```",
            html: "<pre class=\"highlight\" tabindex=\"0\"><code class=\"language-swift\" data-lang=\"swift\">"
                + "<span class=\"kd\">let</span> <span class=\"nv\">a</span> <span class=\"p\">=</span> "
                + "<span class=\"s\">&quot;&lt;&quot;</span>\n</code></pre>\n"),
        MarkdownCase(
            rule: "raw HTML is kept", markdown: "<video src=\"a.mp4\"></video>",
            html: "<p><video src=\"a.mp4\"></video></p>\n"),
        MarkdownCase(
            rule: "heading with id and link", markdown: "## A & B",
            html:
                "<h2 id=\"a-b\">A &amp; B <a class=\"heading-anchor\" href=\"#a-b\" aria-label=\"Link to this section\">#</a></h2>\n"
        ),
        MarkdownCase(
            rule: "picture alone is a figure", markdown: "![A tree](tree.jpg \"In autumn\")",
            html: "<figure><img src=\"tree.jpg\" alt=\"A tree\" loading=\"lazy\" decoding=\"async\">"
                + "<figcaption>In autumn</figcaption></figure>\n"),
        MarkdownCase(
            rule: "picture in text", markdown: "a ![b \"c\"](d.png \"e\") f",
            html: "<p>a <img src=\"d.png\" alt=\"b “c”\" title=\"e\" loading=\"lazy\" decoding=\"async\"> f</p>\n"),
        MarkdownCase(
            rule: "picture in a link stays in it", markdown: "[![b](d.png)](/x/)",
            html: "<p><a href=\"/x/\"><img src=\"d.png\" alt=\"b\" loading=\"lazy\" decoding=\"async\"></a></p>\n"),
        MarkdownCase(
            rule: "local link", markdown: "[*a* b](c.md \"t\")",
            html: "<p><a href=\"c.md\" title=\"t\"><em>a</em> b</a></p>\n"),
        MarkdownCase(
            rule: "a URL is encoded once", markdown: "[a](</ü b/%20>)",
            html: "<p><a href=\"/%C3%BC%20b/%20\">a</a></p>\n"),
        MarkdownCase(rule: "the separator vanishes", markdown: "a\n\n<!--more-->\n\nb", html: "<p>a</p>\n<p>b</p>\n"),
        MarkdownCase(rule: "a zero byte is replaced", markdown: "a\u{0}b", html: "<p>a\u{FFFD}b</p>\n"),
    ]
}

@Suite struct `Markdown becomes HTML` {
    @Test(arguments: MarkdownCase.all)
    func `as the table says`(_ row: MarkdownCase) throws {
        #expect(try String(decoding: MarkdownDocument(parsing: row.markdown).html(), as: UTF8.self) == row.html)
    }

    @Test func `a footnote links there and back`() throws {
        let html = try String(decoding: MarkdownDocument(parsing: "Text[^a].\n\n[^a]: The note.").html(), as: UTF8.self)
        #expect(html.contains("<a href=\"#fn-a\" id=\"fnref-a\""))
        #expect(html.contains("<li id=\"fn-a\">"))
        #expect(html.contains("href=\"#fnref-a\""))
    }

    @Test func `raw HTML can be refused`() throws {
        let document = MarkdownDocument(
            parsing: "# T\n\n<script>x</script>\n\n![a](b.jpg)", options: MarkdownOptions(rawHTML: false))
        let html = try String(decoding: document.html(), as: UTF8.self)
        #expect(!html.contains("<script>"))
        #expect(html.contains("<h1 id=\"t\">"), "our own markup is not the author's")
        #expect(html.contains("<img src=\"b.jpg\""))
    }

    @Test func `a table's cells have holes too`() throws {
        let document = MarkdownDocument(parsing: "| [a *b*](c.md) | ![d](e.jpg) | $f<g$ {{< h >}} |\n|-|-|-|\n||||")
        let html = document.html(link: { _ in "/c/" }, shortcode: { _, _ in Array("[h]".utf8) })
        let text = String(decoding: html, as: UTF8.self)
        #expect(text.contains("<th><a href=\"/c/\">a <em>b</em></a></th>"))
        #expect(text.contains("<th><img src=\"e.jpg\""))
        #expect(text.contains("f&lt;g</span> [h]</th>"))
    }

    @Test func `holes are filled by whoever renders`() throws {
        let document = MarkdownDocument(parsing: "# T\n\n![a](b.jpg)\n\n[c](d.md)")
        let html = try document.html(headingAnchors: false) { index in
            Picture(
                source: "/\(index).jpg", sourceSet: "/0-320.jpg 320w", sizes: "100vw", width: 640, height: 480)
        } link: { index in
            "/link-\(index)/?a=1&b=2"
        }
        #expect(
            String(decoding: html, as: UTF8.self) == """
                <h1 id="t">T</h1>
                <figure><img src="/0.jpg" srcset="/0-320.jpg 320w" sizes="100vw" width="640" height="480" alt="a" \
                loading="lazy" decoding="async"></figure>
                <p><a href="/link-0/?a=1&amp;b=2">c</a></p>

                """)
    }

    @Test func `deep nesting ends`() {
        let document = MarkdownDocument(parsing: String(repeating: "> ", count: 5_000) + "end")
        #expect(document.plainText.contains("end"))
    }
}
