extension SiteSettings.Behavior {
    var tree: SettingValue {
        var entries: [SettingValue.Entry] = [
            .init("path", .text(path)), .init("origin", .text(origin)), .init("store", .text(store.rawValue)),
            .init("methods", .text(methods.rawValue)), .init("key", key.tree), .init("ttl", ttl.tree),
            .init("stale", stale.tree), .init("set-cookie", .text(setCookie.rawValue)),
        ]
        switch headers {
        case .named(let name)?: entries.append(.init("headers", .text(name)))
        case .inline(let rules)?: entries.append(.init("headers", rules.tree))
        case nil: break
        }
        return .group(entries)
    }
}

extension SiteSettings.CacheKey {
    fileprivate var tree: SettingValue {
        .group([
            .init("query", query.tree), .init("sort", .flag(sortsQuery)), .init("headers", headers.tree),
            .init("cookies", cookies?.tree ?? .text("vary")),
        ])
    }
}

extension SiteSettings.Names {
    fileprivate var tree: SettingValue {
        switch self {
        case .all: .text("all")
        case .only(let names): .texts(names)
        case .allExcept(let names): .group([.init("except", .texts(names))])
        }
    }
}

extension SiteSettings.TimeToLive {
    fileprivate var tree: SettingValue {
        let errors = errors.map { SettingValue.Entry($0.kind.key, .span($0.lifetime)) }
        return .group(
            .spans([("default", self.default), ("min", min), ("max", max)])
                + (errors.isEmpty ? [] : [.init("error", .group(errors))]))
    }
}

extension SiteSettings.ErrorLifetime.Kind {
    fileprivate var key: String {
        switch self {
        case .status(let status): String(status)
        case .statusClass(let digit): "\(digit)xx"
        case .any: "any"
        }
    }
}

extension SiteSettings.Stale {
    var tree: SettingValue { .group(.spans([("while-revalidate", whileRevalidate), ("if-error", ifError)])) }
}

extension SiteSettings.HeaderRules {
    var tree: SettingValue {
        var entries: [SettingValue.Entry] = [.init("remove", .texts(remove))]
        if let cors { entries.append(.init("cors", cors.tree)) }
        if let transportSecurity { entries.append(.init("hsts", transportSecurity.tree)) }
        for (key, name) in Self.securityFields {
            entries += security.filter { $0.name == name }.map { .init(key, $0.tree) }
        }
        if !set.isEmpty { entries.append(.init("set", .group(set.map { .init($0.name, $0.tree) }))) }
        return .group(entries)
    }
}

extension SiteSettings.HeaderField {
    fileprivate var tree: SettingValue { .group([.init("value", .text(value)), .init("override", .flag(overrides))]) }
}

extension SiteSettings.TransportSecurity {
    fileprivate var tree: SettingValue {
        .group([
            .init("max-age", .span(maxAge)), .init("subdomains", .flag(coversSubdomains)),
            .init("preload", .flag(mayBePreloaded)), .init("override", .flag(overrides)),
        ])
    }
}

extension SiteSettings.CrossOrigin {
    fileprivate var tree: SettingValue {
        .group(
            [
                .init("origins", origins.map(SettingValue.texts) ?? .text("*")), .init("methods", .texts(methods)),
                .init("headers", .texts(headers)), .init("expose", .texts(expose)),
            ] + .spans([("max-age", maxAge)]) + [
                .init("credentials", .flag(allowsCredentials)), .init("override", .flag(overrides)),
            ])
    }
}

extension SettingValue {
    fileprivate static func span(_ duration: Duration) -> SettingValue { .text(Span.text(duration)) }
}

extension [SettingValue.Entry] {
    /// Those that are set.
    fileprivate static func spans(_ spans: [(String, Duration?)]) -> Self {
        spans.compactMap { key, duration in duration.map { .init(key, .text(Span.text($0))) } }
    }
}
