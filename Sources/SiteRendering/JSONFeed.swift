import Templates

/// JSON Feed 1.1 (jsonfeed.org).
extension Feed {
    func json() -> [UInt8] {
        var feed: [String: TemplateValue] = [
            "version": "https://jsonfeed.org/version/1.1", "title": .text(title), "home_page_url": .text(alternate),
            "feed_url": .text(url), "language": .text(language), "authors": [["name": .text(author)]],
            "items": .list(entries.map(item)),
        ]
        if !subtitle.isEmpty { feed["description"] = .text(subtitle) }
        return TemplateValue.object(feed).json()
    }

    private func item(_ entry: Entry) -> TemplateValue {
        var item: [String: TemplateValue] = [
            "id": .text(entry.permalink), "url": .text(entry.permalink), "title": .text(entry.title),
            "date_published": .text(iso(entry.published)), "date_modified": .text(iso(entry.updated)),
        ]
        if let html = entry.html {
            item["content_html"] = .text(html)
        } else {
            item["content_text"] = .text(entry.summary.isEmpty ? entry.title : entry.summary)
        }
        if !entry.summary.isEmpty { item["summary"] = .text(entry.summary) }
        if !entry.categories.isEmpty { item["tags"] = .list(entry.categories.map { .text($0) }) }
        if !entry.authors.isEmpty {
            item["authors"] = .list(
                entry.authors.map { author in
                    var fields: [String: TemplateValue] = ["name": .text(author.name)]
                    fields["url"] = author.url.map { .text($0) }
                    return .object(fields)
                })
        }
        item["image"] = entry.image.map { .text($0) }
        return .object(item)
    }
}
