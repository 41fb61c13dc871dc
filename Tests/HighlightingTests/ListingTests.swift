import Foundation
import Highlighting
import Testing

@Suite struct `A listing` {
    private func html(_ listing: CodeListing) -> String { String(decoding: listing.html(), as: UTF8.self) }

    @Test func `holds classed spans`() {
        #expect(
            html(CodeListing(code: "let a = \"<\"\n", language: "swift"))
                == "<pre class=\"highlight\" tabindex=\"0\"><code class=\"language-swift\" data-lang=\"swift\">"
                + "<span class=\"kd\">let</span> <span class=\"nv\">a</span> <span class=\"p\">=</span> "
                + "<span class=\"s\">&quot;&lt;&quot;</span>\n</code></pre>")
    }

    @Test func `says the language's first name whatever the author wrote`() {
        #expect(html(CodeListing(code: "x", language: "rs")).contains("class=\"language-rust\""))
    }

    @Test func `in an unknown language is text`() {
        #expect(
            html(CodeListing(code: "a < b", language: "<k>"))
                == "<pre class=\"highlight\" tabindex=\"0\"><code class=\"language-&lt;k&gt;\" data-lang=\"&lt;k&gt;\">"
                + "a &lt; b</code></pre>")
    }

    @Test func `shows numbers as attributes and marks lines`() {
        #expect(
            html(CodeListing(code: "/*\n*/ a\n", language: "c", firstLine: 9, marked: [2...2], title: "a&b.c"))
                == "<figure class=\"listing\"><figcaption>a&amp;b.c</figcaption>"
                + "<pre class=\"highlight linenos\" tabindex=\"0\"><code class=\"language-c\" data-lang=\"c\">"
                + "<span class=\"line\" data-line=\"9\"><span class=\"cm\">/*</span>\n</span>"
                + "<mark class=\"line hll\" data-line=\"10\"><span class=\"cm\">*/</span> a\n</mark></code></pre></figure>"
        )
    }

    @Test(arguments: ["", "\n", "a", "a\n", "\n\na\n\nb", "\"\n\n"])
    func `without its tags is the code`(_ code: String) {
        for listing in [
            CodeListing(code: code, language: "js"), CodeListing(code: code, language: "js", firstLine: 1),
            CodeListing(code: code, marked: [1...1]),
        ] {
            #expect(Self.text(of: html(listing)) == code)
        }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["MASTHEAD_CORPORA"] != nil))
    func `of every file in the real blogs is that file`() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["MASTHEAD_CORPORA"])
        let languages = [
            "md": "markdown", "html": "html", "css": "css", "scss": "scss", "js": "js", "json": "json", "yml": "yaml",
            "yaml": "yaml", "toml": "toml", "rs": "rust", "rb": "ruby", "py": "python", "sh": "bash", "svg": "xml",
        ]
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        var count = 0
        for file in files {
            guard let language = languages[String(file.split(separator: ".").last ?? "")],
                let data = FileManager.default.contents(atPath: folder + "/" + file), data.count < 500_000
            else { continue }
            let code = String(decoding: data, as: UTF8.self)
            count += 1
            #expect(Self.text(of: html(CodeListing(code: code, language: language))) == code, "\(file)")
        }
        #expect(count > 1_000)
    }

    /// What a browser would show.
    private static func text(of html: String) -> String {
        var text: [UInt8] = []
        var isInTag = false
        for byte in html.utf8 {
            if byte == UInt8(ascii: "<") { isInTag = true }
            if !isInTag { text.append(byte) }
            if byte == UInt8(ascii: ">") { isInTag = false }
        }
        return String(decoding: text, as: UTF8.self).replacingOccurrences(of: "&lt;", with: "<")
            .replacingOccurrences(of: "&gt;", with: ">").replacingOccurrences(of: "&quot;", with: "\"")
            .replacingOccurrences(of: "&amp;", with: "&")
    }
}
