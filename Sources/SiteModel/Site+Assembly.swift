import Foundation
import Markdown

extension Site {
    /// Sorts, holds back, finds places and gathers terms.
    ///
    /// - Parameter routes: Takes every post and page; what it refuses is in the diagnostics.
    package init(
        entries: [Entry], settings: SiteSettings, routes: inout RouteTable, diagnostics: inout [Diagnostic]
    ) {
        var heldBack = HeldBack()
        var posts: [Post] = []
        var pages: [Page] = []
        for entry in entries.sorted(by: { $0.source < $1.source }) where Self.isPublished(entry, settings, &heldBack) {
            do throws(SitePathFailure) {
                let path: SitePath
                switch entry.kind {
                case .post:
                    // Only a draft has no date; it counts as written now.
                    let date = entry.date ?? settings.now
                    path = try Self.path(of: entry, dated: date, settings)
                    posts.append(Post(entry: entry, path: path, date: date))
                case .page:
                    path = try Self.path(of: entry)
                    pages.append(Page(entry: entry, path: path))
                }
                if let collision = routes.claim(path, for: .file(entry.shownPath)) { diagnostics.append(collision) }
            } catch {
                diagnostics.append(Diagnostic(.error, path: entry.shownPath, "\(error)"))
            }
        }
        posts.sort { ($1.date, $0.entry.source) < ($0.date, $1.entry.source) }
        self.posts = posts
        self.pages = pages.sorted { $0.path < $1.path }
        self.heldBack = heldBack
        taxonomies = settings.taxonomies.map { Self.taxonomy($0, posts: posts, &diagnostics) }
    }

    private static func isPublished(_ entry: Entry, _ settings: SiteSettings, _ heldBack: inout HeldBack) -> Bool {
        if entry.isDraft, !settings.includesDrafts {
            heldBack.drafts.append(entry.shownPath)
            return false
        }
        if let date = entry.date, date > settings.now, !settings.includesFuture {
            heldBack.future.append(entry.shownPath)
            heldBack.nextChange = min(heldBack.nextChange ?? date, date)
            return false
        }
        return true
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

    private static func taxonomy(_ name: String, posts: [Post], _ diagnostics: inout [Diagnostic]) -> Taxonomy {
        var members: [String: [Int]] = [:]
        var spellings: [String: [String: Int]] = [:]
        for (index, post) in posts.enumerated() {
            for term in post.entry.terms[name] ?? [] {
                let slug = Term.slug(term)
                guard !slug.isEmpty else {
                    diagnostics.append(
                        Diagnostic(
                            .error, path: post.entry.shownPath, "`\(term)` in `\(name)` holds no letter or digit"))
                    continue
                }
                spellings[slug, default: [:]][term, default: 0] += 1
                if members[slug]?.last != index { members[slug, default: []].append(index) }
            }
        }
        let base = Slug.make(name) + "/"
        var terms: [Term] = []
        for (slug, posts) in members {
            let names = (spellings[slug] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
            if names.count > 1 {
                let shown = names.map { "`\($0)`" }.joined(separator: ", ")
                diagnostics.append(Diagnostic(.warning, path: "", "\(shown) in `\(name)` are shown as one"))
            }
            do {
                terms.append(Term(name: names[0], slug: slug, path: try SitePath(base + slug + "/"), posts: posts))
            } catch {
                diagnostics.append(Diagnostic(.error, path: "", "`\(names[0])` in `\(name)`: \(error)"))
            }
        }
        terms.sort { ($0.name.lowercased(), $0.slug) < ($1.name.lowercased(), $1.slug) }
        // A slug holds letters, digits and hyphens only, so the base is a path whatever the configuration says.
        let path = (try? SitePath(base)) ?? .home
        return Taxonomy(name: name, path: path, terms: terms)
    }
}

extension Term {
    /// Like any slug, but C, C++ and C# stay apart.
    package static func slug(_ name: String) -> String {
        guard name.contains("+") || name.contains("#") else { return Slug.make(name) }
        return Slug.make(name.map { $0 == "+" ? " plus " : $0 == "#" ? " sharp " : String($0) }.joined())
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
