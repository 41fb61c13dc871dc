extension SiteSettings {
    static func readSchema(_ section: Section) -> [SchemaField] {
        section.named().compactMap { name, mark, setting in
            if reservedFields.contains(name) {
                section.reading.complain(
                    Complaint("`\(name)` has a meaning already and cannot be declared"), at: mark)
                return nil
            }
            // `rating: int` is short for `rating: { type: int }`.
            if setting.firstKey == nil {
                return setting.value(choice(SchemaField.Kind.self)).map { SchemaField(name: name, kind: $0) }
            }
            let field = setting.section()
            let kind = field.required("type", choice(SchemaField.Kind.self))
            let required = field.value("required", default: false, truth)
            let values = field.list("values", default: [], limit: 100, text(1...200))
            if kind == .choice, values.isEmpty {
                setting.complain(Complaint("an `enum` lists its `values`"))
            } else if let kind, kind != .choice, !values.isEmpty {
                setting.complain(Complaint("only an `enum` has `values`"))
            }
            field.finish()
            return kind.map { SchemaField(name: name, kind: $0, required: required, values: values) }
        }
    }

    /// What front matter means by itself.
    private static let reservedFields: Set = [
        "title", "date", "updated", "expiry", "expires", "expiryDate", "slug", "url", "path", "aliases",
        "redirect_from", "draft", "published", "description", "summary", "cover", "weight", "paginate", "menu", "menus",
        "params", "extra", "author",
    ]

    static func readAuthors(_ section: Section) -> [Author] {
        section.named().map { key, _, setting in
            if setting.firstKey == nil {
                return Author(key: key, name: setting.value(text(1...200)) ?? key)
            }
            let author = setting.section()
            defer { author.finish() }
            return Author(
                key: key, name: author.value("name", default: key, text(1...200)),
                url: author.optional("url", linkTarget), bio: author.optional("bio", text(1...2_000)),
                picture: author.optional("picture", linkTarget))
        }
    }

    static func readRedirect(_ setting: Setting) -> Redirect? {
        let section = setting.section()
        let from = section.required("from", redirectSource)
        let to = section.required("to", linkTarget)
        let status = section.value("status", default: 301) { (text: String) throws(Complaint) in
            guard let number = Int(text), [301, 302, 307, 308].contains(number) else {
                throw Complaint("`\(text)` is none of 301, 302, 307 and 308")
            }
            return number
        }
        section.finish()
        guard let from, let to else { return nil }
        if to.contains(":splat"), !from.hasSuffix("*") {
            setting.complain(Complaint("`:splat` is what an asterisk at the end of `from` stands for; there is none"))
        }
        if to.hasPrefix("/"), matches(to.replacing(":splat", with: "x"), from) {
            setting.complain(Complaint("`\(from)` leads to `\(to)`, which it redirects again, without end"))
        }
        return Redirect(from: from, to: to, status: status)
    }

    private static func matches(_ path: String, _ from: String) -> Bool {
        func folded(_ text: some StringProtocol) -> String { text.hasSuffix("/") ? String(text) : text + "/" }
        if from.hasSuffix("*") { return folded(path).hasPrefix(folded(from.dropLast())) }
        return folded(path) == folded(from)
    }
}

/// A path of the site, or the start of many.
private func redirectSource(_ text: String) throws(Complaint) -> String {
    guard text.hasPrefix("/"), !text.contains("//"), !text.contains("?"), !text.contains("#"),
        !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F || $0 == "\\" })
    else { throw Complaint("`\(text)` is not a path such as /old/ or /old/*") }
    guard !text.dropLast().contains("*"), !text.hasSuffix("*") || text.hasSuffix("/*") else {
        throw Complaint("an asterisk stands at the end, after a slash", suggestion: "/old/*")
    }
    guard !text.split(separator: "/").contains(where: { $0.hasPrefix(".") && $0 != ".well-known" }) else {
        throw Complaint("names that begin with a dot are never served")
    }
    return text
}
