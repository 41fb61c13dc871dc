import Foundation
import SiteModel
import Templates

extension SiteRenderer {
    /// The index that the API answers `/posts` from: version 1, posts newest first.
    ///
    /// Fields may be added to a post; whoever reads the index ignores those it doesn't know. Another meaning of a field raises
    /// the version.
    package func postsIndex() -> [UInt8] {
        let index: TemplateValue = ["version": 1, "posts": .list(site.posts.indices.map(indexed))]
        return index.json()
    }

    private func indexed(_ index: Int) -> TemplateValue {
        let post = site.posts[index]
        var fields: [String: TemplateValue] = [
            "slug": .text(post.entry.slug), "url": .text(profile.href(post.path)), "title": .text(post.entry.title),
            "published": .text(CivilDate.iso(post.date, in: profile.timeZone)),
            "summary": .text(post.entry.bestSummary),
            "html": .text(String(decoding: content.html(of: post.entry, for: .elsewhere), as: UTF8.self)),
            "tags": .list(tagNames(ofPost: index).map { .text($0) }),
        ]
        fields["updated"] = post.entry.updated.map { .text(CivilDate.iso($0, in: profile.timeZone)) }
        return .object(fields)
    }
}
