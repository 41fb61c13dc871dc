import Foundation
package import SiteModel
import Templates

/// Pages that list others.
extension SiteRenderer {
    package func home(_ pages: [Pagination.Page], at index: Int) throws -> [UInt8] {
        var model = PageModel(
            kind: .home, title: profile.title, path: pages[index].path, description: profile.description)
        var fields: [String: TemplateValue] = [
            "posts": .list(
                pages[index].items.enumerated().map { place, post in
                    // The first story of all is seen at once; the others may load as they come into view.
                    var fields = listedPosts[post]
                    fields["lead"] = .flag(index == 0 && place == 0)
                    return .object(fields)
                }),
            "pager": ViewModels.pager(pages, at: index, profile),
        ]
        if let front = site.front {
            model.params = front.entry.params
            model.image = content.cover(of: front.entry)
            if index == 0 { fields["content"] = try markup(front.entry) }
        }
        return try render("home", model, fields)
    }

    package func term(
        _ term: Term, of taxonomy: Taxonomy, _ pages: [Pagination.Page], at index: Int
    ) throws -> [UInt8] {
        var model = PageModel(
            kind: .term, title: term.name, path: pages[index].path,
            description: term.text?.entry.description ?? term.author?.bio
                ?? "Posts about \(term.name) on \(profile.title)",
            feeds: term.path, crumbs: [(title(of: taxonomy), taxonomy.path)])
        if taxonomy.isAuthors, term.author?.bio == nil {
            model.description = "Posts by \(term.name) on \(profile.title)"
        }
        if let text = term.text {
            model.params = text.entry.params
            model.image = content.cover(of: text.entry)
        }
        let posts = pages[index].items.map { place -> TemplateValue in
            var fields = listedPosts[term.posts[place]]
            if taxonomy.isSeries { fields["part"] = .number(place + 1) }
            return .object(fields)
        }
        return try render(
            template("taxonomies/\(taxonomy.name)/term", "term"), model,
            [
                "term": ViewModels.term(
                    term, of: taxonomy, content: index == 0 ? try markup(term.text?.entry) : nil, profile),
                "posts": .list(posts), "pager": ViewModels.pager(pages, at: index, profile),
            ])
    }

    package func terms(of taxonomy: Taxonomy) throws -> [UInt8] {
        let title = title(of: taxonomy)
        var model = PageModel(
            kind: .terms, title: title, path: taxonomy.path,
            description: taxonomy.text?.entry.description ?? "\(title) on \(profile.title)")
        model.params = taxonomy.text?.entry.params ?? []
        var fields: [String: TemplateValue] = [
            "terms": .list(taxonomy.terms.map { ViewModels.countedTerm($0, profile) }),
            "taxonomy": .text(taxonomy.name),
        ]
        fields["content"] = try markup(taxonomy.text?.entry)
        return try render(template("taxonomies/\(taxonomy.name)/terms", "terms"), model, fields)
    }

    private func title(of taxonomy: Taxonomy) -> String {
        taxonomy.text?.entry.title ?? taxonomy.name.prefix(1).uppercased() + taxonomy.name.dropFirst()
    }

    package func section(_ index: Int, _ pages: [Pagination.Page], at number: Int) throws -> [UInt8] {
        let section = site.sections[index]
        var model = self.model(of: section.text, .section)
        model.path = pages[number].path
        model.section = section
        model.feeds = section.path
        var fields: [String: TemplateValue] = [
            "title": .text(section.title), "url": .text(profile.href(section.path)),
            "count": .number(section.items.count),
            "sections": .list(section.children.map { child in self.child(site.sections[child]) }),
        ]
        fields["description"] = section.text.entry.description.map { .text($0) }
        fields["feed"] = ViewModels.firstFeed(at: section.path, profile)
        if number == 0 { fields["content"] = try markup(section.text.entry) }
        return try render(
            template("section", "home"), model,
            [
                "section": .object(fields), "posts": .list(pages[number].items.map { listed(section.items[$0]) }),
                "pager": ViewModels.pager(pages, at: number, profile),
            ])
    }

    private func child(_ section: ContentSection) -> TemplateValue {
        [
            "title": .text(section.title), "url": .text(profile.href(section.path)),
            "description": .text(section.text.entry.description ?? section.text.entry.bestSummary),
            "count": .number(section.items.count),
        ]
    }

    private func listed(_ item: ContentSection.Item) -> TemplateValue {
        switch item {
        case .post(let index): return .object(listedPosts[index])
        case .page(let index):
            let page = site.pages[index]
            return .object(
                ViewModels.listed(
                    page.entry, at: page.path, date: page.entry.date, cover: content.cover(of: page.entry), profile))
        }
    }

    // MARK: Archives

    /// Which posts an archive page shows.
    package enum ArchiveScope: Hashable, Sendable {
        case all
        /// An index into `Site.archive`.
        case year(Int)
        /// And one of its months.
        case month(Int, Int)
    }

    package func archive(_ scope: ArchiveScope, at path: SitePath) throws -> [UInt8] {
        let years: [ArchiveYear]
        var title = "Archive"
        var crumbs: [(title: String, path: SitePath)] = []
        switch scope {
        case .all: years = site.archive
        case .year(let index):
            years = [site.archive[index]]
            title = String(site.archive[index].year)
        case .month(let index, let month):
            var year = site.archive[index]
            year.months = [year.months[month]]
            years = [year]
            title = "\(profile.dates.month(year.months[0].month)) \(year.year)"
            crumbs = [(String(year.year), year.path)]
        }
        if scope != .all, let archive = profile.archive { crumbs.insert(("Archive", archive), at: 0) }
        let model = PageModel(
            kind: .archive, title: title, path: path, description: "\(title) on \(profile.title)", crumbs: crumbs)
        return try render(
            "archive", model,
            [
                "archive": [
                    "years": .list(years.map(value)), "count": .number(years.reduce(0) { $0 + $1.count }),
                    "is_whole": .flag(scope == .all),
                ]
            ])
    }

    private func value(_ year: ArchiveYear) -> TemplateValue {
        [
            "year": .text(String(year.year)), "url": .text(profile.href(year.path)), "count": .number(year.count),
            "months": .list(
                year.months.map { month in
                    [
                        "name": .text(profile.dates.month(month.month)), "url": .text(profile.href(month.path)),
                        "count": .number(month.posts.count), "posts": .list(month.posts.map(archived)),
                    ]
                }),
        ]
    }

    private func archived(_ index: Int) -> TemplateValue {
        var fields = ViewModels.linkFields(site.posts[index], profile)
        fields["published"] = listedPosts[index]["published"]
        fields["draft"] = listedPosts[index]["draft"]
        return .object(fields)
    }
}
