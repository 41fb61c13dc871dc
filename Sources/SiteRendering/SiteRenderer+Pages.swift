import Foundation
import Markdown
package import SiteModel
import Templates

/// Pages that somebody wrote.
extension SiteRenderer {
    package func post(at index: Int) throws -> [UInt8] {
        let post = site.posts[index]
        let section = sectionsByPost.isEmpty ? nil : sectionsByPost[index].map { site.sections[$0] }
        var page = PageModel(
            kind: .post, title: post.entry.title, path: post.path,
            description: post.entry.description ?? post.entry.bestSummary, published: post.date,
            updated: post.entry.updated, image: content.cover(of: post.entry), isUnindexed: post.entry.isDraft,
            tags: tagNames(ofPost: index), authors: authors(ofPost: index), section: section,
            params: post.entry.params, words: post.entry.document.wordCount)
        if let section { page.crumbs = [(section.title, section.path)] }
        var fields = listedPosts[index]
        fields["content"] = .markup(String(decoding: try content.html(of: post.entry, for: .page), as: UTF8.self))
        let headings = post.entry.document.headings
        if !headings.isEmpty { fields["toc"] = ViewModels.contents(headings) }
        if index + 1 < site.posts.count { fields["previous"] = ViewModels.link(site.posts[index + 1], profile) }
        if index > 0 { fields["next"] = ViewModels.link(site.posts[index - 1], profile) }
        fields["series"] = .list(terms(ofPost: index, "series").map { seriesPart($0, index) })
        fields["related"] = .list(related(index))
        return try render("post", page, ["post": .object(fields)])
    }

    private func seriesPart(_ term: Term, _ index: Int) -> TemplateValue {
        let place = term.posts.firstIndex(of: index) ?? 0
        var fields: [String: TemplateValue] = [
            "name": .text(term.name), "url": .text(profile.href(term.path)), "part": .number(place + 1),
            "count": .number(term.posts.count),
            "parts": .list(
                term.posts.map { part in
                    var fields = ViewModels.linkFields(site.posts[part], profile)
                    fields["is_current"] = .flag(part == index)
                    return .object(fields)
                }),
        ]
        if place > 0 { fields["previous"] = ViewModels.link(site.posts[term.posts[place - 1]], profile) }
        if place + 1 < term.posts.count {
            fields["next"] = ViewModels.link(site.posts[term.posts[place + 1]], profile)
        }
        return .object(fields)
    }

    private func related(_ index: Int) -> [TemplateValue] {
        guard !site.related.isEmpty else { return [] }
        return site.related[index].map { other in
            var fields = ViewModels.linkFields(site.posts[other], profile)
            fields["description"] = listedPosts[other]["description"]
            fields["published"] = listedPosts[other]["published"]
            return .object(fields)
        }
    }

    /// A page, or one of the pages of a list that it asks for.
    package func page(at index: Int, _ pages: [Pagination.Page] = [], number: Int = 0) throws -> [UInt8] {
        let page = site.pages[index]
        var model = self.model(of: page, .page)
        var fields: [String: TemplateValue] = [:]
        let html = try content.html(of: page.entry, for: .page)
        fields["content"] = .markup(String(decoding: html, as: UTF8.self))
        if !pages.isEmpty {
            model.path = pages[number].path
            fields["posts"] = .list(pages[number].items.map { .object(listedPosts[$0]) })
            fields["pager"] = ViewModels.pager(pages, at: number, profile)
        }
        return try render("page", model, fields)
    }

    /// What a page, or the text of a list, tells of itself.
    func model(of page: Site.Page, _ kind: PageModel.Kind) -> PageModel {
        PageModel(
            kind: kind, title: page.entry.title, path: page.path,
            description: page.entry.description ?? page.entry.bestSummary, published: page.entry.date,
            updated: page.entry.updated, image: content.cover(of: page.entry), isUnindexed: page.entry.isDraft,
            params: page.entry.params)
    }

    package func notFound(at path: SitePath) throws -> [UInt8] {
        let model = PageModel(kind: .error, title: "Page not found", path: path, description: "", isUnindexed: true)
        return try render("404", model, [:])
    }
}
