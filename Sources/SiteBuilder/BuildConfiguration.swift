package import Foundation
package import Markdown
package import SiteModel
package import SiteRendering

/// Everything a build needs to know. Nothing here is read from anywhere else.
package struct BuildConfiguration: Sendable {
    package var title: String
    /// Absolute, with or without a path (`https://example.org/blog`).
    package var url: String
    /// A language tag (BCP 47). Default: `en`.
    package var language = "en"
    package var description = ""
    /// A folder's name in `folders.themes` or in one of `folders.themeSearchPaths`.
    package var theme = "broadsheet"
    /// Whose wall clock dates without a zone mean, and dates are shown in. Default: UTC.
    package var timeZone: TimeZone = .gmt
    /// Where posts live; `:year`, `:month`, `:day` and `:slug` are filled in.
    package var permalink = "/:year/:month/:slug/"
    /// Posts per page of a list, at least 1. Default: 10.
    package var paginate = 10
    /// Front matter keys that hold terms; each gets pages and feeds.
    package var taxonomies = ["tags"]
    package var navigation: [NavigationItem] = []
    /// Front matter fields that the site declares.
    package var schema: [FieldSchema] = []
    /// Who writes here, by the slug of the name that front matter uses; `data/authors` may add to it.
    package var authors: [String: Author] = [:]
    /// Old addresses and where they lead.
    package var redirects: [Redirect] = []
    /// Pages by year and month. Default: where the theme has a template for them and none of their addresses is taken.
    package var archives: Bool?
    /// How many related posts each post gets. Default: none.
    package var related = 0
    /// What the site, each section and each term have. Default: Atom.
    package var feeds: [FeedFormat] = [.atom]
    /// Whether feeds bring whole texts. Default: yes; otherwise summaries.
    package var feedsAreFull = true
    package var markdown = MarkdownOptions()
    package var images = ImageSettings()
    /// The newest this many posts are in a feed. Default: 20.
    package var feedEntries = 20
    /// How many addresses a sitemap lists before it is split, at most 50,000.
    package var sitemapEntries = SitemapEntry.limit

    package var folders: Folders

    package var includesDrafts = false
    package var includesFuture = false
    /// Write everything anew, trusting neither manifest nor cache.
    package var isClean = false
    /// Lay compressed forms beside the site's texts, for the origin to choose from.
    package var compresses = false
    /// Warnings fail the build too.
    package var isStrict = false
    /// What counts as the future.
    package var now: Date
    /// How long to wait for another build that writes to the same cache, before doing without writing to it. Default: not.
    package var patience = Duration.zero
    /// Threads at work at once, at least 1. Default: one per core.
    package var workers = ProcessInfo.processInfo.activeProcessorCount

    package init(title: String, url: String, folders: Folders, now: Date) {
        self.title = title
        self.url = url
        self.folders = folders
        self.now = now
    }

    /// How pictures in posts are made small.
    package struct ImageSettings: Hashable, Sendable {
        /// Pixels. A picture is never made larger than it is.
        package var widths = [320, 640, 960, 1280, 1920]
        /// 1 to 100.
        package var jpegQuality = 82
        /// What `sizes` says: how wide pictures stand on the page.
        package var sizes = "(min-width: 46rem) 42rem, 100vw"
        /// The largest original, in bytes. Default: 100 MiB.
        package var largestOriginalBytes = 100 * 1024 * 1024
        /// Whether originals have an address of their own even where nothing names it. Default: no; they may tell where
        /// they were taken.
        package var publishesOriginals = false

        package init() {}
    }

    /// Where things are.
    package struct Folders: Hashable, Sendable {
        package var content: String
        package var themes: String
        /// Files that every template sees as `data`; need not be there.
        package var data: String
        package var destination: String
        /// Deletable at any time.
        package var cache: String
        /// Where a theme is looked for when `themes` hasn't got it.
        package var themeSearchPaths: [String] = []

        package init(
            content: String, themes: String, destination: String, cache: String, themeSearchPaths: [String] = [],
            data: String = ""
        ) {
            self.content = content
            self.themes = themes
            self.data = data
            self.destination = destination
            self.cache = cache
            self.themeSearchPaths = themeSearchPaths
        }

        /// As the contract places them below a site's folder.
        package init(site: String) {
            self.init(
                content: site + "/content", themes: site + "/themes", destination: site + "/public",
                cache: site + "/.masthead/build", data: site + "/data")
        }
    }
}
