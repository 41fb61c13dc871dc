import Foundation
import HTTPSemantics
import Testing

/// A real browser in front of the real edge, over WebDriver's plain HTTP (W3C WebDriver).
extension Integration {
    @Suite struct `In a browser` {
        @Test func `the page loads, the form is filled in and sent, and the answer appears in place`() async throws {
            guard let driver = Browser.driver else {
                print("SKIPPED: no chromedriver on this machine; scripts/test installs chromium-driver")
                return
            }
            let site = try await RunningSite.start(title: "A test in the browser")
            do {
                let browser = try await Browser.start(driver)
                do {
                    try await subscribe(browser, site)
                } catch {
                    await browser.stop()
                    throw error
                }
                await browser.stop()
            } catch {
                _ = site.stop()
                throw error
            }
            #expect(site.stop() == 0)
        }

        private func subscribe(_ browser: Browser, _ site: RunningSite) async throws {
            try await browser.open(site.address + "/")
            #expect(try await browser.evaluate("return document.title").contains("A test in the browser"))
            #expect(try await browser.evaluate("return getComputedStyle(document.body).fontFamily").contains("serif"))
            let overflow = "return String(document.documentElement.scrollWidth <= window.innerWidth)"
            #expect(try await browser.evaluate(overflow) == "true")
            try await browser.type("browser@example.net", into: "form input[name=email]")
            // Resolves when the live region says something: an event, not a wait.
            let answer = try await browser.evaluateAsync(
                """
                const done = arguments[arguments.length - 1];
                const form = document.querySelector("form input[name=email]").form;
                const region = form.querySelector("[aria-live], [role=status]");
                new MutationObserver(() => region.textContent.trim() && done(region.textContent.trim()))
                    .observe(region, { childList: true, characterData: true, subtree: true });
                form.requestSubmit();
                """)
            #expect(!answer.isEmpty)
            try await site.mailDelivered(kind: "mail.confirm")
            #expect(try site.outbox().count == 1)
        }
    }
}

/// One headless browser, driven over HTTP.
final class Browser: Sendable {
    private let program: Program
    private let port: Int
    private let session: String

    static var driver: String? {
        ["/usr/bin/chromedriver", "/usr/local/bin/chromedriver"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    private init(program: Program, port: Int, session: String) {
        self.program = program
        self.port = port
        self.session = session
    }

    static func start(_ driver: String) async throws -> Browser {
        let port = try await Web.freePort()
        // Threads of a test run have signals blocked and programs inherit that; a browser needs them.
        let unblocking =
            "import os, signal, sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); os.umask(0o022); os.execv(sys.argv[1], sys.argv[1:])"
        let program = try Program("/usr/bin/env", ["python3", "-c", unblocking, driver, "--port=\(port)"])
        try await untilReady(port)
        let answer = try await Web.post(
            port, "/session", type: "application/json",
            #"{"capabilities":{"alwaysMatch":{"goog:chromeOptions":{"args":["--headless=new","--no-sandbox","--disable-gpu","--disable-dev-shm-usage","--window-size=390,844"]}}}}"#
        )
        guard answer.status == 200 else { throw ProgramFailure("no session: \(answer.text)") }
        return Browser(program: program, port: port, session: try answer.json(Reply<Session>.self).value.sessionId)
    }

    /// It says that it listens only when its output is a terminal, so it is asked until it answers.
    private static func untilReady(_ port: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while (try? await Web.get(port, "/status"))?.status != 200 {
            guard ContinuousClock.now < deadline else { throw ProgramFailure("chromedriver does not answer") }
        }
    }

    func open(_ url: String) async throws { _ = try await command("url", ["url": url]) }

    func type(_ text: String, into selector: String) async throws {
        let found = try await command("element", ["using": "css selector", "value": selector])
        guard let element = try found.json(Reply<[String: String]>.self).value.values.first else {
            throw ProgramFailure("no element \(selector)")
        }
        _ = try await command("element/\(element)/value", ["text": text])
    }

    func evaluate(_ script: String) async throws -> String {
        try await command("execute/sync", script: script).json(Reply<String>.self).value
    }

    func evaluateAsync(_ script: String) async throws -> String {
        try await command("execute/async", script: script).json(Reply<String>.self).value
    }

    /// Asks until something is so; a page may be loaded anew meanwhile.
    func wait(_ condition: String) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while (try? await evaluate("return String(Boolean(\(condition)))")) != "true" {
            guard ContinuousClock.now < deadline else {
                let text = (try? await evaluate("return document.documentElement.outerHTML.slice(0, 3000)")) ?? ""
                throw ProgramFailure("never so: \(condition)\n\(text)")
            }
        }
    }

    func stop() async {
        _ = try? await Web.ask(port, .delete, "/session/\(session)", [:])
        _ = program.stop(SIGTERM)
    }

    private func command(_ name: String, _ body: [String: String]) async throws -> WebAnswer {
        try await send(name, String(decoding: try JSONEncoder().encode(body), as: UTF8.self))
    }

    private func command(_ name: String, script: String) async throws -> WebAnswer {
        let quoted = String(decoding: try JSONEncoder().encode(script), as: UTF8.self)
        return try await send(name, "{\"script\":\(quoted),\"args\":[]}")
    }

    private func send(_ name: String, _ body: String) async throws -> WebAnswer {
        let answer = try await Web.post(port, "/session/\(session)/\(name)", type: "application/json", body)
        guard answer.status == 200 else { throw ProgramFailure("\(name): \(answer.text)") }
        return answer
    }

    private struct Reply<Value: Decodable>: Decodable { let value: Value }
    private struct Session: Decodable { let sessionId: String }
}
