package import SiteModel
package import Templates

/// What a theme must have, and how its templates are checked.
package enum ThemeContract {
    package static var requiredTemplates: [String] { ViewModels.templates.keys.sorted() }

    /// Every problem of every template that is filled with something: required ones, the API's pages and the mails.
    ///
    /// - Parameter theme: The theme's folder, as messages name it.
    package static func check(_ library: TemplateLibrary, theme: String) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for (name, shape) in ViewModels.templates.sorted(by: { $0.key < $1.key }) {
            guard library.names.contains(name) else {
                diagnostics.append(
                    Diagnostic(
                        .error, path: theme, "the theme has no templates/\(name).mustache, which every theme needs"))
                continue
            }
            diagnostics += library.check(name, against: shape).map(Diagnostic.init(_:))
        }
        for (name, shape) in ViewModels.optionalTemplates.sorted(by: { $0.key < $1.key })
        where library.names.contains(name) {
            diagnostics += library.check(name, against: shape).map(Diagnostic.init(_:))
        }
        for name in library.names.sorted() {
            if let shape = ViewModels.taxonomyTemplate(name) {
                diagnostics += library.check(name, against: shape).map(Diagnostic.init(_:))
            } else if let page = name.removing(prefix: "pages/") {
                diagnostics += check(
                    library, name, page, among: ViewModels.servicePageNames, ViewModels.servicePage, folder: "pages",
                    theme)
            } else if let letter = name.removing(prefix: "mail/") {
                diagnostics += check(
                    library, name, letter, among: ViewModels.mailNames, ViewModels.mail, folder: "mail", theme)
            } else if name.removing(prefix: "shortcodes/") != nil {
                diagnostics += library.check(name, against: ViewModels.shortcode).map(Diagnostic.init(_:))
            }
        }
        // A partial used by many templates shows its problem in each.
        var seen: Set<Diagnostic> = []
        return diagnostics.filter { seen.insert($0).inserted }
    }

    private static func check(
        _ library: TemplateLibrary, _ name: String, _ short: String, among known: [String], _ shape: TemplateShape,
        folder: String, _ theme: String
    ) -> [Diagnostic] {
        if known.contains(short) { return library.check(name, against: shape).map(Diagnostic.init(_:)) }
        // Partials may lie in folders of their own.
        if short.contains("/") { return [] }
        let nearest = Nearest.name(to: short, among: known)
        return [
            Diagnostic(
                .warning, path: "\(theme)/\(folder)/\(short).mustache", "nothing uses a template of this name",
                suggestion: nearest.map { "did you mean `\($0)`?" })
        ]
    }
}

extension Diagnostic {
    /// A template's problem as an error of the site.
    package init(_ problem: TemplateProblem) {
        self.init(
            .error, path: problem.path, line: problem.line, column: problem.column, problem.message,
            suggestion: problem.suggestion.map { "did you mean `\($0)`?" })
    }
}

extension String {
    fileprivate func removing(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
