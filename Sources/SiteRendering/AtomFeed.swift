/// Atom as RFC 4287 describes it.
extension Feed {
    func atom() -> [UInt8] {
        guard let document = XMLDocument() else { preconditionFailure("libxml2 found no memory for a feed") }
        if let styleSheet { document.styleSheet(styleSheet) }
        document.element("feed", ["xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language]) {
            document.element("title", text: title)
            if !subtitle.isEmpty { document.element("subtitle", text: subtitle) }
            document.element("link", ["rel": "self", "type": FeedFormat.atom.mediaType, "href": url])
            document.element("link", ["rel": "alternate", "type": "text/html", "href": alternate])
            document.element("id", text: url)
            document.element("updated", text: iso(updated))
            document.element("author") { document.element("name", text: author) }
            document.element("generator", text: "Masthead")
            for entry in entries { writeAtom(entry, to: document) }
        }
        return document.bytes()
    }

    private func writeAtom(_ entry: Entry, to document: borrowing XMLDocument) {
        document.element("entry") {
            document.element("title", text: entry.title)
            document.element("link", ["rel": "alternate", "type": "text/html", "href": entry.permalink])
            document.element("id", text: entry.permalink)
            document.element("published", text: iso(entry.published))
            document.element("updated", text: iso(entry.updated))
            for author in entry.authors {
                document.element("author") {
                    document.element("name", text: author.name)
                    if let url = author.url { document.element("uri", text: url) }
                }
            }
            for category in entry.categories { document.element("category", ["term": category]) }
            if !entry.summary.isEmpty { document.element("summary", text: entry.summary) }
            if let html = entry.html { document.element("content", ["type": "html"], text: html) }
        }
    }
}
