/// Where in a file something stands; both count from 1, columns in Unicode scalars.
struct Place: Hashable, Sendable {
    let line: Int
    let column: Int

    /// Where every file starts.
    static let start = Place(line: 1, column: 1)
}

/// One pass over a configuration: what has been complained about so far, and which values came from the environment.
///
/// Only lives inside `SiteSettings.init`; a class because every section and setting of the pass writes into it.
final class Reading {
    let file: String
    let environment: [String: String]
    private(set) var problems: [ConfigurationProblem] = []
    private(set) var secrets: Set<String> = []

    init(file: String, environment: [String: String]) {
        self.file = file
        self.environment = environment
    }

    func complain(_ complaint: Complaint, at place: Place) {
        problems.append(
            ConfigurationProblem(
                path: file, line: place.line, column: place.column, message: complaint.message,
                suggestion: complaint.suggestion))
    }

    /// The text with `${NAME}` replaced from the environment, and the key path remembered when any was; `$${` stands for a
    /// literal `${`.
    ///
    /// - Returns: `nil` after complaining, when a variable isn't set or a brace isn't closed.
    func substituted(_ text: String, keyPath: String, at place: Place) -> String? {
        guard text.contains("${") else { return text }
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstRange(of: "${") {
            result += rest[..<dollar.lowerBound]
            if result.hasSuffix("$") {
                result += "{"
                rest = rest[dollar.upperBound...]
                continue
            }
            guard let brace = rest[dollar.upperBound...].firstIndex(of: "}") else {
                complain(Complaint("`${` without its `}`; write `$${` for a literal one"), at: place)
                return nil
            }
            let name = String(rest[dollar.upperBound..<brace])
            guard let value = environment[name] else {
                complain(Complaint("the environment has no variable `\(name)`"), at: place)
                return nil
            }
            secrets.insert(keyPath)
            result += value
            rest = rest[rest.index(after: brace)...]
        }
        return result + rest
    }

    /// The problems in the order of the file, each once.
    var sortedProblems: [ConfigurationProblem] {
        var seen: Set<ConfigurationProblem> = []
        return problems.filter { seen.insert($0).inserted }
            .sorted { ($0.line, $0.column, $0.message) < ($1.line, $1.column, $1.message) }
    }
}
