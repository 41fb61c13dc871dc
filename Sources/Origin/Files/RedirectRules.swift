import Foundation
import HTTPSemantics

/// Where old addresses lead, as the build wrote it down: `.masthead/redirects.json`.
///
/// A rule for one address counts before those for many, and of these the first one does. Addresses are compared without
/// their last slash and without `index.html`.
struct RedirectRules: Sendable {
    private struct Document: Decodable {
        let rules: [Rule]
    }

    struct Rule: Sendable, Decodable {
        /// Decoded, from the top of the site: `/old/`, or `/a/*`.
        let from: String
        /// A URL path with whatever the site lies below, or a whole URL.
        let to: String
        let status: Int
    }

    private var exact: [[String]: Rule] = [:]
    private var patterns: [(folder: [String], rule: Rule)] = []

    init(json: [UInt8]) throws {
        for rule in try JSONDecoder().decode(Document.self, from: Data(json)).rules {
            let parts = rule.from.split(separator: "/").map(String.init)
            if parts.last == "*" {
                patterns.append((parts.dropLast(), rule))
            } else {
                let key = Self.key(parts)
                if exact[key] == nil { exact[key] = rule }
            }
        }
    }

    /// The answer for an address that has a rule.
    ///
    /// - Parameter query: Goes along, unless the rule's target has one of its own.
    func answer(_ path: RequestPath, query: String?) -> Answer? {
        guard let (rule, splat) = rule(for: path) else { return nil }
        var location = rule.to.replacing(":splat", with: splat)
        if let query, !location.contains("?"), !location.contains("#") { location += "?" + query }
        // An alias has a page too, and it is purged by its name.
        let parts = rule.from.hasSuffix("*") ? path.segments : rule.from.split(separator: "/").map(String.init)
        let isFolder = rule.from.hasSuffix("*") ? path.endsInSlash : rule.from.hasSuffix("/")
        let file = (isFolder ? parts + ["index.html"] : parts).joined(separator: "/")
        return Answer(
            rule.status,
            [
                "Location": FieldValue(location), "Cache-Control": FieldValue(CachePolicy.page),
                "Cache-Tag": FieldValue(PageTags.file(file)),
            ])
    }

    private func rule(for path: RequestPath) -> (rule: Rule, splat: String)? {
        if exact.isEmpty, patterns.isEmpty { return nil }
        if let rule = exact[Self.key(path.segments)] { return (rule, "") }
        for (folder, rule) in patterns where path.segments.starts(with: folder) {
            let rest = path.segments.dropFirst(folder.count)
            let splat = rest.map(percentEncoded).joined(separator: "/")
            return (rule, splat + (path.endsInSlash && !rest.isEmpty ? "/" : ""))
        }
        return nil
    }

    private static func key(_ segments: [String]) -> [String] {
        segments.last == "index.html" ? segments.dropLast() : segments
    }
}
