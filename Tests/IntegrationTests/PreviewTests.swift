import Foundation
import HTTPSemantics
import Testing

/// `masthead preview` with a browser in front of it, and an author at work behind it.
extension Integration {
    @Suite struct `A preview` {
        @Test func `follows its author: text, style, mistakes, folders that go and come back`() async throws {
            guard let driver = Browser.driver else {
                print("SKIPPED: no chromedriver on this machine; scripts/test installs chromium-driver")
                return
            }
            let desk = try await Desk.open()
            defer { desk.close() }
            let browser = try await Browser.start(driver)
            do {
                try await work(desk, browser)
            } catch {
                await browser.stop()
                throw error
            }
            await browser.stop()
            #expect(desk.stop() == 0)
            #expect(!FileManager.default.fileExists(atPath: desk.folder + "/public/index.html"))
            #expect(!FileManager.default.fileExists(atPath: desk.folder + "/.masthead/outbox/new"))
        }

        private func work(_ desk: Desk, _ browser: Browser) async throws {
            try await browser.open(desk.address + "/")
            _ = try await browser.evaluate("window.mark = 'first'; return ''")

            // A style sheet is exchanged; the page stays.
            let style = "themes/broadsheet/assets/style.css"
            let css = try desk.read(style)
            try desk.save(style, css + "\nbody { outline: 7px solid red; }\n")
            try await browser.wait("getComputedStyle(document.body).outlineWidth === '7px'")
            try await browser.wait("document.querySelectorAll('link[rel=stylesheet]').length === 1")
            #expect(try await browser.evaluate("return String(window.mark)") == "first")

            // A draft is shown, as soon as it is there.
            try desk.save(
                "content/posts/new/index.md", "---\ntitle: Begun today\ndraft: true\ndate: 2026-01-01\n---\nText.\n")
            try await browser.wait("document.body.innerText.includes('Begun today')")
            #expect(try await browser.evaluate("return String(window.mark)") == "undefined")

            // A mistake stands over the page, with its place, until it is mended.
            let panel = "document.getElementById('masthead-problems')"
            try desk.save("content/posts/new/index.md", "---\ntitle: Begun today\ndate: 2026-13-01\n---\nText.\n")
            try await browser.wait("\(panel)?.shadowRoot.textContent.includes('content/posts/new/index.md:3:7')")
            #expect(
                try await browser.evaluate("return String(document.body.innerText.includes('Begun today'))") == "true")
            try desk.save("content/posts/new/index.md", "---\ntitle: Mended\ndate: 2026-01-01\n---\nText.\n")
            try await browser.wait("\(panel) === null && document.body.innerText.includes('Mended')")

            // So does one in masthead.yaml.
            let settings = try desk.read("masthead.yaml")
            try desk.save("masthead.yaml", settings.replacingOccurrences(of: "theme:", with: "teme:"))
            try await browser.wait("\(panel)?.shadowRoot.textContent.includes('`teme`')")
            try desk.save("masthead.yaml", settings)
            try await browser.wait("\(panel) === null")

            // The folder itself may go, and another take its place.
            try desk.move("content", "elsewhere")
            try await browser.wait("\(panel) !== null")
            try desk.move("elsewhere", "content")
            try await browser.wait("\(panel) === null")
            try desk.save("content/posts/new/index.md", "---\ntitle: After all\ndate: 2026-01-01\n---\nText.\n")
            try await browser.wait("document.body.innerText.includes('After all')")
        }

        @Test func `keeps nothing, names no other host, and shows mails`() async throws {
            let desk = try await Desk.open()
            defer { desk.close() }
            let page = try await Web.get(desk.port, "/")
            #expect(page.status == 200)
            #expect(page.text.contains("/_masthead/preview.js"))
            #expect(page.fields.first("Cache-Control") == "no-store")
            #expect(!page.text.contains("http://127.0.0.1:8080"))
            let absent = try await Web.get(desk.port, "/nothing/")
            #expect(absent.status == 404)
            #expect(absent.text.contains("/_masthead/preview.js"))
            let answer = try await Web.post(
                desk.port, "/api/v1/subscriptions", type: "application/json", #"{"email":"reader@example.net"}"#)
            #expect(answer.status == 202)
            #expect(try await Web.get(desk.port, "/_masthead/mail/welcome.html").text.contains("reader@example.com"))
            #expect(try await Web.get(desk.port, "/api/v1/subscriptions/confirm/preview").text.contains("<form"))
            let foreign = try await Web.ask(desk.port, .get, "/", ["Host": "rebound.example"])
            #expect(foreign.status == 421)
        }
    }
}

/// A site that somebody works on.
private final class Desk: Sendable {
    let folder: String
    let port: Int
    private let preview: Program

    private init(folder: String, port: Int, preview: Program) {
        self.folder = folder
        self.port = port
        self.preview = preview
    }

    var address: String { "http://127.0.0.1:\(port)" }

    static func open() async throws -> Desk {
        let folder = FileManager.default.temporaryDirectory.path + "/masthead-desk-\(UUID().uuidString.prefix(8))"
        let themes = ["MASTHEAD_THEMES": Place.repository + "/themes"]
        let made = try await Program.run(
            Place.masthead, ["new", "site", folder, "--title", "A desk"], environment: themes)
        guard made.code == 0 else { throw ProgramFailure("new site: \(made.output)") }
        let port = try await Web.freePort()
        let preview = try Program(
            Place.masthead, ["preview", "--site", folder, "--port", "\(port)", "--log", folder + "/log"],
            environment: themes)
        _ = try await preview.line { $0.contains("Ctrl-C stops it") }
        let desk = Desk(folder: folder, port: port, preview: preview)
        try await desk.untilBuilt()
        return desk
    }

    /// The first page there is: its news are answered when the first build is done.
    private func untilBuilt() async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try await Web.get(port, "/").status != 200 {
            guard ContinuousClock.now < deadline else { throw ProgramFailure("the preview is never built") }
        }
    }

    func read(_ path: String) throws -> String { try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8) }

    /// As editors do it: beside its place, then there.
    func save(_ path: String, _ text: String) throws {
        let place = URL(fileURLWithPath: "\(folder)/\(path)")
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: place, atomically: true, encoding: .utf8)
    }

    func move(_ from: String, _ to: String) throws {
        try FileManager.default.moveItem(atPath: "\(folder)/\(from)", toPath: "\(folder)/\(to)")
    }

    func stop() -> Int32 { preview.stop() }

    func close() {
        _ = preview.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
