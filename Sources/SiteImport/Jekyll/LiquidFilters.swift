import Foundation
import Markdown
import SiteModel

/// The filters of Liquid and Jekyll whose result is known before the site is built.
struct LiquidFilters {
    /// `https://example.org`, without the base path.
    let origin: String
    /// Empty, or `/blog`.
    let basePath: String
    let timeZone: TimeZone

    /// - Returns: `nil` for filters that need a running Jekyll.
    func apply(_ name: String, _ arguments: [String], to text: String) -> String? {
        let first = arguments.first ?? ""
        switch name {
        // A rooted path counts from the site's address here, whatever its path.
        case "relative_url": return text.contains("://") ? text : text.hasPrefix("/") ? text : "/" + text
        case "absolute_url":
            return text.contains("://") ? text : origin + basePath + (text.hasPrefix("/") ? text : "/" + text)
        case "prepend": return first + text
        case "append": return text + first
        case "escape", "xml_escape", "escape_once", "strip_newlines", "normalize_whitespace", "smartify":
            return name.hasPrefix("strip") || name.hasPrefix("normal")
                ? text.split(whereSeparator: \.isNewline).joined(separator: " ") : text
        case "upcase": return text.uppercased()
        case "downcase": return text.lowercased()
        case "capitalize": return text.prefix(1).uppercased() + text.dropFirst().lowercased()
        case "strip", "lstrip", "rstrip": return text.trimmed
        case "replace": return arguments.count == 2 ? text.replacing(first, with: arguments[1]) : nil
        case "remove": return text.replacing(first, with: "")
        case "remove_first": return text.replacing(first, with: "", maxReplacements: 1)
        case "default": return text.isEmpty ? first : text
        case "slugify": return Slug.make(text)
        case "uri_escape", "cgi_escape", "url_encode":
            return text.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
        case "date": return date(text).flatMap { Self.format($0, first) }
        case "date_to_string": return date(text).flatMap { Self.format($0, "%d %b %Y") }
        case "date_to_long_string": return date(text).flatMap { Self.format($0, "%d %B %Y") }
        case "date_to_xmlschema":
            guard let instant = try? AuthoredDate.parse(text, in: timeZone) else { return nil }
            return CivilDate.iso(instant, in: timeZone)
        default: return nil
        }
    }

    private func date(_ text: String) -> CivilDate? {
        guard let instant = try? AuthoredDate.parse(text, in: timeZone) else { return nil }
        return CivilDate(instant, in: timeZone)
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// The letters of `strftime` that blogs use.
    static func format(_ date: CivilDate, _ pattern: String) -> String? {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        var result = ""
        var rest = pattern[...]
        while let character = rest.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            var isBare = false
            if rest.first == "-" {
                isBare = true
                rest.removeFirst()
            }
            guard let letter = rest.popFirst() else { return nil }
            switch letter {
            case "Y": result += "\(date.year)"
            case "y": result += two(date.year % 100)
            case "m": result += isBare ? "\(date.month)" : two(date.month)
            case "d": result += isBare ? "\(date.day)" : two(date.day)
            case "e": result += "\(date.day)"
            case "B": result += months[date.month - 1]
            case "b", "h": result += months[date.month - 1].prefix(3)
            case "H": result += two(date.hour)
            case "M": result += two(date.minute)
            case "S": result += two(date.second)
            case "F": result += "\(date.year)-\(two(date.month))-\(two(date.day))"
            case "%": result += "%"
            default: return nil
            }
        }
        return result
    }
}
