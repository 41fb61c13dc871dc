import HTTPSemantics
import Origin
import Testing

@Suite struct `Redirects of the site` {
    private static let rules = """
        {"version":1,"rules":[
          {"from":"/old/","to":"/notes/2026/01/new/","status":301},
          {"from":"/older.html","to":"/notes/2026/01/new/","status":301},
          {"from":"/about/","to":"https://elsewhere.example/me?x=1","status":308},
          {"from":"/größe/","to":"/notes/size/","status":302},
          {"from":"/a/b/*","to":"/notes/c/:splat","status":302},
          {"from":"/a/*","to":"https://old.example/:splat","status":301}]}
        """

    private static func site(_ rules: String = Self.rules) throws -> TestOrigin {
        let origin = try `Files of the site`.site()
        try origin.folder.write("public/.masthead/redirects.json", rules)
        try origin.folder.write("public/old/index.html", "a page for servers that know no rules")
        try origin.folder.write("public/a/index.html", "hidden")
        return origin
    }

    @Test func `come before files, and keep the query`() async throws {
        try await Self.site().serve { client async throws in
            for (target, status, location) in [
                ("/old/", 301, "/notes/2026/01/new/"), ("/old", 301, "/notes/2026/01/new/"),
                ("/old/index.html", 301, "/notes/2026/01/new/"), ("/old/?a=%20b", 301, "/notes/2026/01/new/?a=%20b"),
                ("/older.html", 301, "/notes/2026/01/new/"), ("/about", 308, "https://elsewhere.example/me?x=1"),
                ("/about/?q", 308, "https://elsewhere.example/me?x=1"), ("/gr%C3%B6%C3%9Fe/", 302, "/notes/size/"),
                ("/a/b/x/y%20z/", 302, "/notes/c/x/y%20z/"), ("/a/b/x", 302, "/notes/c/x"),
                ("/a/q%3Fr", 301, "https://old.example/q%3Fr"), ("/a/", 301, "https://old.example/"),
                ("/a/%2e%2e/x", 404, nil), ("/data.txt", 200, nil), ("/oldest/", 404, nil),
            ] {
                let answer = try await client.get(target)
                #expect(answer.status == status, "\(target)")
                #expect(answer.fields["Location"] == location, "\(target)")
            }
        }
    }

    @Test func `may be kept by the edge, and purged with the page that stands for them`() async throws {
        try await Self.site().serve { client async throws in
            let answer = try await client.get("/old")
            #expect(answer.fields["Cache-Control"] == "public, max-age=0, s-maxage=60")
            #expect(answer.fields["Cache-Tag"] == "file:old/index.html")
            #expect(try await client.get("/older.html").fields["Cache-Tag"] == "file:older.html")
            #expect(try await client.get("/a/b/x/").fields["Cache-Tag"] == "file:a/b/x/index.html")
            #expect(try await client.send("HEAD", "/old/").status == 301)
        }
    }

    @Test func `follow a new build without a restart, and survive one that is being written`() async throws {
        let origin = try Self.site()
        try await origin.serve { client async throws in
            #expect(try await client.get("/old/").status == 301)
            try origin.folder.write("public/.masthead/redirects.json", "{")
            #expect(try await client.get("/old/").status == 301)
            try origin.folder.write(
                "public/.masthead/redirects.json",
                #"{"version":1,"rules":[{"from":"/data.txt","to":"/old/","status":302}]}"#)
            #expect(try await client.get("/old/").status == 200)
            #expect(try await client.get("/data.txt").fields["Location"] == "/old/")
        }
    }
}
