import SiteModel

/// The pages that nobody wrote: lists, terms, feeds and files for machines. Worked out before rendering, so that collisions
/// with what an author wrote are found, and links to them checked.
struct GeneratedPages: Sendable {
    struct TermPages: Sendable {
        let term: Term
        let pages: [Pagination.Page]
        let feed: SitePath
    }

    let home: [Pagination.Page]
    let terms: [[TermPages]]
    let feed: SitePath
    let sitemap: SitePath
    let notFound: SitePath
    /// `nil` when the author wrote one.
    let robots: SitePath?

    init(site: Site, paginate: Int, hasOwnRobots: Bool) throws(SitePathFailure) {
        home = try Pagination(count: site.posts.count, size: paginate, base: .home).pages
        var terms: [[TermPages]] = []
        for taxonomy in site.taxonomies {
            var pages: [TermPages] = []
            for term in taxonomy.terms {
                pages.append(
                    TermPages(
                        term: term,
                        pages: try Pagination(count: term.posts.count, size: paginate, base: term.path).pages,
                        feed: try term.path.appending("feed.xml")))
            }
            terms.append(pages)
        }
        self.terms = terms
        feed = try SitePath("feed.xml")
        sitemap = try SitePath("sitemap.xml")
        notFound = try SitePath("404.html")
        robots = hasOwnRobots ? nil : try SitePath("robots.txt")
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
                claims.append((term.feed, "the feed of `\(term.term.name)`"))
            }
        }
        claims += [(feed, "the feed"), (sitemap, "the sitemap"), (notFound, "the page for what isn't found")]
        if let robots { claims.append((robots, "robots.txt")) }
        return claims.compactMap { routes.claim($0.0, for: .generated($0.1)) }
    }
}
