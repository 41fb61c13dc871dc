import SiteCheck
import SiteModel
import Testing

@Suite struct `A built site` {
    private func report(
        _ pages: [String: String], files: Set<String> = [], url: String = "https://blog.example",
        redirects: [Redirect] = []
    ) -> SiteCheck.Report {
        let check = SiteCheck(
            files: files.union(pages.keys), redirects: redirects, url: url, shownPrefix: "public/")
        return check.report(
            on: pages.reduce(into: [:]) { $0[$1.key] = PageFacts($1.key, Array($1.value.utf8)) })
    }

    private func page(_ body: String) -> String {
        "<!doctype html><html lang=\"en\"><head><title>T</title></head><body>\n\(body)</body></html>"
    }

    private func findings(_ body: String, files: Set<String> = [], url: String = "https://blog.example") -> [String] {
        report(
            ["a/index.html": page(body), "b/index.html": page("<h2 id=\"part\">B</h2>")], files: files, url: url
        ).findings.map { "\($0.line ?? 0) \($0.severity) \($0.message)" }
    }

    @Test(arguments: [
        "<a href=\"/b/\">", "<a href=\"../b/\">", "<a href=\"/b/index.html\">",
        "<a href=\"https://blog.example/b/#part\">",
        "<a href=\"#x\"><p id=\"x\">", "<a href=\"\">", "<a href=\"mailto:a@b.example\">", "<a href=\"?page=2\">",
        "<a href=\"/api/v1/posts\">", "<img alt=\"\" src=\"/p.jpg?v=1\" srcset=\"/p.jpg 320w, /p%2Ejpg 640w\">",
        "<img alt=\"\" src=\"data:image/png;base64,AA\">", "<a href=\"/b/#top\">",
        "<a href=\"https://elsewhere.example/x\">",
        "<a href=\"/b/#p%61rt\">",
    ])
    func `is as it should be`(_ body: String) {
        #expect(findings(body, files: ["p.jpg"]) == [])
    }

    @Test(arguments: [
        ("<p>\n<a href=\"/c/\">", "3 error `/c/` leads nowhere"),
        ("<a href=\"/b\">", "2 warning `/b` takes a redirect to get to its page"),
        ("<a href=\"/b/#prat\">", "2 error `/b/#prat`: the page has no `#prat`"),
        ("<a href=\"javascript:x()\">", "2 error `javascript:x()` runs a script"),
        ("<img src=\"q.jpg\" alt=\"\">", "2 error `q.jpg` leads nowhere"),
        ("<source srcset=\"/p.jpg 1x, /q.jpg 2x\">", "2 error `/q.jpg` leads nowhere"),
        ("<img src=\"/p.jpg\">", "2 warning the picture `/p.jpg` has no `alt`"),
        ("<p id=\"x\"><p id=\"x\">", "2 warning the id `x` is given twice"),
        (
            "<script src=\"http://cdn.example/x.js\"></script>",
            "2 warning `http://cdn.example/x.js` is fetched without TLS, and browsers will not"
        ),
    ])
    func `has mistakes with a place`(_ body: String, _ expected: String) {
        #expect(findings(body, files: ["p.jpg"]) == [expected])
    }

    @Test func `may lie below a path`() {
        let url = "https://blog.example/blog"
        #expect(findings("<a href=\"/blog/b/\">", url: url) == [])
        #expect(findings("<a href=\"/b/\">", url: url) == [], "the rest of the host is not ours")
        #expect(findings("<a href=\"/blog/c/\">", url: url) == ["2 error `/blog/c/` leads nowhere"])
    }

    @Test func `obeys its redirects`() {
        let pages = ["index.html": page("<a href=\"/old/\"></a><a href=\"/feed/x\"></a>")]
        let rules = [Redirect(from: "/old/", to: "/", status: 301), Redirect(from: "/feed/*", to: "/", status: 301)]
        #expect(report(pages, redirects: rules).findings == [])
        #expect(report(pages).findings.count == 2)
    }

    @Test func `takes a fragment through a redirect`() {
        let pages = [
            "index.html": page("<a href=\"/old/#x\"></a><a href=\"/old/#y\"></a>"),
            "new/index.html": page("<p id=\"x\">"),
            "old/index.html": page("moved"),
        ]
        let rules = [Redirect(from: "/old/", to: "/new/", status: 301)]
        #expect(
            report(pages, redirects: rules).findings.map(\.message) == ["`/old/#y`: the page has no `#y`"])
    }

    @Test func `tells once what many pages share`() {
        let pages = ["a.html": page("<a href=\"/c/\">"), "b.html": page("<a href=\"/c/\">"), "d.html": page("")]
        let report = report(pages)
        #expect(report.findings.map(\.message) == ["`/c/` leads nowhere, here and in 1 more file"])
        #expect(report.files == 3 && report.references == 2)
    }

    @Test func `has feeds and a sitemap that name what is there`() {
        let feed = "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<link href=\"https://blog.example/gone/\"/></feed>"
        let found = report(["feed.xml": feed, "sitemap.xml": "<urlset><loc>https://blog.example/feed.xml</loc>"])
            .findings
        #expect(found.map(\.path) == ["public/feed.xml", "public/sitemap.xml"])
        #expect(found.map(\.message) == ["`https://blog.example/gone/` leads nowhere", "is not well-formed XML"])
    }

    @Test func `names what is elsewhere`() {
        let report = report(["a.html": page("<a href=\"https://x.example/\">x</a><a href=\"//y.example/\">y</a>")])
        #expect(report.external.keys.sorted() == ["https://x.example/", "https://y.example/"])
    }

    @Test func `is read whatever is in it`() {
        for text in ["", "<", "<html", "\u{0}", "<a href=", String(repeating: "<div>", count: 5_000)] {
            #expect(report(["a.html": text]).files == 1)
        }
    }
}
