import Foundation
import HTTPSemantics
import Logging
import Origin
import Subscriptions
import Testing

@Suite struct `Subscribing over HTTP` {
    static let jsonType = "Content-Type: application/json"
    static let formType = "Content-Type: application/x-www-form-urlencoded"
    static let path = "/api/v1/subscriptions"

    @Test func `JSON gets 202, and the desk gets the request`() async throws {
        let origin = try TestOrigin()
        try await origin.serve { client async throws in
            let body = #"{"email":" jo@example.com ","name":"Jo","locale":"pt","website":null}"#
            let answer = try await client.send(
                "POST", Self.path, [Self.jsonType, "X-Forwarded-For: 192.0.2.9"], body: body)
            #expect(answer.status == 202)
            #expect(answer.text == #"{"status":"accepted"}"#)
            #expect(answer.fields["Cache-Control"] == "no-store")
        }
        let request = try #require(origin.desk.requests.entries.first)
        #expect(request.email == "jo@example.com" && request.name == "Jo" && request.locale == "pt")
        #expect(request.honeypot == nil && request.clientPrefix == "192.0.2.0/24" && request.form == "api")
    }

    @Test func `a form gets 303 to a page that says what happens next`() async throws {
        let origin = try TestOrigin()
        try await origin.serve { client async throws in
            let answer = try await client.send(
                "POST", Self.path, [Self.formType + "; charset=utf-8"],
                body: "email=jo%2Bblog%40example.com&name=J%C3%B3+X&website=spam&go=Send")
            #expect(answer.status == 303)
            let location = try #require(answer.fields["Location"])
            #expect(location == "/api/v1/subscriptions/received")
            let page = try await client.get(location)
            #expect(page.status == 200 && page.text.contains("Check your mailbox"))
        }
        let request = try #require(origin.desk.requests.entries.first)
        #expect(request.email == "jo+blog@example.com" && request.name == "Jó X" && request.honeypot == "spam")
    }

