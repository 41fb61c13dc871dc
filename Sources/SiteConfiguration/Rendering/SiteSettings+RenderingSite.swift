extension SiteSettings.Site {
    var tree: SettingValue {
        let archives = archives.map { [SettingValue.Entry("archives", .flag($0))] } ?? []
        return .group(
            [
                .init("title", .text(title)), .init("url", .text(url.description)),
                .init("description", .text(description)), .init("language", .text(language)),
                .init("theme", .text(theme)), .init("timezone", .text(timezone)),
                .init("permalink", .text(permalink.text)), .init("taxonomies", .texts(taxonomies)),
                .init("paginate", .number(paginate)), .init("navigation", .list(navigation.map(\.tree))),
                .init("schema", .group(schema.map { .init($0.name, $0.tree) })),
                .init("authors", .group(authors.map { .init($0.key, $0.tree) })),
                .init("redirects", .list(redirects.map(\.tree))),
            ] + archives + [
                .init("related", .number(related)), .init("feeds", .texts(feeds.map(\.rawValue))),
                .init("feed_content", .text(feedContent.rawValue)),
            ])
    }
}

extension SiteSettings.NavigationLink {
    fileprivate var tree: SettingValue {
        .group(
            [.init("title", .text(title)), .init("url", .text(url))]
                + (weight.map { [.init("weight", .number($0))] } ?? [])
                + (children.isEmpty ? [] : [.init("children", .list(children.map(\.tree)))]))
    }
}

extension SiteSettings.SchemaField {
    fileprivate var tree: SettingValue {
        .group(
            [.init("type", .text(kind.rawValue)), .init("required", .flag(required))]
                + (values.isEmpty ? [] : [.init("values", .texts(values))]))
    }
}

extension SiteSettings.Author {
    fileprivate var tree: SettingValue {
        let texts = [("name", name), ("url", url), ("bio", bio), ("picture", picture)]
        return .group(texts.compactMap { key, text in text.map { .init(key, .text($0)) } })
    }
}

extension SiteSettings.Redirect {
    fileprivate var tree: SettingValue {
        .group([.init("from", .text(from)), .init("to", .text(to)), .init("status", .number(status))])
    }
}
