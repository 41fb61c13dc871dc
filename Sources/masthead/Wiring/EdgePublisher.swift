import EdgeProxy
import Foundation
import Origin
import SiteBuilder
import SiteConfiguration

/// Tells the edge what was published, whoever built it.
///
/// By tag, which reaches every copy: under other hosts, with other queries, written in another way. By address too, for an
/// origin that sends no tags.
actor EdgePublisher {
    private let edge: EdgeServer
    private let destination: String
    private let authority: String
    /// The site's path, without a slash at its end.
    private let base: String
    private var published: PublishedFiles

    init(_ site: SiteFolder, edge: EdgeServer) {
        self.edge = edge
        destination = site.publicFolder
        let url = site.settings.site.url
        authority = url.authority
        base = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
        published = PublishedFiles(in: destination)
    }

    /// Purges what has changed since the last time.
    ///
    /// - Returns: How many files that were.
    func publish() -> Int {
        let now = PublishedFiles(in: destination, known: published)
        let changes = now.changes(since: published)
        published = now
        guard !changes.isEmpty else { return 0 }
        let files = changes.added + changes.changed + changes.removed
        for file in files {
            edge.purge(.tag(PageTags.file(file)))
            edge.purge(.url(authority: authority, target: address(file)))
        }
        let isAbsenceUntrue =
            !changes.added.isEmpty || !changes.removed.isEmpty || changes.changed.contains("404.html")
        if isAbsenceUntrue { edge.purge(.tag(PageTags.absence)) }
        edge.purge(.tag(PageTags.posts))
        return files.count
    }

    private func address(_ file: String) -> String {
        let isIndex = file == "index.html" || file.hasSuffix("/index.html")
        let path = isIndex ? String(file.dropLast("index.html".count)) : file
        return base + "/" + (path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path)
    }
}

extension WebAddress {
    /// Host and port as a reader's `Host` names them.
    var authority: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(host):\($0)" } ?? host
    }
}
