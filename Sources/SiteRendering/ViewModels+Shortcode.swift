package import Markdown
package import SiteModel
package import Templates

extension ViewModels {
    /// The shape that templates below `shortcodes/` are filled with.
    package static let shortcode: TemplateShape = .object([
        TemplateField("name", .text, summary: "The shortcode's name"),
        TemplateField(
            "arg", .open(.text), summary: "Arguments by name: arg.src; those without a name by place: arg.0"),
        TemplateField("args", .list(.text), summary: "Arguments without a name"),
        TemplateField("inner", .markup, isOptional: true, summary: "What stands between the tags, as HTML"),
        TemplateField("picture", .object(cover), isOptional: true, summary: "The picture that arg.src names"),
        TemplateField(
            "page",
            .object([
                TemplateField("title", .text), TemplateField("url", .text, summary: "URL path"),
                TemplateField("permalink", .text, summary: "Absolute URL"),
            ]), summary: "The page that holds the shortcode"),
        TemplateField(
            "site",
            .object([
                TemplateField("title", .text), TemplateField("url", .text), TemplateField("path", .text),
                TemplateField("language", .text),
            ]), summary: "The site"),
    ])

    /// - Parameter picture: What stands for the picture that `src` names.
    package static func shortcode(
        _ shortcode: Shortcode, inner: [UInt8], picture: Picture?, page: SitePath?, title: String,
        _ profile: SiteProfile
    ) -> TemplateValue {
        let unnamed = shortcode.arguments.filter { $0.name == nil }.map(\.value)
        var arguments: [String: TemplateValue] = [:]
        for (index, value) in unnamed.enumerated() { arguments[String(index)] = .text(value) }
        for argument in shortcode.arguments {
            if let name = argument.name { arguments[name] = .text(argument.value) }
        }
        var fields: [String: TemplateValue] = [
            "name": .text(shortcode.name), "arg": .object(arguments),
            "args": .list(unnamed.map { .text($0) }),
            "page": [
                "title": .text(title), "url": .text(page.map(profile.href) ?? profile.basePath),
                "permalink": .text(page.map { profile.absolute($0) } ?? profile.url),
            ],
            "site": [
                "title": .text(profile.title), "url": .text(profile.url), "path": .text(profile.basePath),
                "language": .text(profile.language),
            ],
        ]
        if shortcode.isPaired { fields["inner"] = .markup(String(decoding: inner, as: UTF8.self)) }
        if let picture {
            fields["picture"] = cover(
                CoverPicture(
                    source: picture.source, sourceSet: picture.sourceSet, sizes: picture.sizes, width: picture.width,
                    height: picture.height, alt: shortcode["alt"] ?? "", preview: picture.source))
        }
        return .object(fields)
    }
}
