import Foundation
import SiteModel

/// RSS 2.0 (rssboard.org), with the modules that readers know: `content:encoded`, `dc:creator` and `atom:link`.
extension Feed {
    func rss() -> [UInt8] {
        guard let document = XMLDocument() else { preconditionFailure("libxml2 found no memory for a feed") }
        let namespaces: KeyValuePairs = [
            "version": "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom",
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        ]
        document.element("rss", namespaces) {
            document.element("channel") {
                document.element("title", text: title)
                document.element("link", text: alternate)
                document.element("description", text: subtitle.isEmpty ? title : subtitle)
                document.element("language", text: language)
                if !entries.isEmpty { document.element("lastBuildDate", text: Self.timestamp(updated)) }
                document.element("generator", text: "Masthead")
                document.element(
                    "atom:link", ["rel": "self", "type": FeedFormat.rss.mediaType, "href": url])
                for entry in entries { writeRSS(entry, to: document) }
            }
        }
        return document.bytes()
    }

    private func writeRSS(_ entry: Entry, to document: borrowing XMLDocument) {
        document.element("item") {
            document.element("title", text: entry.title)
            document.element("link", text: entry.permalink)
            document.element("guid", ["isPermaLink": "true"], text: entry.permalink)
            document.element("pubDate", text: Self.timestamp(entry.published))
            for author in entry.authors { document.element("dc:creator", text: author.name) }
            for category in entry.categories { document.element("category", text: category) }
            document.element("description", text: entry.summary.isEmpty ? entry.title : entry.summary)
            if let html = entry.html { document.element("content:encoded", text: html) }
        }
    }

    /// `Sat, 07 Sep 2002 00:00:01 +0000` (RFC 822 with four digits for the year).
    private static func timestamp(_ date: Date) -> String {
        let civil = CivilDate(date, in: .gmt)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(days[civil.weekday]), \(two(civil.day)) \(months[civil.month - 1]) \(civil.year)"
        return "\(day) \(two(civil.hour)):\(two(civil.minute)):\(two(civil.second)) +0000"
    }
}
