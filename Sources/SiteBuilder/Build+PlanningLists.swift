import Records
import SiteModel
import SiteRendering

extension Build {
    /// Pages that somebody wrote, with the lists that some of them show, and those that lead on from old addresses.
    func planPages(
        _ renderer: SiteRenderer, _ generated: GeneratedPages, _ keys: OutputKeys, _ plan: inout BuildPlan
    ) {
        let site = renderer.site
        for (index, page) in site.pages.enumerated() {
            let tags = OutputTags.page(page)
            guard let pages = generated.pageLists[index] else {
                let key = keys.list("page", []) { $0.write(keys.page(page)) }
                plan.add(page.path, .page, owner: page.entry.shownPath, tags: tags, key: key) {
                    try renderer.page(at: index)
                }
                continue
            }
            for (number, part) in pages.enumerated() {
                let posts = OutputTags.posts(part.items, in: site)
                let key = keys.list("page", part.items) {
                    $0.write(keys.page(page))
                    $0.write(pages, at: number)
                }
                plan.add(
                    part.path, .page, owner: page.entry.shownPath, tags: tags + [OutputTags.list] + posts, key: key
                ) {
                    try renderer.page(at: index, pages, number: number)
                }
            }
        }
        for alias in site.aliases {
            let key = keys.file {
                $0.write(alias.path.text)
                $0.write(alias.target.text)
            }
            plan.add(alias.path, .page, owner: "an alias of \(alias.owner)", key: key) { renderer.redirectPage(alias) }
        }
    }

    func planSections(
        _ renderer: SiteRenderer, _ generated: GeneratedPages, _ keys: OutputKeys, _ plan: inout BuildPlan
    ) {
        for (index, (section, pages)) in zip(renderer.site.sections, generated.sections).enumerated() {
            for (number, page) in pages.enumerated() {
                let items = OutputTags.items(page.items.map { section.items[$0] }, in: renderer.site)
                let tags = [OutputTags.list, OutputTags.section(section)] + items
                let key = keys.section(section, page.items.map { section.items[$0] }) { $0.write(pages, at: number) }
                plan.add(page.path, .page, owner: section.text.entry.shownPath, tags: tags, key: key) {
                    try renderer.section(index, pages, at: number)
                }
            }
        }
    }

    func planArchives(
        _ renderer: SiteRenderer, _ generated: GeneratedPages, _ keys: OutputKeys, _ plan: inout BuildPlan
    ) {
        for archive in generated.archives {
            let key = keys.archive(archive.posts(in: renderer.site)) { $0.write(archive.path.text) }
            plan.add(
                archive.path, .page, owner: "the archive", tags: [OutputTags.list, OutputTags.archive], key: key
            ) {
                try renderer.archive(archive.scope, at: archive.path)
            }
        }
    }

    /// Rules of the configuration are obeyed before any file is looked for, so one may hide pages without being meant to.
    func hiddenPages(behind redirects: [Redirect], _ routes: RouteTable) -> [Diagnostic] {
        redirects.compactMap { rule in
            guard rule.isPattern else {
                let path = String(rule.from.dropFirst())
                let candidates = [path, path.hasSuffix("/") ? path : path + "/"].compactMap { try? SitePath($0) }
                guard let owner = candidates.lazy.compactMap({ routes.owner(of: $0) }).first else { return nil }
                return Diagnostic(
                    .error, path: "", "the redirect from \(rule.from) hides \(owner)",
                    suggestion: "take it out of `site.redirects`, or move the page")
            }
            let hidden = routes.owners(below: String(rule.from.dropFirst().dropLast()))
            guard let first = hidden.first else { return nil }
            let others = hidden.count > 1 ? " and \(hidden.count - 1) more" : ""
            return Diagnostic(.warning, path: "", "the redirect from \(rule.from) hides \(first)\(others)")
        }
    }
}
