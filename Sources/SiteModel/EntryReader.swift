import Foundation
import Markdown

/// What reading one file gave: an entry unless there were errors, and everything there is to say.
package struct EntryReading: Sendable {
    package var entry: Entry?
    package var diagnostics: [Diagnostic]

    package init(entry: Entry?, diagnostics: [Diagnostic]) {
        self.entry = entry
        self.diagnostics = diagnostics
    }
}

extension Entry {
    /// Reads one content file. Depends on nothing but its arguments, so the result may be cached by their hash.
    ///
    /// - Parameters:
    ///   - source: From the content folder.
    ///   - text: The file as it is; a byte-order mark and CRLF are welcome.
    package static func read(_ source: String, text: String, settings: EntrySettings) -> EntryReading {
        var reader = EntryReader(source: source, text: FrontMatter.normalized(text), settings: settings)
        let entry = reader.read()
        return EntryReading(entry: reader.diagnostics.hasErrors ? nil : entry, diagnostics: reader.diagnostics)
    }
}

/// Walks over the fields of front matter, noting every mistake.
struct EntryReader {
    let source: String
    let text: String
    let settings: EntrySettings
    private(set) var diagnostics: [Diagnostic] = []

    private var seen: Set<String> = []
    private var title: String?
    private var date: Date?
    private var updated: Date?
    private var expiry: Date?
    private var slug: String?
    private var path: SitePath?
    private var isDraft = false
    private var terms: [String: [String]] = [:]
    private var description: String?
    private var summary: String?
    private var cover: Cover?
    private var weight: Int?
    private var paginate: Int?
    private var aliases: [SitePath] = []
    private var menus: [MenuPlace] = []
    private var params: [Param] = []

    init(source: String, text: String, settings: EntrySettings) {
        self.source = source
        self.text = text
        self.settings = settings
    }

    var isIndex: Bool { source.split(separator: "/").last == "_index.md" }
    var isPost: Bool { source.hasPrefix("posts/") && source != "posts/index.md" && !isIndex }
    var shownPath: String { settings.shownPrefix + source }

    mutating func read() -> Entry? {
        let frontMatter: FrontMatter
        do {
            frontMatter = try FrontMatter(of: text)
            for field in try frontMatter.metadata().fields { take(field) }
        } catch {
            note(.error, error.position, error.message, suggestion: error.suggestion)
            return nil
        }
        let name = FileName(source, zone: settings.timeZone)
        checkRequired(name)
        guard !diagnostics.hasErrors else { return nil }
        let document = MarkdownDocument(parsing: frontMatter.body, options: settings.markdown)
        let title = title ?? name.title
        return Entry(
            kind: isPost ? .post : isIndex ? .index : .page, source: source, shownPath: shownPath, title: title,
            date: date ?? name.date, updated: updated, expiry: expiry, slug: slug ?? name.slug, explicitPath: path,
            aliases: aliases, isDraft: isDraft, terms: terms, description: description, summary: summary, cover: cover,
            weight: weight, paginate: paginate, menus: menus, params: params,
            words: settings.gathersWords ? WordVector(title: title, document) : WordVector(),
            document: document, bodyLineOffset: frontMatter.bodyLineOffset)
    }

    private mutating func checkRequired(_ name: FileName) {
        let start = Position(line: 1, column: 1)
        if title == nil, !isIndex {
            note(.error, start, "there is no title", suggestion: "add `title:` to the front matter")
        }
        if isPost, date ?? name.date == nil, !isDraft, !seen.contains("date") {
            note(
                .error, start, "this post has no date",
                suggestion: "add `date:`, name the file YYYY-MM-DD-title.md, or mark it `draft: true`")
        }
        if !seen.contains("slug"), !isIndex, let problem = SitePath.problem(with: name.slug) {
            note(
                .error, start, "the file name gives no slug: \(problem)",
                suggestion: "add `slug:` to the front matter")
        }
        for field in settings.schema where isPost && field.isRequired && !seen.contains(field.name) {
            note(
                .error, start, "this post has no `\(field.name)`, which the site requires",
                suggestion: "add `\(field.name):` (\(field.kind.rawValue)) to the front matter")
        }
    }

    private mutating func take(_ field: MetadataField) {
        // What is wrong with a field is said where it is read, once.
        if !field.value.isNull { seen.insert(field.key) }
        switch field.key {
        case "title": title = oneLine(field)
        case "date": date = self.date(field) ?? date
        case "updated": updated = self.date(field)
        case "expiry", "expires", "expiryDate": expiry = self.date(field)
        case "slug": slug = self.slug(field)
        case "url", "path": path = self.path(field)
        case "draft": isDraft = flag(field) ?? isDraft
        case "published": if flag(field) == false { isDraft = true }
        case "description": description = oneLine(field)
        case "summary": summary = oneLine(field)
        case "cover": cover = self.cover(field)
        case "aliases", "redirect_from": aliases += self.aliases(field)
        case "weight": weight = wholeNumber(field, -1_000_000...1_000_000)
        case "paginate": paginate = wholeNumber(field, 1...1_000)
        case "menu", "menus": menus += self.menus(field)
        case _ where settings.taxonomies.contains(field.key): terms[field.key] = self.terms(field)
        case "author" where settings.taxonomies.contains("authors"): terms["authors"] = self.terms(field)
        case "params", "extra":
            for param in nestedParams(field) {
                if param.value != .null { seen.insert(param.key) }
                params.set(param)
            }
        default:
            if let schema = settings.schema.first(where: { $0.name == field.key }) {
                if let param = param(field, as: schema) { params.set(param) }
            } else {
                takeUnknown(field)
            }
        }
    }

    private mutating func takeUnknown(_ field: MetadataField) {
        params.set(Param(key: field.key, value: ParamValue(field.value)))
        let known = Self.keys + settings.taxonomies + settings.schema.map(\.name)
        let meant = Self.otherNames[field.key.lowercased()] ?? Nearest.name(to: field.key, among: known)
        note(
            .warning, field.keyPosition, "`\(field.key)` is not a known key; it is kept for the theme in `params`",
            suggestion: meant.flatMap { known.contains($0) ? "did you mean `\($0)`?" : nil })
    }

    static let keys = [
        "title", "date", "updated", "expiry", "slug", "url", "path", "aliases", "draft", "published", "description",
        "summary", "cover", "weight", "paginate", "menu", "params",
    ]

    /// What other generators call our keys.
    private static let otherNames = [
        "lastmod": "updated", "modified": "updated", "last_modified_at": "updated", "excerpt": "summary",
        "image": "cover",
        "permalink": "url", "categories": "tags", "keywords": "tags", "subtitle": "description",
    ]

    mutating func note(
        _ severity: Diagnostic.Severity, _ position: Position, _ message: String, suggestion: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                severity, path: shownPath, line: position.line, column: position.column, message,
                suggestion: suggestion,
                excerpt: text.line(position.line)))
    }
}

extension String {
    /// A line by its number from 1, at most 160 characters of it.
    package func line(_ number: Int) -> String? {
        let lines = split(separator: "\n", maxSplits: number, omittingEmptySubsequences: false)
        guard number >= 1, number <= lines.count, !lines[number - 1].isEmpty else { return nil }
        return String(lines[number - 1].prefix(160))
    }
}
