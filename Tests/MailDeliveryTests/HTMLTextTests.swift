import MailDelivery
import Testing

@Suite struct `The text part` {
    @Test(arguments: [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo.\n"),
        ("<h1>Hi</h1>\n  <p>A\n line  with\tspace.</p>", "Hi\n\nA line with space.\n"),
        ("one<br>two<br/>three", "one\ntwo\nthree\n"),
        ("<ul><li>a</li><li>b <b>bold</b></li></ul>after", "- a\n- b bold\n\nafter\n"),
        ("<a href=\"https://x.example/?a=1&amp;b=2\">Confirm</a>", "Confirm <https://x.example/?a=1&b=2>\n"),
        ("<a href='https://x.example/'>https://x.example/</a>", "https://x.example/\n"),
        ("<a href=\"#top\">top</a> <a>plain</a>", "top plain\n"),
        ("<img src=\"x.png\" alt=\"Our logo\"> <img src=y>", "Our logo\n"),
        ("a<hr>b", "a\n\n----\n\nb\n"),
        ("<head><title>No</title><style>p > a { color: red }</style></head><body>Yes</body>", "Yes\n"),
        ("<script>if (a < b) { \"</p>\" }</script>text", "text\n"),
        ("<div style=\"display: none\">hidden <div>deep</div></div><div hidden>no</div>seen", "seen\n"),
        ("<!-- not <p>this</p> --><!doctype html>seen", "seen\n"),
        ("&lt;b&gt; &amp; &quot;&#39;&#x2014;&hellip; &unknown; & alone", "<b> & \"'—… &unknown; & alone\n"),
        ("a&nbsp;b", "a b\n"), ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"),
        ("1 < 2 and <unclosed", "1 < 2 and <unclosed\n"), ("", "\n"), ("   ", "\n"),
        ("Grüße, 日本 🎉", "Grüße, 日本 🎉\n"),
    ])
    func `is taken from the HTML`(_ html: String, _ text: String) { #expect(plainText(fromHTML: html) == text) }

    @Test func `is wrapped at 72 columns, but a link stays whole`() {
        let words = Array(repeating: "word", count: 40).joined(separator: " ")
        let link = "https://blog.example/\(String(repeating: "x", count: 100))"
        let lines = plainText(fromHTML: "<p>\(words) <a href=\"\(link)\">\(link)</a></p>").split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 72 || $0 == link })
        #expect(lines.contains { $0 == link })
        #expect(lines.joined(separator: " ") == "\(words) \(link)")
    }

    @Test(
        arguments: [
            ("<html><head><title>Welcome to\n Field &amp; Notes</title></head>", "Welcome to Field & Notes"),
            ("<title></title>", nil), ("<p>no</p>", nil), ("<TITLE>Loud</TITLE>", "Loud"),
        ] as [(String, String?)])
    func `leaves the title to be the Subject`(_ html: String, _ expected: String?) {
        #expect(title(ofHTML: html) == expected)
    }
}
