import Foundation
import Markdown
package import SiteModel
package import Templates

extension ViewModels {
    /// The `site` of every page.
    package static func site(_ profile: SiteProfile, _ site: Site) -> TemplateValue {
        let menus = Menus(site, profile)
        let tags = site.taxonomies.first { $0.name == "tags" }
        var fields: [String: TemplateValue] = [
            "title": .text(profile.title), "url": .text(profile.url), "path": .text(profile.basePath),
            "language": .text(profile.language), "description": .text(profile.description),
            "home": .text(profile.basePath), "feeds": feeds(at: .home, title: profile.title, profile),
            "year": .number(profile.year),
            "tags": .list((tags?.terms ?? []).map { countedTerm($0, profile) }),
            "navigation": menus.navigation, "menus": menus.others,
            "api": ["subscriptions": .text(profile.basePath + "api/v1/subscriptions")],
            "generator": "Masthead",
        ]
        fields["feed"] = firstFeed(at: .home, profile)
        fields["archive"] = profile.archive.map { .text(profile.href($0)) }
        return .object(fields)
    }

    static func countedTerm(_ term: Term, _ profile: SiteProfile) -> TemplateValue {
        .object(countedTermFields(term, profile))
    }

    private static func countedTermFields(_ term: Term, _ profile: SiteProfile) -> [String: TemplateValue] {
        var fields: [String: TemplateValue] = [
            "name": .text(term.name), "url": .text(profile.href(term.path)), "count": .number(term.posts.count),
        ]
        if term.author != nil { fields["author"] = author(term, profile) }
        return fields
    }

    static func author(_ term: Term, _ profile: SiteProfile) -> TemplateValue {
        var fields: [String: TemplateValue] = [
            "name": .text(term.name), "url": .text(profile.href(term.path)),
            "permalink": .text(profile.absolute(term.path)),
        ]
        fields["link"] = term.author?.url.map { .text(profile.href(written: $0)) }
        fields["bio"] = term.author?.bio.map { .text($0) }
        fields["picture"] = term.author?.picture.map { .text(profile.href(written: $0)) }
        return .object(fields)
    }

    /// The feeds that lie beside a page.
    static func feeds(at page: SitePath, title: String, _ profile: SiteProfile) -> TemplateValue {
        .list(
            profile.feeds.map { format in
                [
                    "title": .text(title), "url": .text(profile.href(page) + format.fileName),
                    "type": .text(format.mediaType),
                ]
            })
    }

    static func firstFeed(at page: SitePath, _ profile: SiteProfile) -> TemplateValue? {
        profile.feeds.first.map { .text(profile.href(page) + $0.fileName) }
    }

    static func moment(_ date: Date, _ profile: SiteProfile) -> TemplateValue {
        let civil = CivilDate(date, in: profile.timeZone)
        return [
            "iso": .text(CivilDate.iso(date, in: profile.timeZone)), "text": .text(profile.dates.text(civil)),
            "year": .text(String(civil.year)), "month": .text(profile.dates.month(civil.month)),
            "day": .number(civil.day), "weekday": .text(profile.dates.weekday(of: civil)),
        ]
    }

    static func value(_ param: ParamValue, _ profile: SiteProfile) -> TemplateValue {
        switch param {
        case .null: .none
        case .flag(let flag): .flag(flag)
        case .integer(let number): .number(number)
        case .text(let text): .text(text)
        case .date(let date): moment(date, profile)
        case .list(let items): .list(items.map { value($0, profile) })
        case .table(let fields): value(fields, profile)
        }
    }

    static func value(_ params: [Param], _ profile: SiteProfile) -> TemplateValue {
        .object(Dictionary(params.map { ($0.key, value($0.value, profile)) }) { _, later in later })
    }

    /// An entry as lists show it.
    static func listed(
        _ entry: Entry, at path: SitePath, date: Date?, cover: CoverPicture?, _ profile: SiteProfile
    ) -> [String: TemplateValue] {
        let words = entry.document.wordCount
        var fields: [String: TemplateValue] = [
            "title": .text(entry.title), "url": .text(profile.href(path)), "permalink": .text(profile.absolute(path)),
            "description": .text(shortened(entry.description ?? entry.bestSummary)),
            "summary": .text(entry.bestSummary), "words": .number(words),
            "minutes": .number(max(1, (words + wordsPerMinute - 1) / wordsPerMinute)), "draft": .flag(entry.isDraft),
            "tags": .list([]), "taxonomies": .object([:]), "authors": .list([]),
            "params": value(entry.params, profile),
        ]
        if let date { fields["published"] = moment(date, profile) }
        if let updated = entry.updated { fields["updated"] = moment(updated, profile) }
        if let cover { fields["cover"] = self.cover(cover) }
        return fields
    }

    static func links(_ terms: [Term], _ profile: SiteProfile) -> TemplateValue {
        .list(terms.map { ["name": .text($0.name), "url": .text(profile.href($0.path))] })
    }

    static func cover(_ cover: CoverPicture) -> TemplateValue {
        var fields: [String: TemplateValue] = ["src": .text(cover.source), "alt": .text(cover.alt)]
        fields["srcset"] = cover.sourceSet.map { .text($0) }
        fields["sizes"] = cover.sizes.map { .text($0) }
        fields["width"] = cover.width.map { .number($0) }
        fields["height"] = cover.height.map { .number($0) }
        return .object(fields)
    }

    static func contents(_ headings: [Heading]) -> TemplateValue {
        .list(headings.map { ["id": .text($0.id), "text": .text($0.text), "level": .number($0.level)] })
    }

    static func link(_ post: Site.Post, _ profile: SiteProfile) -> TemplateValue {
        .object(linkFields(post, profile))
    }

    static func linkFields(_ post: Site.Post, _ profile: SiteProfile) -> [String: TemplateValue] {
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

    static func term(
        _ term: Term, of taxonomy: Taxonomy, content: TemplateValue?, _ profile: SiteProfile
    ) -> TemplateValue {
        var fields = countedTermFields(term, profile)
        fields["taxonomy"] = .text(taxonomy.name)
        fields["is_series"] = .flag(taxonomy.isSeries)
        fields["feed"] = firstFeed(at: term.path, profile)
        fields["description"] = (term.text?.entry.description).map { .text($0) }
        fields["content"] = content
        return .object(fields)
    }

    /// Text for a `description` meta element: at most 200 characters, cut between words.
    static func shortened(_ text: String) -> String {
        guard text.utf8.count > 200, let end = text.index(text.startIndex, offsetBy: 200, limitedBy: text.endIndex),
            end < text.endIndex
        else { return text }
        let head = text[..<end]
        let cut = head.lastIndex(of: " ") ?? head.endIndex
        return head[..<cut] + "…"
    }

    private static let wordsPerMinute = 220
}
