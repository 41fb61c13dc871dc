/// What a file says about itself above its text: front matter, whichever language it was written in.
///
/// Scalars stay as they were written: whether `no` is a title or a flag, and `2013-05-1` a date, is for the field to decide.
package struct Metadata: Hashable, Sendable {
    package var fields: [MetadataField] = []
}

package struct MetadataField: Hashable, Sendable {
    package let key: String
    package let value: MetadataValue
    /// In the file, not in the front matter.
    package let keyPosition: Position
    package let valuePosition: Position
}

package indirect enum MetadataValue: Hashable, Sendable {
    /// `isQuoted` values are text whatever they look like.
    case scalar(String, isQuoted: Bool)
    case list([MetadataValue])
    case table([MetadataField])

    /// YAML's ways to say nothing (YAML 1.1 `null`), and an empty value.
    package var isNull: Bool {
        guard case .scalar(let text, isQuoted: false) = self else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    package var flag: Bool? {
        guard case .scalar(let text, isQuoted: false) = self else { return nil }
        return switch text.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: nil
        }
    }

    /// `nil` for lists, tables and null.
    package var text: String? {
        guard case .scalar(let text, _) = self, !isNull else { return nil }
        return text
    }
}

/// A place in a file: line and column from 1, the column in characters.
package struct Position: Hashable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// Why front matter could not be read.
struct MetadataFailure: Error {
    let position: Position
    let message: String
    let suggestion: String?

    init(_ position: Position, _ message: String, suggestion: String? = nil) {
        self.position = position
        self.message = message
        self.suggestion = suggestion
    }
}
