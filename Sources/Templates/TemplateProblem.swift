/// Something a theme author has to put right, with the place to look at.
package struct TemplateProblem: Error, Hashable, Sendable {
    package var path: String
    /// Counted from 1.
    package var line: Int
    /// Counted from 1, in Unicode scalars.
    package var column: Int
    package var message: String
    /// What was probably meant.
    package var suggestion: String?

    package init(path: String, line: Int, column: Int, message: String, suggestion: String? = nil) {
        self.path = path
        self.line = line
        self.column = column
        self.message = message
        self.suggestion = suggestion
    }
}

extension TemplateProblem: CustomStringConvertible {
    package var description: String {
        let hint = suggestion.map { " (did you mean `\($0)`?)" } ?? ""
        return "\(path):\(line):\(column): \(message)\(hint)"
    }
}

extension TemplateProblem: Comparable {
    /// In the order an editor would list them.
    package static func < (left: TemplateProblem, right: TemplateProblem) -> Bool {
        (left.path, left.line, left.column, left.message) < (right.path, right.line, right.column, right.message)
    }
}

/// Everything that is wrong with a set of templates, told at once.
package struct TemplateProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// Ordered by path, line and column; never empty.
    package var problems: [TemplateProblem]

    package init(problems: [TemplateProblem]) {
        self.problems = problems
    }

    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
