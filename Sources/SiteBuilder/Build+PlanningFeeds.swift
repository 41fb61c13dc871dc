import Foundation
import Records
import SiteModel
import SiteRendering

extension Build {
    func planFeeds(
        _ renderer: SiteRenderer, _ generated: GeneratedPages, _ keys: OutputKeys, _ plan: inout BuildPlan
    ) {
        let limit = configuration.feedEntries
        let site = renderer.site
        for feed in generated.feeds {
            let items = OutputTags.items(renderer.feedItems(feed.scope, limit: limit), in: site)
            var tags = [OutputTags.feed]
            switch feed.scope {
            case .site: break
            case .term(let term):
                if let taxonomy = feed.taxonomy { tags.append(OutputTags.term(term, taxonomy)) }
            case .section(let section): tags.append(OutputTags.section(section))
            }
            let key = keys.feed(feed.scope, renderer.feedItems(feed.scope, limit: limit)) { $0.write(feed.path.text) }
            plan.add(feed.path, .feed, owner: feed.owner, tags: tags + items, key: key) {
                try renderer.feed(feed.format, at: feed.path, of: feed.scope, limit: limit)
            }
        }
    }

    func planForMachines(
        _ renderer: SiteRenderer, _ generated: GeneratedPages, _ keys: OutputKeys, _ plan: inout BuildPlan
    ) {
        let entries = sitemapEntries(renderer, generated)
        if generated.sitemapParts.isEmpty {
            plan.add(generated.sitemap, .feed, owner: "the sitemap", key: keys.sitemap(entries)) {
                renderer.sitemap(entries)
            }
        } else {
            planSitemaps(entries, renderer, generated, keys, &plan)
        }
        let key = keys.list("404", []) { $0.write(generated.notFound.text) }
        plan.add(generated.notFound, .page, owner: "the page for what isn't found", key: key) {
            try renderer.notFound(at: generated.notFound)
        }
        if let robots = generated.robots {
            plan.add(robots, .feed, owner: "robots.txt", key: keys.file { $0.write(generated.sitemap.text) }) {
                renderer.robots(sitemap: generated.sitemap)
            }
        }
    }

    private func planSitemaps(
        _ entries: [SitemapEntry], _ renderer: SiteRenderer, _ generated: GeneratedPages, _ keys: OutputKeys,
        _ plan: inout BuildPlan
    ) {
        let limit = configuration.sitemapEntries
        var parts: [(path: SitePath, lastChange: Date?)] = []
        for (number, path) in generated.sitemapParts.enumerated() {
            let part = Array(entries.dropFirst(number * limit).prefix(limit))
            // Places were taken for the most there might be.
            if part.isEmpty { break }
            parts.append((path, part.compactMap(\.lastChange).max()))
            plan.add(path, .feed, owner: "the sitemap", key: keys.sitemap(part)) { renderer.sitemap(part) }
        }
        plan.add(generated.sitemap, .feed, owner: "the sitemap") { [parts] in renderer.sitemapIndex(parts) }
    }

    /// What search engines should know; drafts shown on request are not among it.
    private func sitemapEntries(_ renderer: SiteRenderer, _ generated: GeneratedPages) -> [SitemapEntry] {
        let site = renderer.site
        func change(_ posts: some Sequence<Int>) -> Date? { posts.map { lastChange(site.posts[$0]) }.max() }
        var entries = [SitemapEntry(path: .home, lastChange: change(site.posts.indices))]
        entries += site.posts.filter { !$0.entry.isDraft }.map {
            SitemapEntry(path: $0.path, lastChange: lastChange($0), images: renderer.pictures(of: $0.entry))
        }
        entries += site.pages.filter { !$0.entry.isDraft }.map {
            SitemapEntry(
                path: $0.path, lastChange: $0.entry.updated ?? $0.entry.date, images: renderer.pictures(of: $0.entry))
        }
        entries += site.sections.map { section in
            SitemapEntry(
                path: section.path, lastChange: change(section.posts), images: renderer.pictures(of: section.text.entry)
            )
        }
        for (taxonomy, terms) in zip(site.taxonomies, generated.terms) {
            entries.append(SitemapEntry(path: taxonomy.path))
            entries += terms.map { SitemapEntry(path: $0.term.path, lastChange: change($0.term.posts)) }
        }
        entries += generated.archives.map { SitemapEntry(path: $0.path, lastChange: change($0.posts(in: site))) }
        return entries
    }

    private func lastChange(_ post: Site.Post) -> Date { max(post.entry.updated ?? post.date, post.date) }
}

extension ContentSection {
    var posts: [Int] {
        items.compactMap { item in
            if case .post(let index) = item { index } else { nil }
        }
    }
}
