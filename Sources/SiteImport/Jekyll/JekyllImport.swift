package import Foundation
import SiteModel

/// Reads a Jekyll site: what is published, where, and what it becomes here.
package struct JekyllImport {
    private let tree: SourceTree
    private let site: JekyllSite
    private var draft = SiteDraft()
    private var documents: [JekyllDocument] = []

    package init(_ tree: SourceTree, now: Date) throws(ImportFailure) {
        self.tree = tree
        site = try JekyllSite(tree)
        draft.now = now
    }

    package mutating func run() -> ImportedSite {
        draft.notes = tree.notes
        readSettings()
        sortFiles()
        convertDocuments()
        addLists()
        var assembly = SiteAssembly(draft)
        return assembly.assemble()
    }

    private mutating func readSettings() {
        let config = site.config
        draft.title = config.text("title") ?? config.text("name") ?? "My blog"
        draft.description = config.text("description") ?? config.text("tagline") ?? ""
        let base = (config.text("baseurl") ?? "").split(separator: "/").joined(separator: "/")
        if let url = config.text("url"), url.hasPrefix("http"), !url.contains("localhost") {
            draft.url = (url.hasSuffix("/") ? String(url.dropLast()) : url) + (base.isEmpty ? "" : "/" + base)
        } else {
            draft.url += base.isEmpty ? "" : "/" + base
            draft.note(
                .changed, "_config.yml", "no `url` says where readers find the site: `site.url` is one for trying out")
        }
        draft.language = (config.text("lang") ?? config.text("locale") ?? "en").replacing("_", with: "-")
        draft.timeZone = site.timeZone
        if let paginate = config.number("paginate") { draft.paginate = paginate }
        draft.navigation = site.navigation
    }

    // MARK: Which file is what

    private mutating func sortFiles() {
        for path in tree.files.sorted() {
            if let kind = documentKind(path) {
                guard let text = tree.texts[path] else { continue }
                take(path, kind, text)
            } else if !site.isExcluded(path) {
                takeOther(path)
            }
        }
    }

    private func documentKind(_ path: String) -> JekyllDocument.Kind? {
        let parts = path.split(separator: "/").dropLast()
        let isText = Paths.isMarkdown(path) || path.hasSuffix(".html")
        guard isText, !parts.contains(where: { $0.hasPrefix(".") }) else { return nil }
        if parts.contains("_posts") { return .post }
        if parts.contains("_drafts") { return .draft }
        guard let first = parts.first, first.hasPrefix("_"), case let name = String(first.dropFirst()),
            site.collections[name] != nil
        else { return nil }
        return .collection(name)
    }

    private mutating func take(_ path: String, _ kind: JekyllDocument.Kind, _ text: String) {
        if let document = JekyllDocument(kind, path, text, site: site, notes: &draft.notes) {
            documents.append(document)
        }
    }

    private mutating func takeOther(_ path: String) {
        let hasFrontMatter = tree.texts[path].map { $0.hasPrefix("---") || $0.hasPrefix("\u{FEFF}---") } ?? false
        let name = Paths.name(path)
        let isPage = Paths.isMarkdown(path) || name.hasSuffix(".html") || name.hasSuffix(".htm")
        if isPage, Paths.stem(path) == "404" {
            return draft.note(.leftOut, path, "the theme makes this page; change it in themes/broadsheet/templates")
        }
        if isPage, Paths.stem(path) == "index" { return takeHome(path) }
        if hasFrontMatter, isPage, let text = tree.texts[path] {
            if let list = Self.list(shownBy: text) { return takeList(path, text, list) }
            return take(path, .page, text)
        }
        if Paths.isMarkdown(path) {
            return draft.note(.leftOut, path, "it has no front matter, so it was no page")
        }
        if hasFrontMatter { return takeTemplate(path, name) }
        if ["feed.xml", "sitemap.xml", "index.html", "404.html"].contains(path) {
            return draft.note(.leftOut, path, "the build makes this file")
        }
        if site.isExcluded(path) || path.hasPrefix("_") { return }
        draft.files[path] = path
        draft.oldAddresses.append(OldAddress(path: "/" + path, kind: .file, source: path))
    }

    /// The home page lists the posts; a text of its own goes above them.
    private mutating func takeHome(_ path: String) {
        guard let text = tree.texts[path], Self.list(shownBy: text) == nil,
            !path.hasSuffix(".html") || !text.contains("{%"),
            let document = JekyllDocument(.page, path, text, site: site, notes: &draft.notes),
            !document.body.trimmed.isEmpty
        else {
            return draft.note(.leftOut, path, "the theme makes the home page; change it in themes/broadsheet/templates")
        }
        draft.note(.changed, path, "its text stands above the list of posts")
        documents.append(document)
    }

    /// A style sheet, feed or other file that Jekyll fills in.
    private mutating func takeTemplate(_ path: String, _ name: String) {
        let words = ["feed", "atom", "rss"]
        if name.hasSuffix(".xml") || name.hasSuffix(".json") || name.hasSuffix(".rss"),
            words.contains(where: name.contains)
        {
            draft.addFeed("/" + path, of: "/", source: path)
        } else if !["sitemap.xml", "robots.txt"].contains(path) {
            draft.note(.leftOut, path, "it is made from a template, which has no equivalent")
        }
    }

    /// Where the theme shows what a page of loops shows.
    private static func list(shownBy text: String) -> String? {
        let loops = ["site.posts", "paginator.posts", "site.tags", "site.categories", "site.related_posts"]
        guard text.contains("{% for") || text.contains("{%- for"), loops.contains(where: text.contains) else {
            return nil
        }
        if text.contains("site.tags") { return "/tags/" }
        return text.contains("site.categories") ? "/categories/" : "/"
    }

    private mutating func takeList(_ path: String, _ text: String, _ list: String) {
        guard let document = JekyllDocument(.page, path, text, site: site, notes: &draft.notes) else { return }
        draft.note(.changed, path, "it lists posts, which the theme does: \(document.oldPath) leads to \(list)")
        draft.addOld(document.oldPath, .list, path, leadingTo: list)
        for old in document.redirectsFrom { draft.addOld(old, .alias, path, leadingTo: list) }
    }

    // MARK: Texts

    private mutating func convertDocuments() {
        var posts: [String: String] = [:]
        var links: [String: String] = [:]
        for document in documents {
            let rooted = "/" + Places.encoded(document.target)
            links[document.source] = rooted
            guard document.kind == .post else { continue }
            let stem = Paths.stem(Paths.name(document.source))
            posts[stem] = rooted
            let folder = document.source.split(separator: "/").prefix { $0 != "_posts" }.joined(separator: "/")
            if !folder.isEmpty { posts[folder + "/" + stem] = rooted }
        }
        let files = draft.files
        let liquid = LiquidSite(
            config: site.config.all,
            filters: LiquidFilters(origin: draft.origin, basePath: draft.basePath, timeZone: site.timeZone),
            includes: site.includes, post: { posts[$0.hasPrefix("/") ? String($0.dropFirst()) : $0] },
            link: { name in
                let name = name.hasPrefix("/") ? String(name.dropFirst()) : name
                return links[name] ?? files[name].map { "/" + Places.encoded($0) }
            })
        for document in documents { convert(document, liquid) }
        documents = []
    }

    private mutating func convert(_ document: JekyllDocument, _ liquid: LiquidSite) {
        if let target = document.redirectsTo {
            draft.note(.changed, document.source, "it only leads elsewhere, so it is a redirect in masthead.yaml")
            return draft.addOld(document.oldPath, .alias, document.source, leadingTo: target)
        }
        var remarks = document.remarks
        let front = document.frontMatter(site: site, remarks: &remarks)
        let page =
            document.fields.all + [
                MetadataField(key: "url", text: document.oldPath), MetadataField(key: "title", text: document.title),
                MetadataField(key: "path", text: document.source),
            ] + (document.date.map { [MetadataField(key: "date", text: CivilDate.iso($0, in: site.timeZone))] } ?? [])
        var renderer = LiquidRenderer(site: liquid, page: page, remarks: remarks)
        var body = renderer.render(document.body, startingAt: document.bodyLineOffset + 1)
        remarks = renderer.remarks
        if document.isHTML {
            body = HTMLPage.markdown(body)
        } else {
            body = HeadingPass.keepIdentifiers(
                KramdownPass.convert(body, remarks: &remarks), as: KramdownPass.identifier)
        }
        if let separator = document.fields.text("excerpt_separator") ?? site.config.text("excerpt_separator"),
            separator != "<!--more-->"
        {
            body = body.replacingFirst(separator, with: "<!--more-->")
        }
        draft.entries.append(
            EntryDraft(
                isPost: document.kind == .post || document.kind == .draft, source: document.source,
                target: document.target, oldPath: document.oldPath,
                instant: document.date, date: document.date.map { CivilDate($0, in: site.timeZone) }, front: front,
                body: body,
                aliases: document.redirectsFrom, remarks: remarks,
                hasOwnAddress: document.own.text("permalink") != nil))
    }

    // MARK: Lists and feeds

    private mutating func addLists() {
        let configuration = JekyllSite.configurationNames.first { tree.files.contains($0) } ?? "_config.yml"
        draft.addOld("/", .list, configuration, leadingTo: "/")
        if site.plugins.contains("jekyll-feed") {
            let path = (site.config.table("feed").text("path") ?? "feed.xml").drop { $0 == "/" }
            draft.addFeed("/" + path, of: "/", source: configuration)
        }
        if site.plugins.contains("jekyll-sitemap") {
            draft.addOld("/sitemap.xml", .list, configuration, leadingTo: "/sitemap.xml")
        }
        let posts = draft.entries.filter { $0.isPost && !$0.front.isDraft }
        if let size = site.config.number("paginate"), size > 0 {
            let template = site.config.text("paginate_path") ?? "/page:num/"
            for number in stride(from: 2, through: (posts.count + size - 1) / size, by: 1) {
                draft.addOld(
                    template.replacing(":num", with: "\(number)"), .list, configuration, leadingTo: "/page/\(number)/")
            }
        }
        addArchives(posts, configuration)
        let used = ["tags", "categories", "series", "authors"].filter { name in
            draft.entries.contains { $0.front.terms.contains { $0.taxonomy == name && !$0.names.isEmpty } }
        }
        draft.taxonomies = used
        draft.uniteSpellings()
    }

    /// Pages that the plugin jekyll-archives makes.
    private mutating func addArchives(_ posts: [EntryDraft], _ configuration: String) {
        guard site.plugins.contains("jekyll-archives") else { return }
        let settings = site.config.table("jekyll-archives")
        let enabled = settings.texts("enabled")
        let permalinks = settings.table("permalinks")
        for (taxonomy, key, standard) in [
            ("tags", "tag", "/tag/:name/"), ("categories", "category", "/category/:name/"),
        ] {
            guard enabled.contains("all") || enabled.contains(taxonomy) else { continue }
            let names = Set(posts.flatMap { $0.front.terms.filter { $0.taxonomy == taxonomy }.flatMap(\.names) })
            for name in names.sorted() where !Term.slug(name).isEmpty {
                let old = (permalinks.text(key) ?? standard).replacing(
                    ":name", with: JekyllPermalink.slugified(name, isCased: false, isPretty: false))
                draft.addOld(old, .list, configuration, leadingTo: "/\(taxonomy)/\(Term.slug(name))/")
            }
        }
    }
}
