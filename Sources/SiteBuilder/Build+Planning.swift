import Foundation
import Records
import SiteModel
import SiteRendering
import Templates

extension Build {
    /// Gives every generated page, asset and static file its place; collisions become diagnostics.
    mutating func claimPlaces(
        _ site: Site, _ content: Content, _ theme: Theme?, _ routes: inout RouteTable
    ) throws -> GeneratedPages {
        let map = ContentMap(site: site, all: content.entries, folder: content.folder, diagnostics: &diagnostics)
        let generated = try GeneratedPages(
            site: site, paginate: configuration.paginate, hasOwnRobots: map.files["robots.txt"] != nil)
        diagnostics += generated.claim(in: &routes, site: site)
        for (file, path) in map.files.sorted(by: { $0.key < $1.key }) {
            if let collision = routes.claim(path, for: .file(content.folder.shownPrefix + file)) {
                diagnostics.append(collision)
            }
        }
        for asset in theme?.assets ?? [] {
            if let collision = routes.claim(asset.path, for: .generated("the theme's \(asset.name)")) {
                diagnostics.append(collision)
            }
        }
        diagnostics += routes.nestingCollisions()
        return generated
    }

    mutating func resolve(_ site: Site, _ content: Content, _ routes: RouteTable, _ shelf: EntryShelf) throws
        -> ContentResolution
    {
        // The second look at the map repeats its diagnostics, which the first has reported.
        var repeated: [Diagnostic] = []
        let map = ContentMap(site: site, all: content.entries, folder: content.folder, diagnostics: &repeated)
        var resolution = ContentResolution(
            site: site, map: map, routes: routes, folder: content.folder,
            shelf: PictureShelf(
                folder: configuration.folders.cache + "/images", workshop: workshop, isClean: configuration.isClean),
            crew: crew,
            resolver: ContentResolver(
                profile: configuration.profile, sizes: configuration.images.sizes, bodies: shelf.bodies,
                places: content.readings.mapValues(\.body)))
        let observer = observer
        try resolution.run { observer.progress(.pictures, $0, $1) }
        diagnostics += resolution.diagnostics
        return resolution
    }

    /// Every file of the site, with what makes it.
    mutating func plan(
        _ renderer: SiteRenderer, _ generated: GeneratedPages, _ theme: Theme, _ folder: ContentFolder,
        _ resolution: ContentResolution, _ keys: OutputKeys
    ) -> BuildPlan {
        var plan = BuildPlan()
        for asset in theme.assets {
            plan.add(asset.path, .asset, owner: "the theme's \(asset.name)") { asset.bytes }
        }
        planPictures(resolution, &plan)
        planFiles(resolution, folder, &plan)
        for (index, post) in renderer.site.posts.enumerated() {
            let tags = OutputTags.post(post, in: renderer.site)
            plan.add(post.path, .page, owner: post.entry.shownPath, tags: tags, key: keys.post(at: index)) {
                try renderer.post(at: index)
            }
        }
        for (index, page) in renderer.site.pages.enumerated() {
            plan.add(
                page.path, .page, owner: page.entry.shownPath, tags: OutputTags.page(page), key: keys.page(at: index)
            ) { try renderer.page(at: index) }
        }
        planLists(renderer, generated, keys, &plan)
        planForMachines(renderer, generated, keys, &plan)
        planInternals(renderer, keys, &plan)
        return plan
    }

    private func planPictures(_ resolution: ContentResolution, _ plan: inout BuildPlan) {
        // Two originals with the same bytes share their renditions.
        var seen: Set<SitePath> = []
        for (source, picture) in resolution.pictures.sorted(by: { $0.key < $1.key }) {
            for rendition in picture.renditions where seen.insert(rendition.path).inserted {
                plan.add(
                    PlannedOutput(
                        path: rendition.path, kind: .image,
                        source: .file(rendition.file, sha256: rendition.sha256, bytesCount: rendition.bytesCount),
                        owner: source))
            }
        }
    }

    /// Files beside texts, but for originals that are only shown through renditions: those may be huge and tell where they
    /// were taken.
    private func planFiles(_ resolution: ContentResolution, _ folder: ContentFolder, _ plan: inout BuildPlan) {
        for (file, path) in resolution.map.files.sorted(by: { $0.key < $1.key }) {
            if resolution.pictures[file] != nil, !resolution.wanted.contains(file) { continue }
            let bytesCount = Disk.item(folder.path(file))?.bytes ?? 0
            plan.add(
                PlannedOutput(
                    path: path, kind: .file, source: .file(folder.path(file), sha256: nil, bytesCount: bytesCount),
                    owner: folder.shownPrefix + file))
        }
    }

