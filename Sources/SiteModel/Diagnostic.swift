/// One thing a person should know about a file of theirs.
package struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Severity: String, Sendable { case error, warning }

    package var severity: Severity
    /// From the site's folder; empty for what concerns no single file.
    package var path: String
    /// From 1; `nil` when the message concerns the whole file.
    package var line: Int?
    /// From 1, in characters.
    package var column: Int?
    package var message: String
    /// What the author probably meant, as a sentence or a name.
    package var suggestion: String?
    /// The line as it stands in the file.
    package var excerpt: String?

    package init(
        _ severity: Severity, path: String, line: Int? = nil, column: Int? = nil, _ message: String,
        suggestion: String? = nil,
        excerpt: String? = nil
    ) {
        self.severity = severity
        self.path = path
        self.line = line
        self.column = column
        self.message = message
        self.suggestion = suggestion
        self.excerpt = excerpt
    }

    /// `path:line:column: error: message`, then the suggestion, then the line and a caret.
    package var description: String {
        let lines = [(place.isEmpty ? "" : place + ": ") + "\(severity.rawValue): \(advice)"]
        return (lines + quotation.map { "    " + $0 }).joined(separator: "\n")
    }

    /// `path:line:column`, as far as they are known.
    package var place: String {
        [path, line.map(String.init), line == nil ? nil : column.map(String.init)]
            .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ":")
    }

    /// The message, and what was probably meant.
    package var advice: String { message + (suggestion.map { " (\($0))" } ?? "") }

    /// The line as it stands in the file, and a caret below its character; empty when it isn't known.
    package var quotation: [String] {
        guard let excerpt else { return [] }
        guard let column else { return [excerpt] }
        // Tabs stay tabs, so that the caret stands under its character.
        return [excerpt, excerpt.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined() + "^"]
    }

    /// Files in order, then lines, then errors before warnings.
    package static func isOrderedBefore(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
        (left.path, left.line ?? 0, left.column ?? 0, left.severity.rawValue, left.message)
            < (right.path, right.line ?? 0, right.column ?? 0, right.severity.rawValue, right.message)
    }
}

extension [Diagnostic] {
    package var hasErrors: Bool { contains { $0.severity == .error } }
}

/// The nearest of some names, close enough to be what was meant.
package enum Nearest {
    /// - Returns: `nil` when nothing is within a third of the name's length (at least one edit, at most three).
    package static func name(to wish: String, among names: some Sequence<String>) -> String? {
        let limit = min(3, max(1, wish.count / 3))
        let candidates = names.map { (name: $0, distance: distance(Array(wish.lowercased()), Array($0.lowercased()))) }
        return candidates.filter { $0.distance <= limit }.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// Levenshtein's distance, a swap of neighbours counting as one edit.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let substitution = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
                var best = min(substitution, last[column] + 1, current[column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, beforeLast[column - 2] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
