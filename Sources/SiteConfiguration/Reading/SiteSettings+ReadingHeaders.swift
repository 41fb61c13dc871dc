/// Header policies: `edge.headers`, and `headers` of a behavior.
///
/// Everything here is written into answers as it stands, so names and values are checked to the letter: no value can
/// end its line, and what frames a message or belongs to the cache is out of reach.
extension SiteSettings {
    static func readNamedHeaders(_ setting: Setting?) -> [NamedHeaders] {
        guard let setting else { return [] }
        return setting.section().named().map { entry in
            do throws(Complaint) { _ = try name(entry.name) } catch { setting.reading.complain(error, at: entry.mark) }
            return NamedHeaders(name: entry.name, rules: readRules(entry.setting.section()))
        }
    }

    static func readHeaderChoice(_ setting: Setting?, known: [String]) -> HeaderChoice? {
        guard let setting else { return nil }
        if setting.firstKey != nil { return .inline(readRules(setting.section())) }
        return setting.value { (text: String) throws(Complaint) -> HeaderChoice in
            guard known.contains(text) else {
                throw Complaint("`edge.headers` has no policy `\(text)`", suggestion: nearest(to: text, among: known))
            }
            return .named(text)
        }
    }

    private static func readRules(_ section: Section) -> HeaderRules {
        var rules = HeaderRules()
        rules.remove = section.list("remove", default: [], limit: 50, changeableHeader)
        rules.cors = section.setting("cors").flatMap { readCORS($0) }
        rules.transportSecurity = section.setting("hsts").flatMap { readTransportSecurity($0.section()) }
        for (key, field) in HeaderRules.securityFields {
            let read = securityReader(key)
            if let setting = section.setting(key) {
                rules.security += readField(setting, name: field, read).map { [$0] } ?? []
            }
        }
        if let setting = section.setting("set") {
            for entry in setting.section().named() {
                do throws(Complaint) {
                    let name = try changeableHeader(entry.name)
                    rules.set += readField(entry.setting, name: name, headerValue).map { [$0] } ?? []
                } catch {
                    setting.reading.complain(error, at: entry.mark)
                }
            }
        }
        section.finish()
        return rules
    }

    /// `VALUE`, or `{ value: VALUE, override: false }`.
    private static func readField(
        _ setting: Setting, name: String, _ read: (String) throws(Complaint) -> String
    ) -> HeaderField? {
        guard setting.firstKey != nil else {
            // Shown as a group later, so what is secret in it is remembered as its member.
            var setting = setting
            setting.keyPath += ".value"
            return setting.value(read).map { HeaderField(name: name, value: $0, overrides: true) }
        }
        let section = setting.section()
        let value = section.required("value", read)
        let overrides = section.value("override", default: true, truth)
        section.finish()
        return value.map { HeaderField(name: name, value: $0, overrides: overrides) }
    }

    private static func securityReader(_ key: String) -> (String) throws(Complaint) -> String {
        switch key {
        case "content-type-options": word(of: ["nosniff"])
        case "frame-options": word(of: ["DENY", "SAMEORIGIN"])
        case "referrer-policy":
            word(of: [
                "no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin", "same-origin",
                "strict-origin", "strict-origin-when-cross-origin", "unsafe-url",
            ])
        case _: headerValue
        }
    }

    /// One of some words, in any case, as it is spelt here.
    private static func word(of words: [String]) -> (String) throws(Complaint) -> String {
        { (text: String) throws(Complaint) -> String in
            if let word = words.first(where: { $0.lowercased() == text.lowercased() }) { return word }
            throw Complaint(
                "`\(text)` is not \(words.count == 1 ? "" : "one of ")\(orList(words))",
                suggestion: nearest(to: text, among: words))
        }
    }

    private static func readTransportSecurity(_ section: Section) -> TransportSecurity? {
        let maxAge = section.required("max-age") { (text: String) throws(Complaint) in try Span.read(text) }
        let coversSubdomains = section.value("subdomains", default: false, truth)
        let mayBePreloaded = section.value("preload", default: false, truth)
        let overrides = section.value("override", default: true, truth)
        section.finish()
        return maxAge.map {
            TransportSecurity(
                maxAge: $0, coversSubdomains: coversSubdomains, mayBePreloaded: mayBePreloaded, overrides: overrides)
        }
    }

    private static func readCORS(_ setting: Setting) -> CrossOrigin? {
        let section = setting.section()
        var origins: [String]? = []
        if let setting = section.setting("origins") {
            origins = setting.word == "*" ? nil : setting.values(limit: 100, scriptOrigin) ?? []
        } else {
            _ = section.required("origins", scriptOrigin)
        }
        let cors = CrossOrigin(
            origins: origins, methods: section.list("methods", default: ["GET", "HEAD"], limit: 20, methodName),
            headers: section.list("headers", default: [], limit: 50, token),
            expose: section.list("expose", default: [], limit: 50, token),
            maxAge: section.optional("max-age", lifetime),
            allowsCredentials: section.value("credentials", default: false, truth),
            overrides: section.value("override", default: true, truth))
        if cors.allowsCredentials, cors.origins == nil || (cors.methods + cors.headers + cors.expose).contains("*") {
            section.setting("credentials")?.complain(
                Complaint("with credentials browsers take no `*`: name the origins, methods and headers"))
        }
        section.finish()
        return cors
    }

    /// `https://app.example`, as browsers put it into `Origin`.
    private static func scriptOrigin(_ text: String) throws(Complaint) -> String {
        let address = try WebAddress(text)
        guard address.path.isEmpty else {
            throw Complaint("an origin is a scheme, a host and a port, without a path", suggestion: address.origin)
        }
        return address.origin
    }

    private static func methodName(_ text: String) throws(Complaint) -> String {
        guard text == "*" || ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(text) else {
            throw Complaint("`\(text)` is not a method such as GET or POST, nor `*`")
        }
        return text
    }
}

/// A response field that a policy may set or remove.
func changeableHeader(_ text: String) throws(Complaint) -> String {
    let name = try token(text)
    guard !untouchable.contains(name.lowercased()) else {
        throw Complaint("`\(name)` frames the message or is the cache's own; no policy changes it")
    }
    guard !name.lowercased().hasPrefix("access-control-") else {
        throw Complaint("`\(name)` belongs to `cors`")
    }
    return name
}

/// A field value: visible ASCII and inner blanks, so that nothing can end its line.
func headerValue(_ text: String) throws(Complaint) -> String {
    guard (1...4_096).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }),
        !text.hasPrefix(" "), !text.hasSuffix(" ")
    else {
        throw Complaint(
            "a header's value is 1 to 4096 visible ASCII characters on one line, without blanks at its ends")
    }
    return text
}

private let untouchable: Set<String> = [
    "age", "cache-status", "connection", "content-encoding", "content-length", "content-range", "date", "etag",
    "keep-alive", "last-modified", "proxy-authenticate", "proxy-authentication-info", "proxy-connection", "set-cookie",
    "te", "trailer", "transfer-encoding", "upgrade", "vary", "via", "www-authenticate", "x-cache",
]
