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
    /// The program and every setting, the theme's assets included.
    private let surroundings: Fingerprint
    private let site: Site
    private let theme: Theme
    private let listed: [Fingerprint]
    private let text: [Fingerprint]
    private let pages: [Fingerprint]
    private let tags: Fingerprint
    private let templates: [String: Fingerprint]

    init(
        _ site: Site, _ resolution: ContentResolution, _ theme: Theme, surroundings settings: Fingerprint,
        identities: [String: Fingerprint], crew: WorkCrew
    ) throws {
        self.site = site
        self.theme = theme
        surroundings = Fingerprint { record in
            record.write(settings)
            for asset in theme.assets {
                record.write(asset.href)
                record.write(asset.integrity)
            }
        }
        var termsByPost: [[(name: String, path: String)]] = Array(repeating: [], count: site.posts.count)
        for taxonomy in site.taxonomies {
            for term in taxonomy.terms {
                for post in term.posts { termsByPost[post].append((term.name, term.path.text)) }
            }
        }
        let (terms, resolver) = (termsByPost, resolution.resolver)
        let chunks = stride(from: 0, to: site.posts.count, by: 512).map { $0..<min($0 + 512, site.posts.count) }
        listed = try crew.map(chunks) { range in
            range.map { index in
                let post = site.posts[index]
                return Fingerprint { record in
                    record.write(identities[post.entry.source])
                    record.write(post.path.text)
                    record.write(post.date.timeIntervalSinceReferenceDate)
                    record.write(resolver.entries[post.entry.source]?.cover.map { Fingerprint(reflecting: $0) })
                    record.write(terms[index]) {
                        $0.write($1.name)
                        $0.write($1.path)
                    }
                }
            }
        }.flatMap { $0 }
        text = try crew.map(chunks) { range in
            range.map { Self.text(of: site.posts[$0].entry, resolver, identities) }
        }.flatMap { $0 }
        pages = site.pages.map { page in
            Fingerprint { record in
                record.write(page.path.text)
                record.write(Self.text(of: page.entry, resolver, identities))
                record.write(resolver.entries[page.entry.source]?.cover.map { Fingerprint(reflecting: $0) })
            }
        }
        tags = Fingerprint { record in
            record.write(site.taxonomies.first { $0.name == "tags" }?.terms ?? []) {
                $0.write($1.name)
                $0.write($1.path.text)
                $0.write($1.posts.count)
            }
        }
        templates = Dictionary(uniqueKeysWithValues: theme.library.names.map { ($0, theme.fingerprint(of: $0)) })
    }

    private static func text(of entry: Entry, _ resolver: ContentResolver, _ identities: [String: Fingerprint])
        -> Fingerprint
    {
        Fingerprint { record in
            record.write(identities[entry.source])
            record.write(resolver.entries[entry.source]) { $1.write(to: &$0) }
        }
    }

    private func template(_ name: String, _ record: inout RecordWriter) {
        record.write(surroundings)
        record.write(templates[name])
        if theme.showsTags(name) { record.write(tags) }
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
        }
    }

    func page(at index: Int) -> Fingerprint {
        Fingerprint { record in
            template("page", &record)
            record.write(pages[index])
        }
    }

    /// A page of a list of posts.
    func list(_ template: String, _ posts: some Collection<Int>, _ more: (inout RecordWriter) -> Void) -> Fingerprint {
        Fingerprint { record in
            self.template(template, &record)
            record.write(posts) { $0.write(listed[$1]) }
            more(&record)
        }
    }

    /// A feed, which brings the posts' texts.
    func feed(_ posts: some Collection<Int>, _ more: (inout RecordWriter) -> Void) -> Fingerprint {
        Fingerprint { record in
            record.write(surroundings)
            record.write(posts) {
                $0.write(listed[$1])
                $0.write(text[$1])
            }
            more(&record)
        }
    }

    /// A page without posts.
    func page(_ template: String, _ more: (inout RecordWriter) -> Void = { _ in }) -> Fingerprint {
        Fingerprint { record in
            self.template(template, &record)
            more(&record)
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
    func index() -> Fingerprint { list("", site.posts.indices) { _ in } }

    func texts(_ posts: [Int]) -> Fingerprint { feed(posts) { _ in } }
}

extension RecordWriter {
    mutating func write(_ fingerprint: Fingerprint?) { write(fingerprint) { $0.write($1) } }

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
