import Foundation
import SiteModel

/// A post or page of a Jekyll site with its place, before its text is converted.
struct JekyllDocument {
    enum Kind: Hashable { case post, draft, page, collection(String) }

    let kind: Kind
    let source: String
    let target: String
    let oldPath: String
    /// Front matter over the defaults.
    let fields: Fields
    /// Front matter of the file alone.
    let own: Fields
    let body: String
    let bodyLineOffset: Int
    let title: String
    let date: Date?
    let categories: [String]
    var remarks: Remarks

    var isHTML: Bool { !Paths.isMarkdown(source) }
}

extension JekyllDocument {
    /// Reads a document and works out where Jekyll puts it; `nil` when Jekyll leaves it out.
    init?(_ kind: Kind, _ source: String, _ text: String, site: JekyllSite, notes: inout [ImportNote]) {
        var remarks = Remarks(file: source)
        var file = ForeignFile(source, text, remarks: &remarks)
        let name = JekyllFileName(Paths.name(source))
        if kind == .post, name.date == nil {
            notes.append(
                ImportNote(
                    kind: .leftOut, file: source, line: nil,
                    message: "no YYYY-MM-DD- begins its name, so it was no post"))
            return nil
        }
        let type =
            switch kind {
            case .post: "posts"
            case .draft: "drafts"
            case .page: "pages"
            case .collection(let name): name
            }
        self.own = Fields(file.fields)
        file.fields = site.defaults(for: source, type: type) + file.fields
        let fields = Fields(file.fields)
        var date: Date?
        if let written = fields.text("date") {
            date = try? AuthoredDate.parse(written, in: site.timeZone)
            if date == nil {
                remarks.note(
                    .changed, line: fields.line("date"),
                    "`date: \(written)` can't be read; the file's name has the date")
            }
        }
        self.date = date ?? (kind == .post ? name.date?.instant(in: site.timeZone) : nil)
        let categories =
            Self.folderCategories(source) + Self.words(fields, "category") + Self.words(fields, "categories")
        var seen: Set<String> = []
        self.categories = categories.filter { seen.insert($0).inserted }
        self.title = fields.text("title") ?? name.title
        self.kind = kind
        self.source = source
        self.fields = fields
        body = file.body
        bodyLineOffset = file.bodyLineOffset
        target = Self.target(kind, source)
        var values = JekyllPermalink.Values()
        values.basename = kind == .post || kind == .draft ? name.rest : Paths.stem(Paths.name(source))
        let slug = fields.text("slug") ?? values.basename
        values.title = JekyllPermalink.slugified(slug, isCased: true, isPretty: true)
        values.slug = JekyllPermalink.slugified(slug, isCased: false, isPretty: false)
        values.categories = self.categories
        values.date = self.date.map { CivilDate($0, in: site.timeZone) }
        values.path = Paths.folder(source)
        if case .collection(let label) = kind {
            values.collection = label
            values.path = Paths.stem(String(source.dropFirst(label.count + 2)))
        }
        let permalink = Self.permalink(kind, source, fields, site)
        if let path = permalink.path(values) {
            oldPath = path
        } else {
            oldPath = "/" + values.slug + "/"
            remarks.note(
                .changed, line: nil,
                "the permalink `\(permalink.template)` can't be worked out; the address is \(oldPath)")
        }
        self.remarks = remarks
    }

    private static func permalink(_ kind: Kind, _ source: String, _ fields: Fields, _ site: JekyllSite)
        -> JekyllPermalink
    {
        if let own = fields.text("permalink") {
            return kind == .page ? JekyllPermalink(template: own) : JekyllPermalink(post: own)
        }
        switch kind {
        case .post, .draft:
            return JekyllPermalink(
                post: site.config.table("collections").table("posts").text("permalink") ?? site.permalink)
        case .page:
            return JekyllPermalink(page: site.permalink, isIndex: Paths.stem(Paths.name(source)) == "index")
        case .collection(let name):
            return JekyllPermalink(
                template: site.collections[name]?.text("permalink") ?? "/:collection/:path:output_ext")
        }
    }

    private static func target(_ kind: Kind, _ source: String) -> String {
        let name = Paths.stem(Paths.name(source)) + ".md"
        let folder = Paths.folder(source)
        switch kind {
        case .post, .draft:
            let parts = folder.split(separator: "/")
            let kept = parts.filter { $0 != "_posts" && $0 != "_drafts" && $0 != "posts" }
            return (["posts"] + kept.map(String.init) + [name]).joined(separator: "/")
        case .page where folder.isEmpty && name == "index.md": return "_index.md"
        case .page: return folder.hasPrefix("posts/") ? "pages/" + folder + name : folder + name
        case .collection(let label): return label + "/" + folder.dropFirst(label.count + 2) + name
        }
    }

    /// `recipes/_posts/…` gives the category `recipes`.
    private static func folderCategories(_ source: String) -> [String] {
        let parts = source.split(separator: "/").map(String.init)
        guard let posts = parts.firstIndex(of: "_posts") else { return [] }
        return Array(parts[..<posts])
    }

    /// A list, or one text cut at spaces as Jekyll does, or at commas where it has some. `category` is a single one.
    static func words(_ fields: Fields, _ key: String) -> [String] {
        guard case .scalar? = fields[key]?.value, let text = fields.text(key) else { return fields.texts(key) }
        if text.contains(",") { return text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty } }
        return key == "category" ? [text] : text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}

/// `2016-09-21-homebrew-1.0.0.md` taken apart.
struct JekyllFileName {
    let date: CivilDate?
    /// Without date and extension.
    let rest: String

    init(_ name: String) {
        let stem = Paths.stem(name)
        let pieces = stem.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
        if pieces.count == 4, let year = Int(pieces[0]), let month = Int(pieces[1]), let day = Int(pieces[2]),
            case let date = CivilDate(year: year < 100 ? 2000 + year : year, month: month, day: day), date.isValid
        {
            self.date = date
            rest = String(pieces[3])
        } else {
            date = nil
            rest = stem
        }
    }

    /// `homebrew-1.0.0` is titled "Homebrew 1.0.0".
    var title: String {
        rest.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }
}
