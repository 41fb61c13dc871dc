import Templates

/// Something to fill the broadsheet theme with.
enum BroadsheetSamples {
    static let site: TemplateValue = [
        "title": "Field Notes", "url": "https://notes.example", "path": "/", "language": "en",
        "description": "Mountains, maps and the weather between them", "home": "/", "feed": "/feed.xml",
        "feeds": [["title": "Field Notes", "url": "/feed.xml", "type": "application/atom+xml"]], "archive": "/archive/",
        "year": 2026, "generator": "Masthead", "api": ["subscriptions": "/api/v1/subscriptions"],
        "tags": [
            ["name": "Huts", "url": "/tags/huts/", "count": 3], ["name": "Maps", "url": "/tags/maps/", "count": 12],
            ["name": "Snow & ice", "url": "/tags/snow-ice/", "count": 7],
        ],
        "navigation": [["title": "Tags", "url": "/tags/"], ["title": "About", "url": "/about/"]],
    ]

    static func everywhere(_ kind: String, title: String = "Field Notes") -> [String: TemplateValue] {
        [
            "site": site,
            "asset": ["style_css": "/assets/style.css", "site_js": "/assets/site.js", "icon_svg": "/assets/icon.svg"],
            "integrity": ["style_css": "sha256-c3R5bGU=", "site_js": "sha256-c2l0ZQ=="],
            "page": [
                "title": .text(title), "url": "/", "permalink": "https://notes.example/", "kind": .text(kind),
                "description": "Notes from a year of walking.", "is_home": .flag(kind == "home"),
                "is_post": .flag(kind == "post"), "is_page": .flag(kind == "page"), "is_term": .flag(kind == "term"),
                "noindex": .flag(kind == "service"),
            ],
        ]
    }

    static func post(_ number: Int, hasCover: Bool = true) -> [String: TemplateValue] {
        let titles = [
            "The ridge above the clouds, and the long way down", "A hut with one key",
            "What the contour lines leave out",
            "Four days of fog", "Reading snow", "The last bus to Zermatt", "On carrying less",
            "Notes on a glacier that is no longer there", "Lamps", "How the map room works",
        ]
        var post: [String: TemplateValue] = [
            "title": .text(titles[number % titles.count]), "url": .text("/2026/11/post-\(number)/"),
            "permalink": .text("https://notes.example/2026/11/post-\(number)/"),
            "description":
                "We left in the dark, with the moon still on the snow, and by nine there was nothing but white.",
            "summary":
                """
            We left in the dark, with the moon still on the snow, and by nine there was nothing below us but white. It \
            is a strange thing to walk along a coast that will be gone by noon.
            """,
            "minutes": .number(4 + number), "words": 900, "draft": false,
            "published": ["iso": "2026-11-21T08:00:00Z", "text": "21 November 2026", "year": "2026"],
            "tags": [["name": "Maps", "url": "/tags/maps/"], ["name": "Snow & ice", "url": "/tags/snow-ice/"]],
        ]
        if hasCover {
            let name = "/photos/\(number % 4)"
            post["cover"] = [
                "src": .text("\(name).svg"), "srcset": .text("\(name).svg 640w, \(name).svg 1280w"),
                "sizes": "(min-width: 60rem) 40rem, 100vw", "width": 1280, "height": 853,
                "alt": "A ridge above a sea of cloud",
            ]
        }
        return post
    }

    static let home: TemplateValue = .object(
        everywhere("home").merging([
            "posts": .list((0..<10).map { .object(post($0, hasCover: $0 % 3 != 2)) }),
            "pager": ["number": 1, "total": 3, "has_pages": true, "older": ["url": "/page/2/"]],
        ]) { $1 })

    static let story: TemplateValue = .object(
        everywhere("post", title: "The ridge above the clouds").merging([
            "post": .object(
                post(0).merging([
                    "content": .markup(article),
                    "updated": ["iso": "2026-11-22T08:00:00Z", "text": "22 November 2026", "year": "2026"],
                    "toc": [
                        ["id": "before-dawn", "text": "Before dawn", "level": 2],
                        ["id": "kit", "text": "What we carried", "level": 3],
                        ["id": "code", "text": "The altimeter, in twelve lines", "level": 2],
                    ],
                    "previous": ["title": "A hut with one key", "url": "/2026/11/post-1/"],
                    "next": ["title": "Four days of fog", "url": "/2026/11/post-3/"],
                ]) { $1 })
        ]) { $1 })

    /// A page of the API, with everything it may show.
    static func service(_ heading: String, _ message: String, form: Bool = false) -> TemplateValue {
        .object(
            everywhere("service", title: heading).merging([
                "heading": .text(heading), "message": .text(message), "detail": "The link is good until 26 November.",
                "action": ["url": "/api/v1/subscriptions/confirm/abc", "label": "Subscribe me"],
                "address": "r•••@example.org", "form": .flag(form),
            ]) { $1 })
    }

    static let letter: TemplateValue = [
        "site": site, "address": "reader@example.org", "link": ["url": "https://notes.example/confirm/abc"],
        "unsubscribe": ["url": "https://notes.example/unsubscribe/abc"],
        "posts": [
            [
                "title": "A hut with one key", "url": "https://notes.example/1/",
                "summary": "There is one key, and it hangs in the bakery.",
            ],
            [
                "title": "Reading snow", "url": "https://notes.example/2/",
                "summary": "Snow is a record, if an impatient one.",
            ],
        ],
    ]

