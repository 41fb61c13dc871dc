import Foundation
import HTTPSemantics
import NIOCore
import Origin
import Testing

@Suite struct `Files of the site` {
    /// A site as a build leaves it.
    static func site() throws -> TestOrigin {
        let origin = try TestOrigin()
        let folder = origin.folder
        try folder.write("public/index.html", "<h1>Home</h1>")
        try folder.write("public/404.html", "<h1>Lost</h1>")
        try folder.write("public/about/index.html", "<h1>About</h1>")
        try folder.write("public/data.txt", "0123456789")
        try folder.write("public/empty.txt", "")
        try folder.write("public/feed.xml", "<feed/>")
        try folder.write("public/assets/style.0123456789.css", "body{}")
        try folder.write("public/assets/plain.css", "body{}")
        try folder.write("public/images/hill.jpg", "jpg")
        try folder.write("public/a b/ü.txt", "names")
        try folder.write("public/.hidden", "secret")
        try folder.write("public/folder/.keep", "")
        try folder.write("secret.txt", "secret")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/public/link.txt", withDestinationPath: folder.path + "/secret.txt")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/public/out", withDestinationPath: folder.path)
        let hill = String(repeating: "ab", count: 32)
        try folder.write(
            "public/.masthead/manifest.json",
            #"{"version":1,"files":{"images/hill.jpg":{"sha256":"\#(hill)","bytes":3,"kind":"image"},"data.txt":{"sha256":"\#(hill)","bytes":9,"kind":"page"}}}"#
        )
        return origin
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let target: String
        let status: Int
        /// The body, or its `Location`.
        let body: String
        let type: String
        let cache: String
        var testDescription: String { target }

