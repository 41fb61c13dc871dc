import Jobs
import MailDelivery
package import Templates

extension LetterComposer {
    static func template(for kind: JobKind) -> String {
        kind == .confirmMail ? "mail/confirm" : "mail/welcome"
    }

    /// What every `mail/` template is given; links are absolute.
    package static let shape = TemplateShape.object([
        TemplateField("site", siteShape, summary: "the site, as on its pages"),
        TemplateField(
            "link", .object([TemplateField("url", .text, summary: "where the mail's button leads")]),
            summary: "the one thing to do"),
        TemplateField(
            "unsubscribe", .object([TemplateField("url", .text, summary: "the way out of the list")]),
            isOptional: true, summary: "absent on the confirmation"),
        TemplateField("address", .text, summary: "the recipient's address"),
        TemplateField(
            "posts",
            .list(
                .object([
                    TemplateField("title", .text), TemplateField("url", .text),
                    TemplateField("summary", .text, isOptional: true),
                ])), isOptional: true, summary: "posts to mention"),
    ])

    private static let siteShape = TemplateShape.object([
        TemplateField("title", .text), TemplateField("url", .text), TemplateField("path", .text),
        TemplateField("language", .text), TemplateField("description", .text, isOptional: true),
        TemplateField("home", .text), TemplateField("feed", .text), TemplateField("year", .number),
        TemplateField(
            "tags",
            .list(
                .object([
                    TemplateField("name", .text), TemplateField("url", .text), TemplateField("count", .number),
                ])), isOptional: true),
        TemplateField(
            "navigation",
            .list(.object([TemplateField("title", .text), TemplateField("url", .text)])), isOptional: true),
        TemplateField("api", .object([TemplateField("subscriptions", .text)])),
        TemplateField("generator", .text),
    ])

    static func check(_ library: TemplateLibrary) throws {
        var problems: [String] = []
        for kind in [JobKind.confirmMail, .welcomeMail] {
            let template = template(for: kind)
            if library.names.contains(template) {
                problems += library.check(template, against: shape).map { "\($0)" }
            } else {
                problems.append("the theme has no \(template).mustache")
            }
        }
        guard problems.isEmpty else { throw LetterProblem(problems.joined(separator: "\n")) }
    }
}
