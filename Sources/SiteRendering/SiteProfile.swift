package import Foundation
package import SiteModel

/// What the site says about itself on every page.
package struct SiteProfile: Hashable, Sendable {
    package var title: String
    /// `https://blog.example` or `https://example.org/blog`: no trailing slash.
    package let url: String
    /// `/`, or `/blog/` for a site below a path.
    package let basePath: String
    /// A language tag (BCP 47).
    package var language: String
    package var description: String
    package var navigation: [NavigationItem]
    package var timeZone: TimeZone
    /// The calendar year shown in footers.
    package var year: Int
    /// How dates are written, which `language` decides.
    package let dates: DateLanguage
    /// What the site, each section and each term have.
    package var feeds: [FeedFormat] = [.atom]
    /// Whether feeds bring the whole text of a post; otherwise its summary.
    package var feedsAreFull = true
    /// Where the list of all posts by year and month lies; `nil` when there is none.
    package var archive: SitePath?

    package init(
        title: String, url: String, language: String, description: String, navigation: [NavigationItem],
        timeZone: TimeZone,
        year: Int
    ) {
        self.title = title
        let url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.url = url
        basePath = Self.basePath(of: url)
        self.language = language
        self.description = description
        self.navigation = navigation
        self.timeZone = timeZone
        self.year = year
        dates = DateLanguage(tag: language)
    }

    private static func basePath(of url: String) -> String {
        let afterScheme = url.range(of: "://").map { url[$0.upperBound...] } ?? url[...]
        guard let slash = afterScheme.firstIndex(of: "/") else { return "/" }
        return String(afterScheme[slash...]) + "/"
    }

    /// The URL path that links use, base path included.
    package func href(_ path: SitePath) -> String { basePath + path.href.dropFirst() }

    /// The whole URL, as feeds, mails and meta data want it.
    package func absolute(_ path: SitePath) -> String { url + path.href }

    /// The URL path of something a person wrote: a path within the site gets the base path, whole URLs stay.
    package func href(written url: String) -> String {
        url.hasPrefix("/") && !url.hasPrefix("//") ? basePath + url.dropFirst() : url
    }

    /// The whole URL of something `href` has made.
    package func absolute(href: String) -> String {
        href.hasPrefix(basePath) ? url + "/" + href.dropFirst(basePath.utf8.count) : href
    }
}

package struct NavigationItem: Hashable, Sendable {
    package var title: String
    /// A path within the site (`/about/`), or a whole URL.
    package var url: String
    /// Lower comes first. Default: ten times its place in the menu.
    package var weight: Int?
    package var children: [NavigationItem]

    package init(title: String, url: String, weight: Int? = nil, children: [NavigationItem] = []) {
        self.title = title
        self.url = url
        self.weight = weight
        self.children = children
    }
}

/// What a theme brings besides templates, as pages refer to it.
package struct AssetReferences: Hashable, Sendable {
    /// Where the file lies, by its name with `_` for all but letters and digits: `style_css`.
    package var paths: [String: String]
    /// Its integrity metadata (Subresource Integrity §3.5), under the same keys.
    package var integrity: [String: String]

    package init(paths: [String: String] = [:], integrity: [String: String] = [:]) {
        self.paths = paths
        self.integrity = integrity
    }

    /// The key of an asset by its path in the theme's `assets/`.
    package static func key(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}

/// A post's picture as pages show it.
package struct CoverPicture: Hashable, Sendable {
    package var source: String
    package var sourceSet: String?
    package var sizes: String?
    package var width: Int?
    package var height: Int?
    package var alt: String
    /// A whole URL, for previews elsewhere.
    package var preview: String
    package var previewWidth: Int?
    package var previewHeight: Int?

    package init(
        source: String, sourceSet: String?, sizes: String?, width: Int?, height: Int?, alt: String, preview: String,
        previewWidth: Int? = nil, previewHeight: Int? = nil
    ) {
        self.source = source
        self.sourceSet = sourceSet
        self.sizes = sizes
        self.width = width
        self.height = height
        self.alt = alt
        self.preview = preview
        self.previewWidth = previewWidth
        self.previewHeight = previewHeight
    }
}