        init(_ target: String, _ status: Int, _ body: String, _ type: String = "", _ cache: String = "") {
            (self.target, self.status, self.body, self.type, self.cache) = (target, status, body, type, cache)
        }
    }

    static let page = "public, max-age=0, s-maxage=60"
    static let immutable = "public, max-age=31536000, immutable"
    static let html = "text/html; charset=utf-8"

    @Test func `are served with their type and lifetime, and nothing else is`() async throws {
        let cases = [
            Case("/", 200, "<h1>Home</h1>", Self.html, Self.page),
            Case("/?x=1", 200, "<h1>Home</h1>", Self.html, Self.page),
            Case("/index.html", 200, "<h1>Home</h1>", Self.html, Self.page),
            Case("/about/", 200, "<h1>About</h1>", Self.html, Self.page),
            Case("/about", 308, "/about/"), Case("/about?q=%2F", 308, "/about/?q=%2F"),
            Case("http://any/about", 308, "/about/"),
            Case("/data.txt", 200, "0123456789", "text/plain; charset=utf-8", Self.page),
            Case("/feed.xml", 200, "<feed/>", "application/xml; charset=utf-8", Self.page),
            Case("/empty.txt", 200, "", "text/plain; charset=utf-8", Self.page),
            Case("/a%20b/%C3%BC.txt", 200, "names", "text/plain; charset=utf-8", Self.page),
            Case("/assets/style.0123456789.css", 200, "body{}", "text/css; charset=utf-8", Self.immutable),
            Case("/assets/plain.css", 200, "body{}", "text/css; charset=utf-8", Self.page),
            Case("/images/hill.jpg", 200, "jpg", "image/jpeg", Self.immutable),
            Case("/nothing", 404, "<h1>Lost</h1>", Self.html, "public, max-age=0, s-maxage=10"),
            Case("/data.txt/", 404, "<h1>Lost</h1>", Self.html), Case("/folder/", 404, "<h1>Lost</h1>", Self.html),
            Case("/folder", 404, "<h1>Lost</h1>", Self.html),
            Case("/link.txt", 404, "<h1>Lost</h1>", Self.html),
            Case("/out/secret.txt", 404, "<h1>Lost</h1>", Self.html),
            Case("/.hidden", 404, "There is nothing at this address.\n"),
            Case("/.masthead/manifest.json", 404, "There is nothing at this address.\n"),
            Case("/../secret.txt", 404, "There is nothing at this address.\n"),
            Case("/%2e%2e/secret.txt", 404, "There is nothing at this address.\n"),
            Case("/..%2fsecret.txt", 404, "There is nothing at this address.\n"),
            Case("/about%2findex.html", 404, "There is nothing at this address.\n"),
            Case("/a%00", 404, "There is nothing at this address.\n"), Case("/%", 400, "This is not an address.\n"),
        ]
        try await Self.site().serve { client async throws in
            for row in cases {
                let answer = try await client.get(row.target)
                #expect(answer.status == row.status, "\(row.target)")
                #expect((answer.fields["Location"] ?? answer.text) == row.body, "\(row.target)")
                if !row.type.isEmpty { #expect(answer.fields["Content-Type"] == row.type, "\(row.target)") }
                if !row.cache.isEmpty { #expect(answer.fields["Cache-Control"] == row.cache, "\(row.target)") }
                #expect(answer.fields["X-Content-Type-Options"] == "nosniff", "\(row.target)")
                #expect(answer.fields.contains("Date"), "\(row.target)")
                let isPage = answer.fields["Content-Type"]?.hasPrefix("text/html") == true
                #expect(answer.fields.contains("Referrer-Policy") == isPage, "\(row.target)")
            }
        }
    }

    @Test func `carry tags: the file's own, what the build says it is made of, and absence`() async throws {
        let origin = try Self.site()
        let stamp = try FileManager.default.attributesOfItem(atPath: origin.folder.path + "/public/about/index.html")
        let bytes = stamp[.size] as? Int ?? 0
        try origin.folder.write(
            "public/.masthead/manifest.json",
            #"{"version":1,"files":{"about/index.html":{"sha256":"\#(String(repeating: "ab", count: 32))","bytes":\#(bytes),"kind":"page","tags":["page:about","list"]}}}"#
        )
        try await origin.serve { client async throws in
            for (target, tags) in [
                ("/about/", "file:about/index.html, page:about, list"),
                ("/about/?x", "file:about/index.html, page:about, list"),
                ("/about", "file:about/index.html"), ("/", "file:index.html"),
                ("/a%20b/%C3%BC.txt", "file:a%20b/%C3%BC.txt"), ("/nothing", "absence"),
            ] {
                let answer = try await client.get(target)
                #expect(answer.fields["Cache-Tag"] == tags, "\(target)")
                #expect(!answer.fields.contains("Masthead-Cache-Control"), "\(target)")
            }
            #expect(PageTags.file(String(repeating: "ü", count: 100)).utf8.count == 69)
        }
    }

    @Test func `are kept for a week by an edge that is told of changes, and by nobody else`() async throws {
        var origin = try Self.site()
        origin.configuration.tellsEdge = true
        try await origin.serve { client async throws in
            for (target, lifetime) in [
                ("/", "max-age=604800, stale-if-error=86400"), ("/feed.xml", "max-age=604800, stale-if-error=86400"),
                ("/nothing", nil), ("/images/hill.jpg", nil),
            ] {
                let answer = try await client.get(target)
                #expect(answer.fields["Masthead-Cache-Control"] == lifetime, "\(target)")
            }
            let page = try await client.get("/")
            #expect(page.fields["Cache-Control"] == Self.page)
            #expect(page.fields["CDN-Cache-Control"] == "max-age=60, stale-if-error=86400")
        }
    }

    @Test func `answer HEAD with the fields of GET and no body`() async throws {
        try await Self.site().serve { client async throws in
            for target in ["/", "/data.txt", "/nothing", "/about"] {
                let (get, head) = (try await client.get(target), try await client.send("HEAD", target))
                #expect(head.status == get.status)
                #expect(head.body.isEmpty)
                for name in ["Content-Length", "Content-Type", "ETag", "Last-Modified", "Cache-Control"] as [FieldName]
                {
                    #expect(head.fields[name] == get.fields[name], "\(name) of \(target)")
                }
            }
        }
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
    func `know no method but GET and HEAD`(_ method: String) async throws {
        try await Self.site().serve { client async throws in
            let answer = try await client.send(method, "/data.txt")
            #expect(answer.status == 405)
            #expect(answer.fields["Allow"] == "GET, HEAD")
        }
    }

    @Test func `have tags from their content: the build's digest, or our own where the build's is out of date`()
        async throws
    {
        let origin = try Self.site()
        try await origin.serve { client async throws in
            let known = try await client.get("/images/hill.jpg")
            #expect(known.fields["ETag"] == "\"" + String(repeating: "ab", count: 16) + "\"")
            // The manifest has another size for this one.
            let own = try await client.get("/data.txt")
            #expect(own.fields["ETag"] == "\"84d89877f0d4041efb6bf91a16f0248f\"")
            // Changed after the manifest was written, to the same size.
            try origin.folder.write("public/images/hill.jpg", "new")
            let soon = Date(timeIntervalSinceNow: 60)
            try FileManager.default.setAttributes(
                [.modificationDate: soon], ofItemAtPath: origin.folder.path + "/public/images/hill.jpg")
            let changed = try await client.get("/images/hill.jpg")
            #expect(changed.text == "new")
            #expect(changed.fields["ETag"] != known.fields["ETag"])
        }
    }

    @Test func `follow a new manifest without a restart`() async throws {
        let origin = try Self.site()
        try await origin.serve { client async throws in
            #expect(try await client.get("/assets/plain.css").fields["Cache-Control"] == Self.page)
            let digest = String(repeating: "cd", count: 32)
            try origin.folder.write(
                "public/.masthead/manifest.json",
                #"{"version":1,"files":{"/assets/plain.css":{"sha256":"\#(digest)","bytes":6,"kind":"asset"}}}"#)
            let answer = try await client.get("/assets/plain.css")
            #expect(answer.fields["Cache-Control"] == Self.immutable)
            #expect(answer.fields["ETag"] == "\"" + String(repeating: "cd", count: 16) + "\"")
            // A manifest that is being written doesn't take the site down.
            try origin.folder.write("public/.masthead/manifest.json", "{")
            #expect(try await client.get("/assets/plain.css").status == 200)
        }
    }

    @Test func `of earlier builds are answered for a week`() async throws {
        var origin = try Self.site()
        origin.configuration.retiredFolder = origin.folder.path + "/retired"
        try origin.folder.write("retired/assets/old.abcdef0123.css", "old")
        try origin.folder.write("retired/page.html", "old")
        origin.clock.value = Date().timeIntervalSince1970 + 6 * 86_400
        let clock = origin.clock
        try await origin.serve { client async throws in
            #expect(try await client.get("/assets/old.abcdef0123.css").text == "old")
            #expect(try await client.get("/page.html").status == 404)
            clock.value += 2 * 86_400
            #expect(try await client.get("/assets/old.abcdef0123.css").status == 404)
        }
    }

    @Test func `lie below the path of the site's address`() async throws {
        var origin = try Self.site()
        origin.configuration.siteURL = "https://blog.example/notes"
        try await origin.serve { client async throws in
            #expect(try await client.get("/notes/data.txt").text == "0123456789")
            #expect(try await client.get("/notes/").text == "<h1>Home</h1>")
            #expect(try await client.get("/notes/about").fields["Location"] == "/notes/about/")
            #expect(try await client.get("/notes").fields["Location"] == "/notes/")
            #expect(try await client.get("/data.txt").status == 404)
            #expect(try await client.get("/notes/api/v1/health").status == 200)
            #expect(try await client.get("/api/v1/health").status == 200)
            let page = try await client.get("/notes/api/v1/subscriptions/confirm/good").text
            #expect(page.contains("action=\"/notes/api/v1/subscriptions/confirm/good\""))
        }
    }

    @Test func `of any size pass through little memory`() async throws {
        let origin = try Self.site()
        let sizeBytes = 400 << 20
        let path = origin.folder.path + "/public/big.bin"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: UInt64(sizeBytes))
        try file.close()
        try await origin.serve { client async throws in
            let before = try residentBytes()
            var peak = before
            let received = try await client.connect().executeThenClose { inbound, outbound in
                try await outbound.write(
                    ByteBuffer(string: "GET /big.bin HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"))
                var count = 0
                for try await part in inbound {
                    count += part.readableBytes
                    peak = max(peak, try residentBytes())
                }
                return count
            }
            #expect(received > sizeBytes && received < sizeBytes + 1_024)
            #expect(peak - before < 300 << 20, "grew by \((peak - before) >> 20) MiB")
        }
    }

    private func residentBytes() throws -> Int {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .ascii).split(separator: " ")
        return (Int(pages[1]) ?? 0) * 4_096
    }
}
