import Foundation
import SiteBuilder
import SiteModel
import TestSupport
import Testing

/// Themes that build on others.
@Suite struct `A theme that extends another` {
    private func child(_ description: String = "extends: plain", parent: String? = nil) throws -> SiteFixture {
        var fixture = try SiteFixture()
        try fixture.post("one", text: "Text.")
        try fixture.tree.write("content/about.md", "---\ntitle: About\n---\n\nWho.\n")
        try fixture.tree.write("themes/child/theme.yaml", description + "\n")
        if let parent { try fixture.tree.write("themes/plain/theme.yaml", parent + "\n") }
        fixture.configuration.theme = "child"
        return fixture
    }

    @Test func `stands before it, file by file`() async throws {
        let fixture = try child()
        try fixture.tree.write("themes/child/templates/page.mustache", "<p>Ours: {{page.title}}</p>")
        try fixture.tree.write("themes/child/assets/custom.css", "p { color: red }")
        try await fixture.build()
        #expect(try fixture.text("about/index.html") == "<p>Ours: About</p>")
        #expect(try fixture.text("2026/01/one/index.html").contains("Text."))
        let assets = try FileManager.default.contentsOfDirectory(atPath: fixture.tree.path("public/assets"))
        #expect(assets.contains { $0.hasPrefix("custom.") } && assets.contains { $0.hasPrefix("style.") })
    }

    @Test func `is built again when the other changes`() async throws {
        let fixture = try child()
        try await fixture.build()
        try fixture.tree.write("themes/plain/templates/page.mustache", "<p>Theirs: {{page.title}}</p>")
        try await fixture.build()
        #expect(try fixture.text("about/index.html") == "<p>Theirs: About</p>")
    }

    @Test func `names the file that is wrong, whoseever it is`() async throws {
        let fixture = try child()
        try fixture.tree.write("themes/plain/templates/page.mustache", "{{page.titel}}")
        let problem = try #require(try await fixture.failure().first)
        #expect(problem.path == "themes/plain/templates/page.mustache")
    }

    @Test(
        arguments: [
            (
                "name: x\nextends: plian", nil,
                "themes/child/theme.yaml:2:10: error: there is no theme `plian` to extend (did you mean `plain`?)"
            ),
            (
                "extends: plain", "extends: child",
                "themes/plain/theme.yaml:1:10: error: themes extend each other in a circle: child → plain → child"
            ),
            (
                "extend: plain", nil,
                "themes/child/theme.yaml:1:1: error: a theme has no key `extend` (did you mean `extends`?)"
            ),
            ("extends: [a]", nil, "themes/child/theme.yaml:1:10: error: `extends` must be text"),
            ("extends: ../plain", nil, "themes/child/theme.yaml:1:10: error: there is no theme `../plain` to extend"),
        ] as [(String, String?, String)])
    func `and can't, is told why`(_ description: String, _ parent: String?, _ message: String) async throws {
        let fixture = try child(description, parent: parent)
        let problems = try await fixture.failure()
        #expect(problems.contains { $0.description.hasPrefix(message) }, "\(problems)")
    }

    @Test func `is begun with a description and a style sheet`() async throws {
        var fixture = try SiteFixture()
        try fixture.post("one")
        let themes = fixture.tree.path("themes")
        let files = try Scaffold.newTheme("mine", extending: "plain", in: themes, places: [themes])
        #expect(files == ["mine/theme.yaml", "mine/assets/custom.css"])
        fixture.configuration.theme = "mine"
        #expect(try await fixture.build().warnings == [])
        #expect(throws: Scaffold.Failure.occupied(path: themes + "/mine")) {
            try Scaffold.newTheme("mine", extending: "plain", in: themes, places: [themes])
        }
        #expect(throws: Scaffold.Failure.noFolderName("../x", better: "x")) {
            try Scaffold.newTheme("../x", extending: "plain", in: themes, places: [themes])
        }
        #expect(throws: Diagnostic.self) {
            try Scaffold.newTheme("other", extending: "nothing", in: themes, places: [themes])
        }
    }
}
