import HTTPSemantics
import Testing

@Suite struct `Media types, RFC 9110 §8.3.1` {
    @Test(
        arguments: [
            ("text/html", "text/html", nil), ("Text/HTML;Charset=\"utf-8\"", "text/html", "utf-8"),
            ("text/html; charset=utf-8", "text/html", "utf-8"),
            ("text/html ; charset=utf-8 ;", "text/html", "utf-8"), ("image/svg+xml", "image/svg+xml", nil),
            ("text/plain; charset=a; charset=b", "text/plain", "a"),
            (#"text/plain; x="a;b"; charset=c"#, "text/plain", "c"),
        ] as [(String, String, String?)])
    func `type and parameters are found`(_ text: String, _ essence: String, _ charset: String?) throws {
        let type = try #require(MediaType(text))
        #expect(type.essence == essence)
        #expect(type[parameter: "charset"] == charset)
        #expect(MediaType(type.description) == type)
    }

    @Test(arguments: [
        "", "text", "text/", "/html", "text/html/x", "text /html", "text/html; charset", "text/html; =x",
        "text/html; a=b c", "text/html; a = b", "te\u{E9}t/html", "*",
    ])
    func `anything else is no media type`(_ text: String) {
        #expect(MediaType(text) == nil)
    }

    @Test(arguments: [
        ("/index.html", "text/html; charset=utf-8"), ("a/b/PHOTO.JPG", "image/jpeg"),
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"), ("/app.js", "text/javascript; charset=utf-8"),
        ("/x.tar.gz", "application/gzip"),
        ("/font.woff2", "font/woff2"), ("/noending", "application/octet-stream"),
        ("/.masthead", "application/octet-stream"),
        ("/a.html/b", "application/octet-stream"), ("/x.", "application/octet-stream"),
        ("", "application/octet-stream"), ("/x.unknown", "application/octet-stream"),
    ])
    func `a file is what its ending says`(_ path: String, _ expected: String) {
        #expect(MediaType.forPath(path).description == expected)
    }

    @Test(arguments: [
        ("/a.html", true), ("/a.svg", true), ("/a.json", true), ("/a.atom", true), ("/a.jpg", false),
        ("/a.woff2", false), ("/a", false),
    ])
    func `text is worth compressing`(_ path: String, _ expected: Bool) {
        #expect(MediaType.forPath(path).isTextual == expected)
    }
}
