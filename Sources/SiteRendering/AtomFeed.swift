import Foundation
package import SiteModel

/// A feed as RFC 4287 describes it.
struct AtomFeed {
    struct Entry {
        var title: String
        /// Its `id` too (§4.2.6): a permalink is for good.
        var permalink: String
        var published: Date
        var updated: Date
        var summary: String
        var html: String
        var categories: [String]
    }

    var title: String
    var subtitle: String
    var language: String
    var author: String
    /// Where the feed lies; its `id` too.
    var url: String
    /// The page whose posts it brings.
    var alternate: String
    var timeZone: TimeZone
    var entries: [Entry]

    func bytes() -> [UInt8] {
        guard let document = XMLDocument() else { preconditionFailure("libxml2 found no memory for a feed") }
        // Without entries the feed has never changed; the epoch keeps a rebuild from looking like a change.
        let updated = entries.map(\.updated).max() ?? Date(timeIntervalSince1970: 0)
        document.element("feed", ["xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language]) {
            document.element("title", text: title)
            if !subtitle.isEmpty { document.element("subtitle", text: subtitle) }
            document.element("link", ["rel": "self", "type": "application/atom+xml", "href": url])
            document.element("link", ["rel": "alternate", "type": "text/html", "href": alternate])
            document.element("id", text: url)
            document.element("updated", text: iso(updated))
            document.element("author") { document.element("name", text: author) }
            document.element("generator", text: "Masthead")
            for entry in entries { write(entry, to: document) }
        }
        return document.bytes()
    }

    private func write(_ entry: Entry, to document: borrowing XMLDocument) {
        document.element("entry") {
            document.element("title", text: entry.title)
            document.element("link", ["rel": "alternate", "type": "text/html", "href": entry.permalink])
            document.element("id", text: entry.permalink)
            document.element("published", text: iso(entry.published))
            document.element("updated", text: iso(entry.updated))
            for category in entry.categories { document.element("category", ["term": category]) }
            if !entry.summary.isEmpty { document.element("summary", text: entry.summary) }
            document.element("content", ["type": "html"], text: entry.html)
        }
    }

    private func iso(_ date: Date) -> String { CivilDate.iso(date, in: timeZone) }
}

extension SiteRenderer {
    /// The feed of all posts, or of a term.
    ///
    /// - Parameter limit: The newest this many.
    package func feed(at path: SitePath, of term: Term? = nil, limit: Int) throws -> [UInt8] {
        let indices = term.map { Array($0.posts.prefix(limit)) } ?? Array(site.posts.indices.prefix(limit))
        let feed = AtomFeed(
            title: term.map { "\($0.name) · \(profile.title)" } ?? profile.title, subtitle: profile.description,
            language: profile.language, author: profile.title, url: profile.absolute(path),
            alternate: profile.absolute(term?.path ?? .home), timeZone: profile.timeZone,
            entries: try indices.map(feedEntry))
        return feed.bytes()
    }

    private func feedEntry(_ index: Int) throws -> AtomFeed.Entry {
        let post = site.posts[index]
        return AtomFeed.Entry(
            title: post.entry.title, permalink: profile.absolute(post.path), published: post.date,
            updated: post.entry.updated ?? post.date, summary: post.entry.bestSummary,
            html: String(decoding: try content.html(of: post.entry, for: .elsewhere), as: UTF8.self),
            categories: tagNames(ofPost: index))
    }
}
