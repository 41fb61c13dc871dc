import Foundation
import SiteModel

/// The new site's `masthead.yaml`.
struct ConfigurationText {
    let draft: SiteDraft
    let pattern: String
    let redirects: [Redirect]

    var text: String {
        let url = draft.url.hasSuffix("/") ? String(draft.url.dropLast()) : draft.url
        var lines = [
            "site:", "  title: \(YAMLText.scalar(Self.cut(draft.title, 200)))",
        ]
        if !draft.description.isEmpty {
            lines.append("  description: \(YAMLText.scalar(Self.cut(draft.description, 500)))")
        }
        lines += [
            "  url: \(YAMLText.quoted(url))", "  language: \(YAMLText.scalar(draft.language))", "  theme: broadsheet",
            "  timezone: \(YAMLText.scalar(draft.timeZone.identifier == "GMT" ? "UTC" : draft.timeZone.identifier))",
            "  permalink: \(YAMLText.quoted(pattern))",
            "  taxonomies: \(YAMLText.list(draft.taxonomies.isEmpty ? ["tags"] : draft.taxonomies))",
            "  paginate: \(min(max(draft.paginate, 1), 1000))",
        ]
        if draft.feeds != ["atom"] { lines.append("  feeds: \(YAMLText.list(draft.feeds))") }
        if !draft.navigation.isEmpty {
            lines.append("  navigation:")
            lines += draft.navigation.prefix(50).map {
                "    - { title: \(YAMLText.inFlow(Self.cut($0.title, 80))), url: \(YAMLText.quoted($0.url)) }"
            }
        }
        if !redirects.isEmpty {
            lines.append("  redirects:")
            lines += redirects.map {
                "    - { from: \(YAMLText.quoted($0.from)), to: \(YAMLText.quoted($0.to)) }"
            }
        }
        // Other people's pages and old feeds go on showing pictures by their old addresses.
        if draft.files.values.contains(where: Self.isResized) { lines += ["", "images: { originals: all }"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func isResized(_ file: String) -> Bool {
        [".jpg", ".jpeg", ".png"].contains(where: file.lowercased().hasSuffix)
    }

    /// On one line, and no longer than the configuration takes. `$` would read the environment.
    private static func cut(_ text: String, _ limit: Int) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("${", with: "$${")
        return line.count > limit ? line.prefix(limit - 1) + "…" : line
    }
}
