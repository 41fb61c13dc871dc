import Crypto
import Foundation
import HTTPSemantics
import Origin
import Testing

@Suite struct `Content codings of files, RFC 9110 §12.5.3` {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        /// `nil` for no field at all.
        let accept: String?
        /// The coding of the answer; empty for none, `nil` for 406.
        let coding: String?
        var testDescription: String { rule }

        init(_ rule: String, _ accept: String?, _ coding: String?) {
            (self.rule, self.accept, self.coding) = (rule, accept, coding)
        }
    }

    // The sizes below are 30 (br), 35 (gzip) and 33 (zstd).
    static let cases = [
        Case("no field: as it is", nil, ""),
        Case("empty: identity alone", "", ""),
        Case("browsers: the smallest", "gzip, deflate, br, zstd", "br"),
        Case("older browsers", "gzip, deflate", "gzip"),
        Case("order means nothing", "zstd, gzip", "zstd"),
        Case("letters' case means nothing", "GZip", "gzip"),
        Case("x-gzip is gzip, §8.4.1.3", "x-gzip", "gzip"),
        Case("weights come before size", "br;q=0.2, gzip;q=0.8, zstd;q=0.5", "gzip"),
        Case("blanks around the weight", "br ; q=0.2 , gzip\t;\tq=0.8", "gzip"),
        Case("identity may be liked best", "identity, gzip;q=0.9", ""),
        Case("identity is last when unnamed", "gzip;q=0.001", "gzip"),
        Case("refused codings", "br;q=0, gzip", "gzip"),
        Case("what isn't there", "deflate, compress", ""),
        Case("any", "*", "br"),
        Case("any but", "*, br;q=0", "zstd"),
        Case("any, less", "*;q=0.5, gzip", "gzip"),
        Case("nothing at all", "*;q=0", nil),
        Case("identity alone, by way of any", "*;q=0, identity", ""),
        Case("not as it is", "identity;q=0, deflate", nil),
        Case("not as it is, but so", "identity;q=0, gzip", "gzip"),
        Case("malformed members don't count", "br;q=2, zstd;q=x, gzip;q=0.1234, ;q=1", ""),
        Case("nor do those with other parameters", "br;level=3, gzip", "gzip"),
    ]

    static let text = String(repeating: "All the text there is. ", count: 30)

    /// A page with three forms, whose bytes don't matter, and a file that looks like one.
    static func site() throws -> TestOrigin {
        let origin = try TestOrigin()
        let folder = origin.folder
        try folder.write("public/index.html", text)
        try folder.write("public/index.html.br", String(repeating: "b", count: 30))
        try folder.write("public/index.html.gz", String(repeating: "g", count: 35))
        try folder.write("public/index.html.zst", String(repeating: "z", count: 33))
        try folder.write("public/old.txt", text)
        try folder.write("public/old.txt.br", "of another text")
        try folder.write("public/404.html", text)
        try folder.write("public/404.html.br", "lost")
        try folder.write("public/mine.br", "an author's own")
        let digest = hexadecimal(text)
        func form(_ name: String, _ bytes: Int, _ coding: String, of digest: String) -> String {
            "\"\(name)\":{\"sha256\":\"\(hexadecimal(name))\",\"bytes\":\(bytes),\"kind\":\"page\","
                + "\"variant\":{\"coding\":\"\(coding)\",\"of\":\"\(digest)\"}}"
        }
        let plain = ["index.html", "old.txt", "404.html"].map {
            "\"\($0)\":{\"sha256\":\"\(digest)\",\"bytes\":\(text.utf8.count),\"kind\":\"page\"}"
        }
        let files =
            plain + [
                form("index.html.br", 30, "br", of: digest), form("index.html.gz", 35, "gzip", of: digest),
                form("index.html.zst", 33, "zstd", of: digest), form("old.txt.br", 15, "br", of: hexadecimal("old")),
                form("404.html.br", 4, "br", of: digest),
            ]
        try folder.write(
            "public/.masthead/manifest.json", "{\"version\":1,\"files\":{\(files.joined(separator: ","))}}")
        return origin
    }

    private static func hexadecimal(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func field(_ value: String?) -> [String] { value.map { ["Accept-Encoding: \($0)"] } ?? [] }

    @Test func `follow the table`() async throws {
        try await Self.site().serve { client async throws in
            for row in Self.cases {
                let answer = try await client.get("/", Self.field(row.accept))
                #expect(answer.fields["Vary"] == "Accept-Encoding", "\(row.rule)")
                guard let coding = row.coding else {
                    #expect(answer.status == 406 && answer.fields["Cache-Control"] == "no-store", "\(row.rule)")
                    continue
                }
                #expect(answer.status == 200, "\(row.rule)")
                #expect((answer.fields["Content-Encoding"] ?? "") == coding, "\(row.rule)")
                #expect(answer.fields["Content-Type"] == "text/html; charset=utf-8", "\(row.rule)")
                #expect(answer.fields["Content-Length"] == "\(answer.body.count)", "\(row.rule)")
                let bodies = ["": Self.text.first, "br": "b", "gzip": "g", "zstd": "z"]
                #expect(answer.text.first == bodies[coding] ?? nil, "\(row.rule)")
            }
        }
    }

    @Test func `have a tag each, which conditions and ranges go by`() async throws {
        try await Self.site().serve { client async throws in
            var tags: Set<String> = []
            for coding in ["br", "gzip", "zstd", "identity"] {
                tags.insert(try await client.get("/", Self.field(coding)).fields["ETag"] ?? "")
            }
            #expect(tags.count == 4)
            let tag = try await client.get("/", Self.field("br")).fields["ETag"] ?? ""
            let unchanged = try await client.get("/", Self.field("br") + ["If-None-Match: \(tag)"])
            #expect(unchanged.status == 304 && unchanged.fields["ETag"] == tag)
            #expect(unchanged.fields["Vary"] == "Accept-Encoding")
            #expect(try await client.get("/", Self.field("gzip") + ["If-None-Match: \(tag)"]).status == 200)
            let part = try await client.get("/", Self.field("br") + ["Range: bytes=25-", "If-Range: \(tag)"])
            #expect(part.status == 206 && part.text == "bbbbb" && part.fields["Content-Range"] == "bytes 25-29/30")
            #expect(part.fields["Content-Encoding"] == "br")
            let parts = try await client.get("/", Self.field("br") + ["Range: bytes=0-1,5-6"])
            #expect(parts.status == 200 && parts.body.count == 30)
            let head = try await client.send("HEAD", "/", Self.field("br"))
            #expect(head.fields["Content-Length"] == "30" && head.body.isEmpty)
        }
    }

    @Test func `are nothing one can ask for by name`() async throws {
        try await Self.site().serve { client async throws in
            for name in ["/index.html.br", "/index.html.gz", "/old.txt.br"] {
                #expect(try await client.get(name).status == 404, "\(name)")
            }
            let own = try await client.get("/mine.br")
            #expect(own.text == "an author's own" && own.fields["Content-Encoding"] == nil)
        }
    }

    @Test func `count only for the text they were made of, and while the build's word stands`() async throws {
        let origin = try Self.site()
        let folder = origin.folder
        try await origin.serve { client async throws in
            let old = try await client.get("/old.txt", Self.field("br"))
            #expect(old.text == Self.text && old.fields["Vary"] == nil)
            // A build is publishing: the page is new, its forms and the manifest are not.
            try folder.write("public/index.html", Self.text + "!")
            let new = try await client.get("/", Self.field("br"))
            #expect(new.text == Self.text + "!" && new.fields["Content-Encoding"] == nil)
        }
    }

    @Test func `serve what isn't there, too`() async throws {
        try await Self.site().serve { client async throws in
            let compressed = try await client.get("/nothing", Self.field("br"))
            #expect(compressed.status == 404 && compressed.text == "lost")
            #expect(compressed.fields["Vary"] == "Accept-Encoding" && compressed.fields["ETag"] == nil)
            #expect(try await client.get("/nothing", Self.field("*;q=0")).text == Self.text)
        }
    }
}
