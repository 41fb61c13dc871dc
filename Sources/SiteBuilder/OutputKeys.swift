import Foundation
import Markdown
import Records
import SiteModel
import SiteRendering
import Templates

/// What each output depends on, as fingerprints: where a key is what it was, so are the bytes.
///
/// A key may be too wide, which costs time; never too narrow. What a post shows of itself is in `listed`, its text in `text`;
/// whatever names another post takes that post's `listed`.
struct OutputKeys: Sendable {
    /// The program, every setting, the theme's assets, the site's data, and what every page may show of the site but its tags.
    private let surroundings: Fingerprint
    private let site: Site
    private let theme: Theme
    private let listed: [Fingerprint]
    private let text: [Fingerprint]
    /// What the posts' index says of each.
    private let rows: [Fingerprint]
    /// Pages and texts of lists, by source.
    private let pages: [String: Fingerprint]
    private let tags: Fingerprint
    private let templates: [String: Fingerprint]
    /// Of templates that may show all tags, which change with any post.
    private let showsTags: Set<String>
    private let partsOfSeries: [[Int]]

    init(
        _ renderer: SiteRenderer, _ resolution: ContentResolution, _ theme: Theme, settings: Fingerprint,
        identities: [String: Fingerprint], crew: WorkCrew
    ) throws {
        let site = renderer.site
        self.site = site
        self.theme = theme
        var shown = renderer.siteValue
        tags = Fingerprint((shown["tags"] ?? .none).json())
        if case .object(var fields) = shown {
            fields["tags"] = nil
            shown = .object(fields)
        }
        surroundings = Fingerprint { record in
            record.write(settings)
            record.write(shown.json())
            record.write(renderer.dataValue.json())
            for asset in theme.assets {
                record.write(asset.href)
                record.write(asset.integrity)
            }
        }
        let names = theme.library.names
        templates = Dictionary(uniqueKeysWithValues: names.map { ($0, theme.fingerprint(of: $0)) })
        showsTags = names.filter(theme.showsTags)

        let source = Source(site, resolution.resolver, identities)
        let chunks = stride(from: 0, to: site.posts.count, by: 512).map { $0..<min($0 + 512, site.posts.count) }
        let posts = try crew.map(chunks) { range in
            range.map { (source.listed($0), source.text(of: site.posts[$0].entry), source.row($0)) }
        }
        .flatMap { $0 }
        listed = posts.map(\.0)
        text = posts.map(\.1)
        rows = posts.map(\.2)
        let written = site.pages + site.indexPages
        pages = Dictionary(written.map { ($0.entry.source, source.page($0)) }) { first, _ in first }
        var parts: [[Int]] = Array(repeating: [], count: site.posts.count)
        for term in site.taxonomies.filter(\.isSeries).flatMap(\.terms) {
            for post in term.posts { parts[post] += term.posts }
        }
        partsOfSeries = parts
    }

    /// What posts and pages are made of.
    private struct Source: Sendable {
        let site: Site
        let resolver: ContentResolver
        let identities: [String: Fingerprint]
        let terms: [[Fingerprint]]
        let sections: [Int?]

        init(_ site: Site, _ resolver: ContentResolver, _ identities: [String: Fingerprint]) {
            self.site = site
            self.resolver = resolver
            self.identities = identities
            sections = site.sections.isEmpty ? [] : site.sectionsOfPosts()
            var terms: [[Fingerprint]] = Array(repeating: [], count: site.posts.count)
            for taxonomy in site.taxonomies {
                for term in taxonomy.terms {
                    let identity = Fingerprint { record in
                        record.write(taxonomy.name)
                        record.write(term)
                    }
                    for post in term.posts { terms[post].append(identity) }
                }
            }
            self.terms = terms
        }

        func listed(_ index: Int) -> Fingerprint {
            let post = site.posts[index]
            return Fingerprint { record in
                record.write(identities[post.entry.source])
                record.write(post.path.text)
                record.write(post.date.timeIntervalSinceReferenceDate)
                record.write(cover(of: post.entry))
                record.write(terms[index]) { $0.write($1) }
                guard !sections.isEmpty, let section = sections[index] else { return }
                record.write(site.sections[section].title)
                record.write(site.sections[section].path.text)
            }
        }

        func row(_ index: Int) -> Fingerprint {
            let post = site.posts[index]
            return Fingerprint { record in
                record.write(post.entry.slug)
                record.write(post.path.text)
                record.write(post.entry.title)
                record.write(post.date.timeIntervalSinceReferenceDate)
                record.write(post.entry.updated) { $0.write($1.timeIntervalSinceReferenceDate) }
                record.write(post.entry.bestSummary)
                record.write(terms[index]) { $0.write($1) }
            }
        }

        func text(of entry: Entry) -> Fingerprint {
            Fingerprint { record in
                record.write(identities[entry.source])
                record.write(resolver.entries[entry.source]) { $1.write(to: &$0) }
                record.write(resolver.shortcodes?.fingerprint(for: entry.document))
            }
        }

        func page(_ page: Site.Page) -> Fingerprint {
            Fingerprint { record in
                record.write(page.path.text)
                record.write(text(of: page.entry))
                record.write(cover(of: page.entry))
            }
        }

        private func cover(of entry: Entry) -> Fingerprint? {
            resolver.entries[entry.source]?.cover.map { Fingerprint(reflecting: $0) }
        }
    }

