/// One thing wrong with `masthead.yaml`, where a person can put the finger on it.
///
/// Always the author's or operator's to mend; reading again without an edit gives the same answer.
package struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name as it was given, for people and editors.
    package let path: String
    /// Counts from 1.
    package let line: Int
    /// Counts from 1, in Unicode scalars.
    package let column: Int
    /// What is wrong and what would be right, in one sentence without a full stop.
    package let message: String
    /// The word that was probably meant.
    package let suggestion: String?

    package init(path: String, line: Int, column: Int, message: String, suggestion: String? = nil) {
        self.path = path
        self.line = line
        self.column = column
        self.message = message
        self.suggestion = suggestion
    }

    /// `masthead.yaml:3:5: message (did you mean `title`?)`, the form compilers use.
    package var description: String {
        "\(path):\(line):\(column): \(message)" + (suggestion.map { " (did you mean `\($0)`?)" } ?? "")
    }
}

/// Everything wrong with a configuration, in the order of the file.
package struct ConfigurationProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// Never empty.
    package let problems: [ConfigurationProblem]

    /// One problem a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Why one value can't be taken, before anybody knows where in a file it stood.
///
/// Values are also given as flags, where there is no line to name.
package struct Complaint: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what would be right.
    package let message: String
    /// The word that was probably meant.
    package let suggestion: String?

    package init(_ message: String, suggestion: String? = nil) {
        self.message = message
        self.suggestion = suggestion
    }

    package var description: String { message + (suggestion.map { " (did you mean `\($0)`?)" } ?? "") }
}
