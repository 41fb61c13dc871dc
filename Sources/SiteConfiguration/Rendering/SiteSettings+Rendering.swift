extension SiteSettings {
    /// What stands for a value that came from the environment.
    package static let hiddenSecret = "••••"

    /// The settings as YAML with every default filled in; reading it again gives equal settings.
    ///
    /// - Parameter hidingSecrets: Show `••••` for values that came from the environment.
    package func rendered(hidingSecrets: Bool) -> String { tree(hidingSecrets: hidingSecrets).yaml() }

    /// The settings as one JSON value, without a line break at its end.
    package func renderedJSON(hidingSecrets: Bool) -> String { tree(hidingSecrets: hidingSecrets).json() }

    private func tree(hidingSecrets: Bool) -> SettingValue {
        let tree = SettingValue.group([
            .init("site", site.tree), .init("images", images.tree), .init("edge", edge.tree),
            .init(
                "origin",
                .group([
                    .init("listen", .text(origin.listen.description)), .init("edges", .texts(origin.edges)),
                    .init("access", .text(origin.access.rawValue)),
                ])),
            .init("mail", mail.tree(hidingSecrets: hidingSecrets)),
            .init(
                "subscriptions",
                .group([
                    .init("confirmation", .text(subscriptions.confirmation.rawValue)),
                    .init("flood_per_minute", .number(subscriptions.floodPerMinute)),
                ])),
        ])
        return hidingSecrets ? tree.replacing(secrets, with: Self.hiddenSecret) : tree
    }
}

extension SiteSettings.Mail {
    fileprivate func tree(hidingSecrets: Bool) -> SettingValue {
        var entries: [SettingValue.Entry] = [
            .init("from", .text(from.description)), .init("mailer", .text(mailer.rawValue)),
        ]
        if let smtp { entries.append(.init("smtp", smtp.tree(hidingSecrets: hidingSecrets))) }
        if mailer == .sendmail { entries.append(.init("sendmail", .group([.init("path", .text(sendmail))]))) }
        let numbers: [(String, Int?)] = [
            ("per_minute", limits.perMinute), ("domain_per_minute", limits.domainPerMinute),
            ("domain_connections", limits.domainConnections),
        ]
        let shown = numbers.compactMap { name, number in number.map { SettingValue.Entry(name, .number($0)) } }
        return .group(entries + [.init("limits", .group(shown))])
    }
}

extension SiteSettings.SMTP {
    fileprivate func tree(hidingSecrets: Bool) -> SettingValue {
        func secret(_ text: String?) -> String? { hidingSecrets && text != nil ? SiteSettings.hiddenSecret : text }
        let texts: [(String, String?)] = [
            ("tls", tls.rawValue), ("trust", trust), ("user", user), ("password", secret(password)),
            ("token", secret(token)), ("hello", hello),
        ]
        return .group(
            [.init("host", .text(host)), .init("port", .number(port))]
                + texts.compactMap { name, text in text.map { .init(name, .text($0)) } }
                + [.init("connections", .number(connections))])
    }
}

extension SiteSettings.Site {
    fileprivate var tree: SettingValue {
        .group([
            .init("title", .text(title)), .init("url", .text(url.description)),
            .init("description", .text(description)), .init("language", .text(language)), .init("theme", .text(theme)),
            .init("timezone", .text(timezone)), .init("permalink", .text(permalink.text)),
            .init("taxonomies", .texts(taxonomies)), .init("paginate", .number(paginate)),
            .init(
                "navigation",
                .list(navigation.map { .group([.init("title", .text($0.title)), .init("url", .text($0.url))]) })),
        ])
    }
}

extension SiteSettings.Images {
    fileprivate var tree: SettingValue {
        .group([
            .init("widths", .list(widths.map(SettingValue.number))), .init("formats", .texts(formats.map(\.rawValue))),
            .init("quality", .group([.init("jpeg", .number(jpegQuality)), .init("webp", .number(webpQuality))])),
        ])
    }
}

extension SiteSettings.Edge {
    fileprivate var tree: SettingValue {
        let tls = tls.map { [SettingValue.Entry("tls", $0.tree)] } ?? []
        return .group(
            [.init("listen", .text(listen.description))] + tls + cached)
    }

    private var cached: [SettingValue.Entry] {
        [
            .init(
                "cache",
                .group([.init("memory", .text(cache.memory.description)), .init("disk", .text(cache.disk.description))])
            ),
            .init("admin", .text("off")),
            .init("origins", .group(origins.map { SettingValue.Entry($0.name, $0.tree) })),
            .init("stale", stale.tree), .init("targeted", .texts(targeted)),
            .init("headers", .group(headers.map { SettingValue.Entry($0.name, $0.rules.tree) })),
            .init("behaviors", .list(behaviors.map(\.tree))),
            .init("log", log.tree),
        ]
    }
}

extension SiteSettings.TLS {
    fileprivate var tree: SettingValue {
        .group([
            .init("listen", .text(listen.description)),
            .init(
                "certificates",
                .list(
                    certificates.map {
                        .group([.init("certificate", .text($0.certificate)), .init("key", .text($0.key))])
                    })),
            .init("minimum", .text(minimum.rawValue)), .init("redirect", .text(String(redirect))),
        ])
    }
}

extension SiteSettings.Log {
    fileprivate var tree: SettingValue {
        .group(
            [.init("format", .text(format.rawValue))] + (file.map { [.init("file", .text($0))] } ?? [])
                + [
                    .init("queries", .text(SiteSettings.LogDisclosure(showsQueries).rawValue)),
                    .init("cookies", .text(SiteSettings.LogDisclosure(showsCookies).rawValue)),
                ])
    }
}

extension SiteSettings.NamedOrigin {
    fileprivate var tree: SettingValue {
        let files: [(String, String?)] = [("health", health), ("ca", ca)]
        return .group(
            [.init("url", .texts(urls.map(\.description)))]
                + files.compactMap { name, value in value.map { .init(name, .text($0)) } }
                + [.init("sign", .text(String(sign)))])
    }
}
