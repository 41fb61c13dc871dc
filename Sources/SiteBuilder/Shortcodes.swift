import Markdown
import Records
import SiteModel
import SiteRendering
import Templates

/// The theme's templates for shortcodes.
struct Shortcodes: Sendable {
    private let library: TemplateLibrary
    private let profile: SiteProfile
    private let fingerprints: [String: Fingerprint]

    init(_ theme: Theme, profile: SiteProfile) {
        library = theme.library
        self.profile = profile
        fingerprints = Dictionary(
            uniqueKeysWithValues: theme.library.names.filter { $0.hasPrefix(Self.folder) }.map {
                (String($0.dropFirst(Self.folder.count)), theme.fingerprint(of: $0))
            })
    }

    private static let folder = "shortcodes/"

    func html(
        of shortcode: Shortcode, inner: [UInt8], picture: Picture?, page: SitePath?, title: String
    ) throws -> [UInt8] {
        let value = ViewModels.shortcode(
            shortcode, inner: inner, picture: picture, page: page, title: title, profile)
        return try library.render(Self.folder + shortcode.name, with: value)
    }

    /// Of the templates that a document's shortcodes are filled in with.
    func fingerprint(for document: MarkdownDocument) -> Fingerprint? {
        guard !document.shortcodes.isEmpty else { return nil }
        return Fingerprint { record in
            for name in Set(document.shortcodes.map(\.name)).sorted() {
                record.write(name)
                record.write(fingerprints[name])
            }
        }
    }

    /// What is wrong with an entry's shortcodes, and which fences name a language that nobody knows.
    func problems(in entry: Entry) -> [Diagnostic] {
        let offset = entry.bodyLineOffset
        var diagnostics = entry.document.problems.map {
            Diagnostic(
                .error, path: entry.shownPath, line: $0.line + offset, column: $0.column, $0.message,
                suggestion: "to show a tag as it is, write `{{</* name */>}}` or put it into code")
        }
        for shortcode in entry.document.shortcodes where fingerprints[shortcode.name] == nil {
            let nearest = Nearest.name(to: shortcode.name, among: Array(fingerprints.keys))
            let known = fingerprints.keys.sorted().joined(separator: ", ")
            diagnostics.append(
                Diagnostic(
                    .error, path: entry.shownPath, line: shortcode.line + offset, column: shortcode.column,
                    "there is no shortcode `\(shortcode.name)`",
                    suggestion: nearest.map { "did you mean `\($0)`?" }
                        ?? (known.isEmpty
                            ? "the theme has no templates/shortcodes/\(shortcode.name).mustache"
                            : "there are: \(known)")))
        }
        for language in entry.document.unknownLanguages {
            let known = CodeBlock.knownLanguages
            diagnostics.append(
                Diagnostic(
                    .warning, path: entry.shownPath, line: language.line + offset,
                    "there is no highlighting for `\(language.name)`, which is shown as plain text",
                    suggestion: Nearest.name(to: language.name, among: known).map { "did you mean `\($0)`?" }
                        ?? "write `text` to say so"))
        }
        return diagnostics
    }
}
