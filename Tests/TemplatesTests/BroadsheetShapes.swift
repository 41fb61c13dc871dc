import Templates

/// What a theme's templates are filled with, as themes are promised it.
enum BroadsheetShapes {
    static let all: [String: TemplateShape] = {
        var shapes: [String: TemplateShape] = [
            "home": object(everywhere + [.init("posts", .list(.object(listed))), .init("pager", pager)]),
            "term": object(
                everywhere + [
                    .init("posts", .list(.object(listed))), .init("pager", pager),
                    .init("term", object(counted + [.init("feed", .text)])),
                ]),
            "terms": object(everywhere + [.init("terms", .list(.object(counted)))]),
            "post": object(everywhere + [.init("post", .object(post))]),
            "page": object(everywhere + [.init("content", .markup)]),
            "404": object(everywhere),
            "mail/confirm": letter,
            "mail/welcome": letter,
        ]
        for page in ["subscription-received", "confirm", "confirmed", "unsubscribe", "unsubscribed", "problem"] {
            shapes["pages/\(page)"] = servicePage
        }
        return shapes
    }()

    private static func object(_ fields: [TemplateField]) -> TemplateShape { .object(fields) }

    private static let link: [TemplateField] = [.init("title", .text), .init("url", .text)]
    private static let tag: [TemplateField] = [.init("name", .text), .init("url", .text)]
    private static let counted = tag + [.init("count", .number)]
    private static let moment = TemplateShape.object([.init("iso", .text), .init("text", .text), .init("year", .text)])

    private static let site = TemplateShape.object([
        .init("title", .text), .init("url", .text), .init("path", .text), .init("language", .text),
        .init("description", .text), .init("home", .text), .init("feed", .text), .init("year", .number),
        .init("tags", .list(.object(counted))), .init("navigation", .list(.object(link))),
        .init("api", .object([.init("subscriptions", .text)])), .init("generator", .text),
    ])

    private static let page = TemplateShape.object([
        .init("title", .text), .init("url", .text), .init("permalink", .text), .init("kind", .text),
        .init("description", .text), .init("is_home", .flag), .init("is_post", .flag), .init("is_page", .flag),
        .init("is_term", .flag), .init("published", moment, isOptional: true),
        .init("updated", moment, isOptional: true), .init("image", .text, isOptional: true), .init("noindex", .flag),
    ])

    private static let everywhere: [TemplateField] = [
        .init("site", site), .init("page", page), .init("asset", .open(.text)), .init("integrity", .open(.text)),
    ]

    private static let cover = TemplateShape.object([
        .init("src", .text), .init("srcset", .text, isOptional: true), .init("sizes", .text, isOptional: true),
        .init("width", .number, isOptional: true), .init("height", .number, isOptional: true), .init("alt", .text),
    ])

    private static let listed: [TemplateField] = [
        .init("lead", .flag, isOptional: true),
        .init("title", .text), .init("url", .text), .init("permalink", .text), .init("description", .text),
        .init("summary", .text), .init("minutes", .number), .init("words", .number), .init("published", moment),
        .init("updated", moment, isOptional: true), .init("tags", .list(.object(tag))),
        .init("cover", cover, isOptional: true), .init("draft", .flag),
    ]

    private static let post: [TemplateField] =
        listed + [
            .init("content", .markup), .init("toc", .list(.object(heading)), isOptional: true),
            .init("previous", .object(link), isOptional: true), .init("next", .object(link), isOptional: true),
        ]
    private static let heading: [TemplateField] = [.init("id", .text), .init("text", .text), .init("level", .number)]

    private static let pager = TemplateShape.object([
        .init("number", .number), .init("total", .number), .init("has_pages", .flag),
        .init("newer", .object([.init("url", .text)]), isOptional: true),
        .init("older", .object([.init("url", .text)]), isOptional: true),
    ])

    private static let servicePage = TemplateShape.object(
        everywhere + [
            .init("heading", .text), .init("message", .text), .init("detail", .text, isOptional: true),
            .init("action", .object([.init("url", .text), .init("label", .text)]), isOptional: true),
            .init("address", .text, isOptional: true), .init("form", .flag, isOptional: true),
        ])

    private static let letter = TemplateShape.object([
        .init("site", site), .init("address", .text), .init("link", .object([.init("url", .text)])),
        .init("unsubscribe", .object([.init("url", .text)]), isOptional: true),
        .init("posts", .list(.object(link + [.init("summary", .text)])), isOptional: true),
    ])
}
