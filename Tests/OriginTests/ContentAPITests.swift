import Foundation
import HTTPSemantics
import ObjectStorage
import Origin
import PhotoLibrary
import Testing

@Suite struct `Posts over HTTP` {
    /// 25 posts, newest first: post-24 … post-0, of which every fifth is tagged `a b`.
    static func origin(dropping: Set<Int> = []) throws -> TestOrigin {
        let origin = try TestOrigin()
        try write(to: origin, dropping: dropping)
        return origin
    }

    static func write(to origin: TestOrigin, dropping: Set<Int>) throws {
        let posts = (0..<25).reversed().filter { !dropping.contains($0) }.map { number in
            let day = number < 9 ? "0\(number + 1)" : "\(number + 1)"
            return """
                {"slug":"post-\(number)","url":"/2026/01/post-\(number)/","title":"Post \(number)","published":"2026-01-\(day)T10:00:00Z",
                 "summary":"S","html":"<p>é</p>","tags":\(number % 5 == 0 ? #"["a b"]"# : "[]")}
                """
        }
        try origin.folder.write(
            "public/.masthead/posts.json", #"{"version":1,"posts":["# + posts.joined(separator: ",") + "]}")
    }

    private func slugs(_ answer: RawResponse) -> [String] {
        (answer.object["items"] as? [[String: Any]] ?? []).compactMap { $0["slug"] as? String }
    }

    @Test func `come newest first, and next leads through all of them once`() async throws {
        try await Self.origin().serve { client async throws in
            var found: [String] = []
            var next: String? = "/api/v1/posts?limit=10"
            var pages = 0
            while let target = next {
                let answer = try await client.get(target)
                #expect(answer.status == 200 && answer.fields["Content-Type"] == "application/json")
                #expect(answer.fields["Cache-Control"] == "public, max-age=60, s-maxage=60")
                found += slugs(answer)
                pages += 1
                let link = answer.fields["Link"]
                #expect((link == nil) == (answer.object["next"] is NSNull))
                next = link.flatMap { $0.firstMatch(of: /^<(.+)>; rel="next"$/).map { String($0.1) } }
            }
            #expect(pages == 3)
            #expect(found == (0..<25).reversed().map { "post-\($0)" })
        }
    }

    @Test func `twenty come unless asked otherwise, and a tag selects`() async throws {
        try await Self.origin().serve { client async throws in
            #expect(slugs(try await client.get("/api/v1/posts")).count == 20)
            let tagged = try await client.get("/api/v1/posts?tag=a%20b&limit=2")
            #expect(slugs(tagged) == ["post-20", "post-15"])
            let link = try #require(tagged.fields["Link"]?.firstMatch(of: /<(.+)>/).map { String($0.1) })
            #expect(slugs(try await client.get(link)) == ["post-10", "post-5"])
            #expect(slugs(try await client.get("/api/v1/posts?tag=none")).isEmpty)
        }
    }

    @Test func `a cursor keeps its place when its post goes, and the new index is read without a restart`() async throws
    {
        let origin = try Self.origin()
        try await origin.serve { client async throws in
            let link = try await client.get("/api/v1/posts?limit=10").fields["Link"]
            let target = try #require(link?.firstMatch(of: /<(.+)>/).map { String($0.1) })
            try Self.write(to: origin, dropping: [15, 14])
            #expect(slugs(try await client.get(target)).first == "post-13")
            try origin.folder.write("public/.masthead/posts.json", "{ half")
            #expect(slugs(try await client.get("/api/v1/posts?limit=1")) == ["post-24"])
        }
    }

    @Test(arguments: [
        ("?limit=0", "#limit"), ("?limit=101", "#limit"), ("?limit=x", "#limit"), ("?cursor=forged", "#cursor"),
        ("?cursor=YQ.YQ", "#cursor"), ("?tag=" + String(repeating: "x", count: 65), "#tag"),
    ])
    func `a query that can't be right gets 400`(_ query: String, _ pointer: String) async throws {
        try await Self.origin().serve { client async throws in
            let answer = try await client.get("/api/v1/posts" + query)
            #expect(answer.status == 400)
            #expect((answer.object["errors"] as? [[String: String]])?.first?["pointer"] == pointer)
        }
    }

    @Test func `one post is found by its slug, with a tag to ask again by`() async throws {
        try await Self.origin().serve { client async throws in
            let answer = try await client.get("/api/v1/posts/post-7")
            #expect(
                answer.object["html"] as? String == "<p>é</p>" && answer.object["url"] as? String == "/2026/01/post-7/")
            let tag = try #require(answer.fields["ETag"])
            let again = try await client.get("/api/v1/posts/post-7", ["If-None-Match: \(tag)"])
            #expect(again.status == 304 && again.body.isEmpty && again.fields["ETag"] == tag)
            #expect(try await client.send("HEAD", "/api/v1/posts/post-7").fields["ETag"] == tag)
            let missing = try await client.get("/api/v1/posts/none")
            #expect(missing.status == 404 && missing.fields["Content-Type"] == "application/problem+json")
        }
    }

