import SiteConfiguration
import Testing

struct ProblemCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let yaml: String
    /// The descriptions of all problems, one a line.
    let expected: String

    init(_ name: String, _ yaml: String, _ expected: String) {
        testDescription = name
        self.yaml = yaml
        self.expected = expected
    }

    static let structure: [ProblemCase] = [
        .init("empty file", "", "masthead.yaml:1:1: `site` lacks `title`\nmasthead.yaml:1:1: `site` lacks `url`"),
        .init(
            "not a mapping", "- a",
            """
            masthead.yaml:1:1: `site` lacks `title`
            masthead.yaml:1:1: `site` lacks `url`
            masthead.yaml:1:1: the configuration is a group of keys, not a list
            """),
        .init(
            "broken YAML", "site: [",
            """
            masthead.yaml:2:1: not valid YAML: did not find expected node content (while parsing a flow node at line 2)
            """),
        .init(
            "unknown keys with suggestions, at every depth",
            """
            site: { title: T, url: http://a.example, langauge: en }
            imgaes: {}
            edge:
              cache: { memroy: 1GiB, tape: 4GiB }
              behaviors: [{ path: "*", stroe: whole }]
            """,
            """
            masthead.yaml:1:42: `site` has no key `langauge` (did you mean `language`?)
            masthead.yaml:2:1: the configuration has no key `imgaes` (did you mean `images`?)
            masthead.yaml:4:12: `edge.cache` has no key `memroy` (did you mean `memory`?)
            masthead.yaml:4:26: `edge.cache` has no key `tape`
            masthead.yaml:5:28: `edge.behaviors[0]` has no key `stroe` (did you mean `store`?)
            """),
        .init(
            "fields, redirects and feeds that cannot be",
            """
            site:
              title: T
              url: http://a.example
              schema:
                title: text
                mood: { type: enum }
                rating: { type: itn, requierd: true }
                price: { type: number, values: [1] }
              redirects:
                - { from: /a/*/b, to: /x/ }
                - { from: /old/, to: "/new/:splat" }
                - { from: "/*", to: "/blog/:splat" }
                - { from: /b, to: /b/, status: 303 }
                - { from: /.git/, to: nowhere }
              feeds: [atom, rrs]
              related: 21
            """,
            """
            masthead.yaml:5:5: `title` has a meaning already and cannot be declared
            masthead.yaml:6:11: an `enum` lists its `values`
            masthead.yaml:7:21: `itn` is none of `text`, `int`, `number`, `bool`, `date`, `list` or `enum` (did you mean `int`?)
            masthead.yaml:7:26: `site.schema.rating` has no key `requierd` (did you mean `required`?)
            masthead.yaml:8:12: only an `enum` has `values`
            masthead.yaml:10:15: an asterisk stands at the end, after a slash (did you mean `/old/*`?)
            masthead.yaml:11:7: `:splat` is what an asterisk at the end of `from` stands for; there is none
            masthead.yaml:12:7: `/*` leads to `/blog/:splat`, which it redirects again, without end
            masthead.yaml:13:7: `/b` leads to `/b/`, which it redirects again, without end
            masthead.yaml:13:36: `303` is none of 301, 302, 307 and 308
            masthead.yaml:14:15: names that begin with a dot are never served
            masthead.yaml:14:27: `nowhere` is neither a path such as /about/ nor an http, https or mailto address
            masthead.yaml:15:17: `rrs` is none of `atom`, `rss` or `json` (did you mean `rss`?)
            masthead.yaml:16:12: 21 is not between 0 and 20
            """),
        .init(
            "keys given twice, with everything else that is wrong",
            """
            site:
              title: A
              url: http://a.example
              title: B
              "title": C
            mail: { from: nobody }
            mail: {}
            """,
            """
            masthead.yaml:2:3: `title` is given twice; again on line 5
            masthead.yaml:4:3: `title` is given twice; again on line 5
            masthead.yaml:6:1: `mail` is given twice; again on line 7
            """),
        .init(
            "wrong kinds",
            """
            site: { title: [A], url: http://a.example, taxonomies: tags, navigation: [About] }
            images: 7
            """,
            """
            masthead.yaml:1:16: `site.title` is a single value, not a list
            masthead.yaml:1:56: `site.taxonomies` is a list, such as [a, b], not a single value
            masthead.yaml:1:75: `site.navigation[0]` is a group of keys, not a single value
            masthead.yaml:1:75: `site.navigation[0]` lacks `title`
            masthead.yaml:1:75: `site.navigation[0]` lacks `url`
            masthead.yaml:2:9: `images` is a group of keys, not a single value
            """),
    ]

    static let values: [ProblemCase] = [
        .init(
            "site",
            """
            site:
              title: ""
              url: blog.example
              language: pt_BR
              theme: ../broadsheet
              timezone: Europe/Lisbonn
              permalink: /:yaer/:slug/
              paginate: many
              taxonomies: [tags, "a b"]
              navigation: [{ title: A, url: about }]
            """,
            """
            masthead.yaml:2:10: the text is empty
            masthead.yaml:3:8: `blog.example` is not an address such as https://blog.example (did you mean `https://blog.example`?)
            masthead.yaml:4:13: `pt_BR` is not a language tag such as en, pt-BR or zh-Hant (did you mean `pt-BR`?)
            masthead.yaml:5:10: `../broadsheet` is not a name of letters, digits, `-` and `_`
            masthead.yaml:6:13: `Europe/Lisbonn` is not a time zone such as UTC or Europe/Lisbon (did you mean `Europe/Lisbon`?)
            masthead.yaml:7:14: a permalink knows no `:yaer`; there are :year, :month, :day and :slug (did you mean `:year`?)
            masthead.yaml:8:13: `many` is not a whole number
            masthead.yaml:9:22: `a b` is not a name of letters, digits, `-` and `_`
            masthead.yaml:10:33: `about` is neither a path such as /about/ nor an http, https or mailto address
            """),
        .init(
            "images",
            minimal + """
                images: { widths: [640, 320, 4], formats: [webp], quality: { jpeg: 101, webp: x } }
                """,
            """
            masthead.yaml:2:19: `images.widths` lists at least one width, in ascending order
            masthead.yaml:2:30: 4 is not between 16 and 16384
            masthead.yaml:2:44: `webp` is not `original`, the only choice
            masthead.yaml:2:68: 101 is not between 1 and 100
            masthead.yaml:2:79: `x` is not a whole number
            """),
        .init(
            "edge",
            minimal + """
                edge:
                  listen: "8080"
                  admin: 127.0.0.1:9
                  cache: { memory: 4KiB, disk: 10 }
                  origins: { site: { url: "http://a.example/x" }, "b c": { url: [], health: up } }
                  behaviors:
                    - { path: api, origin: sitee, store: slice, ttl: { default: 9m, min: 5m, max: 60 } }
                    - { origin: site, key: { query: some, headers: ["a b"] }, ttl: { min: 2h, max: 1h } }
                """,
            """
            masthead.yaml:3:11: `8080` is not HOST:PORT, such as 127.0.0.1:8080
            masthead.yaml:4:10: this version administers an edge through its Unix socket only, so `edge.admin` can only be `off`
            masthead.yaml:5:20: 4KiB is not between 1MiB and 1TiB
            masthead.yaml:5:32: the size `10` lacks its unit (did you mean `10MiB`?)
            masthead.yaml:6:27: an origin is a scheme, a host and a port, without a path (did you mean `http://a.example`?)
            masthead.yaml:6:51: `b c` is not a name of letters, digits, `-` and `_`
            masthead.yaml:6:65: `edge.origins.b c.url` names no address
            masthead.yaml:6:77: `up` is not a path such as /healthz
            masthead.yaml:8:15: a path pattern starts with `/` or `*` (did you mean `/api`?)
            masthead.yaml:8:28: `edge.origins` has no origin `sitee` (did you mean `site`?)
            masthead.yaml:8:42: `slice` is none of `whole` or `sliced` (did you mean `sliced`?)
            masthead.yaml:8:83: the duration `60` lacks its unit (did you mean `60s`?)
            masthead.yaml:9:7: `edge.behaviors[1]` lacks `path`
            masthead.yaml:9:37: `some` is none of `all` or `none`, nor a list of names or { except: [a, b] }
            masthead.yaml:9:53: `a b` is not a name that HTTP knows: letters, digits and !#$%&'*+-.^_`|~
            masthead.yaml:9:75: `edge.behaviors[1].ttl.min` is longer than `edge.behaviors[1].ttl.max`
            """),
        .init(
            "mail",
            minimal + "mail: { from: \"Notes <nobody>\", mailer: smtp, ses: { region: eu } }\n"
                + "subscriptions: { confirmation: duoble }",
            """
            masthead.yaml:2:15: `nobody` is not a mail address such as hello@blog.example
            masthead.yaml:2:41: `mailer: smtp` needs `smtp: { host: … }` beside it
            masthead.yaml:2:52: mail through `ses` is not in this version; its SMTP interface works with `smtp: { host: … }`
            masthead.yaml:3:32: `duoble` is none of `double` or `single` (did you mean `double`?)
            """),
        .init(
            "mailer as a group", minimal + "mail: { mailer: { sendmail: {} } }",
            """
            masthead.yaml:2:17: `mail.mailer` is one word; what belongs to it stands beside it, as in `smtp: { host: … }`
            """),
        .init(
            "origin", minimal + "origin: { listen: \"::1:80\", edges: [localhost, 10.0.0.1] }",
            """
            masthead.yaml:2:19: an IPv6 address stands in brackets before its port (did you mean `[::1]:80`?)
            masthead.yaml:2:37: `localhost` is not an IPv4 or IPv6 address
            """),
        .init(
            "environment", "site: { title: \"${NOPE}\", url: \"http://${OPEN\" }",
            """
            masthead.yaml:1:16: the environment has no variable `NOPE`
            masthead.yaml:1:32: `${` without its `}`; write `$${` for a literal one
            """),
    ]
}

@Suite struct `Problems of a configuration` {
    @Test(arguments: ProblemCase.structure + ProblemCase.values)
    func `are all told at once, each with its place`(_ row: ProblemCase) throws {
        let problems = #expect(throws: ConfigurationProblems.self) { try SiteSettings(yaml: row.yaml) }
        #expect(problems?.description == row.expected)
    }

    @Test func `carry the file's own name`() throws {
        let problems = #expect(throws: ConfigurationProblems.self) { try SiteSettings(yaml: "", file: "notes/m.yaml") }
        #expect(problems?.problems.first?.path == "notes/m.yaml")
    }
}
