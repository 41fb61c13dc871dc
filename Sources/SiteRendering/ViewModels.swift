package import Templates

/// What templates are filled with: each view model's shape, which the theme is checked against, and beside it (in
/// `ViewModels+Values.swift`) the one place that makes such a value.
package enum ViewModels {
    private static let link: [TemplateField] = [
        TemplateField("title", .text, summary: "What the link says"),
        TemplateField("url", .text, summary: "Where it leads"),
    ]
    private static let termLink: [TemplateField] = [
        TemplateField("name", .text, summary: "The term as written"),
        TemplateField("url", .text, summary: "Its page"),
    ]
    private static let countedTerm = termLink + [TemplateField("count", .number, summary: "How many posts carry it")]

    /// The site, on every page and in every mail.
    package static let site: [TemplateField] = [
        TemplateField("title", .text, summary: "The site's name"),
        TemplateField("url", .text, summary: "Absolute, without a trailing slash"),
        TemplateField("path", .text, summary: "The base path: / or /blog/"),
        TemplateField("language", .text, summary: "Language tag"),
        TemplateField("description", .text, summary: "One sentence about the site"),
        TemplateField("home", .text, summary: "URL path of the home page"),
        TemplateField("feed", .text, summary: "URL path of the Atom feed"),
        TemplateField("year", .number, summary: "The current year"),
        TemplateField("tags", .list(.object(countedTerm)), summary: "All tags by name"),
        TemplateField("navigation", .list(.object(link)), summary: "The menu of the configuration"),
        TemplateField(
            "api", .object([TemplateField("subscriptions", .text, summary: "Where the subscribe form posts to")]),
            summary: "URL paths of the API"),
        TemplateField("generator", .text, summary: "The program's name"),
    ]

    /// The page at hand.
    static let page: [TemplateField] = [
        TemplateField("title", .text, summary: "For the title element and the heading"),
        TemplateField("url", .text, summary: "URL path"),
        TemplateField("permalink", .text, summary: "Absolute URL"),
        TemplateField("kind", .text, summary: "home, post, page, term, terms or error"),
        TemplateField("description", .text, summary: "For the description meta element"),
        TemplateField("is_home", .flag), TemplateField("is_post", .flag), TemplateField("is_page", .flag),
        TemplateField("is_term", .flag),
        TemplateField("published", .object(moment), isOptional: true, summary: "When it was published"),
        TemplateField("updated", .object(moment), isOptional: true, summary: "When it last changed"),
        TemplateField("image", .text, isOptional: true, summary: "Absolute URL of a picture for previews"),
        TemplateField("noindex", .flag, summary: "Search engines should leave it out"),
    ]

    private static let moment: [TemplateField] = [
        TemplateField("iso", .text, summary: "RFC 3339"), TemplateField("text", .text, summary: "1 May 2026"),
        TemplateField("year", .text, summary: "2026"),
    ]

    private static let cover: [TemplateField] = [
        TemplateField("src", .text), TemplateField("srcset", .text, isOptional: true),
        TemplateField("sizes", .text, isOptional: true), TemplateField("width", .number, isOptional: true),
        TemplateField("height", .number, isOptional: true), TemplateField("alt", .text),
    ]

    /// A post in a list.
    package static let listedPost: [TemplateField] = [
        TemplateField("title", .text), TemplateField("url", .text, summary: "URL path"),
        TemplateField("permalink", .text, summary: "Absolute URL"), TemplateField("description", .text),
        TemplateField("summary", .text, summary: "Plain text"),
        TemplateField("minutes", .number, summary: "Reading time"),
        TemplateField("words", .number), TemplateField("published", .object(moment)),
        TemplateField("updated", .object(moment), isOptional: true), TemplateField("tags", .list(.object(termLink))),
        TemplateField("cover", .object(cover), isOptional: true), TemplateField("draft", .flag),
    ]

    /// A post on its own page.
    static let post: [TemplateField] =
        listedPost + [
            TemplateField("content", .markup, summary: "The text as HTML"),
            TemplateField(
                "toc",
                .list(
                    .object([TemplateField("id", .text), TemplateField("text", .text), TemplateField("level", .number)])
                ),
                isOptional: true, summary: "The headings"),
            TemplateField("previous", .object(link), isOptional: true, summary: "The next older post"),
            TemplateField("next", .object(link), isOptional: true, summary: "The next newer post"),
        ]

    private static let pager: [TemplateField] = [
        TemplateField("number", .number, summary: "From 1"), TemplateField("total", .number),
        TemplateField("newer", .object([TemplateField("url", .text)]), isOptional: true),
        TemplateField("older", .object([TemplateField("url", .text)]), isOptional: true),
        TemplateField("has_pages", .flag, summary: "There is more than one"),
    ]

    private static let term: [TemplateField] =
        countedTerm + [TemplateField("feed", .text, summary: "URL path of its feed")]

    static let everywhere: [TemplateField] = [
        TemplateField("site", .object(site)), TemplateField("page", .object(page)),
        TemplateField("asset", .open(.text), summary: "URL paths of the theme's assets: asset.style_css"),
        TemplateField("integrity", .open(.text), summary: "Integrity metadata under the same keys"),
    ]

    /// The shape that each template of a theme is filled with.
    package static let templates: [String: TemplateShape] = [
        "home": .object(everywhere + [postList, TemplateField("pager", .object(pager))]),
        "post": .object(everywhere + [TemplateField("post", .object(post))]),
        "page": .object(everywhere + [TemplateField("content", .markup)]),
        "term": .object(
            everywhere + [TemplateField("term", .object(term)), postList, TemplateField("pager", .object(pager))]),
        "terms": .object(everywhere + [TemplateField("terms", .list(.object(countedTerm)))]),
        "404": .object(everywhere),
    ]

    private static let postList = TemplateField(
        "posts",
        .list(
            .object(
                listedPost + [
                    TemplateField("lead", .flag, isOptional: true, summary: "The first of all, on the first page")
                ])))

    /// The shape of the pages that the API shows a person.
    package static let servicePage: TemplateShape = .object(
        everywhere + [
            TemplateField("heading", .text), TemplateField("message", .text),
            TemplateField("detail", .text, isOptional: true),
            TemplateField(
                "action", .object([TemplateField("url", .text), TemplateField("label", .text)]), isOptional: true),
            TemplateField("address", .text, isOptional: true, summary: "The reader's address, masked"),
            TemplateField("form", .flag, isOptional: true, summary: "Show the subscribe form again"),
        ])

    /// The shape of mails; every URL is absolute.
    package static let mail: TemplateShape = .object([
        TemplateField("site", .object(site)), TemplateField("address", .text),
        TemplateField("link", .object([TemplateField("url", .text)])),
        TemplateField("unsubscribe", .object([TemplateField("url", .text)]), isOptional: true),
        TemplateField(
            "posts", .list(.object(link + [TemplateField("summary", .text)])), isOptional: true,
            summary: "The newest posts"),
    ])

    package static let servicePageNames = [
        "subscription-received", "confirm", "confirmed", "unsubscribe", "unsubscribed", "problem",
    ]
    package static let mailNames = ["confirm", "welcome"]
}
