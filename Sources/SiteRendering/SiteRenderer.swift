import Foundation
import Markdown
package import SiteModel
package import Templates

/// Turns a site into the bytes of its pages. A value: any number of threads may render from one.
package struct SiteRenderer: Sendable {
    package let site: Site
    package let profile: SiteProfile
    package let library: TemplateLibrary
    package let assets: AssetReferences
    let content: any EntryContent

    /// The `site` of every page; also for `.masthead/site.json`.
    package let siteValue: TemplateValue
    private let assetValue: TemplateValue
    private let integrityValue: TemplateValue
    private let listedPosts: ListedPosts
    private let termsByPost: [[Term]]

    package init(
        site: Site, profile: SiteProfile, library: TemplateLibrary, assets: AssetReferences, content: any EntryContent
    ) {
        self.site = site
        self.profile = profile
        self.library = library
        self.assets = assets
        self.content = content
        let tags = site.taxonomies.first { $0.name == "tags" }
        siteValue = ViewModels.site(profile, tags: tags)
        assetValue = .object(assets.paths.mapValues { .text($0) })
        integrityValue = .object(assets.integrity.mapValues { .text($0) })
        var termsByPost = Array(repeating: [Term](), count: site.posts.count)
        for term in tags?.terms ?? [] {
            for post in term.posts { termsByPost[post].append(term) }
        }
        self.termsByPost = termsByPost
        listedPosts = ListedPosts { [termsByPost] index in
            let post = site.posts[index]
            return ViewModels.listed(post, terms: termsByPost[index], cover: content.cover(of: post.entry), profile)
        }
    }

    /// What the API's pages and mails need, as JSON.
    package func siteState() -> [UInt8] {
        let state: TemplateValue = [
            "version": 1, "site": siteValue, "asset": assetValue, "integrity": integrityValue,
        ]
        return state.json()
    }

    /// A post's tags as the site spells them.
    func tagNames(ofPost index: Int) -> [String] { termsByPost[index].map(\.name) }

    package func post(at index: Int) throws -> [UInt8] {
        let post = site.posts[index]
        let page = PageModel(
            kind: .post, title: post.entry.title, path: post.path,
            description: post.entry.description ?? post.entry.bestSummary, published: post.date,
            updated: post.entry.updated, image: content.cover(of: post.entry)?.preview, isUnindexed: post.entry.isDraft)
        let value = ViewModels.post(
            listed: listedPosts[index], content: try content.html(of: post.entry, for: .page),
            headings: post.entry.document.headings,
            previous: index + 1 < site.posts.count ? site.posts[index + 1] : nil,
            next: index > 0 ? site.posts[index - 1] : nil, profile)
        return try render("post", page, ["post": value])
    }

    package func page(at index: Int) throws -> [UInt8] {
        let page = site.pages[index]
        let model = PageModel(
            kind: .page, title: page.entry.title, path: page.path,
            description: page.entry.description ?? page.entry.bestSummary, published: page.entry.date,
            updated: page.entry.updated, image: content.cover(of: page.entry)?.preview, isUnindexed: page.entry.isDraft)
        let html = try content.html(of: page.entry, for: .page)
        return try render("page", model, ["content": .markup(String(decoding: html, as: UTF8.self))])
    }

    package func home(_ pages: [Pagination.Page], at index: Int) throws -> [UInt8] {
        let model = PageModel(
            kind: .home, title: profile.title, path: pages[index].path, description: profile.description)
        return try render(
            "home", model,
            [
                "posts": .list(
                    pages[index].items.enumerated().map { place, post in
                        // The first story of all is seen at once; the others may load as they come into view.
                        var fields = listedPosts[post]
                        fields["lead"] = .flag(index == 0 && place == 0)
                        return .object(fields)
                    }),
                "pager": ViewModels.pager(pages, at: index, profile),
            ])
    }

    package func term(_ term: Term, _ pages: [Pagination.Page], at index: Int, feed: SitePath) throws -> [UInt8] {
        let model = PageModel(
            kind: .term, title: term.name, path: pages[index].path,
            description: "Posts about \(term.name) on \(profile.title)")
        return try render(
            "term", model,
            [
                "term": ViewModels.term(term, feed: feed, profile),
                "posts": .list(pages[index].items.map { .object(listedPosts[term.posts[$0]]) }),
                "pager": ViewModels.pager(pages, at: index, profile),
            ])
    }

    package func terms(of taxonomy: Taxonomy) throws -> [UInt8] {
        let title = taxonomy.name.prefix(1).uppercased() + taxonomy.name.dropFirst()
        let model = PageModel(
            kind: .terms, title: title, path: taxonomy.path, description: "\(title) on \(profile.title)")
        return try render(
            "terms", model, ["terms": .list(taxonomy.terms.map { ViewModels.countedTerm($0, profile) })])
    }

    package func notFound(at path: SitePath) throws -> [UInt8] {
        let model = PageModel(kind: .error, title: "Page not found", path: path, description: "", isUnindexed: true)
        return try render("404", model, [:])
    }

    private func render(_ template: String, _ page: PageModel, _ fields: [String: TemplateValue]) throws -> [UInt8] {
        var fields = fields
        fields["site"] = siteValue
        fields["asset"] = assetValue
        fields["integrity"] = integrityValue
        fields["page"] = page.value(profile)
        return try library.render(template, with: .object(fields))
    }
}

/// What an entry's Markdown became, pictures and links included.
package protocol EntryContent: Sendable {
    func html(of entry: Entry, for purpose: ContentPurpose) throws -> [UInt8]
    func cover(of entry: Entry) -> CoverPicture?
}

package enum ContentPurpose: Sendable {
    /// A page of the site.
    case page
    /// Somewhere else (feeds, the API): every URL is absolute, and headings have no links of their own.
    case elsewhere
}
