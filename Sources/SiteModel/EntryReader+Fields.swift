import Foundation

extension EntryReader {
    /// Text with its line breaks made spaces.
    mutating func oneLine(_ field: MetadataField) -> String? {
        guard let text = text(field) else { return nil }
        let joined = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return joined.isEmpty ? nil : joined
    }

    mutating func date(_ field: MetadataField) -> Date? {
        guard let text = text(field) else { return nil }
        do {
            return try AuthoredDate.parse(text, in: settings.timeZone)
        } catch {
            note(
                .error, field.valuePosition, "`\(field.key): \(text)`: \(error.message)",
                suggestion: "write it as 2026-05-01 or 2026-05-01 10:00")
            return nil
        }
    }

    mutating func slug(_ field: MetadataField) -> String? {
        guard let text = text(field) else { return nil }
        if let problem = SitePath.problem(with: text) {
            let advice = text.contains("/") ? "use `url` for a path with slashes" : nil
            note(.error, field.valuePosition, "`\(text)` cannot be a slug: \(problem)", suggestion: advice)
        }
        return text
    }

    /// `/about/me/`, or `2025/01/a-path` as Zola writes it: without an extension it is a page's folder.
    mutating func path(_ field: MetadataField) -> SitePath? {
        guard let text = text(field) else { return nil }
        let lastSegment = text.split(separator: "/").last ?? ""
        let isFolder = text.hasSuffix("/") || !(lastSegment.hasSuffix(".html") || lastSegment.hasSuffix(".htm"))
        do {
            _ = try SitePath(text)
            return try SitePath(isFolder && !text.hasSuffix("/") ? text + "/" : text)
        } catch {
            note(.error, field.valuePosition, "\(error)")
            return nil
        }
    }

    mutating func flag(_ field: MetadataField) -> Bool? {
        if field.value.isNull { return nil }
        if let flag = field.value.flag { return flag }
        note(.error, field.valuePosition, "`\(field.key)` must be true or false")
        return nil
    }

    /// A list, one text with commas, or nothing; each term once.
    mutating func terms(_ field: MetadataField) -> [String] {
        var written: [String] = []
        switch field.value {
        case _ where field.value.isNull: break
        case .scalar(let text, _): written = text.split(separator: ",").map { String($0) }
        case .list(let items): written = items.compactMap { term($0, of: field) }
        case .table: note(.error, field.valuePosition, "`\(field.key)` must be a list", suggestion: "[one, two]")
        }
        var seen: Set<String> = []
        return written.map(\.trimmed).filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    private mutating func term(_ item: MetadataValue, of field: MetadataField) -> String? {
        switch item {
        case .scalar: return item.text
        case .list, .table:
            note(.error, field.valuePosition, "`\(field.key)` must be a list of plain texts", suggestion: "[one, two]")
            return nil
        }
    }

    /// A file's name, or `{image: …, alt: …}`.
    mutating func cover(_ field: MetadataField) -> Cover? {
        switch field.value {
        case _ where field.value.isNull: return nil
        case .scalar(let image, _): return Cover(image: image, alt: "", position: field.valuePosition)
        case .list:
            note(.error, field.valuePosition, "`cover` must be a file or `{image: …, alt: …}`")
            return nil
        case .table(let fields): return cover(fields, of: field)
        }
    }

    private mutating func cover(_ fields: [MetadataField], of field: MetadataField) -> Cover? {
        var image: String?
        var alt = ""
        for inner in fields {
            switch inner.key {
            case "image": image = text(inner)
            case "alt": alt = oneLine(inner) ?? ""
            default:
                let meant = Nearest.name(to: inner.key, among: ["image", "alt"])
                note(
                    .warning, inner.keyPosition, "`cover` has no `\(inner.key)`",
                    suggestion: meant.map { "did you mean `\($0)`?" })
            }
        }
        guard let image else {
            note(.error, field.valuePosition, "`cover` names no picture", suggestion: "add `image:`")
            return nil
        }
        return Cover(image: image, alt: alt, position: field.valuePosition)
    }

    /// A field that must hold one text; `nil` without a word when it is null.
    mutating func text(_ field: MetadataField) -> String? {
        switch field.value {
        case .scalar: return field.value.text
        case .list, .table:
            note(.error, field.valuePosition, "`\(field.key)` must be a single text")
            return nil
        }
    }
}
