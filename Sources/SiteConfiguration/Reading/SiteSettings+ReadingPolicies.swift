import Yams

/// What behaviors say beyond path, origin and store.
extension SiteSettings {
    static func readKey(_ section: Section) -> CacheKey {
        let query = readNames(section, "query", text(1...128)) ?? .all
        let headers = readNames(section, "headers", keyableHeader) ?? .only([])
        let cookies = readCookies(section)
        let sorts = section.value("sort", default: false, truth)
        section.finish()
        return CacheKey(query: query, sortsQuery: sorts, headers: headers, cookies: cookies)
    }

    /// `vary`, which is the default, leaves cookies to the origin's `Vary`.
    private static func readCookies(_ section: Section) -> Names? {
        if case .some("vary") = section.setting("cookies")?.word { return nil }
        return readNames(section, "cookies", alsoKnown: "vary", token)
    }

    /// `all`, `none`, a list, or `{ except: […] }`.
    private static func readNames(
        _ section: Section, _ key: String, alsoKnown: String? = nil, _ read: (String) throws(Complaint) -> String
    ) -> Names? {
        guard let setting = section.setting(key) else { return nil }
        if setting.isList { return .only(setting.values(limit: 100, read) ?? []) }
        if setting.firstKey != nil {
            let group = setting.section()
            let names = group.list("except", default: [], limit: 100, read)
            group.finish()
            return .allExcept(names)
        }
        let words = ["all", "none"] + (alsoKnown.map { [$0] } ?? [])
        return setting.value { (text: String) throws(Complaint) -> Names in
            switch text {
            case "all": return .all
            case "none": return .only([])
            case _:
                throw Complaint(
                    "`\(text)` is none of \(orList(words)), nor a list of names or { except: [a, b] }",
                    suggestion: nearest(to: text, among: words))
            }
        }
    }

    // MARK: Lifetimes

    static func readTTL(_ section: Section) -> TimeToLive {
        let ttl = TimeToLive(
            default: section.optional("default", lifetime), min: section.optional("min", lifetime),
            max: section.optional("max", lifetime), errors: readErrors(section.setting("error")))
        if let min = ttl.min, let max = ttl.max, min > max {
            section.setting("min")?.complain(
                Complaint("`\(section.keyPath).min` is longer than `\(section.keyPath).max`"))
        }
        if let value = ttl.default, value < ttl.min ?? .zero || value > ttl.max ?? value {
            section.setting("default")?.complain(
                Complaint("`\(section.keyPath).default` lies outside of its `min` and `max`"))
        }
        section.finish()
        return ttl
    }

    private static func readErrors(_ setting: Setting?) -> [ErrorLifetime] {
        guard var setting else { return [] }
        guard setting.firstKey != nil else {
            // Shown as a group later.
            setting.keyPath += ".any"
            return setting.value(lifetime).map { [ErrorLifetime(kind: .any, lifetime: $0)] } ?? []
        }
        let section = setting.section()
        let lifetimes: [ErrorLifetime] = section.named().compactMap { entry in
            do throws(Complaint) {
                let kind = try errorKind(entry.name)
                return entry.setting.value(lifetime).map { ErrorLifetime(kind: kind, lifetime: $0) }
            } catch {
                setting.reading.complain(error, at: entry.mark)
                return nil
            }
        }
        section.finish()
        return lifetimes
    }

    private static func errorKind(_ text: String) throws(Complaint) -> ErrorLifetime.Kind {
        switch text {
        case "any": return .any
        case "4xx": return .statusClass(4)
        case "5xx": return .statusClass(5)
        case _: break
        }
        let statuses = [400, 403, 404, 405, 412, 414, 415, 500, 501, 502, 503, 504]
        guard let status = Int(text), statuses.contains(status) else {
            throw Complaint(
                "`\(text)` is no error that is kept: `any`, `4xx`, `5xx`, \(orList(statuses.map(String.init)))")
        }
        return .status(status)
    }

    static func readStale(_ section: Section) -> Stale {
        let stale = Stale(
            whileRevalidate: section.optional("while-revalidate", lifetime),
            ifError: section.optional("if-error", lifetime))
        section.finish()
        return stale
    }
}

extension Setting {
    /// The value where it is a single word as it stands in the file.
    var word: String? {
        guard case .scalar(let scalar) = node else { return nil }
        return scalar.string
    }
}

/// A request field that may be part of the cache key, in lower case.
func keyableHeader(_ text: String) throws(Complaint) -> String {
    let name = try token(text).lowercased()
    if name == "cookie" { throw Complaint("cookies are keyed one by one, by `cookies`") }
    if name == "host" { throw Complaint("`Host` is part of every key") }
    guard !unkeyable.contains(name) else { throw Complaint("`\(text)` selects no response, so it can't be keyed") }
    return name
}

private let unkeyable: Set<String> = [
    "connection", "content-length", "expect", "http2-settings", "if-match", "if-modified-since", "if-none-match",
    "if-range", "if-unmodified-since", "keep-alive", "proxy-authorization", "proxy-connection", "range", "te",
    "trailer",
    "transfer-encoding", "upgrade", "via", "x-forwarded-for", "x-forwarded-proto",
]
