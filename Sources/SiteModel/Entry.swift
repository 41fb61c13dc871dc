package import Foundation
package import Markdown

/// A post or a page: one Markdown file, read and understood.
package struct Entry: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case post, page }

    package let kind: Kind
    /// From the content folder: `posts/hello/index.md`.
    package let source: String
    /// As messages name it: `content/posts/hello/index.md`.
    package let shownPath: String
    package let title: String
    /// Posts have one, but for a draft that doesn't yet; pages may.
    package let date: Date?
    package let updated: Date?
    package let slug: String
    /// Where front matter says so; otherwise the permalink pattern or the file's place decide.
    package let explicitPath: SitePath?
    package let isDraft: Bool
    /// Terms by taxonomy, as written, each once.
    package let terms: [String: [String]]
    package let description: String?
    package let summary: String?
    package let cover: Cover?
    /// Keys that nothing here knows.
    package let params: [MetadataField]
    package var document: MarkdownDocument
    /// Lines of the file before the Markdown; add it to the document's lines.
    package let bodyLineOffset: Int

    /// It has a folder of its own, so files beside it are published beside it.
    package var isBundle: Bool { source.hasSuffix("/index.md") && source != "posts/index.md" }
    /// The folder of the file, from the content folder: `posts/hello/`, or empty.
    package var folder: String {
        String(source[..<(source.lastIndex(of: "/").map { source.index(after: $0) } ?? source.startIndex)])
    }
    /// What meta data, lists and mails say about it.
    package var bestSummary: String { summary ?? description ?? document.summary }
}

/// The picture that stands for an entry.
package struct Cover: Hashable, Sendable {
    package let image: String
    package let alt: String
    package let position: Position
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

    package init(
        timeZone: TimeZone = .gmt, taxonomies: [String] = ["tags"], markdown: MarkdownOptions = MarkdownOptions(),
        shownPrefix: String = "content/"
    ) {
        self.timeZone = timeZone
        self.taxonomies = taxonomies
        self.markdown = markdown
        self.shownPrefix = shownPrefix
    }
}
