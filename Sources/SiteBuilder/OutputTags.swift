import SiteModel

/// What a file of the site is made of, as tags that caches may be purged by: short, and the same from build to build.
///
/// | tag | on |
/// |---|---|
/// | `post:SLUG` | the post's page, and each list and feed that shows it |
/// | `page:SLUG` | a page |
/// | `term:TAXONOMY/TERM` | the pages and the feed of a term, its posts, the list of all terms |
/// | `section:FOLDER` | the pages and the feeds of a section |
/// | `archive` | pages by year and month |
/// | `list`, `feed` | pages that list posts or terms, feeds |
enum OutputTags {
    static let list = "list"
    static let feed = "feed"
    static let archive = "archive"

    static func page(_ page: Site.Page) -> [String] { [tag("page:", page.entry.slug)] }

    static func post(_ post: Site.Post, in site: Site) -> [String] {
        let terms = site.taxonomies.flatMap { taxonomy in
            (post.entry.terms[taxonomy.name] ?? []).map { term(Term.slug($0), taxonomy) }
        }
        return [tag(post)] + terms
    }

    static func posts(_ posts: some Sequence<Int>, in site: Site) -> [String] { posts.map { tag(site.posts[$0]) } }

    static func section(_ section: ContentSection) -> String { tag("section:", section.folder) }

    static func items(_ items: some Sequence<ContentSection.Item>, in site: Site) -> [String] {
        items.map { item in
            switch item {
            case .post(let index): tag(site.posts[index])
            case .page(let index): tag("page:", site.pages[index].entry.slug)
            }
        }
    }

    static func term(_ term: Term, _ taxonomy: Taxonomy) -> String { self.term(term.slug, taxonomy) }

    private static func tag(_ post: Site.Post) -> String { tag("post:", post.entry.slug) }

    private static func term(_ slug: String, _ taxonomy: Taxonomy) -> String {
        tag("term:", taxonomy.name + "/" + slug)
    }

    /// Visible ASCII without commas, and short enough for any cache: what is too long goes by its digest.
    private static func tag(_ kind: String, _ name: String) -> String {
        let bytes = Array(name.utf8)
        let isPlain = bytes.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "%") }
        let text = isPlain ? name : bytes.map(quoted).joined()
        return kind + (text.utf8.count <= 200 ? text : String(Digest.sha256(bytes).prefix(32)))
    }

    private static func quoted(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "_"):
            String(decoding: [byte], as: UTF8.self)
        case _: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}
