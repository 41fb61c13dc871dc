import Foundation

extension SiteSettings {
    /// The settings that a configuration's text states, with defaults for what it leaves out.
    ///
    /// - Parameters:
    ///   - text: YAML; JSON is YAML too.
    ///   - file: The file's name, only for messages.
    ///   - environment: Where `${NAME}` is looked up.
    /// - Throws: Every problem there is, in the order of the file.
    package init(
        yaml text: String, file: String = "masthead.yaml", environment: [String: String] = [:]
    ) throws(ConfigurationProblems) {
        let reading = Reading(file: file, environment: environment)
        var document: YAMLDocument?
        do {
            document = try YAMLDocument(text)
        } catch {
            let (complaint, mark) = complaint(from: error)
            reading.complain(complaint, at: mark)
        }
        let settings = document.flatMap { Self.read($0, reading) }
        guard let settings, reading.problems.isEmpty else {
            throw ConfigurationProblems(problems: reading.sortedProblems)
        }
        self = settings
    }

    private static func read(_ document: YAMLDocument, _ reading: Reading) -> SiteSettings? {
        let root = Section(
            document.root, keyPath: "", mark: .start, reading: reading,
            repeatedKeys: document.repeatedKeys)
        let site = readSite(root.section("site"))
        let images = readImages(root.section("images"))
        let edgeSection = root.section("edge")
        let origin = readOrigin(root.section("origin"))
        let edge = readEdge(edgeSection, origin: origin)
        let mail = readMail(root.section("mail"), site: site)
        let subscriptions = readSubscriptions(root.section("subscriptions"))
        root.finish()
        guard let site else { return nil }
        return SiteSettings(
            site: site, images: images, edge: edge, origin: origin, mail: mail, subscriptions: subscriptions,
            secrets: reading.secrets)
    }

    private static func readSite(_ section: Section) -> Site? {
        let title = section.required("title", text(1...200))
        let url = section.required("url") { (text: String) throws(Complaint) in try WebAddress(text) }
        let permalink = section.value("permalink", default: "/:year/:month/:slug/") {
            (text: String) throws(Complaint) in
            try PermalinkPattern(text).text
        }
        let description = section.value("description", default: "", text(0...500))
        let language = section.value("language", default: "en", languageTag)
        let theme = section.value("theme", default: "broadsheet", name)
        let timezone = section.value("timezone", default: "UTC", timeZoneName)
        let taxonomies = section.list("taxonomies", default: ["tags"], limit: 20, name)
        let paginate = section.value("paginate", default: 10, number(1...1_000))
        let navigation = section.setting("navigation")?.members(limit: 50)?.compactMap { readLink($0) } ?? []
        let schema = readSchema(section.section("schema"))
        let authors = readAuthors(section.section("authors"))
        let redirects = section.setting("redirects")?.members(limit: 10_000)?.compactMap(readRedirect) ?? []
        let archives = section.optional("archives", truth)
        let related = section.value("related", default: 0, number(0...20))
        let feeds = section.list("feeds", default: [.atom], limit: 3, choice(Feed.self))
        let feedContent = section.value("feed_content", default: .full, choice(FeedContent.self))
        section.finish()
        guard let title, let url, let permalink = try? PermalinkPattern(permalink) else { return nil }
        return Site(
            title: title, url: url, description: description, language: language, theme: theme, timezone: timezone,
            permalink: permalink, taxonomies: taxonomies, paginate: paginate, navigation: navigation, schema: schema,
            authors: authors, redirects: redirects, archives: archives, related: related, feeds: feeds,
            feedContent: feedContent)
    }

    private static func readLink(_ setting: Setting, isChild: Bool = false) -> NavigationLink? {
        let section = setting.section()
        let title = section.required("title", text(1...80))
        let url = section.required("url", linkTarget)
        let weight = section.optional("weight", number(-1_000_000...1_000_000))
        let children =
            isChild
            ? [] : section.setting("children")?.members(limit: 50)?.compactMap { readLink($0, isChild: true) } ?? []
        section.finish()
        guard let title, let url else { return nil }
        return NavigationLink(title: title, url: url, weight: weight, children: children)
    }

    private static func readImages(_ section: Section) -> Images {
        let quality = section.section("quality")
        let widths = section.list("widths", default: [320, 640, 960, 1280, 1920], limit: 20, number(16...16_384))
        let images = Images(
            widths: widths,
            formats: section.list(
                "formats", default: [.original], limit: 4, choice(ImageFormatChoice.self)),
            jpegQuality: quality.value("jpeg", default: 82, number(1...100)),
            webpQuality: quality.value("webp", default: 80, number(1...100)),
            originals: section.value("originals", default: .linked, choice(Originals.self)))
        if widths.isEmpty || zip(widths, widths.dropFirst()).contains(where: { $0 >= $1 }) {
            section.setting("widths")?.complain(
                Complaint("`images.widths` lists at least one width, in ascending order"))
        }
        quality.finish()
        section.finish()
        return images
    }

    private static func readOrigin(_ section: Section) -> Origin {
        let origin = Origin(
            listen: section.value("listen", default: ListenAddress(host: "127.0.0.1", port: 8081), listenAddress),
            edges: section.list("edges", default: ["127.0.0.1", "::1"], limit: 256, networkAddress),
            access: section.value("access", default: .open, choice(OriginAccess.self)))
        section.finish()
        return origin
    }
}

/// Where a server listens.
func listenAddress(_ text: String) throws(Complaint) -> ListenAddress { try ListenAddress(text) }

/// An IPv4 or IPv6 address, without a port.
private func networkAddress(_ text: String) throws(Complaint) -> String {
    let isIPv4 = isHostName(text[...]) && text.split(separator: ".").allSatisfy { UInt8($0) != nil }
    guard isIPv4 || isIPv6Shaped(text[...]) else { throw Complaint("`\(text)` is not an IPv4 or IPv6 address") }
    return text.lowercased()
}

/// A BCP 47 tag by its outer form: a language of 2 to 8 letters, then subtags of 1 to 8 letters or digits.
private func languageTag(_ text: String) throws(Complaint) -> String {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let isLanguage = parts.first.map { (2...8).contains($0.utf8.count) && $0.utf8.allSatisfy { $0 > 64 } } ?? false
    guard isLanguage, parts.allSatisfy({ (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy(isASCIILetterOrDigit) })
    else {
        throw Complaint(
            "`\(text)` is not a language tag such as en, pt-BR or zh-Hant",
            suggestion: text.contains("_") ? text.replacing("_", with: "-") : nil)
    }
    return text
}

/// A time zone that this system's database knows.
private func timeZoneName(_ text: String) throws(Complaint) -> String {
    guard !text.isEmpty, TimeZone(identifier: text) != nil else {
        throw Complaint(
            "`\(text)` is not a time zone such as UTC or Europe/Lisbon",
            suggestion: nearest(to: text, among: TimeZone.knownTimeZoneIdentifiers.sorted()))
    }
    return text
}

/// Where a link of the navigation leads.
func linkTarget(_ text: String) throws(Complaint) -> String {
    let isKnown = ["/", "http://", "https://", "mailto:"].contains { text.hasPrefix($0) }
    guard isKnown, !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
        throw Complaint("`\(text)` is neither a path such as /about/ nor an http, https or mailto address")
    }
    return text
}
