import Foundation
import SiteModel

/// Where Jekyll puts a document: its template with the document's values in it.
struct JekyllPermalink {
    var template: String

    /// The styles that have names, for posts.
    init(post style: String) {
        switch style {
        case "date": template = "/:categories/:year/:month/:day/:title:output_ext"
        case "pretty": template = "/:categories/:year/:month/:day/:title/"
        case "ordinal": template = "/:categories/:year/:y_day/:title:output_ext"
        case "weekdate": template = "/:categories/:year/W:week/:short_day/:title:output_ext"
        case "none": template = "/:categories/:title:output_ext"
        default: template = style
        }
    }

    /// A page follows the site's style in how it ends, and in nothing else.
    init(page style: String, isIndex: Bool) {
        if isIndex {
            template = "/:path/"
        } else if style == "pretty" {
            template = "/:path/:basename/"
        } else if ["date", "ordinal", "weekdate", "none"].contains(style) || style.hasSuffix(":output_ext") {
            template = "/:path/:basename:output_ext"
        } else {
            template = "/:path/:basename" + (style.hasSuffix("/") ? "/" : "")
        }
    }

    init(template: String) { self.template = template }

    struct Values {
        var title = ""
        var slug = ""
        var categories: [String] = []
        var date: CivilDate?
        var path = ""
        var basename = ""
        var collection = ""
        var outputExtension = ".html"
    }

    /// - Returns: Decoded, with a leading slash and without empty parts; `nil` when a placeholder isn't known.
    func path(_ values: Values) -> String? {
        var result = ""
        var rest = template[...]
        while let colon = rest.firstIndex(of: ":") {
            result += rest[..<colon]
            rest = rest[rest.index(after: colon)...]
            // The longest name wins, as in `:output_ext`.
            guard let name = Self.names.first(where: rest.hasPrefix) else { return nil }
            rest = rest.dropFirst(name.count)
            guard let text = Self.text(name, values) else { return nil }
            result += text
        }
        result += rest
        let isFolder = result.hasSuffix("/")
        let parts = result.split(separator: "/").filter { $0 != "." && $0 != ".." }
        return "/" + parts.joined(separator: "/") + (isFolder && !parts.isEmpty ? "/" : "")
    }

    private static let names = [
        "slugified_categories", "output_ext", "categories", "short_month", "long_month", "short_year", "collection",
        "short_day", "long_day", "basename", "i_month", "minute", "second", "i_day", "title", "month", "y_day",
        "w_year", "week", "year", "slug", "hour", "path", "name", "day",
    ].sorted { $0.count > $1.count }

    private static func text(_ name: String, _ values: Values) -> String? {
        switch name {
        case "title": return values.title
        case "slug": return values.slug
        case "name": return slugified(values.basename, isCased: false, isPretty: false)
        case "basename": return values.basename
        case "path": return values.path
        case "collection": return values.collection
        case "output_ext": return values.outputExtension
        case "categories": return unique(values.categories.map { $0.lowercased() }).joined(separator: "/")
        case "slugified_categories":
            return unique(values.categories.map { slugified($0, isCased: false, isPretty: false) }).joined(
                separator: "/")
        default: return values.date.flatMap { dateText(name, $0) }
        }
    }

    private static func dateText(_ name: String, _ date: CivilDate) -> String? {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        switch name {
        case "year": return String(repeating: "0", count: max(0, 4 - "\(date.year)".count)) + "\(date.year)"
        case "month": return two(date.month)
        case "day": return two(date.day)
        case "hour": return two(date.hour)
        case "minute": return two(date.minute)
        case "second": return two(date.second)
        case "i_day": return "\(date.day)"
        case "i_month": return "\(date.month)"
        case "short_year": return two(date.year % 100)
        case "y_day": return ordinal(date)
        case "short_month": return LiquidFilters.format(date, "%b")
        case "long_month": return LiquidFilters.format(date, "%B")
        default: return nil
        }
    }

    /// The day of the year, three digits.
    private static func ordinal(_ date: CivilDate) -> String {
        let start = CivilDate(year: date.year, month: 1, day: 1).instant(secondsEast: 0)
        let day = CivilDate(year: date.year, month: date.month, day: date.day).instant(secondsEast: 0)
        let number = String(Int(day.timeIntervalSince(start)) / 86_400 + 1)
        return String(repeating: "0", count: max(0, 3 - number.count)) + number
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// Jekyll's slugs: letters and digits of any script stay, and in its "pretty" mode `._~!$&'()+,;=@` too.
    static func slugified(_ text: String, isCased: Bool, isPretty: Bool) -> String {
        var result = ""
        for character in text {
            let isKept = character.isLetter || character.isNumber || (isPretty && "._~!$&'()+,;=@".contains(character))
            if isKept {
                result.append(character)
            } else if !result.hasSuffix("-") {
                result.append("-")
            }
        }
        while result.hasPrefix("-") { result.removeFirst() }
        while result.hasSuffix("-") { result.removeLast() }
        return isCased ? result : result.lowercased()
    }
}
