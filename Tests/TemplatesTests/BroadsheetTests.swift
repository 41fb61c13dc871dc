import Foundation
import Templates
import Testing

@Suite struct `The broadsheet theme` {
    private static let names = BroadsheetShapes.all.keys.sorted()

    /// The theme as it lies in the repository; partials and layouts are among its templates.
    private static func loadSources() throws -> [TemplateSource] {
        let theme = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../themes/broadsheet")
            .standardizedFileURL
        let paths = try FileManager.default.subpathsOfDirectory(atPath: theme.path)
        return try paths.filter { $0.hasSuffix(".mustache") }.map { path in
            var name = String(path.dropLast(".mustache".count))
            if name.hasPrefix("templates/") { name.removeFirst("templates/".count) }
            let text = try String(contentsOf: theme.appending(path: path), encoding: .utf8)
            return TemplateSource(name: name, path: "themes/broadsheet/\(path)", text: text)
        }
    }

    private static let library = Result { try TemplateLibrary(sources: loadSources()) }

    private func page(_ name: String, _ value: TemplateValue? = nil) throws -> String {
        let value = try #require(value ?? BroadsheetSamples.all[name])
        return String(decoding: try Self.library.get().render(name, with: value), as: UTF8.self)
    }

    @Test func `has every template that a theme must have`() throws {
        #expect(try Self.library.get().names.isSuperset(of: Self.names))
    }

    @Test(arguments: names) func `uses only what it is given`(_ name: String) throws {
        let shape = try #require(BroadsheetShapes.all[name])
        #expect(try Self.library.get().check(name, against: shape).map(\.description) == [])
    }

    @Test(arguments: names) func `gives whole documents`(_ name: String) throws {
        let page = try page(name)
        #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\">\n"))
        #expect(page.hasSuffix("</body>\n</html>\n"))
        #expect(!page.contains("{{") && !page.contains("}}"))
        #expect(page.components(separatedBy: "<h1").count == 2, "one heading of the first level")
    }

    @Test(arguments: names) func `loads nothing from elsewhere`(_ name: String) throws {
        let sources = try page(name).matches(
            of: /(?:src|srcset|action)="(?<url>[^"]*)"|<link rel="(?:stylesheet|icon)" href="(?<sheet>[^"]*)"/)
        for match in sources {
            let url = try #require(match.output.url ?? match.output.sheet)
            #expect(url.hasPrefix("/"), "\(url)")
        }
    }

    @Test func `names what search engines and previews ask for`() throws {
        let page = try page("post")
        for line in [
            "<title>The ridge above the clouds · Field Notes</title>",
            "<meta name=\"description\" content=\"Notes from a year of walking.\">",
            "<link rel=\"canonical\" href=\"https://notes.example/\">",
            "<meta property=\"og:type\" content=\"article\">",
            "<link rel=\"stylesheet\" href=\"/assets/style.css\" integrity=\"sha256-c3R5bGU=\">",
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Field Notes\" href=\"/feed.xml\">",
        ] {
            #expect(page.contains(line), "\(line)")
        }
    }

    @Test func `subscribes without a script, and catches robots`() throws {
        let page = try page("post")
        #expect(page.contains("<form action=\"/api/v1/subscriptions\" method=\"post\" data-subscribe>"))
        #expect(page.contains(" name=\"email\" type=\"email\" required"))
        #expect(page.contains("<div class=\"elsewhere\" aria-hidden=\"true\">"))
        #expect(page.contains(" name=\"website\" type=\"text\" tabindex=\"-1\" autocomplete=\"off\""))
    }

    @Test func `confirms by one button that posts`() throws {
        for name in ["pages/confirm", "pages/unsubscribe"] {
            let page = try page(name)
            #expect(page.components(separatedBy: "<button").count == 2)
            #expect(
                page.contains(
                    #"<form action="/api/v1/subscriptions/confirm/abc" method="post">"#
                        + #"<button type="submit">Subscribe me</button></form>"#
                ))
            #expect(page.contains("<meta name=\"robots\" content=\"noindex\">"))
        }
    }

    @Test(arguments: ["mail/confirm", "mail/welcome"]) func `writes letters with absolute links only`(_ name: String)
        throws
    {
        let links = try page(name).matches(of: /href="([^"]*)"/).map { String($0.output.1) }
        #expect(!links.isEmpty)
        #expect(links.allSatisfy { $0.hasPrefix("https://") })
    }

    @Test func `leaves out what there is not`() throws {
        var bare = BroadsheetSamples.post(1, hasCover: false)
        bare["tags"] = []
        bare["content"] = .markup("<p>Short.</p>")
        let value = TemplateValue.object(BroadsheetSamples.everywhere("post").merging(["post": .object(bare)]) { $1 })
        let page = try page("post", value)
        #expect(!page.contains("<img") && !page.contains("Updated"))
        #expect(page.contains("<details class=\"contents\" hidden>"))
        #expect(page.contains("<nav class=\"neighbours\" aria-label=\"Stories beside this one\" hidden>"))
    }

    @Test func `lets no author's text out of its place`() throws {
        let attack = TemplateValue.text("\"><script>x</script>")
        var post = BroadsheetSamples.post(0)
        for field in ["title", "url", "description", "summary"] { post[field] = attack }
        post["content"] = .markup("")
        post["tags"] = [["name": attack, "url": attack]]
        let value = TemplateValue.object(
            BroadsheetSamples.everywhere("post", title: "\"><script>x</script>").merging(["post": .object(post)]) { $1 }
        )
        #expect(try !page("post", value).contains("<script>"))
    }

    @Test func `weighs less than fifty kilobytes without its pictures`() throws {
        let theme = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../themes/broadsheet/assets")
        let sizes = try FileManager.default.contentsOfDirectory(at: theme, includingPropertiesForKeys: [.fileSizeKey])
            .map { try $0.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 }
        #expect(sizes.reduce(try page("home").utf8.count, +) < 50_000)
    }
}
