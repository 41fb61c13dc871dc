import Foundation
import Markdown
import SiteModel

/// Where everything in the content folder went: what links and pictures are looked up in.
struct ContentMap: Sendable {
    /// Published posts and pages by source.
    private let entries: [String: SitePath]
    /// Posts and pages that were read and left out.
    private let heldBack: Set<String>
    /// Files other than Markdown, each with the place it would be published at.
    let files: [String: SitePath]
    private let anchors: [String: Set<String>]

    init(site: Site, all: [Entry], folder: ContentFolder, diagnostics: inout [Diagnostic]) {
        var entries: [String: SitePath] = [:]
        var anchors: [String: Set<String>] = [:]
        for (entry, path) in site.placedEntries {
            entries[entry.source] = path
            anchors[path.file] = entry.document.anchors
        }
        self.entries = entries
        self.anchors = anchors
        heldBack = Set(all.map(\.source)).subtracting(entries.keys)
        let bundles = Dictionary(all.filter(\.isBundle).map { ($0.folder, entries[$0.source]) }) { first, _ in first }
        var files: [String: SitePath] = [:]
        for file in folder.files.sorted() {
            do {
                files[file] = try Self.place(of: file, bundles: bundles)
            } catch {
                diagnostics.append(Diagnostic(.error, path: folder.shownPrefix + file, "\(error)"))
            }
        }
        self.files = files
    }

    /// A bundle's files stand beside its page, and stay away with it; others stand where they lie.
    private static func place(of file: String, bundles: [String: SitePath?]) throws(SitePathFailure) -> SitePath? {
        var folder = file
        while let slash = folder.dropLast().lastIndex(of: "/") {
            folder = String(folder[...slash])
            guard let bundle = bundles[folder] else { continue }
            guard let page = bundle else { return nil }
            let base = page.text[
                ..<(page.text.lastIndex(of: "/").map { page.text.index(after: $0) } ?? page.text.startIndex)]
            return try SitePath(String(base) + String(file.dropFirst(folder.count)))
        }
        return try SitePath(file)
    }

    /// What a local destination in an entry means.
    enum Target: Hashable {
        case page(SitePath, fragment: String)
        /// A file of the content folder.
        case file(String, SitePath)
        /// Answered by the API or the photo store, which the build knows nothing of.
        case service(String)
        case heldBack(String)
        case missing(suggestion: String?)
        case missingAnchor(String, suggestion: String?)
    }

    /// Looks first for a file of the content folder (`other.md`, `../photo.jpg`, `/images/x.png`), then for a URL.
    func target(of destination: String, in entry: Entry, at path: SitePath, routes: RouteTable) -> Target {
        let parts = destination.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let fragment = parts.count > 1 ? parts[1].removingPercentEncoding ?? String(parts[1]) : ""
        let address = parts[0].prefix { $0 != "?" }
        if address.isEmpty { return page(path, fragment) }
        let decoded = address.removingPercentEncoding ?? String(address)
        let isRooted = decoded.hasPrefix("/")
        if let source = Self.joined(isRooted ? "" : entry.folder, decoded) {
            if let file = files[source] { return .file(source, file) }
            for candidate in [source, source + ".md", source + "index.md", source + "_index.md"] {
                if let path = entries[candidate] { return page(path, fragment) }
                if heldBack.contains(candidate) { return .heldBack(candidate) }
            }
        }
        if ["/api/", "/photos/"].contains(where: decoded.hasPrefix) { return .service(destination) }
        let base =
            isRooted
            ? ""
            : String(
                path.text[..<(path.text.lastIndex(of: "/").map { path.text.index(after: $0) } ?? path.text.startIndex)])
        if let text = Self.joined(base, decoded) {
            for candidate in [text, text + "/"] {
                if let route = try? SitePath(candidate), routes.contains(route) { return page(route, fragment) }
            }
        }
        return .missing(suggestion: suggestion(for: decoded, from: entry))
    }

    private func page(_ path: SitePath, _ fragment: String) -> Target {
        guard !fragment.isEmpty, fragment != "top", let known = anchors[path.file], !known.contains(fragment) else {
            return .page(path, fragment: fragment)
        }
        return .missingAnchor(fragment, suggestion: Nearest.name(to: fragment, among: known).map { "#\($0)" })
    }

    /// A file of the same name elsewhere, or one spelled almost so.
    private func suggestion(for destination: String, from entry: Entry) -> String? {
        let name = String(destination.split(separator: "/").last ?? "")
        let candidates = (Array(files.keys) + Array(entries.keys)).sorted()
        if let same = candidates.first(where: { $0.split(separator: "/").last.map(String.init) == name }) {
            return same
        }
        let beside = candidates.filter { $0.hasPrefix(entry.folder) }.map { String($0.dropFirst(entry.folder.count)) }
        return Nearest.name(to: destination, among: beside)
    }

    /// `..` and `.` worked off; `nil` when they lead out of the root.
    private static func joined(_ base: String, _ relative: String) -> String? {
        var result = base.split(separator: "/").map(String.init)
        for part in relative.split(separator: "/") where part != "." {
            if part == ".." {
                guard result.popLast() != nil else { return nil }
            } else {
                result.append(String(part))
            }
        }
        return result.joined(separator: "/") + (relative.hasSuffix("/") && !result.isEmpty ? "/" : "")
    }
}

extension Site {
    /// Every published post, page and text of a list with its place.
    var placedEntries: [(entry: Entry, path: SitePath)] {
        posts.map { ($0.entry, $0.path) } + (pages + indexPages).map { ($0.entry, $0.path) }
    }
}
