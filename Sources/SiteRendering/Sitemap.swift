package import Foundation
package import SiteModel

/// A page as the sitemap lists it.
package struct SitemapEntry: Hashable, Sendable {
    package var path: SitePath
    package var lastChange: Date?
    /// Whole URLs.
    package var images: [String]

    package init(path: SitePath, lastChange: Date? = nil, images: [String] = []) {
        self.path = path
        self.lastChange = lastChange
        self.images = images
    }

    /// The most that one file may list (sitemaps.org).
    package static let limit = 50_000
    /// The most that one address may show.
    static let imageLimit = 1_000
}

extension SiteRenderer {
    /// A sitemap (sitemaps.org 0.9), with the pictures of each page.
    package func sitemap(_ entries: some Sequence<SitemapEntry>) -> [UInt8] {
        guard let document = XMLDocument() else { preconditionFailure("libxml2 found no memory for a sitemap") }
        let hasImages = entries.contains { !$0.images.isEmpty }
        let namespaces: KeyValuePairs =
            hasImages
            ? [
                "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
                "xmlns:image": "http://www.google.com/schemas/sitemap-image/1.1",
            ] : ["xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"]
        document.element("urlset", namespaces) {
            for entry in entries {
                document.element("url") {
                    document.element("loc", text: profile.absolute(entry.path))
                    if let date = entry.lastChange {
                        document.element("lastmod", text: CivilDate.iso(date, in: profile.timeZone))
                    }
                    for image in entry.images.prefix(SitemapEntry.imageLimit) {
                        document.element("image:image") { document.element("image:loc", text: image) }
                    }
                }
            }
        }
        return document.bytes()
    }

    /// A list of sitemaps, for a site with more pages than one may hold.
    package func sitemapIndex(_ parts: [(path: SitePath, lastChange: Date?)]) -> [UInt8] {
        guard let document = XMLDocument() else { preconditionFailure("libxml2 found no memory for a sitemap") }
        document.element("sitemapindex", ["xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"]) {
            for part in parts {
                document.element("sitemap") {
                    document.element("loc", text: profile.absolute(part.path))
                    if let date = part.lastChange {
                        document.element("lastmod", text: CivilDate.iso(date, in: profile.timeZone))
                    }
                }
            }
        }
        return document.bytes()
    }

    /// An entry's pictures, as whole URLs.
    package func pictures(of entry: Entry) -> [String] { content.pictures(of: entry) }

    /// `robots.txt` (RFC 9309): everything may be read, and here is the sitemap.
    package func robots(sitemap: SitePath) -> [UInt8] {
        Array("User-agent: *\nAllow: /\n\nSitemap: \(profile.absolute(sitemap))\n".utf8)
    }
}