    @Test func `how long the form was shown, and a hash of the browser's name, reach the desk`() async throws {
        let origin = try TestOrigin()
        try await origin.serve { client async throws in
            for (type, body) in [
                (Self.jsonType, #"{"email":"a@example.com","shown_ms":1500}"#),
                (Self.jsonType, #"{"email":"a@example.com","shown_ms":null}"#),
                (Self.formType, "email=a@example.com&shown_ms=2500"), (Self.formType, "email=a@example.com&shown_ms="),
            ] {
                let answer = try await client.send(
                    "POST", Self.path, [type, "Accept: application/json", "User-Agent: Browser/1"], body: body)
                #expect(answer.status == 202)
            }
            for value in ["-1", #""soon""#, "1.5", "[]"] {
                let answer = try await client.send(
                    "POST", Self.path, [Self.jsonType], body: #"{"email":"a@example.com","shown_ms":\#(value)}"#)
                #expect(answer.status == 422, "\(value)")
            }
        }
        let requests = origin.desk.requests.entries
        #expect(requests.map(\.shownFor) == [.milliseconds(1500), nil, .milliseconds(2500), nil])
        #expect(Set(requests.map(\.userAgentHash)) == ["180900f33f2fb80b"])
    }

    @Test func `a form that prefers JSON gets 202`() async throws {
        try await TestOrigin().serve { client async throws in
            let answer = try await client.send(
                "POST", Self.path, [Self.formType, "Accept: application/json"], body: "email=a@example.com")
            #expect(answer.status == 202)
        }
    }

    struct Case: Sendable {
        let type: String
        let body: String
        let status: Int
        /// The pointers of its violations.
        let pointers: [String]

        init(_ type: String, _ body: String, _ status: Int, _ pointers: [String] = []) {
            (self.type, self.body, self.status, self.pointers) = (type, body, status, pointers)
        }
    }

    @Test func `what can't be right gets problem details that point at it`() async throws {
        let cases = [
            Case(Self.jsonType, "{", 400), Case(Self.jsonType, "", 400), Case(Self.jsonType, "[]", 422, [""]),
            Case(Self.jsonType, "{}", 422, ["/email"]), Case(Self.jsonType, #"{"email":7}"#, 422, ["/email"]),
            Case(Self.jsonType, #"{"email":"  "}"#, 422, ["/email"]),
            Case(Self.jsonType, #"{"email":"nobody"}"#, 422, ["/email"]),
            Case(Self.jsonType, #"{"email":"a@b.example","nam/e":"x","~":1}"#, 422, ["/nam~1e", "/~0"]),
            Case(
                Self.jsonType, #"{"email":"a@b.example","name":"\#(String(repeating: "x", count: 81))"}"#, 422,
                ["/name"]),
            Case("Content-Type: text/plain", "email=a@b.example", 415), Case("X: y", "email=a@b.example", 415),
            Case("Content-Type: multipart/form-data; boundary=x", "--x--", 415),
            Case(Self.jsonType, #"{"email":"\#(String(repeating: "x", count: 5_000))"}"#, 413),
        ]
        let origin = try TestOrigin()
        try await origin.serve { client async throws in
            for row in cases {
                let answer = try await client.send("POST", Self.path, [row.type], body: row.body)
                #expect(answer.status == row.status, "\(row.body.prefix(60))")
                #expect(answer.fields["Content-Type"] == "application/problem+json")
                #expect(answer.fields["Cache-Control"] == "no-store")
                #expect(answer.object["status"] as? Int == row.status)
                #expect((answer.object["requestId"] as? String)?.count == 16)
                let errors = answer.object["errors"] as? [[String: String]] ?? []
                #expect(errors.compactMap { $0["pointer"] } == row.pointers, "\(row.body.prefix(60))")
            }
        }
        #expect(origin.desk.requests.entries.map(\.email) == ["nobody"])
    }

    @Test func `a body without a stated length is cut at the limit too`() async throws {
        try await TestOrigin().serve { client async throws in
            let chunk = String(repeating: "x", count: 5_000)
            let answer = try RawResponse(
                try await client.exchange(
                    "POST \(Self.path) HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\(Self.jsonType)\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n\(String(chunk.utf8.count, radix: 16))\r\n\(chunk)\r\n0\r\n\r\n"
                ))
            #expect(answer.status == 413)
        }
    }

    @Test func `a person gets a page for what can't be right`() async throws {
        try await TestOrigin().serve { client async throws in
            let answer = try await client.send(
                "POST", Self.path, [Self.formType, "Accept: text/html"], body: "email=%3Cb%3E")
            #expect(answer.status == 422)
            #expect(answer.fields["Content-Type"] == "text/html; charset=utf-8")
            #expect(answer.text.contains("lacks its @") && !answer.text.contains("<b>"))
        }
    }

    @Test func `clients are limited by themselves, and told for how long`() async throws {
        var origin = try TestOrigin()
        origin.configuration.subscribeLimits = [RateLimit(count: 2, per: .seconds(60))]
        try await origin.serve { client async throws in
            let subscribe = { (address: String) in
                try await client.send(
                    "POST", Self.path, [Self.jsonType, "X-Forwarded-For: 10.0.0.1, \(address)"],
                    body: #"{"email":"a@example.com"}"#)
            }
            for _ in 0..<2 { #expect(try await subscribe("192.0.2.1").status == 202) }
            let refused = try await subscribe("192.0.2.1")
            #expect(refused.status == 429)
            #expect(refused.fields["Retry-After"] == "30")
            #expect(refused.fields["Content-Type"] == "application/problem+json")
            #expect(try await subscribe("192.0.2.2").status == 202)
        }
    }

    @Test func `who isn't a trusted edge can't name another client`() async throws {
        var origin = try TestOrigin()
        origin.configuration.subscribeLimits = [RateLimit(count: 1, per: .seconds(60))]
        origin.configuration.trustedEdges = []
        try await origin.serve { client async throws in
            var statuses: [Int] = []
            for address in ["192.0.2.1", "192.0.2.2"] {
                statuses.append(
                    try await client.send(
                        "POST", Self.path, [Self.jsonType, "X-Forwarded-For: \(address)"],
                        body: #"{"email":"a@example.com"}"#
                    ).status)
            }
            #expect(statuses == [202, 429])
        }
    }

    @Test func `a back end that fails is our fault, and says when to come again`() async throws {
        var origin = try TestOrigin()
        origin.desk.isBroken = true
        try await origin.serve { client async throws in
            let answer = try await client.send(
                "POST", Self.path, [Self.jsonType], body: #"{"email":"a@example.com"}"#)
            #expect(answer.status == 503 && answer.fields["Retry-After"] == "5")
            let confirm = try await client.send("POST", "/api/v1/subscriptions/confirm/good")
            #expect(confirm.status == 500 && confirm.fields["Content-Type"] == "application/problem+json")
            #expect(!confirm.text.contains("Broken"))
        }
        #expect(origin.log.entries.contains { $0.level == .error && $0.message == "a request failed" })
    }
}

@Suite struct `Links from mails` {
    struct Case: Sendable {
        let method: String
        let path: String
        let accept: String?
        let status: Int
        let type: String
        let text: String

        init(_ method: String, _ path: String, _ accept: String?, _ status: Int, _ type: String, _ text: String) {
            (self.method, self.path, self.accept) = (method, path, accept)
            (self.status, self.type, self.text) = (status, type, text)
        }
    }

    static let html = "text/html; charset=utf-8"
    static let plain = "text/plain; charset=utf-8"
    static let problem = "application/problem+json"

    @Test func `looking changes nothing, and POST does it as often as it comes`() async throws {
        let browser = "text/html,*/*;q=0.8"
        let cases = [
            Case("GET", "confirm/good", nil, 200, Self.html, "j***@example.com"),
            Case("GET", "confirm/old", browser, 410, Self.html, "too old"),
            Case("GET", "confirm/forged", nil, 404, Self.html, "not one of ours"),
            Case("GET", "confirm/forged", "application/json", 404, Self.problem, "Unknown link"),
            Case("HEAD", "confirm/good", nil, 200, Self.html, ""),
            Case("POST", "confirm/good", nil, 200, "application/json", #"{"state":"active"}"#),
            Case("POST", "confirm/good", browser, 200, Self.html, "You are subscribed"),
            Case("POST", "confirm/old", nil, 410, Self.problem, "Link expired"),
            Case("POST", "confirm/old", browser, 410, Self.html, "subscribe again"),
            Case("POST", "confirm/forged", nil, 404, Self.problem, "Unknown link"),
            Case("GET", "unsubscribe/good", nil, 200, Self.html, "j***@example.com"),
            Case("GET", "unsubscribe/forged", nil, 404, Self.html, "not one of ours"),
            Case("POST", "unsubscribe/good", nil, 200, Self.plain, "You are unsubscribed."),
            Case("POST", "unsubscribe/good", browser, 200, Self.html, "You are unsubscribed"),
            Case("POST", "unsubscribe/forged", nil, 404, Self.problem, "Unknown link"),
        ]
        let origin = try TestOrigin()
        try await origin.serve { client async throws in
            for row in cases {
                let fields = row.accept.map { ["Accept: \($0)"] } ?? []
                let answer = try await client.send(row.method, "/api/v1/subscriptions/\(row.path)", fields)
                let name = "\(row.method) \(row.path) \(row.accept ?? "")"
                #expect(answer.status == row.status, "\(name)")
                #expect(answer.fields["Content-Type"] == row.type, "\(name)")
                #expect(
                    row.text.isEmpty ? answer.body.isEmpty : answer.text.contains(row.text), "\(name): \(answer.text)")
                #expect(answer.fields["Cache-Control"] == "no-store", "\(name)")
                #expect(answer.fields["Referrer-Policy"] == "no-referrer", "\(name)")
                #expect(answer.fields["X-Robots-Tag"] == "noindex", "\(name)")
            }
        }
        #expect(origin.desk.confirmations.entries == ["good", "good", "old", "old", "forged"])
        #expect(origin.desk.removals.entries == ["good", "good", "forged"])
    }

    @Test func `the page to confirm has one button that sends a POST to the same address`() async throws {
        try await TestOrigin().serve { client async throws in
            let page = try await client.get("/api/v1/subscriptions/confirm/good").text
            #expect(page.contains("<form method=\"post\" action=\"/api/v1/subscriptions/confirm/good\">"))
            #expect(page.matches(of: /<button/).count == 1)
        }
    }

    @Test(arguments: [
        ("Content-Type: application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        (
            "Content-Type: multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"
        ),
        ("X: y", ""), ("Content-Type: nonsense", "whatever"),
    ])
    func `one click is enough, whatever the body holds or lacks, RFC 8058 §3.2`(_ type: String, _ body: String)
        async throws
    {
        let origin = try TestOrigin()
        try await origin.serve { client async throws in
            let answer = try await client.send(
                "POST", "/api/v1/subscriptions/unsubscribe/good", [type], body: body)
            #expect(answer.status == 200 && !answer.fields.contains("Location"))
        }
        #expect(origin.desk.removals.entries == ["good"])
    }
}

@Suite struct `Pages in the site's theme` {
    @Test func `are rendered from the theme and what the build left, and follow both`() async throws {
        let origin = try TestOrigin()
        let folder = origin.folder
        let page =
            "{{<base}}{{$main}}<h1>{{heading}}</h1>{{#action}}<form method=post action=\"{{action.url}}\"><button>{{action.label}}</button></form>{{/action}}{{address}}{{/main}}{{/base}}"
        try folder.write(
            "theme/templates/base.mustache",
            "<title>{{page.title}} · {{site.title}}</title><link href=\"{{asset.style_css}}\">{{$main}}{{/main}}")
        try folder.write("theme/pages/confirm.mustache", page)
        try folder.write(
            "public/.masthead/site.json",
            #"{"version":1,"site":{"title":"Field & Notes","home":"/","url":"http://t"},"asset":{"style_css":"/assets/s.css"},"integrity":{}}"#
        )
        try await origin.serve { client async throws in
            let path = "/api/v1/subscriptions/confirm/good"
            let first = try await client.get(path)
            #expect(
                first.text
                    == "<title>Confirm your subscription · Field &amp; Notes</title><link href=\"/assets/s.css\">"
                    + "<h1>Confirm your subscription</h1><form method=post action=\"\(path)\"><button>Confirm</button></form>j***@example.com"
            )
            try folder.write(
                "public/.masthead/site.json",
                #"{"version":1,"site":{"title":"Renamed","home":"/","url":"http://t"},"asset":{},"integrity":{}}"#)
            try folder.write("theme/templates/base.mustache", "<title>{{site.title}}</title>{{$main}}{{/main}}<footer>")
            let second = try await client.get(path).text
            #expect(second.hasPrefix("<title>Renamed</title>") && second.hasSuffix("<footer>"))
            // A theme in the middle of an edit leaves the last good one in place.
            try folder.write("theme/pages/confirm.mustache", "{{#broken}}")
            #expect(try await client.get(path).text == second)
        }
        #expect(origin.log.entries.contains { $0.level == .warning && $0.message.contains("theme") })
    }

    @Test func `a page that the theme lacks is plain, and its button works`() async throws {
        let origin = try TestOrigin()
        try origin.folder.write("public/.masthead/site.json", #"{"version":1,"site":{"title":"T"}}"#)
        try origin.folder.write("theme/pages/other.mustache", "x")
        try await origin.serve { client async throws in
            let page = try await client.get("/api/v1/subscriptions/unsubscribe/good").text
            #expect(page.contains("action=\"/api/v1/subscriptions/unsubscribe/good\""))
        }
    }

    @Test func `the sample theme has every one of them`() async throws {
        var origin = try TestOrigin()
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        origin.configuration.themeFolders = [tests.appending(path: "../../themes/broadsheet").standardized.path()]
        try origin.folder.write(
            "public/.masthead/site.json",
            #"{"version":1,"site":{"title":"Field Notes","url":"http://t","path":"/","home":"/","language":"en","feed":"/feed.xml","year":2026,"tags":[],"navigation":[],"api":{"subscriptions":"/api/v1/subscriptions"}},"asset":{},"integrity":{}}"#
        )
        try await origin.serve { client async throws in
            let base = "/api/v1/subscriptions"
            let accept = "Accept: text/html"
            let pages = [
                try await client.get(base + "/received"), try await client.get(base + "/confirm/good"),
                try await client.send("POST", base + "/confirm/good", [accept]),
                try await client.get(base + "/unsubscribe/good"),
                try await client.send("POST", base + "/unsubscribe/good", [accept]),
                try await client.get(base + "/confirm/old"),
            ]
            #expect(pages.map(\.status) == [200, 200, 200, 200, 200, 410])
            for page in pages {
                #expect(page.text.contains("<html lang=\"en\">") && page.text.contains("Field Notes"))
            }
            #expect(pages[1].text.contains("<form action=\"\(base)/confirm/good\" method=\"post\">"))
            #expect(pages[5].text.contains("name=\"email\""))
        }
        #expect(!origin.log.entries.contains { $0.level >= .warning })
    }
}
