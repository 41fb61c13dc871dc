/// What a theme says about itself in `theme.yaml`.
package struct ThemeDescription: Hashable, Sendable {
    package static let keys = ["name", "description", "version", "license", "author", "url", "extends"]

    /// The theme whose files stand in for those that this one lacks.
    package private(set) var parent: String?
    /// Of the parent's name, in the file.
    package private(set) var parentPosition: Position?
    /// Keys that mean nothing and values that are no text.
    package private(set) var diagnostics: [Diagnostic] = []

    package init() {}

    /// Reads a `theme.yaml`.
    ///
    /// - Parameter path: As messages name it.
    package init(path: String, text: String) {
        let text = FrontMatter.normalized(text)
        let metadata: Metadata
        do throws(MetadataFailure) {
            metadata = try YAMLMetadata.read(text, lineOffset: 0)
        } catch {
            tell(path, text, error.position, error.message, error.suggestion)
            return
        }
        for field in metadata.fields {
            guard Self.keys.contains(field.key) else {
                let nearest = Nearest.name(to: field.key, among: Self.keys).map { "did you mean `\($0)`?" }
                tell(
                    path, text, field.keyPosition, "a theme has no key `\(field.key)`",
                    nearest ?? "there are: \(Self.keys.joined(separator: ", "))")
                continue
            }
            guard let value = field.value.text else {
                if !field.value.isNull { tell(path, text, field.valuePosition, "`\(field.key)` must be text", nil) }
                continue
            }
            if field.key == "extends" { (parent, parentPosition) = (value, field.valuePosition) }
        }
    }

    private mutating func tell(
        _ path: String, _ text: String, _ position: Position, _ message: String, _ suggestion: String?
    ) {
        diagnostics.append(
            Diagnostic(
                .error, path: path, line: position.line, column: position.column, message, suggestion: suggestion,
                excerpt: text.line(position.line)))
    }
}
