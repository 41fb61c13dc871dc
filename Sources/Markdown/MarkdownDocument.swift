/// A text in GitHub-flavoured Markdown, parsed once: its HTML with holes where the builder decides (pictures, local links),
/// and what a site wants to know about it.
///
/// The value depends on nothing but the text and the options, so that it may be cached by their hash.
/// Lines count from 1 in the text that was parsed; whoever cut front matter off adds the difference.
package struct MarkdownDocument: Hashable, Sendable {
    /// In reading order, each with an id that is unique in the document.
    package let headings: [Heading]
    /// Every `![alt](destination)`, local or not, in reading order.
    package let images: [ImageReference]
    /// Every link without a scheme (`about.md`, `/tags/`, `#heading`), in reading order.
    package let links: [LinkReference]
    /// Fences that name a language which there is no highlighting for.
    package let unknownLanguages: [UnknownLanguage]
    /// Every shortcode, in reading order.
    package let shortcodes: [Shortcode]
    /// What is wrong with the text's shortcodes.
    package let problems: [MarkdownProblem]
    /// What `#fragment` may name: ids of headings, footnotes and raw HTML.
    package let anchors: Set<String>
    /// Local `src` and `href` values of raw HTML, which are left as they stand.
    package let rawReferences: [String]
    /// The text before `<!--more-->`, else the first paragraph; no markup.
    package let summary: String
    /// All prose without markup and code blocks, one block per line.
    package internal(set) var plainText: String
    /// Words of `plainText`; a Han, Hiragana or Katakana character counts as a word.
    package let wordCount: Int

    var pieces: [Piece]

    /// A stretch of HTML, or a place that is filled when the document is rendered.
    enum Piece: Hashable, Sendable {
        case html([UInt8])
        case headingAnchor(Int)
        case image(Int)
        case linkOpening(Int)
        case codeBlock(CodeBlock)
        case shortcode(Int)
        /// What follows, up to the end of the same shortcode, is inside it.
        case shortcodeStart(Int)
        case shortcodeEnd(Int)
    }
}

/// One heading: what a table of contents shows and links to.
package struct Heading: Hashable, Sendable {
    package let id: String
    package let text: String
    /// 1 to 6.
    package let level: Int
    package let attributes: [Attribute]
    package let line: Int
}

/// A language that a fence names and nobody here knows.
package struct UnknownLanguage: Hashable, Sendable {
    package let name: String
    package let line: Int
}

/// A picture as the author wrote it.
package struct ImageReference: Hashable, Sendable {
    package let destination: String
    package let alt: String
    package let title: String?
    /// It is all its paragraph holds, so it becomes a figure.
    package let standsAlone: Bool
    package let attributes: [Attribute]
    package let line: Int
    package let column: Int
}

/// A link as the author wrote it.
package struct LinkReference: Hashable, Sendable {
    package let destination: String
    package let title: String?
    package let attributes: [Attribute]
    package let line: Int
    package let column: Int
}

/// How Markdown is read.
package struct MarkdownOptions: Hashable, Sendable {
    /// What a text may hold beside GitHub's Markdown.
    package struct Extensions: OptionSet, Hashable, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) { self.rawValue = rawValue }

        /// `> [!NOTE]`
        package static let alerts = Extensions(rawValue: 1)
        /// `{.class #id key=value}`
        package static let attributes = Extensions(rawValue: 2)
        /// A term, and under it `: what it means`.
        package static let definitionLists = Extensions(rawValue: 4)
        /// `$…$`, `$$…$$`, `\(…\)`, `\[…\]`
        package static let math = Extensions(rawValue: 8)
        /// `{{< name >}}` and `{{ name() }}`
        package static let shortcodes = Extensions(rawValue: 16)
        package static let all: Extensions = [.alerts, .attributes, .definitionLists, .math, .shortcodes]
    }

    /// Curly quotes, dashes and ellipses from straight ones. Default: on.
    package var smartPunctuation: Bool
    /// Raw HTML reaches the page; otherwise it is left out. Default: on, the author is trusted.
    package var rawHTML: Bool
    /// Code is cut into classed spans. Default: on.
    package var highlighting: Bool
    /// Default: all.
    package var extensions: Extensions

    package init(
        smartPunctuation: Bool = true, rawHTML: Bool = true, highlighting: Bool = true, extensions: Extensions = .all
    ) {
        self.smartPunctuation = smartPunctuation
        self.rawHTML = rawHTML
        self.highlighting = highlighting
        self.extensions = extensions
    }

    /// Names reading with these options by this version of the reader, for cache keys.
    package var identity: String {
        "markdown-3-\(extensions.rawValue)\(smartPunctuation ? "s" : "")\(rawHTML ? "r" : "")\(highlighting ? "h" : "")"
    }
}
