import Foundation
package import SiteModel

/// A language that feeds are written in.
package enum FeedFormat: String, CaseIterable, Hashable, Sendable {
    /// RFC 4287.
    case atom
    /// RSS 2.0.
    case rss
    /// JSON Feed 1.1.
    case json

    /// Beside the page whose posts it brings.
    package var fileName: String {
        switch self {
        case .atom: "feed.xml"
        case .rss: "rss.xml"
        case .json: "feed.json"
        }
    }

    package var mediaType: String {
        switch self {
        case .atom: "application/atom+xml"
        case .rss: "application/rss+xml"
        case .json: "application/feed+json"
        }
    }
}

/// Whose posts a feed brings.
package enum FeedScope: Sendable {
    case site
    case term(Term)
    case section(ContentSection)
}

/// A feed before it is written in one of the languages.
struct Feed {
    struct Entry {
        var title: String
        /// Its id too: a permalink is for good.
        var permalink: String
        var published: Date
        var updated: Date
        var summary: String
        /// The whole text; `nil` where summaries have to do.
        var html: String?
        var categories: [String]
        var authors: [Author]
        /// A whole URL.
        var image: String?
    }

    struct Author {
        var name: String
        var url: String?
    }

    var title: String
    var subtitle: String
    var language: String
    var author: String
    /// Where the feed lies; its id too.
    var url: String
    /// The page whose posts it brings.
    var alternate: String
    var timeZone: TimeZone
    /// The theme's `feed.css`, a URL path; `nil` where it has none.
    var styleSheet: String?
    var entries: [Entry]

    /// Without entries a feed has never changed; the epoch keeps a rebuild from looking like a change.
    var updated: Date { entries.map(\.updated).max() ?? Date(timeIntervalSince1970: 0) }

    func iso(_ date: Date) -> String { CivilDate.iso(date, in: timeZone) }

    func bytes(_ format: FeedFormat) -> [UInt8] {
        switch format {
        case .atom: atom()
        case .rss: rss()
        case .json: json()
        }
    }
}

extension SiteRenderer {
    /// A feed with the newest posts.
    ///
    /// - Parameter limit: This many at most.
    package func feed(_ format: FeedFormat, at path: SitePath, of scope: FeedScope, limit: Int) throws -> [UInt8] {
        let feed = Feed(
            title: feedTitle(scope), subtitle: profile.description, language: profile.language, author: profile.title,
            url: profile.absolute(path), alternate: profile.absolute(feedPage(scope)), timeZone: profile.timeZone,
            styleSheet: assets.paths["feed_css"], entries: try feedItems(scope, limit: limit).map(feedEntry))
        return feed.bytes(format)
    }

    func feedTitle(_ scope: FeedScope) -> String {
        switch scope {
        case .site: profile.title
        case .term(let term): "\(term.name) · \(profile.title)"
        case .section(let section): "\(section.title) · \(profile.title)"
        }
    }

    private func feedPage(_ scope: FeedScope) -> SitePath {
        switch scope {
        case .site: .home
        case .term(let term): term.path
        case .section(let section): section.path
        }
    }

    /// What a feed brings, newest first; pages without a date are no news.
    package func feedItems(_ scope: FeedScope, limit: Int) -> [ContentSection.Item] {
        switch scope {
        case .site: return site.posts.indices.prefix(limit).map { .post($0) }
        case .term(let term): return term.posts.sorted().prefix(limit).map { .post($0) }
        case .section(let section):
            let dated = section.items.compactMap { item -> (date: Date, item: ContentSection.Item)? in
                switch item {
                case .post(let index): (site.posts[index].date, item)
                case .page(let index): site.pages[index].entry.date.map { ($0, item) }
                }
            }
            return dated.enumerated().sorted { ($1.element.date, $0.offset) < ($0.element.date, $1.offset) }
                .prefix(limit).map(\.element.item)
        }
    }

    private func feedEntry(_ item: ContentSection.Item) throws -> Feed.Entry {
        switch item {
        case .post(let index):
            let post = site.posts[index]
            var entry = try feedEntry(post.entry, post.path, published: post.date)
            entry.categories = categories(ofPost: index)
            entry.authors = authors(ofPost: index).map {
                Feed.Author(name: $0.name, url: profile.absolute($0.path))
            }
            return entry
        case .page(let index):
            let page = site.pages[index]
            return try feedEntry(page.entry, page.path, published: page.entry.date ?? Date(timeIntervalSince1970: 0))
        }
    }

    private func feedEntry(_ entry: Entry, _ path: SitePath, published: Date) throws -> Feed.Entry {
        Feed.Entry(
            title: entry.title, permalink: profile.absolute(path), published: published,
            updated: entry.updated ?? published, summary: entry.bestSummary,
            html: profile.feedsAreFull
                ? String(decoding: try content.html(of: entry, for: .elsewhere), as: UTF8.self) : nil,
            categories: [], authors: [], image: content.cover(of: entry)?.preview)
    }
}
