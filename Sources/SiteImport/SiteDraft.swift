import Foundation
import SiteModel

/// A site between the two: read by another generator's rules, not yet written in ours.
struct SiteDraft {
    var title = "My blog"
    var description = ""
    /// Where readers find it, base path included.
    var url = "http://127.0.0.1:8080"
    var language = "en"
    var timeZone = TimeZone.gmt
    var taxonomies: [String] = []
    var paginate = 10
    /// Of `atom`, `rss` and `json`.
    var feeds = ["atom"]
    var navigation: [(title: String, url: String)] = []
    var entries: [EntryDraft] = []
    /// Files taken as they are: from the source's path to the content folder's.
    var files: [String: String] = [:]
    var redirects: [Redirect] = []
    var oldAddresses: [OldAddress] = []
    var notes: [ImportNote] = []
    /// What counts as the future.
    var now = Date(timeIntervalSince1970: 0)

    /// `/blog` of `https://example.org/blog`, else empty.
    var basePath: String {
        guard let scheme = url.range(of: "://"), let slash = url[scheme.upperBound...].firstIndex(of: "/") else {
            return ""
        }
        let path = url[slash...]
        return String(path.hasSuffix("/") ? path.dropLast() : path)
    }

    /// Before the base path.
    var origin: String { String(url.dropLast(basePath.count + (url.hasSuffix("/") ? 1 : 0))) }

    /// Notes where an old feed leads, and has the site make one of its kind.
    ///
    /// - Parameter base: The folder of the list whose feed it was.
    mutating func addFeed(_ path: String, of base: String, source: String) {
        let kind = path.hasSuffix(".json") ? "json" : path.hasSuffix("rss.xml") ? "rss" : "atom"
        if !feeds.contains(kind) { feeds.append(kind) }
        addOld(
            path, .feed, source,
            leadingTo: base + (kind == "json" ? "feed.json" : kind == "rss" ? "rss.xml" : "feed.xml"))
    }

    /// Notes an old address and, where the new one is another, a rule that leads there.
    mutating func addOld(_ path: String, _ kind: OldAddress.Kind, _ source: String, leadingTo target: String) {
        let from = OldAddress.normalized(path)
        oldAddresses.append(OldAddress(path: from, kind: kind, source: source))
        if from != OldAddress.normalized(target) { redirects.append(Redirect(from: from, to: target, status: 301)) }
    }

    mutating func note(_ kind: ImportNote.Kind, _ file: String, line: Int? = nil, _ message: String) {
        notes.append(ImportNote(kind: kind, file: file, line: line, message: message))
    }
}

/// A post or page to be.
struct EntryDraft {
    var isPost: Bool
    /// From the source's folder.
    var source: String
    /// From the content folder.
    var target: String
    /// Where the old site had it, decoded, with a leading slash.
    var oldPath: String
    var instant: Date?
    /// On the site's wall.
    var date: CivilDate?
    var front: FrontMatterText
    var body: TracedText
    /// As the old generator had them.
    var aliases: [String] = []
    var remarks: Remarks
    /// Whether its address was written down in it, and didn't come from its name.
    var hasOwnAddress = false

    /// Whether readers of the old site saw it.
    func isPublished(at now: Date) -> Bool { !front.isDraft && (instant.map { $0 <= now } ?? true) }

    /// It stands for a folder: its own text, and the list of what lies below.
    var isSection: Bool { Paths.name(target) == "_index.md" }

    /// The folder of the file, from the content folder.
    var folder: String { Paths.folder(target) }
}

extension OldAddress {
    /// An address as it is compared: decoded, one leading slash, a trailing one unless it names a file.
    static func normalized(_ path: String) -> String {
        let path = path.removingPercentEncoding ?? path
        let parts = path.split(separator: "/")
        guard let last = parts.last else { return "/" }
        return "/" + parts.joined(separator: "/") + (namesFile(last) ? "" : "/")
    }

    /// As a link has it.
    static func encoded(_ path: String) -> String { (try? SitePath(path))?.href ?? path }

    /// Ends in what browsers know as a file; `/releases/1.79.0` is a page's folder.
    static func namesFile(_ name: some StringProtocol) -> Bool {
        let known = [
            "html", "htm", "xhtml", "xml", "json", "txt", "php", "asp", "aspx", "pdf", "rss", "atom", "js", "css",
            "png", "jpg", "jpeg", "gif", "svg", "webp", "ico",
        ]
        return name.lastIndex(of: ".").map { known.contains(name[name.index(after: $0)...].lowercased()) } ?? false
    }
}
