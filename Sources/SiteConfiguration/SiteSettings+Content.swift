extension SiteSettings {
    /// A front matter field that the site declares for itself.
    package struct SchemaField: Hashable, Sendable {
        package enum Kind: String, CaseIterable, Hashable, Sendable {
            case text, int, number, bool, date, list
            case choice = "enum"
        }

        package var name: String
        package var kind: Kind
        /// Posts must have it. Default: no.
        package var required: Bool
        /// What an `enum` may be; 1 to 100.
        package var values: [String]

        package init(name: String, kind: Kind, required: Bool = false, values: [String] = []) {
            self.name = name
            self.kind = kind
            self.required = required
            self.values = values
        }
    }

    /// What the site tells of somebody who writes for it.
    package struct Author: Hashable, Sendable {
        /// What front matter calls them.
        package var key: String
        package var name: String
        package var url: String?
        package var bio: String?
        package var picture: String?

        package init(key: String, name: String, url: String? = nil, bio: String? = nil, picture: String? = nil) {
            self.key = key
            self.name = name
            self.url = url
            self.bio = bio
            self.picture = picture
        }
    }

    /// An address that leads to another.
    package struct Redirect: Hashable, Sendable {
        /// `/old/`, or `/a/*` for everything below `/a/`.
        package var from: String
        /// A path of the site or a whole URL; `:splat` is what the asterisk stood for.
        package var to: String
        /// 301 (the default), 302, 307 or 308.
        package var status: Int

        package init(from: String, to: String, status: Int = 301) {
            self.from = from
            self.to = to
            self.status = status
        }
    }

    /// The languages that feeds are written in.
    package enum Feed: String, CaseIterable, Hashable, Sendable { case atom, rss, json }

    /// What a feed brings of each post.
    package enum FeedContent: String, CaseIterable, Hashable, Sendable { case full, summary }
}
