import Foundation
import SiteModel
import SiteRendering

extension Build {
    /// The content folder, read.
    struct Content {
        let folder: ContentFolder
        let entries: [Entry]
        /// By source.
        let readings: [String: EntryShelf.Reading]
        /// What the files of the data folder hold, by their names; folders are tables.
        let data: [Param]
    }

    mutating func read(_ shelf: EntryShelf) throws -> Content {
        let folder = content
        let texts = publishable(folder)
        let settings = entrySettings
        let observer = observer
        let readings = try crew.map(texts, progress: { observer.progress(.read, $0, texts.count) }) { source in
            try Self.read(source, in: folder, settings, shelf)
        }
        diagnostics += folder.diagnostics + readings.flatMap(\.diagnostics)
        return Content(
            folder: folder, entries: readings.compactMap(\.entry),
            readings: Dictionary(zip(texts, readings)) { first, _ in first }, data: try readData())
    }

    var entrySettings: EntrySettings {
        EntrySettings(
            timeZone: configuration.timeZone, taxonomies: configuration.taxonomies, markdown: configuration.markdown,
            shownPrefix: content.shownPrefix, schema: configuration.schema, gathersWords: configuration.related > 0)
    }

    /// From the shelf when the file is what it was, else by parsing.
    private static func read(
        _ source: String, in folder: ContentFolder, _ settings: EntrySettings, _ shelf: EntryShelf
    ) throws -> EntryShelf.Reading {
        let stamp = folder.stamps[source] ?? FileStamp()
        let known = shelf.readings[source]
        if let known, known.stamp == stamp { return known }
        let instant = FileStamp.now
        let bytes = try Disk.read(folder.path(source))
        let trusted = stamp.bytes == bytes.count && stamp.isSettled(at: instant) ? stamp : FileStamp()
        let content = Fingerprint(bytes)
        if let known, known.content == content {
            return try shelf.reading(known, of: source, stampedAgain: trusted)
        }
        guard let text = FileText.decoded(bytes) else {
            let failure = Diagnostic(
                .error, path: settings.shownPrefix + source, "the file is not UTF-8",
                suggestion: "save it as UTF-8 in your editor")
            return try shelf.reading(
                source, stamp: trusted, content: content, EntryReading(entry: nil, diagnostics: [failure]))
        }
        return try shelf.reading(
            source, stamp: trusted, content: content, Entry.read(source, text: text, settings: settings))
    }

    /// All Markdown but what lies inside a post's bundle: a post has one text.
    private mutating func publishable(_ folder: ContentFolder) -> [String] {
        let bundles = Set(
            folder.texts.filter { $0.hasPrefix("posts/") && $0.hasSuffix("/index.md") && $0 != "posts/index.md" }
                .map { String($0.dropLast("index.md".count)) })
        return folder.texts.filter { text in
            let owner = bundles.first { text.hasPrefix($0) && text != $0 + "index.md" }
            guard let owner else { return true }
            diagnostics.append(
                Diagnostic(
                    .warning, path: folder.shownPrefix + text, "lies in the bundle \(owner) and is left out",
                    suggestion: "a post's text is its index.md"))
            return false
        }
    }

    mutating func assemble(_ content: Content, _ routes: inout RouteTable) -> Site {
        let permalink: PermalinkPattern
        do {
            permalink = try PermalinkPattern(configuration.permalink)
        } catch {
            diagnostics.append(Diagnostic(.error, path: "", error.message, suggestion: error.suggestion))
            return Site(entries: [], settings: settings(.standard, []), routes: &routes, diagnostics: &diagnostics)
        }
        return Site(
            entries: content.entries, settings: settings(permalink, content.data), routes: &routes,
            diagnostics: &diagnostics)
    }

    private func settings(_ permalink: PermalinkPattern, _ data: [Param]) -> SiteSettings {
        var settings = SiteSettings(
            timeZone: configuration.timeZone, permalink: permalink, taxonomies: configuration.taxonomies,
            includesDrafts: configuration.includesDrafts, includesFuture: configuration.includesFuture,
            now: configuration.now)
        settings.authors = configuration.authors.merging(Self.authors(data["authors"])) { first, _ in first }
        settings.redirects = configuration.redirects
        settings.related = configuration.related
        return settings
    }
}

/// Bytes of a file as text.
enum FileText {
    /// - Returns: `nil` for what isn't UTF-8.
    static func decoded(_ bytes: [UInt8]) -> String? { String(validating: bytes, as: UTF8.self) }

    /// As the content reader sees it, for excerpts.
    static func normalized(_ bytes: [UInt8]) -> String? {
        decoded(bytes)?.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
    }
}
