import Foundation
import SiteModel
import Templates

extension SiteRenderer {
    /// The index that the API answers `/posts` from: version 2, posts newest first, each naming the file that holds its text.
    ///
    /// Fields may be added to a post; whoever reads the index ignores those it doesn't know. Another meaning of a field raises
    /// the version.
    package func postsIndex() -> [UInt8] {
        let index: TemplateValue = ["version": 2, "posts": .list(site.posts.indices.map(indexed))]
        return index.json()
    }

    private func indexed(_ index: Int) -> TemplateValue {
        let post = site.posts[index]
        var fields: [String: TemplateValue] = [
            "slug": .text(post.entry.slug), "url": .text(profile.href(post.path)), "title": .text(post.entry.title),
            "published": .text(CivilDate.iso(post.date, in: profile.timeZone)),
            "summary": .text(post.entry.bestSummary), "text": .text(PostTexts.file(of: post.entry.slug)),
            "tags": .list(tagNames(ofPost: index).map { .text($0) }),
        ]
        fields["updated"] = post.entry.updated.map { .text(CivilDate.iso($0, in: profile.timeZone)) }
        return .object(fields)
    }

    /// One file of texts: HTML by slug, version 1.
    ///
    /// - Parameter posts: Indices, newest first; of two posts with one slug the newer counts.
    package func postTexts(_ posts: [Int]) throws -> [UInt8] {
        var texts: [String: TemplateValue] = [:]
        for index in posts {
            let entry = site.posts[index].entry
            guard texts[entry.slug] == nil else { continue }
            texts[entry.slug] = .text(String(decoding: try content.html(of: entry, for: .elsewhere), as: UTF8.self))
        }
        let file: TemplateValue = ["version": 1, "texts": .object(texts)]
        return file.json()
    }
}

/// How the texts of posts are spread over files: few enough to be no burden, small enough that a change to one post writes little.
package enum PostTexts {
    /// From `.masthead/`: `posts/3f.json`, by a hash of the slug (FNV-1a).
    package static func file(of slug: String) -> String {
        var hash: UInt32 = 2_166_136_261
        for byte in slug.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let number = (hash ^ (hash >> 16)) & 0xFF
        return "posts/\(number < 16 ? "0" : "")\(String(number, radix: 16)).json"
    }
}
