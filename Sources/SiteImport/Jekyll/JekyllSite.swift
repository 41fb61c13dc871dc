import Foundation
import SiteModel

/// What a Jekyll site says of itself: `_config.yml`, `_data/` and `_includes/`.
struct JekyllSite {
    let config: Fields
    let tree: SourceTree
    private(set) var notes: [ImportNote] = []
    /// Names that `_data/authors.yml` gives for short ones.
    private(set) var authorNames: [String: String] = [:]

    static let configurationNames = ["_config.yml", "_config.yaml", "_config.toml"]

    init(_ tree: SourceTree) throws(ImportFailure) {
        self.tree = tree
        let name = Self.configurationNames.first { tree.files.contains($0) }
        guard name != nil || tree.files.contains(where: { $0.hasPrefix("_posts/") || $0.contains("/_posts/") }) else {
            throw .notASite("there is neither a _config.yml nor a _posts folder: this is no Jekyll site")
        }
        do throws(Diagnostic) {
            let text = name.flatMap { tree.texts[$0] } ?? ""
            config = Fields(try ForeignText.fields(text, name?.hasSuffix(".toml") == true ? .toml : .yaml))
        } catch {
            throw .notASite("\(name ?? ""):\(error.line ?? 1): \(error.message)")
        }
        for entry in data("authors").all {
            if case .table(let fields) = entry.value, let name = Fields(fields).text("name") {
                authorNames[entry.key] = name
            }
        }
    }

    /// A file of `_data/`, where it is a table.
    private func data(_ name: String) -> Fields {
        for file in ["_data/\(name).yml", "_data/\(name).yaml"] {
            if let text = tree.texts[file], let fields = try? ForeignText.fields(text, .yaml) { return Fields(fields) }
        }
        return Fields([])
    }

    var timeZone: TimeZone { config.text("timezone").flatMap { TimeZone(identifier: $0) } ?? .gmt }
    var permalink: String { config.text("permalink") ?? "date" }
    var plugins: [String] { config.texts("plugins") + config.texts("gems") }

    var includes: [String: String] {
        var includes: [String: String] = [:]
        for (path, text) in tree.texts where path.hasPrefix("_includes/") {
            includes[String(path.dropFirst("_includes/".count))] = text
        }
        return includes
    }

    /// Folders of `collections` that have pages.
    var collections: [String: Fields] {
        var found: [String: Fields] = [:]
        for field in config.table("collections").all where field.key != "posts" {
            guard case .table(let settings) = field.value, Fields(settings).flag("output") == true else { continue }
            found[field.key] = Fields(settings)
        }
        return found
    }

    /// Front matter that `defaults` gives a file; what is said of deeper folders comes later and counts more.
    func defaults(for path: String, type: String) -> [MetadataField] {
        let rules = config.tables("defaults").filter { rule in
            let scope = rule.table("scope")
            let prefix = (scope.text("path") ?? "").split(separator: "/").joined(separator: "/")
            let isBelow = prefix.isEmpty || path == prefix || path.hasPrefix(prefix + "/") || Self.matches(path, prefix)
            return isBelow && [nil, type].contains(scope.text("type"))
        }
        return rules.sorted {
            ($0.table("scope").text("path") ?? "").count < ($1.table("scope").text("path") ?? "").count
        }
        .flatMap { $0.table("values").all }
    }

    /// Whether Jekyll leaves a file out: hidden or underscored parts, and what `exclude` lists.
    func isExcluded(_ path: String) -> Bool {
        let included = config.texts("include")
        for part in path.split(separator: "/")
        where part.hasPrefix("_") || part.hasPrefix(".") || part.hasPrefix("#") || part.hasSuffix("~") {
            if !included.contains(String(part)), part != ".well-known" { return true }
        }
        let standard = [
            "Gemfile", "Gemfile.lock", "node_modules", "vendor/bundle", "vendor/cache", "vendor/gems", "vendor/ruby",
            "CNAME", "Rakefile",
        ]
        return (config.texts("exclude") + standard).contains { Self.matches(path, $0) }
    }

    /// A path, a folder's path, or a pattern with `*`.
    static func matches(_ path: String, _ pattern: String) -> Bool {
        let pattern = pattern.split(separator: "/").joined(separator: "/")
        guard !pattern.isEmpty else { return false }
        guard pattern.contains("*") else { return path == pattern || path.hasPrefix(pattern + "/") }
        return glob(Array(path.utf8)[...], Array(pattern.utf8)[...])
    }

    private static func glob(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (text, pattern) = (text, pattern)
        var retry: (text: ArraySlice<UInt8>, pattern: ArraySlice<UInt8>)?
        while !text.isEmpty || !pattern.isEmpty {
            if pattern.first == UInt8(ascii: "*") {
                retry = (text, pattern)
                pattern = pattern.dropFirst()
            } else if let head = text.first, head == pattern.first {
                (text, pattern) = (text.dropFirst(), pattern.dropFirst())
            } else if text.first == UInt8(ascii: "/"), pattern.isEmpty {
                return true
            } else if let again = retry, !again.text.isEmpty {
                retry = (again.text.dropFirst(), again.pattern)
                (text, pattern) = (again.text.dropFirst(), again.pattern.dropFirst())
            } else {
                return false
            }
        }
        return true
    }

    /// Menus as sites keep them: `navigation` and its kin, in the configuration or in `_data/`.
    var navigation: [(title: String, url: String)] {
        for key in ["navigation", "nav", "menu", "main", "header"] {
            var lists = [config.tables(key), data("navigation").tables(key)]
            for file in ["_data/\(key).yml", "_data/\(key).yaml"] {
                // A list at the top is no table, so it is put into one.
                guard let text = tree.texts[file], text.contains("- ") else { continue }
                let wrapped =
                    "list:\n"
                    + text.split(separator: "\n", omittingEmptySubsequences: false).filter { $0 != "---" }.map {
                        "  " + $0
                    }.joined(separator: "\n")
                lists.append(Fields((try? ForeignText.fields(wrapped, .yaml)) ?? []).tables("list"))
            }
            for list in lists {
                let links = Navigation.links(list)
                if !links.isEmpty { return links }
            }
        }
        return []
    }
}

/// Links for the top of every page, whatever a site calls their parts.
enum Navigation {
    static func links(_ items: [Fields]) -> [(title: String, url: String)] {
        items.compactMap { item in
            let title = ["title", "name", "text", "label"].lazy.compactMap { item.text($0) }.first
            let url = ["url", "link", "href", "path", "page"].lazy.compactMap { item.text($0) }.first
            guard let title, !title.isEmpty, var url, !url.isEmpty, !url.utf8.contains(where: { $0 <= 0x20 }) else {
                return nil
            }
            for prefix in ["$BASE_URL", "{{ site.baseurl }}", "{{site.baseurl}}"] where url.hasPrefix(prefix) {
                url = String(url.dropFirst(prefix.count))
            }
            let isWhole = ["http://", "https://", "mailto:"].contains(where: url.hasPrefix)
            return (title, isWhole || url.hasPrefix("/") ? url : "/" + url)
        }
    }
}
