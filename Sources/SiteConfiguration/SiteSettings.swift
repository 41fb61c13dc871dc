/// What `masthead.yaml` says, validated and with every default filled in.
///
/// Made by `init(yaml:file:environment:)`; a value of this type is safe to act on without further checks. Paths count from
/// the site's folder. A key is added here, in `SiteSettings+Reading` and in `SiteSettings+Rendering`, and a test fails
/// when the three disagree.
package struct SiteSettings: Hashable, Sendable {
    package var site: Site
    package var images: Images
    package var edge: Edge
    package var origin: Origin
    package var mail: Mail
    package var subscriptions: Subscriptions
    /// Key paths (`mail.from`, `edge.origins.site.url[0]`) whose values came from the environment, to be hidden when shown.
    package var secrets: Set<String>
}

extension SiteSettings {
    /// What the site is called, where it lives and how its pages are laid out.
    package struct Site: Hashable, Sendable {
        /// The site's name, on every page and in feeds. Required; 1 to 200 characters.
        package var title: String
        /// Where readers find the site. Required, because links in mails and feeds are built from it.
        package var url: WebAddress
        /// One sentence for search results and feeds. Default: empty; at most 500 characters.
        package var description: String
        /// The language pages are written in, a BCP 47 tag. Default: `en`.
        package var language: String
        /// The folder under `themes/` that gives the site its looks. Default: `broadsheet`.
        package var theme: String
        /// The IANA time zone that dates without an offset are in, and that dates are shown in. Default: `UTC`.
        package var timezone: String
        /// How a post's address is made. Default: `/:year/:month/:slug/`.
        package var permalink: PermalinkPattern
        /// The front-matter lists that get pages of their own. Default: `[tags]`; at most 20.
        package var taxonomies: [String]
        /// Posts on one index page. Default: 10; 1 to 1000.
        package var paginate: Int
        /// Links for the top of every page, in order. Default: none; at most 50.
        package var navigation: [NavigationLink]
        /// Front matter fields of the site's own, by the order of the file. Default: none.
        package var schema: [SchemaField]
        /// Who writes here, for the taxonomy `authors`. Default: none.
        package var authors: [Author]
        /// Old addresses and where they lead; the first match counts. Default: none; at most 10,000.
        package var redirects: [Redirect]
        /// Pages by year and month. Default: where the theme has a template for them and no address is taken.
        package var archives: Bool?
        /// How many related posts each post gets. Default: 0, none; at most 20.
        package var related: Int
        /// The feeds that the site, each section and each term have. Default: `[atom]`.
        package var feeds: [Feed]
        /// Default: `full`.
        package var feedContent: FeedContent
    }

    /// One link in the site's navigation.
    package struct NavigationLink: Hashable, Sendable {
        /// What readers see; 1 to 80 characters.
        package var title: String
        /// A path on this site (`/about/`) or an `http`, `https` or `mailto` address.
        package var url: String
        /// Where it stands among the links that front matter adds: lower comes first. Default: ten times its place.
        package var weight: Int?
        /// Links below it. Default: none; at most 50.
        package var children: [NavigationLink]

        package init(title: String, url: String, weight: Int? = nil, children: [NavigationLink] = []) {
            self.title = title
            self.url = url
            self.weight = weight
            self.children = children
        }
    }

    /// How pictures in posts and uploaded photos are resized.
    package struct Images: Hashable, Sendable {
        /// Widths to make, in pixels, ascending. Default: 320, 640, 960, 1280, 1920; each 16 to 16384, at most 20. Pictures
        /// are never enlarged, so small ones get fewer.
        package var widths: [Int]
        /// The formats renditions are made in. Default: `[original]`, which keeps the picture's own.
        package var formats: [ImageFormatChoice]
        /// JPEG quality. Default: 82, where further bytes stop being visible; 1 to 100.
        package var jpegQuality: Int
        /// WebP quality. Default: 80; 1 to 100.
        package var webpQuality: Int
        /// Which originals are published beside their renditions. Default: `linked`.
        package var originals: Originals
    }

    /// Which originals of resized pictures have an address of their own.
    package enum Originals: String, CaseIterable, Hashable, Sendable {
        /// Those that a link or the author's own markup names.
        case linked
        /// Every one, with whatever it says about where it was taken.
        case all
    }

    /// A format for renditions.
    package enum ImageFormatChoice: String, CaseIterable, Hashable, Sendable {
        /// The format the picture came in.
        case original
    }

    /// Where the origin listens and whom it believes.
    package struct Origin: Hashable, Sendable {
        /// Default: `127.0.0.1:8081`, so that nobody but this machine's edge reaches it.
        package var listen: ListenAddress
        /// Addresses of edges whose `X-Forwarded-For` is believed when clients are counted. Default: `127.0.0.1` and `::1`.
        package var edges: [String]
        /// Who is answered. Default: `open`.
        package var access: OriginAccess
    }

    /// Whom the origin answers.
    package enum OriginAccess: String, CaseIterable, Hashable, Sendable {
        /// Whoever reaches it.
        case open
        /// Edges that sign their requests with this site's key; all others get 403.
        case edge
    }
}