    /// Each template of the theme with something to fill it.
    static let all: [String: TemplateValue] = [
        "home": home, "post": story,
        "page": .object(everywhere("page", title: "About").merging(["content": .markup(article)]) { $1 }),
        "term": .object(
            everywhere("term", title: "Maps").merging([
                "term": ["name": "Maps", "url": "/tags/maps/", "count": 12, "feed": "/tags/maps/feed.xml"],
                "posts": .list((1..<6).map { .object(post($0, hasCover: $0 % 2 == 0)) }),
                "pager": ["number": 2, "total": 2, "has_pages": true, "newer": ["url": "/tags/maps/"]],
            ]) { $1 }),
        "section": .object(
            everywhere("section", title: "Winter").merging([
                "section": [
                    "title": "Winter", "url": "/posts/winter/", "description": "Snow and what is below it", "count": 5,
                    "feed": "/posts/winter/feed.xml", "content": .markup("<p>Since 2019.</p>"),
                    "sections": [["title": "Ice", "url": "/posts/winter/ice/", "description": "", "count": 2]],
                ],
                "posts": .list((1..<6).map { .object(post($0, hasCover: $0 % 2 == 0)) }),
                "pager": ["number": 1, "total": 1, "has_pages": false],
            ]) { $1 }),
        "archive": .object(
            everywhere("archive", title: "Archive").merging([
                "archive": [
                    "count": 5, "is_whole": true,
                    "years": [
                        [
                            "year": "2026", "url": "/2026/", "count": 5,
                            "months": [
                                [
                                    "name": "November", "url": "/2026/11/", "count": 5,
                                    "posts": .list((1..<6).map { .object(post($0)) }),
                                ]
                            ],
                        ]
                    ],
                ]
            ]) { $1 }),
        "terms": .object(
            everywhere("terms", title: "Tags").merging(["terms": site["tags"] ?? []]) { $1 }),
        "404": .object(everywhere("service", title: "Not found")),
        "pages/subscription-received": service("Look into your mail", "We have sent you a link. Open it to confirm."),
        "pages/confirm": service("One more step", "Press the button and new stories will come to this address."),
        "pages/confirmed": service("Welcome", "You will hear from us when there is something to read."),
        "pages/unsubscribe": service("Leaving?", "Press the button and no more mail will come."),
        "pages/unsubscribed": service("Goodbye", "No more mail will come to this address."),
        "pages/problem": service("That did not work", "This address does not look right.", form: true),
        "mail/confirm": letter, "mail/welcome": letter,
    ]

    private static let article = """
        <p>We left in the dark, with the moon still on the snow, and by nine there was nothing below us but white. It \
        is a strange thing to walk along a coast that will be gone by <a href="https://example.org">noon</a>, and \
        stranger to have it to oneself.<sup class="footnote-ref"><a href="#fn-1" id="fnref-1">1</a></sup></p>
        <h2 id="before-dawn">Before dawn</h2>
        <p>The hut keeper had left the door unlocked. <em>Nobody comes up in November</em>, he had said, <strong>and \
        those who do know where the key is</strong>. Press <kbd>Ctrl</kbd> and run <code>masthead build</code>.</p>
        <blockquote><p>A map is a promise that somebody was here before you, and came back.</p></blockquote>
        <h3 id="kit">What we carried</h3>
        <ul><li>Two ropes</li><li>Bread, cheese, one onion</li></ul>
        <ul><li><input type="checkbox" checked="" disabled="" /> Crampons</li>
        <li><input type="checkbox" disabled="" /> The good gloves</li></ul>
        <figure><img src="/photos/2.svg" width="1280" height="853" alt="Tracks in snow"><figcaption>Tracks below the \
        saddle, a little after eight. The wind took them within the hour.</figcaption></figure>
        <h2 id="code">The altimeter, in twelve lines</h2>
        <pre><code class="language-swift"><span class="c1">// International barometric formula</span>
        <span class="kd">func</span> <span class="nf">altitude</span>(pressure: <span class="kt">Double</span>) \
        -> <span class="kt">Double</span> {
            <span class="mi">44_330</span> * (<span class="mi">1</span> \
        - pow(pressure / <span class="mf">1013.25</span>, <span class="mf">0.190_3</span>)) \
        <span class="c1">// a long line, to see it scroll sideways</span>
        }
        print(<span class="s">"summit"</span>)
        </code></pre>
        <table><thead><tr><th>Hour</th><th align="right">Metres</th><th>Weather</th><th>Remarks</th></tr></thead><tbody>
        <tr><td>06:00</td><td align="right">2,210</td><td>Clear, no wind</td>
        <td>Frost on the tents; the stove took three matches</td></tr>
        <tr><td>09:10</td><td align="right">3,004</td><td>Cloud below</td>
        <td>Everything beautiful, and nothing to say about it</td></tr>
        </tbody></table>
        <hr />
        <p>We were down by dusk. The key was where he had said.</p>
        <section class="footnotes"><ol><li id="fn-1"><p>Not quite: there was a chough, which had the end of the bread. \
        <a href="#fnref-1" class="footnote-backref">↩</a></p></li></ol></section>
        """
}
