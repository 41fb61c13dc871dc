import SiteConfiguration
import Testing

/// Everything a behavior can say.
let policies =
    minimal + """
        edge:
          stale: { while-revalidate: 30s, if-error: 2d }
          targeted: [Masthead-Cache-Control, CDN-Cache-Control]
          headers:
            strict:
              remove: [Server, X-Powered-By]
              cors: { origins: ["https://App.example", "http://localhost:3000"], methods: [GET, POST], headers: [X-A],
                      expose: [ETag], max-age: 10m, credentials: true, override: false }
              hsts: { max-age: 730d, subdomains: true, preload: true }
              csp: "default-src 'self'; img-src *"
              content-type-options: nosniff
              frame-options: { value: sameorigin, override: false }
              referrer-policy: no-referrer
              set: { X-One: "1", X-Two: { value: two words, override: false } }
            open: { cors: { origins: "*" } }
          behaviors:
            - path: "/shop/*"
              methods: read-and-options
              key: { query: { except: [utm_source, utm_medium] }, sort: true, headers: [X-Region], cookies: { except: [_ga] } }
              ttl: { default: 1m, min: 1s, max: 1h, error: { 404: 60s, 5xx: 5s, any: 1s } }
              stale: { if-error: 0 }
              set-cookie: strip
              headers: strict
            - { path: "/a*", methods: read, key: { query: none, headers: all, cookies: none }, ttl: { error: 10s }, headers: open }
            - { path: "*", key: { cookies: vary }, set-cookie: refuse, headers: { set: { X-A: b } } }

        """

@Suite struct `Policies from a configuration` {
    @Test func `are read whole`() throws {
        let edge = try SiteSettings(yaml: policies).edge
        #expect(edge.stale == .init(whileRevalidate: .seconds(30), ifError: .seconds(172_800)))
        #expect(edge.targeted == ["masthead-cache-control", "cdn-cache-control"])
        let shop = edge.behaviors[0]
        #expect(
            shop.key
                == .init(
                    query: .allExcept(["utm_source", "utm_medium"]), sortsQuery: true, headers: .only(["x-region"]),
                    cookies: .allExcept(["_ga"])))
        #expect(shop.ttl.errors.map(\.kind) == [.status(404), .statusClass(5), .any])
        #expect(shop.stale == .init(ifError: .zero) && shop.setCookie == .strip)
        #expect(shop.methods == .readAndOptions && shop.headers == .named("strict"))
        #expect(edge.behaviors[1].key == .init(query: .only([]), headers: .all, cookies: .only([])))
        #expect(edge.behaviors[2].key.cookies == nil && edge.behaviors[2].setCookie == .refuse)
        let strict = edge.headers[0].rules
        #expect(strict.cors?.origins == ["https://app.example", "http://localhost:3000"])
        #expect(strict.security.map(\.name).count == 4 && strict.security[2].value == "SAMEORIGIN")
        #expect(strict.set.map(\.overrides) == [true, false])
        #expect(edge.headers[1].rules.cors?.origins == nil)
    }

    @Test func `a secret in a header is hidden when shown`() throws {
        let yaml = minimal + "edge: { headers: { a: { set: { X-Key: \"${KEY}\" } } } }"
        let shown = try SiteSettings(yaml: yaml, environment: ["KEY": "abracadabra"]).rendered(hidingSecrets: true)
        #expect(!shown.contains("abracadabra") && shown.contains("X-Key"))
    }

    @Test(arguments: [
        "Content-Length", "transfer-encoding", "Connection", "Set-Cookie", "Age", "Date", "Via", "Cache-Status", "Vary",
        "Access-Control-Allow-Origin", "a b", "X-A:", "",
    ])
    func `fields that frame a message or aren't names can't be set or removed`(_ name: String) {
        for rule in ["set: { \"\(name)\": x }", "remove: [\"\(name)\"]"] {
            #expect(throws: ConfigurationProblems.self, "\(rule)") {
                try SiteSettings(yaml: minimal + "edge: { headers: { a: { \(rule) } } }")
            }
        }
    }

    @Test(arguments: [#"a\r\nSet-Cookie: x"#, #"a\nb"#, #"a\rb"#, #"\0"#, #" a"#, #"a\t"#, "", "\u{E9}"])
    func `a value can't end its line, wherever it comes from`(_ value: String) {
        for rule in ["set: { X-A: \"\(value)\" }", "csp: \"\(value)\"", "csp: { value: \"\(value)\" }"] {
            #expect(throws: ConfigurationProblems.self, "\(rule)") {
                try SiteSettings(yaml: minimal + "edge: { headers: { a: { \(rule) } } }")
            }
        }
        #expect(throws: ConfigurationProblems.self) {
            try SiteSettings(
                yaml: minimal + "edge: { headers: { a: { set: { X-A: \"${V}\" } } } }",
                environment: ["V": "a\r\nSet-Cookie: x"])
        }
    }

    @Test func `mistakes are told with their places`() {
        let yaml =
            minimal + """
                edge:
                  headers: { strict: { cors: { origins: "*", credentials: true }, hsts: {}, frame-options: nope } }
                  behaviors:
                    - { path: "*", key: { query: al, cookies: { only: [a] }, headers: [Cookie, Range] }, methods: reed }
                    - { path: "*", ttl: { error: { 416: 1s, 200: 1s } }, headers: strct, set-cookie: keep }
                """
        let problems = #expect(throws: ConfigurationProblems.self) { try SiteSettings(yaml: yaml) }
        let messages = problems?.problems.map(\.message) ?? []
        for expected in [
            "with credentials browsers take no `*`: name the origins, methods and headers",
            "`edge.headers.strict.hsts` lacks `max-age`", "`nope` is not one of `DENY` or `SAMEORIGIN`",
            "`al` is none of `all` or `none`, nor a list of names or { except: [a, b] }",
            "`edge.behaviors[0].key.cookies` has no key `only`", "cookies are keyed one by one, by `cookies`",
            "`Range` selects no response, so it can't be keyed", "`edge.headers` has no policy `strct`",
        ] {
            #expect(messages.contains(expected), "\(expected)")
        }
        let places = problems?.problems.map { "\($0.line)" } ?? []
        #expect(places == ["3", "3", "3", "5", "5", "5", "5", "5", "6", "6", "6", "6"])
        #expect(problems?.problems.contains { $0.suggestion == "strict" } == true)
    }
}
