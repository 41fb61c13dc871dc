package import Foundation
import SiteModel

/// Reads a Zola site: what is published, where, and what it becomes here.
package struct ZolaImport {
    private let tree: SourceTree
    private let site: ZolaSite
    private var draft = SiteDraft()
    private var pages: [ZolaPage] = []
    private var sections: [ZolaPage] = []
    /// From a content file of the source to the one here.
    private var targets: [String: String] = [:]

    package init(_ tree: SourceTree, now: Date) throws(ImportFailure) {
        self.tree = tree
        site = try ZolaSite(tree)
        draft.now = now
    }

    package mutating func run() -> ImportedSite {
        draft.notes = tree.notes
        for path in tree.files.sorted() where path.hasPrefix("content/") && path.hasSuffix(".md") {
            guard let text = tree.texts[path] else { continue }
            let page = ZolaPage(path, text, site: site)
            if page.isSection { sections.append(page) } else { pages.append(page) }
        }
        for page in pages { targets[page.source] = target(of: page) }
        takeFiles()
        readSettings()
        for page in pages { convert(page) }
        for section in sections { convertSection(section) }
        noteDates()
        addFeeds()
        addTaxonomies()
        var assembly = SiteAssembly(draft)
        return assembly.assemble()
    }

    private mutating func readSettings() {
        let root = sections.first { $0.source == "content/_index.md" }
        draft.title = site.config.text("title") ?? root?.fields.text("title") ?? "My blog"
        draft.description = site.config.text("description") ?? root?.fields.text("description") ?? ""
        if let url = site.config.text("base_url"), url.hasPrefix("http") {
            draft.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        } else {
            draft.note(
                .changed, site.configurationName,
                "no `base_url` says where readers find the site: `site.url` is one for trying out")
        }
        draft.language = site.language.replacing("_", with: "-")
        let sizes = ([root].compactMap { $0 } + sections).compactMap { $0.fields.number("paginate_by") }.filter {
            $0 > 0
        }
        if let size = sizes.first { draft.paginate = size }
        let places = Dictionary(pages.map { ("@/" + $0.relative, $0.path) }) { first, _ in first }
        draft.navigation = site.navigation { places[$0] }
    }

    /// Said once: a blog that keeps its dates in addresses does so everywhere.
    private mutating func noteDates() {
        let guessed = pages.filter(\.hasDateFromPath)
        guard let first = guessed.first else { return }
        draft.note(
            .changed, first.source,
            "no date is given; it is the one in the address, here and in \(guessed.count - 1) more")
    }

    // MARK: Places

    /// A page with a date, or a draft in a section of such pages, is a post.
    private func isPost(_ page: ZolaPage) -> Bool {
        if page.date != nil { return true }
        guard page.fields.flag("draft") == true else { return false }
        let section = section(of: page)
        return pages.contains { $0.date != nil && self.section(of: $0) == section }
    }

    /// The folder of its section, from the content folder.
    private func section(of page: ZolaPage) -> String {
        let folder = Paths.folder(page.relative)
        return page.relative.hasSuffix("/index.md") ? Paths.folder(String(folder.dropLast())) : folder
    }

    private func target(of page: ZolaPage) -> String {
        let relative = page.relative
        guard isPost(page) else {
            return relative.hasPrefix("posts/")
                ? "pages/" + relative : relative == "index.md" ? "pages/index.md" : relative
        }
        return relative.hasPrefix("posts/") ? relative : "posts/" + relative
    }

    /// Files beside a page move with it; others stay where their address says; `static/` is the site's root.
    private mutating func takeFiles() {
        let bundles = Dictionary(
            pages.filter { $0.relative.hasSuffix("/index.md") }.map { (Paths.folder($0.source), $0) }
        ) { first, _ in first }
        for path in tree.files.sorted() where !path.hasSuffix(".md") {
            if path.hasPrefix("static/") {
                take(path, at: String(path.dropFirst("static/".count)), oldPath: "/" + path.dropFirst("static/".count))
            } else if path.hasPrefix("content/") {
                guard let (folder, page) = bundle(of: path, bundles), let target = targets[page.source] else {
                    take(
                        path, at: String(path.dropFirst("content/".count)),
                        oldPath: "/" + path.dropFirst("content/".count))
                    continue
                }
                let rest = String(path.dropFirst(folder.count))
                take(path, at: Paths.folder(target) + rest, oldPath: page.path + rest)
            }
        }
    }

    private func bundle(of path: String, _ bundles: [String: ZolaPage]) -> (String, ZolaPage)? {
        var folder = Paths.folder(path)
        while !folder.isEmpty {
            if let page = bundles[folder] { return (folder, page) }
            folder = Paths.folder(String(folder.dropLast()))
        }
        return nil
    }

    private mutating func take(_ path: String, at target: String, oldPath: String) {
        if target.split(separator: "/").contains(where: {
            ($0.hasPrefix(".") && $0 != ".well-known") || $0.hasPrefix("#") || $0.hasSuffix("~")
        }) {
            return draft.note(.leftOut, path, "files with such names are never published here")
        }
        if ["index.html", "404.html", "sitemap.xml", "feed.xml", "CNAME"].contains(target) {
            return draft.note(.leftOut, path, "the build makes this file")
        }
        draft.files[path] = target
        draft.oldAddresses.append(OldAddress(path: oldPath, kind: .file, source: path))
    }

    // MARK: Texts

    private mutating func convert(_ page: ZolaPage) {
        var page = page
        if page.fields.flag("render") == false {
            return draft.note(.leftOut, page.source, "`render = false`: it had no page")
        }
        if let template = page.fields.text("template"), page.body.trimmed.isEmpty { return leaveOut(page, template) }
        let front = page.frontMatter(site)
        let body = convertedBody(&page)
        draft.entries.append(
            EntryDraft(
                isPost: isPost(page), source: page.source, target: targets[page.source] ?? page.relative,
                oldPath: page.path, instant: page.date, date: page.date.map { CivilDate($0, in: .gmt) }, front: front,
                body: body, aliases: page.fields.texts("aliases"), remarks: page.remarks,
                hasOwnAddress: page.fields.text("path") != nil))
    }

    /// A page of which a template made everything leads to the list it lies in.
    private mutating func leaveOut(_ page: ZolaPage, _ template: String) {
        let section = sections.first { $0.relative == self.section(of: page) + "_index.md" }
        let target = section?.path ?? "/"
        draft.note(
            .leftOut, page.source, line: page.fields.line("template"),
            "the template \(template) made this page: \(page.path) leads to \(target)")
        draft.addOld(page.path, .page, page.source, leadingTo: target)
        for alias in page.fields.texts("aliases") { draft.addOld(alias, .alias, page.source, leadingTo: target) }
    }

    private func convertedBody(_ page: inout ZolaPage) -> TracedText {
        var shortcodes = ZolaShortcodes(
            templates: templates, file: { [self, page] in place(of: $0, on: page) }, remarks: page.remarks)
        let text = shortcodes.convert(page.body, startingAt: page.bodyLineOffset + 1)
        var remarks = shortcodes.remarks
        let body = DestinationPass.rewrite(text) { destination, _, line in
            guard destination.hasPrefix("@/") else { return nil }
            let path = destination.prefix { $0 != "#" }
            let rest = destination.dropFirst(path.count)
            let source = "content/" + path.dropFirst(2)
            if let target = targets[source] {
                remarks.rewrittenLinks += 1
                return "/" + Places.encoded(target) + rest
            }
            if let section = sections.first(where: { $0.source == source }) {
                remarks.rewrittenLinks += 1
                return section.path + rest
            }
            remarks.leftOver(destination, line: line, "leads nowhere: there is no such page")
            return nil
        }
        page.remarks = remarks
        return HeadingPass.keepIdentifiers(body) { site.slugifiedAnchor($0) }
    }

    private var templates: [String: String] {
        var found: [String: String] = [:]
        for (path, text) in tree.texts where path.hasPrefix("templates/shortcodes/") {
            found[Paths.stem(String(path.dropFirst("templates/shortcodes/".count)))] = text
        }
        return found
    }

    /// A file as functions name it: beside the page, from the content folder, or in `static/`.
    private func place(of path: String, on page: ZolaPage) -> String? {
        let bare =
            path.hasPrefix("@/") ? String(path.dropFirst(2)) : path.hasPrefix("/") ? String(path.dropFirst()) : path
        if let target = targets["content/" + bare] { return "/" + Places.encoded(target) }
        for candidate in [Paths.folder(page.source) + bare, "content/" + bare, "static/" + bare, bare] {
            if let target = draft.files[candidate] { return "/" + Places.encoded(target) }
        }
        return nil
    }

    // MARK: Sections, feeds, taxonomies

    /// A section with pages or a text of its own stays one; another leads to the home page.
    private mutating func convertSection(_ section: ZolaPage) {
        guard section.fields.flag("render") ?? true else { return }
        if let target = section.fields.text("redirect_to") {
            return draft.addOld(section.path, .list, section.source, leadingTo: target)
        }
        let folder = Paths.folder(section.relative)
        let isHome = section.path == "/"
        let hasText = !section.body.trimmed.isEmpty
        let members = pages.filter { page in
            page.relative.hasPrefix(folder) && draft.entries.contains { $0.source == page.source }
        }
        if let template = section.fields.text("template") {
            draft.note(
                .changed, section.source, line: section.fields.line("template"),
                "the theme shows this list, not the template \(template)")
        }
        if isHome || members.isEmpty, !hasText {
            if !isHome {
                draft.note(
                    .changed, section.source,
                    "the section has neither pages nor a text: \(section.path) leads to the home page")
                for alias in section.fields.texts("aliases") {
                    draft.addOld(alias, .alias, section.source, leadingTo: "/")
                }
            } else if !section.extra.all.isEmpty {
                draft.note(
                    .leftOut, section.source, line: section.fields.line("extra"),
                    "`[extra]` of the home page: the theme doesn't know it")
            }
            return draft.addOld(section.path, .list, section.source, leadingTo: "/")
        }
        var page = section
        let body = convertedBody(&page)
        let holdsPosts = members.contains(where: isPost) && !folder.hasPrefix("posts/") && !isHome
        draft.entries.append(
            EntryDraft(
                isPost: false, source: page.source, target: (holdsPosts ? "posts/" : "") + folder + "_index.md",
                oldPath: page.path, front: page.frontMatter(site), body: body,
                aliases: page.fields.texts("aliases"), remarks: page.remarks))
        guard !isHome, section.fields.flag("generate_feeds") ?? section.fields.flag("generate_feed") ?? false else {
            return
        }
        for name in site.feedNames { draft.addFeed(section.path + name, of: section.path, source: section.source) }
    }

    private mutating func addFeeds() {
        draft.addOld("/sitemap.xml", .list, site.configurationName, leadingTo: "/sitemap.xml")
        guard site.makesFeeds else { return }
        for name in site.feedNames { draft.addFeed("/" + name, of: "/", source: site.configurationName) }
    }

    private mutating func addTaxonomies() {
        for (name, hasFeed) in site.taxonomies {
            let terms = Set(
                draft.entries.filter { !$0.front.isDraft }.flatMap {
                    $0.front.terms.filter { $0.taxonomy == name }.flatMap(\.names)
                })
            guard !terms.isEmpty else { continue }
            let base = "/" + site.slugifiedTerm(name) + "/"
            draft.addOld(base, .list, site.configurationName, leadingTo: "/\(name)/")
            for term in terms.sorted() where !Term.slug(term).isEmpty {
                let old = base + site.slugifiedTerm(term) + "/"
                draft.addOld(old, .list, site.configurationName, leadingTo: "/\(name)/\(Term.slug(term))/")
                guard hasFeed else { continue }
                for feed in site.feedNames {
                    draft.addFeed(old + feed, of: "/\(name)/\(Term.slug(term))/", source: site.configurationName)
                }
            }
        }
        var used: [String] = []
        for entry in draft.entries where entry.isPost {
            for group in entry.front.terms where !group.names.isEmpty && !used.contains(group.taxonomy) {
                used.append(group.taxonomy)
            }
        }
        draft.taxonomies = used.sorted()
        draft.uniteSpellings()
    }
}
