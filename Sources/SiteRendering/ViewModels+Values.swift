import Foundation
import Markdown
package import SiteModel
package import Templates

extension ViewModels {
    /// The `site` of every page.
    package static func site(_ profile: SiteProfile, tags: Taxonomy?) -> TemplateValue {
        [
            "title": .text(profile.title), "url": .text(profile.url), "path": .text(profile.basePath),
            "language": .text(profile.language), "description": .text(profile.description),
            "home": .text(profile.basePath), "feed": .text(profile.basePath + "feed.xml"),
            "year": .number(profile.year),
            "tags": .list((tags?.terms ?? []).map { countedTerm($0, profile) }),
            "navigation": .list(profile.navigation.map { navigationLink($0, profile) }),
            "api": ["subscriptions": .text(profile.basePath + "api/v1/subscriptions")],
            "generator": "Masthead",
        ]
    }

    static func countedTerm(_ term: Term, _ profile: SiteProfile) -> TemplateValue {
        ["name": .text(term.name), "url": .text(profile.href(term.path)), "count": .number(term.posts.count)]
    }

    private static func navigationLink(_ item: NavigationItem, _ profile: SiteProfile) -> TemplateValue {
        let isPath = item.url.hasPrefix("/") && !item.url.hasPrefix("//")
        return [
            "title": .text(item.title), "url": .text(isPath ? profile.basePath + item.url.dropFirst() : item.url),
        ]
    }

    static func moment(_ date: Date, _ profile: SiteProfile) -> TemplateValue {
        let civil = CivilDate(date, in: profile.timeZone)
        return [
            "iso": .text(CivilDate.iso(date, in: profile.timeZone)), "text": .text(civil.dayText),
            "year": .text(String(civil.year)),
        ]
    }

    /// A post as lists show it.
    static func listed(
        _ post: Site.Post, terms: [Term], cover: CoverPicture?, _ profile: SiteProfile
    ) -> [String: TemplateValue] {
        let words = post.entry.document.wordCount
        var fields: [String: TemplateValue] = [
            "title": .text(post.entry.title), "url": .text(profile.href(post.path)),
            "permalink": .text(profile.absolute(post.path)),
            "description": .text(shortened(post.entry.description ?? post.entry.bestSummary)),
            "summary": .text(post.entry.bestSummary), "words": .number(words),
            "minutes": .number(max(1, (words + wordsPerMinute - 1) / wordsPerMinute)),
            "published": moment(post.date, profile), "draft": .flag(post.entry.isDraft),
            "tags": .list(terms.map { ["name": .text($0.name), "url": .text(profile.href($0.path))] }),
        ]
        if let updated = post.entry.updated { fields["updated"] = moment(updated, profile) }
        if let cover { fields["cover"] = self.cover(cover) }
        return fields
    }

    private static func cover(_ cover: CoverPicture) -> TemplateValue {
        var fields: [String: TemplateValue] = ["src": .text(cover.source), "alt": .text(cover.alt)]
        fields["srcset"] = cover.sourceSet.map { .text($0) }
        fields["sizes"] = cover.sizes.map { .text($0) }
        fields["width"] = cover.width.map { .number($0) }
        fields["height"] = cover.height.map { .number($0) }
        return .object(fields)
    }

    /// What a post's own page adds.
    static func post(
        listed: [String: TemplateValue], content: [UInt8], headings: [Heading], previous: Site.Post?, next: Site.Post?,
        _ profile: SiteProfile
    ) -> TemplateValue {
        var fields = listed
        fields["content"] = .markup(String(decoding: content, as: UTF8.self))
        if !headings.isEmpty {
            fields["toc"] = .list(
                headings.map { ["id": .text($0.id), "text": .text($0.text), "level": .number($0.level)] })
        }
        fields["previous"] = previous.map { link($0, profile) }
        fields["next"] = next.map { link($0, profile) }
        return .object(fields)
    }

    private static func link(_ post: Site.Post, _ profile: SiteProfile) -> TemplateValue {
        ["title": .text(post.entry.title), "url": .text(profile.href(post.path))]
    }

    static func pager(_ pages: [Pagination.Page], at index: Int, _ profile: SiteProfile) -> TemplateValue {
        var fields: [String: TemplateValue] = [
            "number": .number(pages[index].number), "total": .number(pages.count), "has_pages": .flag(pages.count > 1),
        ]
        if index > 0 { fields["newer"] = ["url": .text(profile.href(pages[index - 1].path))] }
        if index + 1 < pages.count { fields["older"] = ["url": .text(profile.href(pages[index + 1].path))] }
        return .object(fields)
    }

    static func term(_ term: Term, feed: SitePath, _ profile: SiteProfile) -> TemplateValue {
        [
            "name": .text(term.name), "url": .text(profile.href(term.path)), "count": .number(term.posts.count),
            "feed": .text(profile.href(feed)),
        ]
    }

    /// Text for a `description` meta element: at most 200 characters, cut between words.
    static func shortened(_ text: String) -> String {
        guard text.count > 200 else { return text }
        let head = text.prefix(200)
        let cut = head.lastIndex(of: " ") ?? head.endIndex
        return head[..<cut] + "…"
    }

    private static let wordsPerMinute = 220
}

/// The `page` of a page.
struct PageModel {
    enum Kind: String { case home, post, page, term, terms, error }

    var kind: Kind
    var title: String
    var path: SitePath
    var description: String
    var published: Date?
    var updated: Date?
    var image: String?
    var isUnindexed = false

    func value(_ profile: SiteProfile) -> TemplateValue {
        var fields: [String: TemplateValue] = [
            "title": .text(title), "url": .text(profile.href(path)), "permalink": .text(profile.absolute(path)),
            "kind": .text(kind.rawValue), "description": .text(ViewModels.shortened(description)),
            "is_home": .flag(kind == .home), "is_post": .flag(kind == .post), "is_page": .flag(kind == .page),
            "is_term": .flag(kind == .term), "noindex": .flag(isUnindexed),
        ]
        fields["published"] = published.map { ViewModels.moment($0, profile) }
        fields["updated"] = updated.map { ViewModels.moment($0, profile) }
        fields["image"] = image.map { .text($0) }
        return .object(fields)
    }
}
