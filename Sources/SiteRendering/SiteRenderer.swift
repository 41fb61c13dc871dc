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
    /// The `data` of every page.
    package let dataValue: TemplateValue
    private let assetValue: TemplateValue
    private let integrityValue: TemplateValue
    let listedPosts: ListedPosts
    /// Templates that show `page.json_ld`.
    private let usesStructuredData: Set<String>
    /// The terms of each post, by taxonomy.
    private let termsByPost: [[String: [Term]]]
    /// The innermost section of each post.
    let sectionsByPost: [Int?]

    /// - Parameter data: What the site's data files hold, a table by their names.
    package init(
        site: Site, profile: SiteProfile, library: TemplateLibrary, assets: AssetReferences, content: any EntryContent,
        data: [Param] = []
    ) {
        self.site = site
        self.profile = profile
        self.library = library
        self.assets = assets
        self.content = content
        siteValue = ViewModels.site(profile, site)
        dataValue = ViewModels.value(data, profile)
        usesStructuredData = library.names.filter { template in
            library.names(shownBy: template).contains { $0 == "page" || $0.hasSuffix("json_ld") }
        }
        assetValue = .object(assets.paths.mapValues { .text($0) })
        integrityValue = .object(assets.integrity.mapValues { .text($0) })
        let termsByPost = Self.termsByPost(site)
        let sectionsByPost = site.sections.isEmpty ? [] : site.sectionsOfPosts()
        self.termsByPost = termsByPost
        self.sectionsByPost = sectionsByPost
        listedPosts = ListedPosts { index in
            let post = site.posts[index]
            var fields = ViewModels.listed(
                post.entry, at: post.path, date: post.date, cover: content.cover(of: post.entry), profile)
            let terms = termsByPost[index]
            fields["tags"] = ViewModels.links(terms["tags"] ?? [], profile)
            fields["taxonomies"] = .object(terms.mapValues { ViewModels.links($0, profile) })
            if let authors = terms["authors"] {
                fields["authors"] = .list(authors.map { ViewModels.author($0, profile) })
            }
            if !sectionsByPost.isEmpty, let section = sectionsByPost[index].map({ site.sections[$0] }) {
                fields["section"] = ["title": .text(section.title), "url": .text(profile.href(section.path))]
            }
            return fields
        }
    }

    private static func termsByPost(_ site: Site) -> [[String: [Term]]] {
        var termsByPost = Array(repeating: [String: [Term]](), count: site.posts.count)
        for taxonomy in site.taxonomies {
            for term in taxonomy.terms {
                for post in term.posts { termsByPost[post][taxonomy.name, default: []].append(term) }
            }
        }
        return termsByPost
    }

    /// What the API's pages and mails need, as JSON.
    package func siteState() -> [UInt8] {
        let state: TemplateValue = [
            "version": 1, "site": siteValue, "asset": assetValue, "integrity": integrityValue, "data": dataValue,
        ]
        return state.json()
    }

    /// A post's tags as the site spells them.
    func tagNames(ofPost index: Int) -> [String] { (termsByPost[index]["tags"] ?? []).map(\.name) }

    func authors(ofPost index: Int) -> [Term] { termsByPost[index]["authors"] ?? [] }

    func terms(ofPost index: Int, _ taxonomy: String) -> [Term] { termsByPost[index][taxonomy] ?? [] }

    /// What feeds file a post under: everything but its authors and series.
    func categories(ofPost index: Int) -> [String] {
        site.taxonomies.filter { !$0.isAuthors && !$0.isSeries }.flatMap { terms(ofPost: index, $0.name).map(\.name) }
    }

    func markup(_ entry: Entry?) throws -> TemplateValue? {
        guard let entry else { return nil }
        let html = try content.html(of: entry, for: .page)
        return html.isEmpty ? nil : .markup(String(decoding: html, as: UTF8.self))
    }

    func render(_ template: String, _ page: PageModel, _ fields: [String: TemplateValue]) throws -> [UInt8] {
        var fields = fields
        fields["site"] = siteValue
        fields["asset"] = assetValue
        fields["integrity"] = integrityValue
        fields["data"] = dataValue
        fields["page"] = page.value(profile, structuredData: usesStructuredData.contains(template))
        return try library.render(template, with: .object(fields))
    }

    /// The first template that the theme has; the last of them is one that it must have.
    func template(_ names: String...) -> String { names.first { library.names.contains($0) } ?? names[names.count - 1] }
}

/// What an entry's Markdown became, pictures and links included.
package protocol EntryContent: Sendable {
    func html(of entry: Entry, for purpose: ContentPurpose) throws -> [UInt8]
    func cover(of entry: Entry) -> CoverPicture?
    /// The pictures it shows, as whole URLs, each once.
    func pictures(of entry: Entry) -> [String]
}

package enum ContentPurpose: Sendable {
    /// A page of the site.
    case page
    /// Somewhere else (feeds, the API): every URL is absolute, and headings have no links of their own.
    case elsewhere
}
