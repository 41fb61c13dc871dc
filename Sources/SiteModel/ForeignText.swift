import Foundation

/// Files as other generators have them, read with the same readers as our own: for importing.
package enum ForeignText {
    /// A content file taken apart.
    package struct Parts: Hashable, Sendable {
        package var fields: [MetadataField]
        package var body: String
        /// Lines of the file before `body`.
        package var bodyLineOffset: Int
        package var hasFrontMatter: Bool
    }

    package enum Language: Hashable, Sendable { case yaml, toml }

    /// Cuts a content file and reads its front matter.
    ///
    /// - Throws: What is wrong with the front matter, without a path.
    package static func parts(of text: String) throws(Diagnostic) -> Parts {
        do {
            let file = try FrontMatter(of: FrontMatter.normalized(text))
            return Parts(
                fields: try file.metadata().fields, body: file.body, bodyLineOffset: file.bodyLineOffset,
                hasFrontMatter: file.language != nil)
        } catch {
            throw diagnostic(error)
        }
    }

    /// The body alone, where front matter can't be read; all of the text when it never ends.
    package static func body(of text: String) -> (text: String, lineOffset: Int) {
        let text = FrontMatter.normalized(text)
        guard let file = try? FrontMatter(of: text) else { return (text, 0) }
        return (file.body, file.bodyLineOffset)
    }

    /// Reads a configuration or data file.
    package static func fields(_ text: String, _ language: Language) throws(Diagnostic) -> [MetadataField] {
        do {
            let text = FrontMatter.normalized(text)
            return switch language {
            case .yaml: try YAMLMetadata.read(text, lineOffset: 0).fields
            case .toml: try TOMLMetadata.read(text, lineOffset: 0).fields
            }
        } catch {
            throw diagnostic(error)
        }
    }

    /// The slug that a content file's name gives.
    package static func slug(ofSource source: String) -> String { FileName(source, zone: .gmt).slug }

    private static func diagnostic(_ failure: MetadataFailure) -> Diagnostic {
        Diagnostic(
            .error, path: "", line: failure.position.line, column: failure.position.column, failure.message,
            suggestion: failure.suggestion)
    }
}

extension MetadataField {
    /// A text that no file holds.
    package init(key: String, text: String) {
        self.init(
            key: key, value: .scalar(text, isQuoted: true), keyPosition: Position(line: 1, column: 1),
            valuePosition: Position(line: 1, column: 1))
    }

    /// Another name for a value, or another value under a name.
    package init(key: String, value: MetadataValue) {
        self.init(
            key: key, value: value, keyPosition: Position(line: 1, column: 1),
            valuePosition: Position(line: 1, column: 1))
    }
}
