import SiteConfiguration
import Testing

/// The smallest configuration there is.
let minimal = "site: { title: Field Notes, url: \"https://blog.example\" }\n"

/// The contract's configuration, with the keys that the design's sample leaves out.
let complete = """
    site: { title: Field Notes, url: "http://127.0.0.1:8080", language: en, theme: broadsheet, timezone: Europe/Lisbon,
            permalink: "/:year/:month/:slug/", taxonomies: [tags, series, authors], paginate: 10,
            description: Notes from the field, navigation: [{ title: About, url: /about/ }] }
    images: { widths: [320, 640, 960, 1280, 1920], formats: [original], quality: { jpeg: 82, webp: 80 } }
    edge:
      listen: 127.0.0.1:8080
      cache: { memory: 256MiB, disk: 10GiB }
      origins:
        site: { url: "http://127.0.0.1:8081" }
        updates: { url: ["http://app1.internal:8000", "http://app2.internal:8000"], health: /healthz }
      behaviors:                       # first match wins; * is any characters, ? is one
        - { path: "/api/*", origin: site, key: { query: [limit, cursor, tag] }, ttl: { default: 0s, max: 300s } }
        - { path: "/downloads/*", origin: updates, store: sliced }
        - { path: "*", origin: site }
    mail: { from: "Field Notes <hello@blog.example>", mailer: maildir }
    subscriptions: { confirmation: double }

    """

@Suite struct `Settings from a configuration` {
    @Test func `a title and an address are enough, and the rest has its defaults`() throws {
        let settings = try SiteSettings(yaml: minimal)
        #expect(settings.site.title == "Field Notes")
        #expect(settings.site.url == WebAddress(scheme: .https, host: "blog.example"))
        #expect(settings.site.language == "en")
        #expect(settings.site.theme == "broadsheet")
        #expect(settings.site.timezone == "UTC")
        #expect(settings.site.permalink.text == "/:year/:month/:slug/")
        #expect(settings.site.taxonomies == ["tags"])
        #expect(settings.site.paginate == 10)
        #expect(settings.site.navigation.isEmpty)
        #expect(settings.images.widths == [320, 640, 960, 1280, 1920])
        #expect(settings.images.formats == [.original])
        #expect(settings.images.jpegQuality == 82)
        #expect(settings.edge.listen.description == "127.0.0.1:8080")
        #expect(settings.edge.cache.memory == .mebibytes(256))
        #expect(settings.edge.cache.disk == .gibibytes(10))
        #expect(settings.edge.origins.map(\.name) == ["site"])
        #expect(settings.edge.origins[0].urls.map(\.description) == ["http://127.0.0.1:8081"])
        #expect(settings.edge.behaviors.map(\.path) == ["/api/*", "*"])
        #expect(settings.edge.behaviors[0].key.query == .only(["limit", "cursor", "tag"]))
        #expect(settings.edge.behaviors[0].ttl == .init(default: .zero, min: nil, max: .seconds(300)))
        #expect(settings.origin.listen.description == "127.0.0.1:8081")
        #expect(settings.origin.edges == ["127.0.0.1", "::1"])
        #expect(settings.mail.from.description == "Field Notes <hello@blog.example>")
        #expect(settings.mail.mailer == .maildir)
        #expect(settings.subscriptions.confirmation == .double)
        #expect(settings.secrets.isEmpty)
    }

    @Test func `the contract's sample is read whole`() throws {
        let settings = try SiteSettings(yaml: complete)
        #expect(settings.site.timezone == "Europe/Lisbon")
        #expect(settings.site.taxonomies == ["tags", "series", "authors"])
        #expect(settings.site.navigation == [.init(title: "About", url: "/about/")])
        #expect(settings.edge.origins.map(\.name) == ["site", "updates"])
        #expect(settings.edge.origins[1].urls.map(\.host) == ["app1.internal", "app2.internal"])
        #expect(settings.edge.origins[1].health == "/healthz")
        #expect(settings.edge.behaviors.map(\.path) == ["/api/*", "/downloads/*", "*"])
        #expect(settings.edge.behaviors.map(\.store) == [.whole, .sliced, .whole])
        #expect(settings.edge.behaviors.map(\.origin) == ["site", "updates", "site"])
        #expect(settings.edge.behaviors[2].key == .init())
    }

    @Test func `the edge asks where the origin listens, over loopback when that is every network`() throws {
        let settings = try SiteSettings(yaml: minimal + "origin: { listen: 0.0.0.0:9000 }")
        #expect(settings.edge.origins[0].urls.map(\.description) == ["http://127.0.0.1:9000"])
    }

