import Markdown
import SiteModel
import SiteRendering

/// Finds what each picture and link of the site means, has the pictures made, and notes what leads nowhere.
struct ContentResolution {
    let site: Site
    let map: ContentMap
    let routes: RouteTable
    let folder: ContentFolder
    let shelf: PictureShelf
    let crew: WorkCrew

    private(set) var resolver: ContentResolver
    /// Originals that became renditions.
    private(set) var pictures: [String: PublishedPicture] = [:]
    /// Files that are asked for as they are.
    private(set) var wanted: Set<String> = []
    private(set) var diagnostics: [Diagnostic] = []

    /// One picture in one entry, as the author wrote it.
    private struct Use: Hashable {
        let destination: String
        let line: Int
        let column: Int
    }

    private var failures: [String: PictureFailure] = [:]

    init(
        site: Site, map: ContentMap, routes: RouteTable, folder: ContentFolder, shelf: PictureShelf, crew: WorkCrew,
        resolver: ContentResolver
    ) {
        self.site = site
        self.map = map
        self.routes = routes
        self.folder = folder
        self.shelf = shelf
        self.crew = crew
        self.resolver = resolver
    }

    mutating func run(progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) throws {
        try makePictures(progress: progress)
        for (entry, path) in site.placedEntries { resolve(entry, at: path) }
    }

    /// Every original that any entry shows, once.
    private mutating func makePictures(progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) throws {
        var sources: Set<String> = []
        for (entry, path) in site.placedEntries {
            let covers = entry.cover.map { [$0.image] } ?? []
            for destination in entry.document.images.map(\.destination) + covers where Destination.isLocal(destination)
            {
                if case .file(let source, _) = map.target(of: destination, in: entry, at: path, routes: routes),
                    !Self.isShownAsItIs(source)
                {
                    sources.insert(source)
                }
            }
        }
        let ordered = sources.sorted()
        let (folder, shelf) = (folder.root, shelf)
        let results = try crew.map(ordered, progress: { progress($0, ordered.count) }) { source in
            let original = try Disk.read(folder + "/" + source)
            do {
                return Result<PublishedPicture, PictureFailure>.success(try shelf.picture(of: original))
            } catch let failure as PictureFailure {
                return .failure(failure)
            }
        }
        for (source, result) in zip(ordered, results) {
            switch result {
            case .success(let picture): pictures[source] = picture
            case .failure(let failure): failures[source] = failure
            }
        }
    }

    private mutating func resolve(_ entry: Entry, at path: SitePath) {
        let offset = entry.bodyLineOffset
        var resolved = ContentResolver.Resolved(path: path, images: [], links: [])
        for image in entry.document.images {
            let use = Use(destination: image.destination, line: image.line + offset, column: image.column)
            resolved.images.append(self.image(use, in: entry, at: path))
            if image.alt.isEmpty, Destination.isLocal(image.destination) {
                note(
                    .warning, entry, use, "this picture has no description",
                    "write ![what it shows](\(image.destination))")
            }
        }
        diagnostics += resolver.shortcodes?.problems(in: entry) ?? []
        for link in entry.document.links {
            let use = Use(destination: link.destination, line: link.line + offset, column: link.column)
            resolved.links.append(self.link(use, in: entry, at: path))
        }
        for reference in entry.document.rawReferences {
            if case .file(let source, _) = map.target(of: reference, in: entry, at: path, routes: routes) {
                wanted.insert(source)
            }
        }
        if let cover = entry.cover, Destination.isLocal(cover.image) {
            let use = Use(destination: cover.image, line: cover.position.line, column: cover.position.column)
            resolved.cover = image(use, in: entry, at: path).map { resolver.coverPicture($0, alt: cover.alt) }
        }
        resolver.entries[entry.source] = resolved
    }

    private mutating func image(_ use: Use, in entry: Entry, at path: SitePath) -> ContentResolver.ResolvedImage? {
        guard Destination.isLocal(use.destination) else { return nil }
        switch map.target(of: use.destination, in: entry, at: path, routes: routes) {
        case .file(let source, let place):
            if let picture = pictures[source] { return .renditions(picture) }
            noteFailure(of: source, entry, use)
            wanted.insert(source)
            return .file(place)
        case .service: return nil
        case .page, .heldBack, .missingAnchor:
            note(.error, entry, use, "`\(use.destination)` is not a picture", nil)
        case .missing(let suggestion):
            note(
                .error, entry, use, "there is no picture `\(use.destination)`",
                suggestion.map { "did you mean `\($0)`?" })
        }
        return nil
    }

    private mutating func noteFailure(of source: String, _ entry: Entry, _ use: Use) {
        switch failures[source] {
        case .unsupported(let reason):
            note(.warning, entry, use, "`\(use.destination)` is shown as it is: \(reason)", nil)
        case .unusable(let reason):
            note(.error, entry, use, "`\(use.destination)` cannot be shown: \(reason)", nil)
        case nil: break
        }
    }

    /// Formats that browsers show and nobody expects to be resized.
    private static func isShownAsItIs(_ source: String) -> Bool {
        [".svg", ".gif", ".webp", ".avif"].contains { source.lowercased().hasSuffix($0) }
    }

    private mutating func link(_ use: Use, in entry: Entry, at path: SitePath) -> String? {
        switch map.target(of: use.destination, in: entry, at: path, routes: routes) {
        case .page(let target, let fragment):
            let suffix = fragment.isEmpty ? "" : "#" + fragment
            return target == path && !fragment.isEmpty ? suffix : resolver.profile.href(target) + suffix
        case .file(let source, let place):
            wanted.insert(source)
            return resolver.profile.href(place)
        case .service(let address): return resolver.profile.basePath + address.dropFirst()
        case .heldBack(let source):
            note(
                .warning, entry, use,
                "`\(use.destination)` leads to \(folder.shownPrefix)\(source), which is not published", nil)
        case .missing(let suggestion):
            note(.warning, entry, use, "`\(use.destination)` leads nowhere", suggestion.map { "did you mean `\($0)`?" })
        case .missingAnchor(let fragment, let suggestion):
            note(
                .warning, entry, use, "there is no heading or anchor `#\(fragment)` there",
                suggestion.map { "did you mean `\($0)`?" })
        }
        return nil
    }

    private mutating func note(
        _ severity: Diagnostic.Severity, _ entry: Entry, _ use: Use, _ message: String, _ suggestion: String?
    ) {
        diagnostics.append(
            Diagnostic(
                severity, path: entry.shownPath, line: use.line, column: use.column, message, suggestion: suggestion))
    }
}