    @Test func `before the first build there is nothing to answer from`() async throws {
        try await TestOrigin().serve { client async throws in
            #expect(try await client.get("/api/v1/posts").status == 503)
        }
    }
}

@Suite struct `Photos over HTTP` {
    static let id = "01JDB1Y2Z3A4B5C6D7E8F9G0H1"

    static func photo(_ state: PhotoState, _ renditions: [PhotoRendition] = []) -> Photo {
        Photo(
            id: id, state: state, reason: state == .rejected ? "not a picture" : nil, hash: nil, width: 640,
            height: 480,
            format: "jpeg", renditions: renditions, created: Date(timeIntervalSince1970: 0), fileName: "a.jpg")
    }

    @Test func `tell their state and where their renditions are`() async throws {
        let rendition = try #require(
            PhotoRendition(
                width: 320, height: 240, format: "jpeg", bytesCount: 9, path: "/photos/0123456789abcdef/320.jpg"))
        var origin = try TestOrigin()
        origin.photos.photos[Self.id] = Self.photo(.ready, [rendition])
        origin.objects = MemoryObjects(objects: ["photos/0123456789abcdef/320.jpg": Array("jpegbytes".utf8)])
        try await origin.serve { client async throws in
            let answer = try await client.get("/api/v1/photos/\(Self.id)")
            #expect(answer.object["state"] as? String == "ready" && !answer.fields.contains("Retry-After"))
            let listed = try #require((answer.object["renditions"] as? [[String: Any]])?.first)
            #expect(listed["type"] as? String == "image/jpeg" && listed["bytes"] as? Int == 9)
            let tag = try #require(answer.fields["ETag"])
            #expect(try await client.get("/api/v1/photos/\(Self.id)", ["If-None-Match: \(tag)"]).status == 304)

            let file = try await client.get(try #require(listed["url"] as? String))
            #expect(file.text == "jpegbytes" && file.fields["Content-Type"] == "image/jpeg")
            #expect(file.fields["Cache-Control"] == "public, max-age=31536000, immutable")
            #expect(file.fields.contains("ETag"))
        }
    }

    @Test(
        arguments: [
            (PhotoState.processing, "processing", "1"), (.awaitingUpload, "awaiting_upload", "1"),
            (.rejected, "rejected", nil),
        ] as [(PhotoState, String, String?)])
    func `say when to ask again while they aren't ready`(_ state: PhotoState, _ name: String, _ retry: String?)
        async throws
    {
        var origin = try TestOrigin()
        origin.photos.photos[Self.id] = Self.photo(state)
        try await origin.serve { client async throws in
            let answer = try await client.get("/api/v1/photos/\(Self.id)")
            #expect(answer.object["state"] as? String == name)
            #expect(answer.fields["Retry-After"] == retry)
            #expect((answer.fields["Cache-Control"] == "no-cache") == (retry != nil))
            #expect(answer.object["reason"] as? String == (state == .rejected ? "not a picture" : nil))
        }
    }

    @Test(arguments: [
        "/api/v1/photos/01JDB1Y2Z3A4B5C6D7E8F9G0H2", "/api/v1/photos/x", "/photos/0123456789abcdef/320.jpg",
    ])
    func `that aren't there are 404`(_ target: String) async throws {
        try await TestOrigin().serve { client async throws in
            #expect(try await client.get(target).status == 404)
        }
    }

    @Test func `come from their files in ranges, where the store has files`() async throws {
        var origin = try TestOrigin()
        let objects = FolderObjectStore(folder: origin.folder.path + "/objects")
        try await objects.put(try #require(ObjectKey("photos/0123456789abcdef/320.png")), Array("0123456789".utf8))
        origin.objects = objects
        try await origin.serve { client async throws in
            let answer = try await client.get("/photos/0123456789abcdef/320.png", ["Range: bytes=-3"])
            #expect(answer.status == 206 && answer.text == "789" && answer.fields["Content-Type"] == "image/png")
        }
    }
}
