package import Foundation

/// All that is published, in order and with its place: what rendering works from.
package struct Site: Sendable {
    /// Newest first.
    package let posts: [Post]
    /// By path.
    package let pages: [Page]
    /// In the configuration's order, each with its terms by name.
    package let taxonomies: [Taxonomy]
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
        /// When the first of the future posts is due.
        package var nextChange: Date?

        package init() {}
    }
}

package struct Taxonomy: Hashable, Sendable {
    package let name: String
    package let path: SitePath
    package let terms: [Term]
}

package struct Term: Hashable, Sendable {
    package let name: String
    package let slug: String
    package let path: SitePath
    /// Indices into `Site.posts`, newest first.
    package let posts: [Int]
}

/// What putting a site together needs to know.
package struct SiteSettings: Sendable {
    package var timeZone: TimeZone
    package var permalink: PermalinkPattern
    package var taxonomies: [String]
    package var includesDrafts: Bool
    package var includesFuture: Bool
    package var now: Date

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
