import SiteModel
import SiteRendering

/// The pages that nobody wrote: lists, terms, feeds and files for machines. Worked out before rendering, so that collisions
/// with what an author wrote are found, and links to them checked.
struct GeneratedPages: Sendable {
    struct TermPages: Sendable {
        let term: Term
        let pages: [Pagination.Page]
    }

    struct FeedFile: Sendable {
        let path: SitePath
        let format: FeedFormat
        let scope: FeedScope
        /// Whose term it is.
        let taxonomy: Taxonomy?
        let owner: String
    }

    struct ArchivePage: Sendable {
        let path: SitePath
        let scope: SiteRenderer.ArchiveScope

        func posts(in site: Site) -> [Int] {
            switch scope {
            case .all: Array(site.posts.indices)
            case .year(let year): site.archive[year].months.flatMap(\.posts)
            case .month(let year, let month): site.archive[year].months[month].posts
            }
        }
    }

    let home: [Pagination.Page]
    let terms: [[TermPages]]
    let sections: [[Pagination.Page]]
    /// Lists that pages ask for, by the page's index.
    let pageLists: [Int: [Pagination.Page]]
    let feeds: [FeedFile]
    let sitemap: SitePath
    /// Where the sitemap is too long for one file.
    let sitemapParts: [SitePath]
    let notFound: SitePath
    /// `nil` when the author wrote one.
    let robots: SitePath?
    /// The whole first; empty when there are none.
    private(set) var archives: [ArchivePage] = []

    init(site: Site, _ configuration: BuildConfiguration, hasOwnRobots: Bool) throws(SitePathFailure) {
        let size = configuration.paginate
        home = try Pagination(
            count: site.posts.count, size: site.front?.entry.paginate ?? size, base: .home
        ).pages
        var terms: [[TermPages]] = []
        for taxonomy in site.taxonomies {
            let usual = taxonomy.text?.entry.paginate ?? size
            var pages: [TermPages] = []
            for term in taxonomy.terms {
                let size = term.text?.entry.paginate ?? usual
                let list = try Pagination(count: term.posts.count, size: size, base: term.path)
                pages.append(TermPages(term: term, pages: list.pages))
            }
            terms.append(pages)
        }
        self.terms = terms
        var sections: [[Pagination.Page]] = []
        for section in site.sections {
            let size = section.text.entry.paginate ?? size
            sections.append(try Pagination(count: section.items.count, size: size, base: section.path).pages)
        }
        self.sections = sections
        var pageLists: [Int: [Pagination.Page]] = [:]
        for (index, page) in site.pages.enumerated() {
            guard let size = page.entry.paginate else { continue }
            pageLists[index] = try Pagination(count: site.posts.count, size: size, base: page.path).pages
        }
        self.pageLists = pageLists
        feeds = try Self.feeds(site, configuration.feeds)
        sitemap = try SitePath("sitemap.xml")
        notFound = try SitePath("404.html")
        robots = hasOwnRobots ? nil : try SitePath("robots.txt")
        // Every address that might be listed; archives are at most as many as posts and their years.
        let most =
            1 + site.posts.count + site.pages.count + sections.count + terms.count
            + terms.reduce(0) { $0 + $1.count } + site.archive.reduce(1) { $0 + 1 + $1.months.count }
        var parts: [SitePath] = []
        if most > configuration.sitemapEntries {
            for number in 1...((most - 1) / configuration.sitemapEntries + 1) {
                parts.append(try SitePath("sitemap-\(number).xml"))
            }
        }
        sitemapParts = parts
    }

    private static func feeds(_ site: Site, _ formats: [FeedFormat]) throws(SitePathFailure) -> [FeedFile] {
        var feeds: [FeedFile] = []
        for format in formats {
            feeds.append(
                FeedFile(
                    path: try SitePath(format.fileName), format: format, scope: .site, taxonomy: nil, owner: "the feed")
            )
            for section in site.sections {
                feeds.append(
                    FeedFile(
                        path: try section.path.appending(format.fileName), format: format, scope: .section(section),
                        taxonomy: nil, owner: "the feed of `\(section.title)`"))
            }
            for taxonomy in site.taxonomies {
                for term in taxonomy.terms {
                    feeds.append(
                        FeedFile(
                            path: try term.path.appending(format.fileName), format: format, scope: .term(term),
                            taxonomy: taxonomy, owner: "the feed of `\(term.name)`"))
                }
            }
        }
        return feeds
    }

    /// Takes all their places.
    func claim(in routes: inout RouteTable, site: Site) -> [Diagnostic] {
        var claims: [(SitePath, String)] = home.map {
            ($0.path, $0.number == 1 ? "the home page" : "a page of the home list")
        }
        for (taxonomy, terms) in zip(site.taxonomies, terms) {
            claims.append((taxonomy.path, "the list of \(taxonomy.name)"))
            for term in terms {
                claims += term.pages.map { ($0.path, "the page of `\(term.term.name)`") }
            }
        }
        // The first page of a section, and of a page's list, is the author's own.
        for (section, pages) in zip(site.sections, sections) {
            claims += pages.dropFirst().map { ($0.path, "a page of `\(section.title)`") }
        }
        for (index, pages) in pageLists.sorted(by: { $0.key < $1.key }) {
            claims += pages.dropFirst().map { ($0.path, "a page of `\(site.pages[index].entry.title)`") }
        }
        claims += feeds.map { ($0.path, $0.owner) }
        claims += ([sitemap] + sitemapParts).map { ($0, "the sitemap") }
        claims.append((notFound, "the page for what isn't found"))
        if let robots { claims.append((robots, "robots.txt")) }
        return claims.compactMap { routes.claim($0.0, for: .generated($0.1)) }
    }

    /// Takes the places of archives, after everything else has its own.
    ///
    /// - Parameters:
    ///   - wanted: `nil` for archives where they disturb nobody.
    ///   - canShow: Whether the theme has a template for them.
    mutating func claimArchives(
        in routes: inout RouteTable, site: Site, wanted: Bool?, canShow: Bool
    ) -> [Diagnostic] {
        if wanted == false || (wanted == nil && !canShow) { return [] }
        if !canShow {
            return [
                Diagnostic(
                    .error, path: "", "the theme has no templates/archive.mustache, which `archives: true` needs")
            ]
        }
        guard let whole = try? SitePath("archive/") else { return [] }
        var pages = [ArchivePage(path: whole, scope: .all)]
        for (year, archive) in site.archive.enumerated() {
            pages.append(ArchivePage(path: archive.path, scope: .year(year)))
            for (month, archive) in archive.months.enumerated() {
                pages.append(ArchivePage(path: archive.path, scope: .month(year, month)))
            }
        }
        if wanted == nil, pages.contains(where: { routes.contains($0.path) }) { return [] }
        archives = pages
        return pages.compactMap { routes.claim($0.path, for: .generated("the archive")) }
    }
}
