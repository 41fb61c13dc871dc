import Foundation
import SiteModel

/// What a Zola site says of itself: `config.toml`.
struct ZolaSite {
    let config: Fields
    let configurationName: String

    init(_ tree: SourceTree) throws(ImportFailure) {
        guard let name = ["zola.toml", "config.toml"].first(where: { tree.files.contains($0) }) else {
            throw .notASite("there is neither a config.toml nor a zola.toml: this is no Zola site")
        }
        guard tree.files.contains(where: { $0.hasPrefix("content/") }) else {
            throw .notASite("there is no content folder: this is no Zola site")
        }
        do throws(Diagnostic) {
            config = Fields(try ForeignText.fields(tree.texts[name] ?? "", .toml))
        } catch {
            throw .notASite("\(name):\(error.line ?? 1): \(error.message)")
        }
        configurationName = name
    }

    var language: String { config.text("default_language") ?? "en" }
    /// Codes of the other languages: `about.fr.md` is at `/fr/about/`.
    var otherLanguages: Set<String> { Set(config.table("languages").all.map(\.key)).subtracting([language]) }

    var makesFeeds: Bool { config.flag("generate_feeds") ?? config.flag("generate_feed") ?? false }
    var feedNames: [String] {
        if config["feed_filenames"] != nil { return config.texts("feed_filenames") }
        return [config.text("feed_filename") ?? "atom.xml"]
    }

    /// Names of taxonomies that have pages, with whether each has feeds.
    var taxonomies: [(name: String, hasFeed: Bool)] {
        config.tables("taxonomies").compactMap { taxonomy in
            guard let name = taxonomy.text("name"), taxonomy.flag("render") ?? true else { return nil }
            return (name, taxonomy.flag("feed") ?? false)
        }
    }

    /// A part of a path as Zola writes it.
    func slugifiedPath(_ text: String) -> String { Self.slugified(text, config.table("slugify").text("paths") ?? "on") }
    /// A heading's identifier.
    func slugifiedAnchor(_ text: String) -> String {
        Self.slugified(text, config.table("slugify").text("anchors") ?? "on")
    }
    func slugifiedTerm(_ text: String) -> String {
        Self.slugified(text, config.table("slugify").text("taxonomies") ?? "on")
    }

    /// `on` keeps ASCII letters and digits and spells other scripts out; `safe` and `off` keep nearly all.
    static func slugified(_ text: String, _ strategy: String) -> String {
        switch strategy {
        case "off": return text
        case "safe":
            let forbidden = Set("<>:\"/|?*#%&{}[]()\\^~`'")
            let kept = text.filter { !forbidden.contains($0) && !$0.isNewline }
            return kept.replacing(" ", with: "_")
        default:
            let plain =
                text.applyingTransform(.toLatin, reverse: false)?.applyingTransform(.stripDiacritics, reverse: false)
                ?? text
            var result = ""
            for character in plain.lowercased() {
                if character.isASCII, character.isLetter || character.isNumber {
                    result.append(character)
                } else if !result.hasSuffix("-"), !result.isEmpty {
                    result.append("-")
                }
            }
            while result.hasSuffix("-") { result.removeLast() }
            return result
        }
    }

    /// Menus, which every theme keeps under a name of its own.
    func navigation(_ page: (String) -> String?) -> [(title: String, url: String)] {
        let extra = config.table("extra")
        for key in [
            "menu", "menu_items", "nav", "navigation", "main_menu", "header_nav", "navbar_items", "menu_main",
            "nav_links", "links",
        ] {
            let links = Navigation.links(extra.tables(key)).map { link in
                let path = link.url.hasPrefix("/@/") ? page(String(link.url.dropFirst())) ?? "/" : link.url
                return (title: link.title, url: path)
            }
            if !links.isEmpty { return links }
        }
        return []
    }
}
