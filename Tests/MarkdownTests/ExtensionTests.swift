import Markdown
import Testing

extension MarkdownCase {
    static let extensions: [MarkdownCase] = [
        // Math.
        MarkdownCase(
            rule: "inline math keeps its TeX", markdown: "a $x_1 * y_2 * z < 3$ b",
            html: "<p>a <span class=\"math inline\">x_1 * y_2 * z &lt; 3</span> b</p>\n"),
        MarkdownCase(
            rule: "prices are text", markdown: "$5 and $10, US$5 or 5$", html: "<p>$5 and $10, US$5 or 5$</p>\n"),
        MarkdownCase(rule: "prices in brackets are text", markdown: "($4) or (5$)", html: "<p>($4) or (5$)</p>\n"),
        MarkdownCase(
            rule: "variables are text", markdown: "$HOME/$USER and $A, $B", html: "<p>$HOME/$USER and $A, $B</p>\n"),
        MarkdownCase(rule: "escaped dollars are text", markdown: "\\$x$", html: "<p>$x$</p>\n"),
        MarkdownCase(rule: "dollars in code stay", markdown: "`$x$`", html: "<p><code>$x$</code></p>\n"),
        MarkdownCase(
            rule: "display math is a block", markdown: "a\n$$\nx *y*\n$$\nb",
            html: "<p>a</p>\n<div class=\"math display\">\nx *y*\n</div>\n<p>b</p>\n"),
        MarkdownCase(
            rule: "display math in a line", markdown: "a $$x$$ b",
            html: "<p>a <span class=\"math display\">x</span> b</p>\n"),
        MarkdownCase(
            rule: "TeX's own brackets", markdown: "a \\(x_1\\) b\n\n\\[ y^2 \\]",
            html: "<p>a <span class=\"math inline\">x_1</span> b</p>\n<div class=\"math display\"> y^2 </div>\n"),
        MarkdownCase(
            rule: "escaped brackets are brackets", markdown: "\\[1\\] and \\(not\\)", html: "<p>[1] and (not)</p>\n"),
        // Attributes.
        MarkdownCase(
            rule: "an id of one's own", markdown: "## A b {#c .d}",
            html:
                "<h2 id=\"c\" class=\"d\">A b <a class=\"heading-anchor\" href=\"#c\" aria-label=\"Link to this section\">#</a></h2>\n"
        ),
        MarkdownCase(
            rule: "attributes of a link", markdown: "[a](b.md){.c target=_blank} [d](https://e.org/){rel=\"me\"}",
            html:
                "<p><a href=\"b.md\" class=\"c\" target=\"_blank\">a</a> <a rel=\"me\" href=\"https://e.org/\">d</a></p>\n"
        ),
        MarkdownCase(
            rule: "attributes of a picture", markdown: "![a](b.png){.wide width=300}",
            html:
                "<figure><img src=\"b.png\" alt=\"a\" loading=\"lazy\" decoding=\"async\" class=\"wide\" width=\"300\"></figure>\n"
        ),
        MarkdownCase(
            rule: "attributes of a paragraph", markdown: "a\n{: .b #c}", html: "<p class=\"b\" id=\"c\">a</p>\n"),
        MarkdownCase(
            rule: "attributes of a list", markdown: "- a\n- b\n{: .c}",
            html: "<ul class=\"c\">\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        MarkdownCase(
            rule: "attributes of a table", markdown: "|a|\n|-|\n|b|\n\n{.c}",
            html:
                "<table class=\"c\">\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n"
        ),
        MarkdownCase(rule: "braces in text are text", markdown: "a {.b} c {d}", html: "<p>a {.b} c {d}</p>\n"),
        // Alerts.
        MarkdownCase(
            rule: "an alert", markdown: "> [!WARNING]\n> Do *not*.",
            html: "<div class=\"markdown-alert markdown-alert-warning\" role=\"note\">\n"
                + "<p class=\"markdown-alert-title\">Warning</p>\n<p>Do <em>not</em>.</p>\n</div>\n"),
        MarkdownCase(
            rule: "a quote that only begins like one", markdown: "> [!NOTE] a",
            html: "<blockquote>\n<p>[!NOTE] a</p>\n</blockquote>\n"),
        // Definition lists.
        MarkdownCase(
            rule: "a definition list", markdown: "A\n: b *c*\n: d\n\nE\n: f",
            html: "<dl>\n<dt>A</dt>\n<dd>b <em>c</em></dd>\n<dd>d</dd>\n<dt>E</dt>\n<dd>f</dd>\n</dl>\n"),
        MarkdownCase(rule: "a colon elsewhere", markdown: "a\n:b\n\n: c", html: "<p>a\n:b</p>\n<p>: c</p>\n"),
    ]
}

