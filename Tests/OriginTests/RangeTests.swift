import Foundation
import HTTPSemantics
import Origin
import Testing

@Suite struct `Ranges and conditions of files, RFC 9110 §13–14` {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        let fields: [String]
        let status: Int
        let body: String
        let contentRange: String?
        var method = "GET"
        var testDescription: String { rule }

        init(
            _ rule: String, _ fields: [String], _ status: Int, _ body: String = "", _ contentRange: String? = nil,
            method: String = "GET"
        ) {
            (self.rule, self.fields, self.status, self.body) = (rule, fields, status, body)
            (self.contentRange, self.method) = (contentRange, method)
        }
    }

    static let whole = "0123456789"
    // The digest of the content, and the date that the file is given below.
    static let tag = "\"84d89877f0d4041efb6bf91a16f0248f\""
    static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    static let ranges = [
        Case("14.1.2 first and last", ["Range: bytes=2-4"], 206, "234", "bytes 2-4/10"),
        Case("14.1.2 open end", ["Range: bytes=7-"], 206, "789", "bytes 7-9/10"),
        Case("14.1.2 suffix", ["Range: bytes=-3"], 206, "789", "bytes 7-9/10"),
        Case("14.1.2 suffix longer than the file", ["Range: bytes=-30"], 206, whole, "bytes 0-9/10"),
        Case("14.1.2 last beyond the end", ["Range: bytes=8-99"], 206, "89", "bytes 8-9/10"),
        Case("14.1.2 everything is a range too", ["Range: bytes=0-"], 206, whole, "bytes 0-9/10"),
        Case("15.5.17 first beyond the end", ["Range: bytes=10-"], 416, "", "bytes */10"),
        Case("15.5.17 empty suffix", ["Range: bytes=-0"], 416, "", "bytes */10"),
        Case("14.2 malformed is ignored", ["Range: bytes=4-2"], 200, whole),
        Case("14.2 other units are ignored", ["Range: lines=1-2"], 200, whole),
        Case("14.2 of many overlapping, all", ["Range: bytes=0-,0-,0-,0-,0-"], 200, whole),
        Case("14.2 only for GET", ["Range: bytes=2-4"], 200, "", method: "HEAD"),
        Case("13.1.5 If-Range with the tag", ["Range: bytes=2-4", "If-Range: \(tag)"], 206, "234", "bytes 2-4/10"),
        Case("13.1.5 If-Range with another tag", ["Range: bytes=2-4", "If-Range: \"x\""], 200, whole),
        Case("13.1.5 If-Range with a weak tag", ["Range: bytes=2-4", "If-Range: W/\(tag)"], 200, whole),
        Case("13.1.5 If-Range with the date", ["Range: bytes=2-4", "If-Range: \(date)"], 206, "234", "bytes 2-4/10"),
        Case(
            "13.1.5 If-Range with another date",
            ["Range: bytes=2-4", "If-Range: Sun, 06 Nov 1994 08:49:38 GMT"], 200, whole),
    ]

    static let conditions = [
        Case("13.1.2 If-None-Match with the tag", ["If-None-Match: \"a\", \(tag)"], 304),
        Case("13.1.2 compares weakly", ["If-None-Match: W/\(tag)"], 304),
        Case("13.1.2 any", ["If-None-Match: *"], 304),
        Case("13.1.2 HEAD too", ["If-None-Match: *"], 304, method: "HEAD"),
        Case("13.1.2 another tag", ["If-None-Match: \"a\""], 200, whole),
        Case("13.1.3 not modified since", ["If-Modified-Since: \(date)"], 304),
        Case("13.1.3 modified since", ["If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT"], 200, whole),
        Case("13.1.3 nonsense is ignored", ["If-Modified-Since: yesterday"], 200, whole),
        Case(
            "13.2.2 If-None-Match comes before the date",
            ["If-None-Match: \"a\"", "If-Modified-Since: \(date)"], 200, whole),
        Case("13.1.1 If-Match with the tag", ["If-Match: \(tag)"], 200, whole),
        Case("13.1.1 If-Match with another", ["If-Match: \"a\""], 412),
        Case("13.1.1 compares strongly", ["If-Match: W/\(tag)"], 412),
        Case("13.1.4 unmodified since", ["If-Unmodified-Since: \(date)"], 200, whole),
        Case("13.1.4 modified since", ["If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT"], 412),
        Case("13.2.2 conditions come before the range", ["If-None-Match: \(tag)", "Range: bytes=0-1"], 304),
    ]

    static func origin() throws -> TestOrigin {
        let origin = try TestOrigin()
        try origin.folder.write("public/data.txt", whole)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 784_111_777)],
            ofItemAtPath: origin.folder.path + "/public/data.txt")
        return origin
    }

    @Test func `the answer follows the table`() async throws {
        try await Self.origin().serve { client async throws in
            for row in Self.ranges + Self.conditions {
                let answer = try await client.send(row.method, "/data.txt", row.fields)
                #expect(answer.status == row.status, "\(row.rule)")
                #expect(answer.text == row.body, "\(row.rule)")
                #expect(answer.fields["Content-Range"] == row.contentRange, "\(row.rule)")
                switch row.status {
                case 200, 206:
                    #expect(answer.fields["ETag"] == Self.tag && answer.fields["Last-Modified"] == Self.date)
                    #expect(answer.fields["Accept-Ranges"] == "bytes")
                    if row.method == "GET" {
                        #expect(answer.fields["Content-Length"] == "\(row.body.utf8.count)", "\(row.rule)")
                    }
                case 304:
                    #expect(answer.fields["ETag"] == Self.tag, "\(row.rule)")
                    #expect(answer.fields["Cache-Control"] == "public, max-age=0, s-maxage=60", "\(row.rule)")
                    #expect(!answer.fields.contains("Content-Length") && !answer.fields.contains("Content-Type"))
                case _: #expect(answer.fields["Content-Length"] == "0", "\(row.rule)")
                }
            }
        }
    }

    @Test func `several ranges come as multipart/byteranges, §14.6`() async throws {
        try await Self.origin().serve { client async throws in
            let answer = try await client.get("/data.txt", ["Range: bytes=0-1, 5-6, -1"])
            #expect(answer.status == 206)
            let type = try #require(answer.fields.first("Content-Type").flatMap(MediaType.init))
            #expect(type.essence == "multipart/byteranges")
            let boundary = try #require(type[parameter: "boundary"])
            #expect(answer.fields["Content-Length"] == "\(answer.body.count)")
            let part = { (range: String, body: String) in
                "\r\n--\(boundary)\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes \(range)/10\r\n\r\n\(body)"
            }
            #expect(answer.text == part("0-1", "01") + part("5-6", "56") + part("9-9", "9") + "\r\n--\(boundary)--\r\n")
        }
    }

    @Test func `a file of this very second has no date to resume by, §8.8.2.2`() async throws {
        let origin = try Self.origin()
        origin.clock.value = 784_111_777
        try await origin.serve { client async throws in
            let answer = try await client.get("/data.txt", ["Range: bytes=2-4", "If-Range: \(Self.date)"])
            #expect(answer.status == 200)
        }
    }
}
