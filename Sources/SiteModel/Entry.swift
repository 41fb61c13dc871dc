package import Foundation
package import Markdown

/// A post, a page or the text of a list: one Markdown file, read and understood.
///
/// Everything stored is a plain value that never changes, and all but `document` is light: putting a site together and showing
/// an entry in lists needs nothing of its text. A reference, because a site of ten thousand passes entries around a lot.
package final class Entry: Sendable {
    package enum Kind: Hashable, Sendable {
        case post, page
        /// An `_index.md`: what a section, a taxonomy, a term or the home page says above its list.
        case index
    }

    package let kind: Kind
    /// From the content folder: `posts/hello/index.md`.
    package let source: String
    /// As messages name it: `content/posts/hello/index.md`.
    package let shownPath: String
    package let title: String
    /// Posts have one, but for a draft that doesn't yet; pages may.
    package let date: Date?
    package let updated: Date?
    /// From then on it is held back.
    package let expiry: Date?
    package let slug: String
    /// Where front matter says so; otherwise the permalink pattern or the file's place decide.
    package let explicitPath: SitePath?
    /// Where it used to be.
    package let aliases: [SitePath]
    package let isDraft: Bool
    /// Terms by taxonomy, as written, each once.
    package let terms: [String: [String]]
    package let description: String?
    package let summary: String?
    package let cover: Cover?
    /// Its place among others of a section: lower comes first, none last.
    package let weight: Int?
    /// It shows a list, this many posts at a time.
    package let paginate: Int?
    package let menus: [MenuPlace]
    /// Fields that the site declares, those below `params`, and keys that nothing here knows.
    package let params: [Param]
    /// What it is about, for related posts; empty unless they are wanted.
    package let words: WordVector
    package let document: MarkdownDocument
    /// Lines of the file before the Markdown; add it to the document's lines.
    package let bodyLineOffset: Int

    init(
        kind: Kind,
        source: String,
        shownPath: String,
        title: String,
        date: Date?,
        updated: Date?,
        expiry: Date?,
        slug: String,
        explicitPath: SitePath?,
        aliases: [SitePath],
        isDraft: Bool,
        terms: [String: [String]],
        description: String?,
        summary: String?,
        cover: Cover?,
        weight: Int?,
        paginate: Int?,
        menus: [MenuPlace],
        params: [Param],
        words: WordVector,
        document: MarkdownDocument,
        bodyLineOffset: Int
    ) {
        self.kind = kind
        self.source = source
        self.shownPath = shownPath
        self.title = title
        self.date = date
        self.updated = updated
        self.expiry = expiry
        self.slug = slug
        self.explicitPath = explicitPath
        self.aliases = aliases
        self.isDraft = isDraft
        self.terms = terms
        self.description = description
        self.summary = summary
        self.cover = cover
        self.weight = weight
        self.paginate = paginate
        self.menus = menus
        self.params = params
        self.words = words
        self.document = document
        self.bodyLineOffset = bodyLineOffset
    }

    /// The entry with another document.
    private func with(_ document: MarkdownDocument) -> Entry {
        Entry(
            kind: kind,
            source: source,
            shownPath: shownPath,
            title: title,
            date: date,
            updated: updated,
            expiry: expiry,
            slug: slug,
            explicitPath: explicitPath,
            aliases: aliases,
            isDraft: isDraft,
            terms: terms,
            description: description,
            summary: summary,
            cover: cover,
            weight: weight,
            paginate: paginate,
            menus: menus,
            params: params,
            words: words,
            document: document,
            bodyLineOffset: bodyLineOffset)
    }

    /// What sites are put together from, and what only rendering needs.
    package func separated() -> (entry: Entry, body: MarkdownBody) {
        var document = document
        let body = document.takeBody()
        return (with(document), body)
    }

    /// It has a folder of its own, so files beside it are published beside it.
    package var isBundle: Bool { source.hasSuffix("/index.md") && source != "posts/index.md" }
    /// The folder of the file, from the content folder: `posts/hello/`, or empty.
    package var folder: String {
        String(source[..<(source.lastIndex(of: "/").map { source.index(after: $0) } ?? source.startIndex)])
    }
    /// What meta data, lists and mails say about it.
    package var bestSummary: String { summary ?? description ?? document.summary }
}

extension Entry: Hashable {
    /// Whether both say the same.
    package static func == (left: Entry, right: Entry) -> Bool { left === right || left.record == right.record }

    package func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// The picture that stands for an entry.
package struct Cover: Hashable, Sendable {
    package let image: String
    package let alt: String
    package let position: Position
}

/// Where an entry stands in a menu.
package struct MenuPlace: Hashable, Sendable {
    /// `main` is the site's navigation.
    package var menu: String
    package var weight: Int?
    /// Instead of the entry's own title.
    package var title: String?
    /// The title of the item it stands below.
    package var parent: String?

    package init(menu: String, weight: Int? = nil, title: String? = nil, parent: String? = nil) {
        self.menu = menu
        self.weight = weight
        self.title = title
        self.parent = parent
    }
}

/// What reading one file needs to know of the site.
package struct EntrySettings: Hashable, Sendable {
    /// Whose wall clock dates without a zone mean.
    package var timeZone: TimeZone
    /// Front matter keys that hold terms.
    package var taxonomies: [String]
    package var markdown: MarkdownOptions
    /// Put before a path in messages: `content/`.
    package var shownPrefix: String
    /// Fields of front matter that the site declares.
    package var schema: [FieldSchema]
    /// Whether related posts are wanted, so that `Entry.words` is filled.
    package var gathersWords: Bool

    package init(
        timeZone: TimeZone = .gmt, taxonomies: [String] = ["tags"], markdown: MarkdownOptions = MarkdownOptions(),
        shownPrefix: String = "content/", schema: [FieldSchema] = [], gathersWords: Bool = false
    ) {
        self.timeZone = timeZone
        self.taxonomies = taxonomies
        self.markdown = markdown
        self.shownPrefix = shownPrefix
        self.schema = schema
        self.gathersWords = gathersWords
    }
}
