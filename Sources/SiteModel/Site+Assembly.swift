import Foundation
import Markdown

extension Site {
    /// Sorts, holds back, finds places and gathers terms, sections, months and old addresses.
    ///
    /// - Parameter routes: Takes every post and page; what it refuses is in the diagnostics.
    package init(
        entries: [Entry], settings: SiteSettings, routes: inout RouteTable, diagnostics: inout [Diagnostic]
    ) {
        var heldBack = HeldBack()
        var assembly = Assembly()
        for entry in entries.sorted(by: { $0.source < $1.source }) where Self.isPublished(entry, settings, &heldBack) {
            do throws(SitePathFailure) {
                if let path = try assembly.take(entry, settings),
                    let collision = routes.claim(path, for: .file(entry.shownPath))
                {
                    diagnostics.append(collision)
                }
            } catch {
                diagnostics.append(Diagnostic(.error, path: entry.shownPath, "\(error)"))
            }
        }
        posts = assembly.posts.sorted { ($1.date, $0.entry.source) < ($0.date, $1.entry.source) }
        pages = assembly.pages.sorted { $0.path < $1.path }
        self.heldBack = heldBack
        var texts = assembly.texts
        front = texts.removeValue(forKey: "").map { Page(entry: $0, path: .home) }
        var gathering = TermGathering(posts: posts, texts: texts, authors: settings.authors)
        taxonomies = settings.taxonomies.map { gathering.taxonomy($0) }
        diagnostics += gathering.diagnostics
        sections = ContentSection.gather(gathering.texts, posts: posts, pages: pages, &routes, &diagnostics)
        archive = ArchiveYear.gather(posts, in: settings.timeZone)
        redirects = settings.redirects
        related = settings.related > 0 ? RelatedPosts.find(in: posts, taxonomies, limit: settings.related) : []
        aliases = Alias.gather(
            posts.map { Page(entry: $0.entry, path: $0.path) } + pages + sections.map(\.text), &routes, &diagnostics)
    }

    private static func isPublished(_ entry: Entry, _ settings: SiteSettings, _ heldBack: inout HeldBack) -> Bool {
        if entry.isDraft, !settings.includesDrafts {
            heldBack.drafts.append(entry.shownPath)
            return false
        }
        if let expiry = entry.expiry, expiry <= settings.now {
            heldBack.expired.append(entry.shownPath)
            return false
        }
        if let date = entry.date, date > settings.now, !settings.includesFuture {
            heldBack.future.append(entry.shownPath)
            heldBack.note(date)
            return false
        }
        if let expiry = entry.expiry { heldBack.note(expiry) }
        return true
    }
}

/// Entries with their places, before they are sorted.
private struct Assembly {
    private(set) var posts: [Site.Post] = []
    private(set) var pages: [Site.Page] = []
    /// What `_index.md` files say, by their folders.
    private(set) var texts: [String: Entry] = [:]

    /// - Returns: The path to claim; `nil` for what has no page of its own.
    mutating func take(_ entry: Entry, _ settings: SiteSettings) throws(SitePathFailure) -> SitePath? {
        switch entry.kind {
        case .post:
            // Only a draft has no date; it counts as written now.
            let date = entry.date ?? settings.now
            let path = try Self.path(of: entry, dated: date, settings)
            posts.append(Site.Post(entry: entry, path: path, date: date))
            return path
        case .page:
            let path = try Self.path(of: entry)
            pages.append(Site.Page(entry: entry, path: path))
            return path
        case .index:
            texts[entry.folder] = entry
            return nil
        }
    }

    private static func path(of post: Entry, dated date: Date, _ settings: SiteSettings) throws(SitePathFailure)
        -> SitePath
    {
        if let path = post.explicitPath { return path }
        return try settings.permalink.path(slug: post.slug, date: CivilDate(date, in: settings.timeZone))
    }

    /// `about.md` is `/about/`, `docs/index.md` is `/docs/`, `index.md` is home.
    private static func path(of page: Entry) throws(SitePathFailure) -> SitePath {
        if let path = page.explicitPath { return path }
        if page.source == "index.md" { return .home }
        if page.source.hasSuffix("/index.md") {
            let parent = page.folder.split(separator: "/").dropLast().map { $0 + "/" }.joined()
            return try SitePath(parent + page.slug + "/")
        }
        return try SitePath(page.folder + page.slug + "/")
    }
}

extension Alias {
    /// Every old address, by path.
    static func gather(
        _ pages: [Site.Page], _ routes: inout RouteTable, _ diagnostics: inout [Diagnostic]
    ) -> [Alias] {
        var aliases: [Alias] = []
        for page in pages {
            for path in page.entry.aliases {
                if path.file == page.path.file {
                    diagnostics.append(
                        Diagnostic(
                            .warning, path: page.entry.shownPath, "the alias \(path) is its own address",
                            suggestion: "leave it out"))
                } else if let collision = routes.claim(path, for: .alias(of: page.entry.shownPath)) {
                    diagnostics.append(collision)
                } else {
                    aliases.append(Alias(path: path, target: page.path, owner: page.entry.shownPath))
                }
            }
        }
        return aliases.sorted { $0.path < $1.path }
    }
}

/// A list cut into pages.
package struct Pagination: Hashable, Sendable {
    package struct Page: Hashable, Sendable {
        /// From 1.
        package let number: Int
        package let path: SitePath
        package let items: Range<Int>
    }

    package let pages: [Page]

    /// - Parameters:
    ///   - base: The first page; the others are `page/2/` below it.
    ///   - size: At least 1. A list without items has one page.
    package init(count: Int, size: Int, base: SitePath) throws(SitePathFailure) {
        let size = max(size, 1)
        let total = max((count + size - 1) / size, 1)
        var pages: [Page] = []
        for number in 1...total {
            let path = number == 1 ? base : try base.appending("page/\(number)/")
            pages.append(Page(number: number, path: path, items: (number - 1) * size..<min(number * size, count)))
        }
        self.pages = pages
    }
}