@Suite struct `Beyond GitHub's Markdown` {
    @Test(arguments: MarkdownCase.extensions)
    func `as the table says`(_ row: MarkdownCase) throws {
        #expect(try String(decoding: MarkdownDocument(parsing: row.markdown).html(), as: UTF8.self) == row.html)
    }

    @Test(arguments: MarkdownCase.extensions)
    func `each can be switched off`(_ row: MarkdownCase) throws {
        let options = MarkdownOptions(extensions: [])
        let html = try String(decoding: MarkdownDocument(parsing: row.markdown, options: options).html(), as: UTF8.self)
        #expect(!html.contains("class=\"math") && !html.contains("<dl>") && !html.contains("markdown-alert"))
    }

    @Test(arguments: MarkdownCase.all)
    func `none of them changes plain Markdown`(_ row: MarkdownCase) throws {
        let plain = MarkdownDocument(parsing: row.markdown, options: MarkdownOptions(extensions: []))
        #expect(try MarkdownDocument(parsing: row.markdown).html() == plain.html())
    }

    @Test func `what runs code is not taken from an author whose HTML is refused`() throws {
        let document = MarkdownDocument(
            parsing: "[a](b){.c onclick=x style=y}", options: MarkdownOptions(rawHTML: false))
        #expect(try String(decoding: document.html(), as: UTF8.self) == "<p><a href=\"b\" class=\"c\">a</a></p>\n")
    }

    @Test func `places are those of the text as it was written`() {
        let document = MarkdownDocument(parsing: "$x+y$ [a](b)\n$$\nz\n$$\nc [d](e)\n\n# F {#g}\n\n![h](i.png)")
        #expect(document.links.map(\.line) == [1, 5])
        #expect(document.links.map(\.column) == [7, 3])
        #expect(document.headings.map(\.line) == [7])
        #expect(document.images.map(\.line) == [9])
    }

    @Test func `noncharacters of the author's are no tokens of ours`() throws {
        let tokens = String(decoding: [0xEF, 0xB7, 0x90, 0x30, 0xEF, 0xB7, 0x91] as [UInt8], as: UTF8.self)
        let document = MarkdownDocument(parsing: "a \(tokens) $x$")
        #expect(try String(decoding: document.html(), as: UTF8.self).contains("<span class=\"math inline\">x</span>"))
        #expect(try document.html().count { $0 == 0xFF } == 0)
    }

    @Test func `any text is read, with any mixture of signs`() throws {
        let letters = [
            "$", "$$", "{", "}", "{{<", ">}}", "{%", "%}", "{: .a}", "`", "```", "\n", "\n\n", "> ", "[!NOTE]", "a",
            ": ", "\\(", "\\)", "#", "- ", "    ", "end", "é", "{{< /a >}}", "{{< a >}}", "[b](c)", "![d](e.png)",
            "<div>",
        ]
        var state: UInt64 = 11
        for round in 0..<3_000 {
            var text = ""
            for _ in 0..<30 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += letters[Int((state >> 33) % UInt64(letters.count))]
            }
            let html = try MarkdownDocument(parsing: text).html()
            #expect(!html.contains(0xFF), "seed 11, round \(round)")
            #expect(
                !html.indices.contains { html[$0] == 0xEF && $0 + 1 < html.count && html[$0 + 1] == 0xB7 },
                "round \(round): \(text.debugDescription)")
        }
    }
}