    private func planLists(
        _ renderer: SiteRenderer, _ generated: GeneratedPages, _ keys: OutputKeys, _ plan: inout BuildPlan
    ) {
        let site = renderer.site
        for (index, page) in generated.home.enumerated() {
            let tags = [OutputTags.list] + OutputTags.posts(page.items, in: site)
            let key = keys.list("home", page.items) { $0.write(generated.home, at: index) }
            plan.add(page.path, .page, owner: "the home page", tags: tags, key: key) {
                try renderer.home(generated.home, at: index)
            }
        }
        for (taxonomy, terms) in zip(site.taxonomies, generated.terms) {
            let tags = [OutputTags.list] + taxonomy.terms.map { OutputTags.term($0, taxonomy) }
            let key = keys.page("terms") { record in
                record.write(taxonomy.name)
                record.write(taxonomy.path.text)
                record.write(taxonomy.terms) {
                    $0.write($1.name)
                    $0.write($1.path.text)
                    $0.write($1.posts.count)
                }
            }
            plan.add(taxonomy.path, .page, owner: "the list of \(taxonomy.name)", tags: tags, key: key) {
                try renderer.terms(of: taxonomy)
            }
            for term in terms {
                let owner = "the page of `\(term.term.name)`"
                for (index, page) in term.pages.enumerated() {
                    let posts = OutputTags.posts(page.items.map { term.term.posts[$0] }, in: site)
                    let tags = [OutputTags.list, OutputTags.term(term.term, taxonomy)] + posts
                    let key = keys.list("term", page.items.map { term.term.posts[$0] }) { record in
                        record.write(term.pages, at: index)
                        record.write(term.term.name)
                        record.write(term.term.posts.count)
                        record.write(term.feed.text)
                    }
                    plan.add(page.path, .page, owner: owner, tags: tags, key: key) {
                        try renderer.term(term.term, term.pages, at: index, feed: term.feed)
                    }
                }
            }
        }
    }

    private func planForMachines(
        _ renderer: SiteRenderer, _ generated: GeneratedPages, _ keys: OutputKeys, _ plan: inout BuildPlan
    ) {
        let limit = configuration.feedEntries
        let site = renderer.site
        let newest = OutputTags.posts(site.posts.indices.prefix(limit), in: site)
        let key = keys.feed(site.posts.indices.prefix(limit)) { $0.write(generated.feed.text) }
        plan.add(generated.feed, .feed, owner: "the feed", tags: [OutputTags.feed] + newest, key: key) {
            try renderer.feed(at: generated.feed, limit: limit)
        }
        for (taxonomy, terms) in zip(site.taxonomies, generated.terms) {
            for term in terms {
                let posts = OutputTags.posts(term.term.posts.prefix(limit), in: site)
                let tags = [OutputTags.feed, OutputTags.term(term.term, taxonomy)] + posts
                let key = keys.feed(term.term.posts.prefix(limit)) { record in
                    record.write(term.feed.text)
                    record.write(term.term.name)
                    record.write(term.term.path.text)
                }
                plan.add(term.feed, .feed, owner: "the feed of `\(term.term.name)`", tags: tags, key: key) {
                    try renderer.feed(at: term.feed, of: term.term, limit: limit)
                }
            }
        }
        let entries = sitemapEntries(renderer.site, generated)
        let sitemapKey = keys.file { record in
            record.write(entries) {
                $0.write($1.path.text)
                $0.write($1.lastChange) { $0.write($1.timeIntervalSinceReferenceDate) }
            }
        }
        plan.add(generated.sitemap, .feed, owner: "the sitemap", key: sitemapKey) { renderer.sitemap(entries) }
        plan.add(
            generated.notFound, .page, owner: "the page for what isn't found",
            key: keys.page("404") { $0.write(generated.notFound.text) }
        ) {
            try renderer.notFound(at: generated.notFound)
        }
        if let robots = generated.robots {
            plan.add(robots, .feed, owner: "robots.txt", key: keys.file { $0.write(generated.sitemap.text) }) {
                renderer.robots(sitemap: generated.sitemap)
            }
        }
    }

    /// What the origin, the mails and the API's own pages need to know.
    private func planInternals(_ renderer: SiteRenderer, _ keys: OutputKeys, _ plan: inout BuildPlan) {
        plan.internals.append(PlannedInternal(name: "posts.json", key: keys.index()) { renderer.postsIndex() })
        plan.internals.append(PlannedInternal(name: "site.json", key: keys.file { _ in }) { renderer.siteState() })
        let files = Dictionary(grouping: renderer.site.posts.indices) {
            PostTexts.file(of: renderer.site.posts[$0].entry.slug)
        }
        for (name, posts) in files.sorted(by: { $0.key < $1.key }) {
            plan.internals.append(PlannedInternal(name: name, key: keys.texts(posts)) { try renderer.postTexts(posts) })
        }
    }

    /// What search engines should know; drafts shown on request are not among it.
    private func sitemapEntries(_ site: Site, _ generated: GeneratedPages) -> [SitemapEntry] {
        var entries = [SitemapEntry(path: .home, lastChange: site.posts.map(lastChange).max())]
        entries += site.posts.filter { !$0.entry.isDraft }.map {
            SitemapEntry(path: $0.path, lastChange: lastChange($0))
        }
        entries += site.pages.filter { !$0.entry.isDraft }
            .map { SitemapEntry(path: $0.path, lastChange: $0.entry.updated ?? $0.entry.date) }
        for (taxonomy, terms) in zip(site.taxonomies, generated.terms) {
            entries.append(SitemapEntry(path: taxonomy.path))
            entries += terms.map { term in
                SitemapEntry(path: term.term.path, lastChange: term.term.posts.map { lastChange(site.posts[$0]) }.max())
            }
        }
        return entries
    }

    private func lastChange(_ post: Site.Post) -> Date { max(post.entry.updated ?? post.date, post.date) }
}
