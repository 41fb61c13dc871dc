import Foundation

/// A post as the build left it in `.masthead/posts.json`, and as the API shows it.
struct IndexedPost: Hashable, Sendable, Codable {
    let slug: String
    let url: String
    let title: String
    /// ISO 8601.
    let published: String
    let updated: String?
    let summary: String?
    /// In the index only where it names no file of texts.
    var html: String?
    let tags: [String]?
    /// The file below `.masthead/` that holds the HTML.
    var text: String?
}

/// The HTML of some posts by slug, as the build left it.
struct PostTextFile: Decodable, Sendable {
    let texts: [String: String]
}

/// The posts for the API, newest first.
struct PostsIndex: Sendable {
    let posts: [IndexedPost]
    private let places: [String: Int]

    private struct Document: Decodable {
        let posts: [IndexedPost]
    }

    init(json: [UInt8]) throws { self.init(try JSONDecoder().decode(Document.self, from: Data(json)).posts) }

    init(_ posts: [IndexedPost]) {
        self.posts = posts
        places = Dictionary(posts.enumerated().map { ($1.slug, $0) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(slug: String) -> IndexedPost? { places[slug].map { posts[$0] } }

    /// Some posts and the place to go on from; `nil` at the end.
    struct Slice: Hashable, Sendable {
        let posts: [IndexedPost]
        let next: PostPlace?
    }

    /// Up to `limit` posts after a place, of one tag or of any.
    func slice(after place: PostPlace?, tag: String?, limit: Int) -> Slice {
        var found: [IndexedPost] = []
        for post in posts[(place.map(start) ?? 0)...] where tag == nil || post.tags?.contains(tag ?? "") == true {
            if found.count == limit {
                return Slice(posts: found, next: found.last.map { PostPlace(published: $0.published, slug: $0.slug) })
            }
            found.append(post)
        }
        return Slice(posts: found, next: nil)
    }

    /// Where the posts after a place begin. A post that was renamed or removed meanwhile is found by its date.
    private func start(after place: PostPlace) -> Int {
        if let known = places[place.slug], posts[known].published == place.published { return known + 1 }
        return posts.firstIndex { instant($0.published) < instant(place.published) } ?? posts.count
    }

    private func instant(_ text: String) -> Date {
        (try? Date(text, strategy: .iso8601)) ?? .distantPast
    }
}

/// A place in the list of posts, between one post and the next: it stays where it is when posts come and go.
package struct PostPlace: Hashable, Sendable {
    package let published: String
    package let slug: String

    package init(published: String, slug: String) {
        self.published = published
        self.slug = slug
    }
}
