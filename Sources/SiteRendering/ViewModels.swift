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
    private static let author: [TemplateField] =
        termLink + [
            TemplateField("permalink", .text, summary: "Its absolute URL"),
            TemplateField("link", .text, isOptional: true, summary: "A site of their own"),
            TemplateField("bio", .text, isOptional: true),
            TemplateField("picture", .text, isOptional: true, summary: "URL of a picture"),
        ]
    private static let countedTerm =
        termLink + [
            TemplateField("count", .number, summary: "How many posts carry it"),
            TemplateField("author", .object(author), isOptional: true, summary: "In the taxonomy authors"),
        ]
    private static let menuItem =
        link + [TemplateField("children", .list(.object(link)), isOptional: true, summary: "The items below it")]
    private static let feed =
        link + [TemplateField("type", .text, summary: "Media type: application/atom+xml")]

    /// The site, on every page and in every mail.
    package static let site: [TemplateField] = [
        TemplateField("title", .text, summary: "The site's name"),
        TemplateField("url", .text, summary: "Absolute, without a trailing slash"),
        TemplateField("path", .text, summary: "The base path: / or /blog/"),
        TemplateField("language", .text, summary: "Language tag"),
        TemplateField("description", .text, summary: "One sentence about the site"),
        TemplateField("home", .text, summary: "URL path of the home page"),
        TemplateField("feed", .text, isOptional: true, summary: "URL path of the first of the feeds"),
        TemplateField("feeds", .list(.object(feed)), summary: "The feeds of all posts"),
        TemplateField("archive", .text, isOptional: true, summary: "URL path of all posts by year and month"),
        TemplateField("year", .number, summary: "The current year"),
        TemplateField("tags", .list(.object(countedTerm)), summary: "All tags by name"),
        TemplateField("navigation", .list(.object(menuItem)), summary: "The main menu"),
        TemplateField("menus", .open(.list(.object(menuItem))), summary: "Other menus by name"),
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
        TemplateField("kind", .text, summary: "home, post, page, section, term, terms, archive or error"),
        TemplateField("description", .text, summary: "For the description meta element"),
        TemplateField("is_home", .flag), TemplateField("is_post", .flag), TemplateField("is_page", .flag),
        TemplateField("is_term", .flag), TemplateField("is_section", .flag), TemplateField("is_archive", .flag),
        TemplateField("published", .object(moment), isOptional: true, summary: "When it was published"),
        TemplateField("updated", .object(moment), isOptional: true, summary: "When it last changed"),
        TemplateField("image", .text, isOptional: true, summary: "Absolute URL of a picture for previews"),
        TemplateField("image_width", .number, isOptional: true),
        TemplateField("image_height", .number, isOptional: true),
        TemplateField("image_alt", .text, isOptional: true),
        TemplateField("tags", .list(.text), summary: "A post's tags by name, for meta data"),
        TemplateField("authors", .list(.object(author)), summary: "Who wrote it"),
        TemplateField("section", .text, isOptional: true, summary: "The section it belongs to, by its title"),
        TemplateField("feeds", .list(.object(feed)), summary: "The page's own feeds: of a section or a term"),
        TemplateField("params", .any, summary: "Fields of its front matter that the site made up: page.params.rating"),
        TemplateField("json_ld", .markup, summary: "Structured data (schema.org) in a script element"),
        TemplateField("noindex", .flag, summary: "Search engines should leave it out"),
    ]

    private static let moment: [TemplateField] = [
        TemplateField("iso", .text, summary: "RFC 3339"),
        TemplateField("text", .text, summary: "1 May 2026, as the site's language writes it"),
        TemplateField("year", .text, summary: "2026"), TemplateField("month", .text, summary: "The month's name"),
        TemplateField("day", .number), TemplateField("weekday", .text),
    ]

    static let cover: [TemplateField] = [
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
        TemplateField("words", .number),
        TemplateField(
            "published", .object(moment), isOptional: true, summary: "Every post has one; other pages may not"),
        TemplateField("updated", .object(moment), isOptional: true), TemplateField("tags", .list(.object(termLink))),
        TemplateField("cover", .object(cover), isOptional: true), TemplateField("draft", .flag),
        TemplateField("taxonomies", .open(.list(.object(termLink))), summary: "All its terms: taxonomies.series"),
        TemplateField("authors", .list(.object(author)), summary: "Who wrote it"),
        TemplateField("section", .object(link), isOptional: true, summary: "The innermost section it lies in"),
        TemplateField("params", .any, summary: "Fields of its front matter that the site made up: params.rating"),
        TemplateField("part", .number, isOptional: true, summary: "Which part of the series at hand it is, from 1"),
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
            TemplateField("series", .list(.object(seriesPart)), summary: "The series it is a part of"),
            TemplateField(
                "related",
                .list(
                    .object(
                        link + [
                            TemplateField("description", .text), TemplateField("published", .object(moment)),
                        ])), summary: "Posts like it, if the site wants them"),
        ]

    private static let seriesPart: [TemplateField] =
        termLink + [
            TemplateField("part", .number, summary: "From 1"), TemplateField("count", .number, summary: "Of how many"),
            TemplateField("previous", .object(link), isOptional: true, summary: "The part before"),
            TemplateField("next", .object(link), isOptional: true, summary: "The part after"),
            TemplateField(
                "parts", .list(.object(link + [TemplateField("is_current", .flag)])), summary: "All, in order"),
        ]

    private static let pager: [TemplateField] = [
        TemplateField("number", .number, summary: "From 1"), TemplateField("total", .number),
        TemplateField("newer", .object([TemplateField("url", .text)]), isOptional: true),
        TemplateField("older", .object([TemplateField("url", .text)]), isOptional: true),
        TemplateField("has_pages", .flag, summary: "There is more than one"),
    ]

    private static let term: [TemplateField] =
        countedTerm + [
            TemplateField("feed", .text, isOptional: true, summary: "URL path of the first of its feeds"),
            TemplateField("taxonomy", .text, summary: "tags, series, authors …"),
            TemplateField("is_series", .flag, summary: "Its posts are in order, the first part first"),
            TemplateField("description", .text, isOptional: true),
            TemplateField("content", .markup, isOptional: true, summary: "What its _index.md says"),
        ]

    private static let section: [TemplateField] =
        link + [
            TemplateField("description", .text, isOptional: true),
            TemplateField("content", .markup, isOptional: true, summary: "What its _index.md says"),
            TemplateField("count", .number, summary: "How many posts and pages lie in it"),
            TemplateField("feed", .text, isOptional: true, summary: "URL path of the first of its feeds"),
            TemplateField(
                "sections",
                .list(.object(link + [TemplateField("description", .text), TemplateField("count", .number)])),
                summary: "The sections right below it"),
        ]

    private static let archiveMonth: [TemplateField] = [
        TemplateField("name", .text, summary: "The month's name"), TemplateField("url", .text),
        TemplateField("count", .number),
        TemplateField(
            "posts",
            .list(.object(link + [TemplateField("published", .object(moment)), TemplateField("draft", .flag)]))),
    ]
    private static let archiveYear: [TemplateField] = [
        TemplateField("year", .text), TemplateField("url", .text), TemplateField("count", .number),
        TemplateField("months", .list(.object(archiveMonth)), summary: "Newest first"),
    ]

    static let everywhere: [TemplateField] = [
        TemplateField("site", .object(site)), TemplateField("page", .object(page)),
        TemplateField("asset", .open(.text), summary: "URL paths of the theme's assets: asset.style_css"),
        TemplateField("integrity", .open(.text), summary: "Integrity metadata under the same keys"),
        TemplateField("data", .any, summary: "The files of the site's data folder: data.links"),
    ]

    /// The shape that each template of a theme is filled with.
    package static let templates: [String: TemplateShape] = [
        "home": .object(
            everywhere + [
                postList, pagerField,
                TemplateField("content", .markup, isOptional: true, summary: "What content/_index.md says"),
            ]),
        "post": .object(everywhere + [TemplateField("post", .object(post))]),
        "page": .object(
            everywhere + [
                TemplateField("content", .markup),
                TemplateField("posts", postList.shape, isOptional: true, summary: "Where front matter has paginate"),
                TemplateField("pager", .object(pager), isOptional: true),
            ]),
        "term": .object(everywhere + [TemplateField("term", .object(term)), postList, pagerField]),
        "terms": .object(
            everywhere + [
                TemplateField("terms", .list(.object(countedTerm))), TemplateField("taxonomy", .text),
                TemplateField("content", .markup, isOptional: true, summary: "What its _index.md says"),
            ]),
        "404": .object(everywhere),
    ]

    /// Those that a theme may leave out: then there are no archives, and sections look like the home page.
    package static let optionalTemplates: [String: TemplateShape] = [
        "section": .object(everywhere + [TemplateField("section", .object(section)), postList, pagerField]),
        "archive": .object(
            everywhere + [
                TemplateField(
                    "archive",
                    .object([
                        TemplateField("count", .number),
                        TemplateField("years", .list(.object(archiveYear)), summary: "Newest first"),
                        TemplateField("is_whole", .flag, summary: "All there is, not one year or month"),
                    ]))
            ]),
    ]

    /// The shape of a template of one taxonomy: `taxonomies/authors/term`.
    static func taxonomyTemplate(_ name: String) -> TemplateShape? {
        let parts = name.split(separator: "/")
        guard parts.count == 3, parts[0] == "taxonomies", ["term", "terms"].contains(parts[2]) else { return nil }
        return templates[String(parts[2])]
    }

    private static let pagerField = TemplateField("pager", .object(pager))

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
