import Foundation
import HTTPSemantics
import Logging
import Synchronization

/// `/api/v1/posts`: the site's posts as data, from the index that the build writes.
struct PostsAPI: Sendable {
    private let index: ReloadingFile<PostsIndex>
    private let texts: PostTexts
    private let cursor: PostCursor

    init(publicFolder: String, cursorKey: [UInt8], logger: Logger) {
        index = ReloadingFile(path: publicFolder + "/.masthead/posts.json", logger: logger) { bytes, _ in
            try PostsIndex(json: bytes)
        }
        texts = PostTexts(folder: publicFolder + "/.masthead", logger: logger)
        cursor = PostCursor(key: cursorKey)
    }

    private struct List: Encodable {
        let items: [IndexedPost]
        let next: String?

        private enum CodingKeys: CodingKey {
            case items, next
        }

        // `next` is always there: at the end it is null.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(items, forKey: .items)
            try container.encode(next, forKey: .next)
        }
    }

    func list(_ request: OriginRequest) async throws -> Answer {
        let query = try Query(request.target.query)
        var place: PostPlace?
        if let text = query.cursor {
            guard let known = cursor.place(text) else {
                throw Problem(
                    400, "Invalid cursor", detail: "Start again without one.",
                    violations: [
                        .init(pointer: "#cursor", detail: "is not one of ours")
                    ])
            }
            place = known
        }
        let posts = try await posts()
        let slice = posts.slice(after: place, tag: query.tag, limit: query.limit)
        let next = slice.next.map(cursor.text)
        var fields: Fields = [:]
        if let next {
            let tag = query.tag.map { "&tag=\(percentEncoded($0))" } ?? ""
            let url = "\(request.base)/api/v1/posts?limit=\(query.limit)&cursor=\(percentEncoded(next))\(tag)"
            fields.append("Link", FieldValue("<\(url)>; rel=\"next\""))
        }
        fields.append(PageTags.field([PageTags.posts]))
        var items: [IndexedPost] = []
        for post in slice.posts { items.append(await texts.complete(post)) }
        return answer(json(List(items: items, next: next)), fields, request)
    }

    func post(_ slug: String, _ request: OriginRequest) async throws -> Answer {
        guard let post = try await posts()[slug] else { throw Problem.unknownAddress }
        return answer(json(await texts.complete(post)), Fields([PageTags.field([PageTags.posts])]), request)
    }

    /// What the query asks for; parameters that are none of ours don't matter, as on any page.
    struct Query: Hashable, Sendable {
        var limit = 20
        var cursor: String?
        var tag: String?

        init(_ text: String?) throws(Problem) {
            guard let form = FormData((text ?? "").utf8) else { throw Problem(400, detail: "The query can't be read.") }
            cursor = form["cursor"]
            tag = form["tag"]
            var violations: [Problem.Violation] = []
            if let text = form["limit"] {
                if let number = Int(text), (1...100).contains(number) {
                    limit = number
                } else {
                    violations.append(.init(pointer: "#limit", detail: "is not a number from 1 to 100"))
                }
            }
            if let tag, tag.count > 64 {
                violations.append(.init(pointer: "#tag", detail: "is longer than 64 characters"))
            }
            guard violations.isEmpty else { throw Problem(400, "Invalid query", violations: violations) }
        }
    }

    private func posts() async throws(Problem) -> PostsIndex {
        guard let posts = await index.current() else {
            throw Problem(503, detail: "The site has not been built yet.", retryAfterSeconds: 5)
        }
        return posts
    }

    private func answer(_ body: [UInt8], _ fields: Fields, _ request: OriginRequest) -> Answer {
        Representation(
            content: .bytes(body), mediaType: "application/json", entityTag: entityTag(of: body),
            cacheControl: "public, max-age=60, s-maxage=60", fields: fields
        ).answer(request.method, request.fields, now: HTTPDate(request.now))
    }
}

/// The texts of posts, which lie in files of their own beside the index; each is read when it is first asked for.
final class PostTexts: Sendable {
    private let folder: String
    private let logger: Logger
    private let files = Mutex<[String: ReloadingFile<PostTextFile>]>([:])

    init(folder: String, logger: Logger) {
        self.folder = folder
        self.logger = logger
    }

    /// The post with its HTML; a text that the build has not written yet, or has already taken away, is empty.
    func complete(_ post: IndexedPost) async -> IndexedPost {
        var post = post
        if let name = post.text, Self.isName(name) {
            post.html = await file(name).current()?.texts[post.slug]
        }
        post.html = post.html ?? ""
        post.text = nil
        return post
    }

    private func file(_ name: String) -> ReloadingFile<PostTextFile> {
        files.withLock { files in
            if let file = files[name] { return file }
            let file = ReloadingFile(path: folder + "/" + name, logger: logger) { bytes, _ in
                try JSONDecoder().decode(PostTextFile.self, from: Data(bytes))
            }
            files[name] = file
            return file
        }
    }

    /// `posts/3f.json`, and nothing that leads elsewhere.
    private static func isName(_ name: String) -> Bool {
        name.wholeMatch(of: /posts\/[0-9a-f]{2}\.json/) != nil
    }
}