    @Test func `a behavior without an origin takes the only one there is`() throws {
        let edge = """
            edge:
              origins: { files: { url: "http://127.0.0.1:9000" } }
              behaviors: [{ path: "*", key: { query: [], headers: [Accept-Language], cookies: [theme] } }]
            """
        let behavior = try #require(try SiteSettings(yaml: minimal + edge).edge.behaviors.first)
        #expect(behavior.origin == "files")
        #expect(behavior.key == .init(query: .only([]), headers: .only(["accept-language"]), cookies: .only(["theme"])))
    }

    @Test func `JSON is read too`() throws {
        let settings = try SiteSettings(yaml: #"{"site": {"title": "T", "url": "http://a.example/notes/"}}"#)
        #expect(settings.site.url.description == "http://a.example/notes")
    }
}

@Suite struct `Values from the environment` {
    let text = """
        site: { title: "${TITLE}", url: "https://${HOST}/notes", description: "costs $${5}" }
        edge: { origins: { site: { url: "http://${BACK}:8000" } } }
        """
    let environment = ["TITLE": "Secret Notes", "HOST": "hidden.example", "BACK": "inner.example"]

    @Test func `are put in, and a doubled dollar is one`() throws {
        let settings = try SiteSettings(yaml: text, environment: environment)
        #expect(settings.site.title == "Secret Notes")
        #expect(settings.site.url.description == "https://hidden.example/notes")
        #expect(settings.site.description == "costs ${5}")
        #expect(settings.secrets == ["site.title", "site.url", "edge.origins.site.url[0]"])
    }

    @Test func `are hidden when shown, unless asked for`() throws {
        let settings = try SiteSettings(yaml: text, environment: environment)
        let hidden = settings.rendered(hidingSecrets: true)
        #expect(hidden.contains("title: \"••••\"") && hidden.contains("url: [\"••••\"]"))
        #expect(!hidden.contains("inner.example") && !hidden.contains("https://hidden.example"))
        #expect(!settings.renderedJSON(hidingSecrets: true).contains("inner.example"))
        #expect(settings.rendered(hidingSecrets: false).contains("https://hidden.example/notes"))
    }
}

@Suite struct `Settings shown` {
    @Test func `the defaults are a snapshot`() throws {
        #expect(
            try SiteSettings(yaml: minimal).rendered(hidingSecrets: true) == """
                site:
                  title: "Field Notes"
                  url: "https://blog.example"
                  description: ""
                  language: en
                  theme: broadsheet
                  timezone: UTC
                  permalink: "/:year/:month/:slug/"
                  taxonomies: [tags]
                  paginate: 10
                  navigation: []
                images:
                  widths: [320, 640, 960, 1280, 1920]
                  formats: [original]
                  quality:
                    jpeg: 82
                    webp: 80
                edge:
                  listen: "127.0.0.1:8080"
                  cache:
                    memory: 256MiB
                    disk: 10GiB
                  admin: "off"
                  origins:
                    site:
                      url: ["http://127.0.0.1:8081"]
                      sign: "false"
                  stale: {}
                  targeted: [cdn-cache-control]
                  headers: {}
                  behaviors:
                    - path: "/api/*"
                      origin: site
                      store: whole
                      methods: all
                      key:
                        query: [limit, cursor, tag]
                        sort: false
                        headers: []
                        cookies: vary
                      ttl:
                        default: 0s
                        max: 5m
                      stale: {}
                      set-cookie: share
                    - path: "*"
                      origin: site
                      store: whole
                      methods: all
                      key:
                        query: all
                        sort: false
                        headers: []
                        cookies: vary
                      ttl: {}
                      stale: {}
                      set-cookie: share
                  log:
                    format: json
                    queries: hidden
                    cookies: hidden
                origin:
                  listen: "127.0.0.1:8081"
                  edges: ["127.0.0.1", "::1"]
                  access: open
                mail:
                  from: "Field Notes <hello@blog.example>"
                  mailer: maildir
                  limits:
                    domain_connections: 20
                subscriptions:
                  confirmation: double
                  flood_per_minute: 20

                """)
    }

    @Test(arguments: [
        minimal, complete, secured, policies, "site: { title: 'a \"b\" ${ x: #', url: http://a.example }",
    ])
    func `what is shown reads back to equal settings, as YAML and as JSON`(_ text: String) throws {
        let text = text.replacing("${ ", with: "$${ ")
        let settings = try SiteSettings(yaml: text)
        #expect(try SiteSettings(yaml: settings.rendered(hidingSecrets: false)) == settings)
        if !text.contains("$${") {
            #expect(try SiteSettings(yaml: settings.renderedJSON(hidingSecrets: false)) == settings)
        }
    }
}
