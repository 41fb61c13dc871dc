package import Foundation
package import SiteModel

/// A page as the sitemap lists it.
package struct SitemapEntry: Hashable, Sendable {
    package var path: SitePath
    package var lastChange: Date?

    package init(path: SitePath, lastChange: Date? = nil) {
        self.path = path
        self.lastChange = lastChange
    }
}

extension SiteRenderer {
    /// `sitemap.xml` (sitemaps.org 0.9).
    package func sitemap(_ entries: [SitemapEntry]) -> [UInt8] {
        guard let document = XMLDocument() else { preconditionFailure("libxml2 found no memory for a sitemap") }
        document.element("urlset", ["xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"]) {
            for entry in entries {
                document.element("url") {
                    document.element("loc", text: profile.absolute(entry.path))
                    if let date = entry.lastChange {
                        document.element("lastmod", text: CivilDate.iso(date, in: profile.timeZone))
                    }
                }
            }
        }
        return document.bytes()
    }

    /// `robots.txt` (RFC 9309): everything may be read, and here is the sitemap.
    package func robots(sitemap: SitePath) -> [UInt8] {
        Array("User-agent: *\nAllow: /\n\nSitemap: \(profile.absolute(sitemap))\n".utf8)
    }
}
