import Foundation
import Records
import SiteModel
import SiteRendering
import Templates

extension Build {
    /// Gives every generated page, asset and static file its place; collisions become diagnostics.
    mutating func claimPlaces(
        _ site: Site, _ content: Content, _ theme: Theme?, _ routes: inout RouteTable
    ) throws -> (GeneratedPages, ContentMap) {
        let map = ContentMap(site: site, all: content.entries, folder: content.folder, diagnostics: &diagnostics)
        var generated = try GeneratedPages(
            site: site, configuration, hasOwnRobots: map.files["robots.txt"] != nil)
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
        diagnostics += generated.claimArchives(
            in: &routes, site: site, wanted: configuration.archives, canShow: theme?.hasArchive ?? true)
        diagnostics += routes.nestingCollisions()
        diagnostics += hiddenPages(behind: site.redirects, routes)
        return (generated, map)
    }

    mutating func resolve(
        _ site: Site, _ content: Content, _ map: ContentMap?, _ routes: RouteTable, _ theme: Theme?,
        _ shelf: EntryShelf
    ) throws -> ContentResolution {
        // Where places could not be given, the map was not made, and has nothing new to say.
        var repeated: [Diagnostic] = []
        let map = map ?? ContentMap(site: site, all: content.entries, folder: content.folder, diagnostics: &repeated)
        var resolution = ContentResolution(
            site: site, map: map, routes: routes, folder: content.folder,
            shelf: PictureShelf(
                folder: configuration.folders.cache + "/images", workshop: workshop, isClean: configuration.isClean),
            crew: crew,
            resolver: ContentResolver(
                profile: configuration.profile, sizes: configuration.images.sizes, bodies: shelf.bodies,
                places: content.readings.mapValues(\.body),
                shortcodes: theme.map { Shortcodes($0, profile: configuration.profile) }))
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
        planPages(renderer, generated, keys, &plan)
        planLists(renderer, generated, keys, &plan)
        planSections(renderer, generated, keys, &plan)
        planArchives(renderer, generated, keys, &plan)
        planFeeds(renderer, generated, keys, &plan)
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
            let isWanted = configuration.images.publishesOriginals || resolution.wanted.contains(file)
            if resolution.pictures[file] != nil, !isWanted { continue }
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
            let key = keys.list("home", page.items) {
                $0.write(generated.home, at: index)
                $0.write(keys.page(site.front))
            }
            plan.add(page.path, .page, owner: "the home page", tags: tags, key: key) {
                try renderer.home(generated.home, at: index)
            }
        }
        for (taxonomy, terms) in zip(site.taxonomies, generated.terms) {
            let tags = [OutputTags.list] + taxonomy.terms.map { OutputTags.term($0, taxonomy) }
            let key = keys.terms(taxonomy)
            plan.add(taxonomy.path, .page, owner: "the list of \(taxonomy.name)", tags: tags, key: key) {
                try renderer.terms(of: taxonomy)
            }
            for term in terms {
                let owner = "the page of `\(term.term.name)`"
                for (index, page) in term.pages.enumerated() {
                    let posts = OutputTags.posts(page.items.map { term.term.posts[$0] }, in: site)
                    let tags = [OutputTags.list, OutputTags.term(term.term, taxonomy)] + posts
                    let key = keys.term(term.term, of: taxonomy, page.items.map { term.term.posts[$0] }) {
                        $0.write(term.pages, at: index)
                    }
                    plan.add(page.path, .page, owner: owner, tags: tags, key: key) {
                        try renderer.term(term.term, of: taxonomy, term.pages, at: index)
                    }
                }
            }
        }
    }

    /// What the origin, the mails and the API's own pages need to know.
    private func planInternals(_ renderer: SiteRenderer, _ keys: OutputKeys, _ plan: inout BuildPlan) {
        let site = renderer.site
        plan.internals.append(PlannedInternal(name: "posts.json", key: keys.index()) { renderer.postsIndex() })
        plan.internals.append(PlannedInternal(name: "site.json", key: keys.file { _ in }) { renderer.siteState() })
        let rules = keys.file { record in
            record.write(site.aliases) {
                $0.write($1.path.text)
                $0.write($1.target.text)
            }
        }
        plan.internals.append(PlannedInternal(name: "redirects.json", key: rules) { renderer.redirectRules() })
        let files = Dictionary(grouping: site.posts.indices) { PostTexts.file(of: site.posts[$0].entry.slug) }
        for (name, posts) in files.sorted(by: { $0.key < $1.key }) {
            plan.internals.append(PlannedInternal(name: name, key: keys.texts(posts)) { try renderer.postTexts(posts) })
        }
    }
}
