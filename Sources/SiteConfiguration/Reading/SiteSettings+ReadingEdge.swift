extension SiteSettings {
    static func readEdge(_ section: Section, origin: Origin) -> Edge {
        let listen = section.value("listen", default: ListenAddress(host: "127.0.0.1", port: 8080), listenAddress)
        let tls = readTLS(section)
        let cacheSection = section.section("cache")
        let cache = Cache(
            memory: cacheSection.value(
                "memory", default: .mebibytes(256), size(.mebibytes(1)...(.tebibytes(1)))),
            disk: cacheSection.value(
                "disk", default: .gibibytes(10), size(.mebibytes(16)...(.tebibytes(64)), orOff: true)))
        cacheSection.finish()
        _ = section.value("admin", default: "off", administration)
        let origins = readOrigins(section, origin: origin)
        let headers = readNamedHeaders(section.setting("headers"))
        let behaviors = readBehaviors(section, origins: origins, headers: headers.map(\.name))
        let stale = readStale(section.section("stale"))
        let targeted = section.list("targeted", default: ["cdn-cache-control"], limit: 5, token)
        let log = readLog(section.section("log"))
        section.finish()
        return Edge(
            listen: listen, tls: tls, cache: cache, origins: origins, stale: stale,
            targeted: targeted.map { $0.lowercased() },
            headers: headers, behaviors: behaviors, log: log)
    }

    /// The administration always answers on its Unix socket, which needs no key; the word `off` may still be said.
    private static func administration(_ text: String) throws(Complaint) -> String {
        guard text == "off" else {
            throw Complaint(
                "this version administers an edge through its Unix socket only, so `edge.admin` can only be `off`")
        }
        return text
    }

    private static func readOrigins(_ section: Section, origin: Origin) -> [NamedOrigin] {
        let own = WebAddress(scheme: .http, host: reachable(origin.listen.host), port: origin.listen.port)
        let fallback = [NamedOrigin(name: "site", urls: [own], sign: origin.access == .edge)]
        guard let setting = section.setting("origins") else { return fallback }
        let entries = setting.section().named()
        if entries.isEmpty { setting.complain(Complaint("`edge.origins` names no origin")) }
        return entries.map { entry in
            do throws(Complaint) { _ = try name(entry.name) } catch { setting.reading.complain(error, at: entry.mark) }
            let section = entry.setting.section()
            let urls = readURLs(section)
            let health = section.optional("health", serverPath)
            let ca = readAuthorities(section, urls: urls)
            let isOwn = urls.contains { isOwnOrigin($0, origin) }
            let sign = section.value("sign", default: origin.access == .edge && isOwn, truth)
            section.finish()
            return NamedOrigin(name: entry.name, urls: urls, health: health, ca: ca, sign: sign)
        }
    }

    /// The address to call for a server that listens there: "every network" is no place to connect to.
    private static func reachable(_ host: String) -> String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        default: host
        }
    }

    private static func readURLs(_ section: Section) -> [WebAddress] {
        guard var setting = section.setting("url") else {
            _ = section.required("url", originAddress)
            return []
        }
        guard let members = setting.isList ? setting.members(limit: 64) : nil else {
            // Shown as a list later, so what is secret in it is remembered as its member.
            setting.keyPath += "[0]"
            return setting.value(originAddress).map { [$0] } ?? []
        }
        if members.isEmpty { setting.complain(Complaint("`\(setting.keyPath)` names no address")) }
        return members.compactMap { $0.value(originAddress) }
    }

    private static func originAddress(_ text: String) throws(Complaint) -> WebAddress {
        let address = try WebAddress(text)
        guard address.path.isEmpty else {
            throw Complaint("an origin is a scheme, a host and a port, without a path", suggestion: address.origin)
        }
        return address
    }

    // MARK: Behaviors

    private static func readBehaviors(_ section: Section, origins: [NamedOrigin], headers: [String]) -> [Behavior] {
        let names = origins.map(\.name)
        guard let setting = section.setting("behaviors") else { return defaultBehaviors(names) }
        return setting.members(limit: 1_000)?.compactMap { readBehavior($0, origins: names, headers: headers) }
            ?? []
    }

    private static func defaultBehaviors(_ names: [String]) -> [Behavior] {
        guard let name = defaultOrigin(names) else { return [] }
        return [
            Behavior(
                path: "/api/*", origin: name, store: .whole,
                key: CacheKey(query: .only(["limit", "cursor", "tag"])),
                ttl: TimeToLive(default: .zero, min: nil, max: .seconds(300))),
            Behavior(path: "*", origin: name),
        ]
    }

    private static func defaultOrigin(_ names: [String]) -> String? {
        names.contains("site") ? "site" : names.count == 1 ? names.first : nil
    }

    private static func readBehavior(_ setting: Setting, origins: [String], headers: [String]) -> Behavior? {
        let section = setting.section()
        let path = section.required("path", pathPattern)
        let originName = { (text: String) throws(Complaint) -> String in
            guard origins.contains(text) else {
                throw Complaint(
                    "`edge.origins` has no origin `\(text)`", suggestion: nearest(to: text, among: origins))
            }
            return text
        }
        let origin =
            defaultOrigin(origins).map { section.value("origin", default: $0, originName) }
            ?? section.required("origin", originName)
        let store = section.value("store", default: .whole, choice(StoreKind.self))
        let key = readKey(section.section("key"))
        let ttl = readTTL(section.section("ttl"))
        let stale = readStale(section.section("stale"))
        let methods = section.value("methods", default: .all, choice(MethodSet.self))
        let setCookie = section.value("set-cookie", default: .share, choice(SetCookie.self))
        let headers = readHeaderChoice(section.setting("headers"), known: headers)
        section.finish()
        guard let path, let origin else { return nil }
        var behavior = Behavior(path: path, origin: origin, store: store, key: key, ttl: ttl)
        behavior.stale = stale
        behavior.methods = methods
        behavior.setCookie = setCookie
        behavior.headers = headers
        return behavior
    }
}
