/// Where posts live: `/:year/:month/:slug/`.
package struct PermalinkPattern: Hashable, Sendable {
    package static let tokens = ["year", "month", "day", "slug"]

    /// `/:year/:month/:slug/`
    package static let standard = PermalinkPattern(
        parts: [.year, .text("/"), .month, .text("/"), .slug, .text("/")])

    private let parts: [Part]

    private init(parts: [Part]) { self.parts = parts }

    private enum Part: Hashable {
        case text(String)
        case year, month, day, slug
    }

    package struct Failure: Error, Hashable {
        package let message: String
        package let suggestion: String?
    }

    /// - Parameter pattern: Begins with a slash, holds `:slug`.
    package init(_ pattern: String) throws(Failure) {
        guard pattern.hasPrefix("/") else {
            throw Failure(message: "the permalink `\(pattern)` must begin with a slash", suggestion: "/\(pattern)")
        }
        var parts: [Part] = []
        var rest = pattern.dropFirst()
        while let colon = rest.firstIndex(of: ":") {
            if colon > rest.startIndex { parts.append(.text(String(rest[..<colon]))) }
            let name = rest[rest.index(after: colon)...].prefix { $0.isLetter }
            parts.append(try Self.part(String(name)))
            rest = rest[colon...].dropFirst(name.count + 1)
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        guard parts.contains(.slug) else {
            throw Failure(
                message: "the permalink `\(pattern)` needs `:slug`, or all posts share one URL", suggestion: nil)
        }
        self.parts = parts
    }

    private static func part(_ name: String) throws(Failure) -> Part {
        switch name {
        case "year": return .year
        case "month": return .month
        case "day": return .day
        case "slug": return .slug
        default:
            let nearest = Nearest.name(to: name, among: tokens)
            throw Failure(
                message: "`:\(name)` is not known in a permalink; there are :year, :month, :day and :slug",
                suggestion: nearest.map { "did you mean `:\($0)`?" })
        }
    }

    /// - Parameter date: On the site's wall.
    package func path(slug: String, date: CivilDate) throws(SitePathFailure) -> SitePath {
        var text = ""
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .year: text += CivilDate.four(date.year)
            case .month: text += CivilDate.two(date.month)
            case .day: text += CivilDate.two(date.day)
            case .slug: text += slug
            }
        }
        return try SitePath(text)
    }
}
