/// How a post's address is made from its date and slug: `/:year/:month/:slug/`.
package struct PermalinkPattern: Hashable, Sendable, CustomStringConvertible {
    /// As written; starts with `/`, ends with `/`, and holds `:slug`.
    package let text: String

    /// The names that may stand after a colon.
    package static let variables = ["year", "month", "day", "slug"]

    /// Reads a pattern. Without `:slug` two posts of a day would share an address; segments that start with a dot are
    /// refused because such files are never served.
    package init(_ text: String) throws(Complaint) {
        guard text.hasPrefix("/"), text.hasSuffix("/"), !text.contains("//") else {
            throw Complaint("the permalink `\(text)` must start and end with a single `/`")
        }
        var names: [String] = []
        for segment in text.split(separator: "/") {
            guard !segment.hasPrefix(".") else { throw Complaint("no part of a permalink starts with a dot") }
            names += try Self.variables(in: segment)
        }
        guard names.contains("slug") else { throw Complaint("the permalink `\(text)` lacks :slug") }
        self.text = text
    }

    private static func variables(in segment: Substring) throws(Complaint) -> [String] {
        let parts = segment.split(separator: ":", omittingEmptySubsequences: false)
        var names: [String] = []
        for (index, part) in parts.enumerated() {
            var fixed = part
            if index > 0 {
                let name = String(part.prefix { $0.isLetter })
                guard variables.contains(name) else {
                    throw Complaint(
                        "a permalink knows no `:\(name)`; there are :year, :month, :day and :slug",
                        suggestion: nearest(to: name, among: variables).map { ":\($0)" })
                }
                names.append(name)
                fixed = part.dropFirst(name.count)
            }
            guard fixed.utf8.allSatisfy(isUnreserved) else {
                throw Complaint("a permalink is made of letters, digits, `-`, `_`, `~`, inner dots and :variables")
            }
        }
        return names
    }

    package var description: String { text }
}
