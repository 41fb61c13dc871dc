package import Foundation

/// All that is published, in order and with its place: what rendering works from.
package struct Site: Sendable {
    /// Newest first.
    package let posts: [Post]
    /// By path.
    package let pages: [Page]
    /// In the configuration's order, each with its terms by name.
    package let taxonomies: [Taxonomy]
    /// By path.
    package let sections: [ContentSection]
    /// What `content/_index.md` says above the list of posts.
    package let front: Page?
    /// Newest year first.
    package let archive: [ArchiveYear]
    /// Where things used to be, by path.
    package let aliases: [Alias]
    /// The configuration's, in its order.
    package let redirects: [Redirect]
    /// For each post, indices of those that are most like it, best first; empty when none are wanted.
    package let related: [[Int]]
    package let heldBack: HeldBack

    package struct Post: Hashable, Sendable {
        package let entry: Entry
        package let path: SitePath
        package let date: Date
    }

    package struct Page: Hashable, Sendable {
        package let entry: Entry
        package let path: SitePath
    }

    /// What was read but not published.
    package struct HeldBack: Hashable, Sendable {
        package var drafts: [String] = []
        package var future: [String] = []
        package var expired: [String] = []
        /// When the first of the future posts is due, or the first of the published ones expires.
        package var nextChange: Date?

        package init() {}

        mutating func note(_ change: Date) { nextChange = min(nextChange ?? change, change) }
    }

    /// What was written in `_index.md` files, each with the place of its list.
    package var indexPages: [Page] {
        let terms = taxonomies.flatMap { [$0.text].compactMap(\.self) + $0.terms.compactMap(\.text) }
        return [front].compactMap(\.self) + sections.map(\.text) + terms
    }
}

package struct Taxonomy: Hashable, Sendable {
    package let name: String
    package let path: SitePath
    package let terms: [Term]
    /// From `NAME/_index.md`.
    package let text: Site.Page?

    /// Its posts are parts of a whole: terms list them from the first to the last.
    package var isSeries: Bool { name == "series" }
    package var isAuthors: Bool { name == "authors" }
}

package struct Term: Hashable, Sendable {
    package let name: String
    package let slug: String
    package let path: SitePath
    /// Indices into `Site.posts`, newest first; in a series oldest first.
    package let posts: [Int]
    /// From `TAXONOMY/TERM/_index.md`.
    package let text: Site.Page?
    /// Whose posts they are, in the taxonomy `authors`.
    package let author: Author?
}

/// What a site knows of somebody who writes for it.
package struct Author: Hashable, Sendable {
    package var name: String
    package var url: String?
    package var bio: String?
    /// A path within the site or a whole URL.
    package var picture: String?

    package init(name: String, url: String? = nil, bio: String? = nil, picture: String? = nil) {
        self.name = name
        self.url = url
        self.bio = bio
        self.picture = picture
    }
}

/// A folder with an `_index.md`: a list of what lies in it.
package struct ContentSection: Hashable, Sendable {
    package enum Item: Hashable, Sendable {
        /// An index into `Site.posts`.
        case post(Int)
        /// An index into `Site.pages`.
        case page(Int)
    }

    package let text: Site.Page
    /// From the content folder: `posts/travel/`.
    package let folder: String
    /// By weight, then the newest first, then what has no date by title. Sections below it count.
    package let items: [Item]
    /// Indices of the sections right below it.
    package let children: [Int]

    package var path: SitePath { text.path }
    package var title: String { text.entry.title }
}

package struct ArchiveYear: Hashable, Sendable {
    package let year: Int
    package let path: SitePath
    /// Newest first.
    package var months: [ArchiveMonth]

    package var count: Int { months.reduce(0) { $0 + $1.posts.count } }
}

package struct ArchiveMonth: Hashable, Sendable {
    package let year: Int
    package let month: Int
    package let path: SitePath
    /// Indices into `Site.posts`, newest first.
    package var posts: [Int]
}

/// An address that something had before.
package struct Alias: Hashable, Sendable {
    package let path: SitePath
    package let target: SitePath
    /// The entry's file, as messages name it.
    package let owner: String
}

/// A rule of the configuration.
package struct Redirect: Hashable, Sendable {
    /// `/old/`, or `/a/*` for everything below `/a/`.
    package var from: String
    /// A path within the site, or a whole URL; `:splat` is what the asterisk stood for.
    package var to: String
    /// 301, 302, 307 or 308.
    package var status: Int

    package init(from: String, to: String, status: Int) {
        self.from = from
        self.to = to
        self.status = status
    }

    package var isPattern: Bool { from.hasSuffix("*") }
}

/// What putting a site together needs to know.
package struct SiteSettings: Sendable {
    package var timeZone: TimeZone
    package var permalink: PermalinkPattern
    package var taxonomies: [String]
    package var includesDrafts: Bool
    package var includesFuture: Bool
    package var now: Date
    /// By the slug of the name that front matter uses.
    package var authors: [String: Author] = [:]
    package var redirects: [Redirect] = []
    /// How many related posts each post gets.
    package var related = 0

    package init(
        timeZone: TimeZone, permalink: PermalinkPattern, taxonomies: [String], includesDrafts: Bool,
        includesFuture: Bool,
        now: Date
    ) {
        self.timeZone = timeZone
        self.permalink = permalink
        self.taxonomies = taxonomies
        self.includesDrafts = includesDrafts
        self.includesFuture = includesFuture
        self.now = now
    }
}