    private func template(_ name: String, _ record: inout RecordWriter) {
        record.write(surroundings)
        record.write(name)
        record.write(templates[name])
        if showsTags.contains(name) { record.write(tags) }
    }

    // MARK: - Outputs

    func post(at index: Int) -> Fingerprint {
        Fingerprint { record in
            template("post", &record)
            record.write(listed[index])
            record.write(text[index])
            for neighbour in [index + 1, index - 1] {
                record.write(site.posts.indices.contains(neighbour) ? listed[neighbour] : nil)
            }
            record.write(partsOfSeries[index]) { $0.write(listed[$1]) }
            record.write(site.related.isEmpty ? [] : site.related[index]) { $0.write(listed[$1]) }
        }
    }

    /// A written page, or the text of a list.
    func page(_ page: Site.Page?) -> Fingerprint? { page.flatMap { pages[$0.entry.source] } }

    /// A page of a list of posts.
    func list(_ template: String, _ posts: some Collection<Int>, _ more: (inout RecordWriter) -> Void) -> Fingerprint {
        Fingerprint { record in
            self.template(template, &record)
            record.write(posts) { $0.write(listed[$1]) }
            more(&record)
        }
    }

    func terms(_ taxonomy: Taxonomy) -> Fingerprint {
        list(own("taxonomies/\(taxonomy.name)/terms", "terms"), []) { record in
            record.write(taxonomy.name)
            record.write(taxonomy.path.text)
            record.write(page(taxonomy.text))
            record.write(taxonomy.terms) { $0.write($1) }
        }
    }

    func term(_ term: Term, of taxonomy: Taxonomy, _ posts: [Int], _ more: (inout RecordWriter) -> Void) -> Fingerprint
    {
        list(own("taxonomies/\(taxonomy.name)/term", "term"), posts) { record in
            record.write(taxonomy.name)
            record.write(taxonomy.path.text)
            record.write(page(taxonomy.text))
            record.write(term)
            record.write(page(term.text))
            more(&record)
        }
    }

    func section(_ section: ContentSection, _ items: [ContentSection.Item], _ more: (inout RecordWriter) -> Void)
        -> Fingerprint
    {
        list(own("section", "home"), []) { record in
            record.write(page(section.text))
            record.write(section.items.count)
            record.write(items) { $0.write(item($1)) }
            record.write(section.children) {
                $0.write(page(site.sections[$1].text))
                $0.write(site.sections[$1].items.count)
            }
            more(&record)
        }
    }

    func archive(_ posts: [Int], _ more: (inout RecordWriter) -> Void) -> Fingerprint { list("archive", posts, more) }

    private func own(_ template: String, _ fallback: String) -> String {
        templates[template] == nil ? fallback : template
    }

    private func item(_ item: ContentSection.Item) -> Fingerprint? {
        switch item {
        case .post(let index): listed[index]
        case .page(let index): page(site.pages[index])
        }
    }

    /// A feed, which brings the posts' texts.
    func feed(_ scope: FeedScope, _ items: [ContentSection.Item], _ more: (inout RecordWriter) -> Void) -> Fingerprint {
        Fingerprint { record in
            record.write(surroundings)
            switch scope {
            case .site: record.write("")
            case .term(let term): record.write(term)
            case .section(let section): record.write(page(section.text))
            }
            record.write(items) {
                $0.write(item($1))
                if case .post(let index) = $1 { $0.write(text[index]) }
            }
            more(&record)
        }
    }

    func sitemap(_ entries: [SitemapEntry]) -> Fingerprint {
        file { record in
            record.write(entries) {
                $0.write($1.path.text)
                $0.write($1.lastChange) { $0.write($1.timeIntervalSinceReferenceDate) }
                $0.write($1.images)
            }
        }
    }

    /// A file for machines, which no template shapes.
    func file(_ more: (inout RecordWriter) -> Void) -> Fingerprint {
        Fingerprint { record in
            record.write(surroundings)
            record.write(tags)
            more(&record)
        }
    }

    /// The rows of the posts' index.
    func index() -> Fingerprint {
        file { record in record.write(rows) { $0.write($1) } }
    }

    func texts(_ posts: [Int]) -> Fingerprint { feed(.site, posts.map { .post($0) }) { $0.write("texts") } }
}

extension RecordWriter {
    mutating func write(_ fingerprint: Fingerprint?) { write(fingerprint) { $0.write($1) } }

    mutating func write(_ term: Term) {
        write(term.name)
        write(term.path.text)
        write(term.posts.count)
        write(term.author) {
            $0.write($1.name)
            $0.write($1.url)
            $0.write($1.bio)
            $0.write($1.picture)
        }
    }

    mutating func write(_ pages: [Pagination.Page], at index: Int) {
        write(index)
        write(pages.count)
        for place in [index - 1, index, index + 1] where pages.indices.contains(place) { write(pages[place].path.text) }
    }
}

extension ContentResolver.Resolved {
    func write(to record: inout RecordWriter) {
        record.write(path.text)
        record.write(images) { record, image in
            switch image {
            case nil: record.append([0])
            case .file(let path):
                record.append([1])
                record.write(path.text)
            case .renditions(let picture):
                record.append([2])
                record.write(picture.renditions) {
                    $0.write($1.path.text)
                    $0.write($1.width)
                    $0.write($1.height)
                }
            }
        }
        record.write(links) { $0.write($1) }
    }
}
