import HTTPCaching
import HTTPSemantics
import Testing

/// A stored part, a request, and what there is for it.
struct CoverageCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let stored: [String]
    let request: [String]
    var method = Method.get
    let expected: Coverage

    init(
        _ rule: String, _ range: String, _ others: String..., request: [String], method: Method = .get,
        is expected: Coverage
    ) {
        self.rule = rule
        stored = ["Cache-Control: max-age=60", "Content-Range: bytes \(range)"] + others
        self.request = request
        self.method = method
        self.expected = expected
    }

    var testDescription: String { "\(rule): \(stored[1]) | \(request.joined(separator: " | "))" }

    private static let tag = "ETag: \"a\""

    static let all: [CoverageCase] = [
        .init("§3.3 the same range", "4-9/20", request: ["Range: bytes=4-9"], is: .part(4..<10)),
        .init("§3.3 a range inside", "4-9/20", request: ["Range: bytes=5-8"], is: .part(5..<9)),
        .init("§3.3 past the end", "4-9/20", request: ["Range: bytes=5-10"], is: .insufficient),
        .init("§3.3 before the start", "4-9/20", request: ["Range: bytes=3-5"], is: .insufficient),
        .init("§3.3 without a last byte", "4-9/20", request: ["Range: bytes=5-"], is: .insufficient),
        .init("§3.3 without a last byte, to the end", "4-9/10", request: ["Range: bytes=5-"], is: .part(5..<10)),
        .init("§3.3 a suffix that is there", "4-9/10", request: ["Range: bytes=-2"], is: .part(8..<10)),
        .init("§3.3 a suffix that isn't", "4-9/20", request: ["Range: bytes=-2"], is: .insufficient),
        .init("§3.3 a suffix longer than what is there", "4-9/10", request: ["Range: bytes=-7"], is: .insufficient),
        .init("§3.3 past the whole, cut to it", "4-9/10", request: ["Range: bytes=6-99"], is: .part(6..<10)),
        .init("§3.3 length unknown", "4-9/*", request: ["Range: bytes=5-8"], is: .part(5..<9)),
        .init("§3.3 length unknown, no last byte", "4-9/*", request: ["Range: bytes=5-"], is: .insufficient),
        .init("§3.3 length unknown, a suffix", "4-9/*", request: ["Range: bytes=-2"], is: .insufficient),
        .init("RFC 9110 §14.2 several ranges", "4-9/10", request: ["Range: bytes=4-5,7-8"], is: .insufficient),
        .init("RFC 9110 §14.2 another unit", "4-9/10", request: ["Range: pages=4-5"], is: .insufficient),
        .init("RFC 9110 §14.2 HEAD", "4-9/10", request: ["Range: bytes=4-5"], method: .head, is: .insufficient),
        .init("RFC 9110 §14.2 HEAD", "0-3/10", tag, request: [], method: .head, is: .insufficient),
        .init("§3.3 the whole, from a prefix", "0-3/10", tag, request: [], is: .allBut(4..<10)),
        .init("§3.3 the whole, from a suffix", "4-9/10", tag, request: [], is: .allBut(0..<4)),
        .init("§3.3 the whole, from a middle", "4-8/10", tag, request: [], is: .insufficient),
        .init("§3.3 the whole, of unknown length", "0-3/*", tag, request: [], is: .insufficient),
        .init("RFC 9110 §15.3.7.3 no validator", "0-3/10", request: [], is: .insufficient),
        .init("RFC 9110 §15.3.7.3 a weak one", "0-3/10", "ETag: W/\"a\"", request: [], is: .insufficient),
        .init(
            "RFC 9110 §13.1.5 If-Range holds", "4-9/20", tag, request: ["Range: bytes=4-5", "If-Range: \"a\""],
            is: .part(4..<6)),
        .init(
            "RFC 9110 §13.1.5 If-Range doesn't", "0-9/20", tag, request: ["Range: bytes=4-5", "If-Range: \"b\""],
            is: .allBut(10..<20)),
    ]
}

@Suite struct `Stored parts, RFC 9111 §3_3 and §3_4` {
    @Test(arguments: CoverageCase.all)
    func `what there is for a request follows the table`(_ row: CoverageCase) {
        let response = stored(row.stored, status: 206)
        #expect(response.coverage(of: fields(row.request), method: row.method, now: now) == row.expected)
    }

    @Test(arguments: [
        "bytes 0-3/10, bytes 5-6/10", "bytes */10", "bytes 5-4/10", "bytes 0-10/10", "items 0-3/10", "bytes 0-3", "",
        "bytes 0-3/99999999999999999999",
    ])
    func `a 206 whose place isn't clear is no part, and not stored`(_ range: String) {
        let lines = ["Cache-Control: max-age=60", "Content-Range: \(range)"]
        #expect(StoredPart(of: fields(lines)) == nil)
        #expect(refusal(206, lines, request: ["Range: bytes=0-3"]) == .partial)
    }

    @Test func `a 206 is stored for a request with a range, and not without`() {
        let lines = ["Cache-Control: max-age=60", "Content-Range: bytes 0-3/10"]
        #expect(refusal(206, lines, request: ["Range: bytes=0-3"]) == nil)
        #expect(refusal(206, lines, request: []) == .partial)
        #expect(refusal(206, ["Content-Type: multipart/byteranges; boundary=x"], request: ["Range: bytes=0-3"]) != nil)
        let response = stored(lines + ["Content-Length: 4"], status: 206)
        #expect(!response.fields.contains("content-range") && !response.fields.contains("content-length"))
    }

    @Test func `parts that touch are one, and others aren't`() {
        func part(_ range: Range<Int>, _ length: Int? = 20) -> StoredPart {
            StoredPart(range: range, completeLengthBytes: length)
        }
        #expect(part(0..<4).joined(with: part(4..<8)) == part(0..<8))
        #expect(part(4..<8).joined(with: part(0..<5)) == part(0..<8))
        #expect(part(0..<9).joined(with: part(3..<5)) == part(0..<9))
        #expect(part(0..<4).joined(with: part(5..<8)) == nil)
        #expect(part(0..<4, nil).joined(with: part(4..<20)) == part(0..<20))
        #expect(part(0..<4, 30).joined(with: part(4..<20)) == nil, "two lengths are two versions")
        #expect(part(0..<4).joined(with: part(4..<20))?.isWhole == true)
        #expect(part(0..<30, nil).joined(with: part(4..<20)) == nil, "more bytes than the whole has")
    }

    @Test func `a fresh part asks for the rest, a stale one for the whole`() {
        let part = stored(
            ["Cache-Control: max-age=60", "Content-Range: bytes 0-3/10", "ETag: \"a\""], status: 206)
        #expect(decide([:], stored: part, now: now) == .complete(missing: 4..<10))
        #expect(decide([:], stored: part, now: now.advanced(bySeconds: 60)) == .forward(.partial))
        #expect(decide(["Range": "bytes=0-1"], stored: part, now: now) == .serve(ageSeconds: 0))
        #expect(
            decide(["Range": "bytes=0-1"], stored: part, now: now.advanced(bySeconds: 60)) == .validate(.stale))
        #expect(decide(["Range": "bytes=2-5"], stored: part, now: now) == .forward(.partial))
        #expect(decide(["Cache-Control": "only-if-cached"], stored: part, now: now) == .refuse)
        #expect(!mayStandIn(part, forRequest: [:], now: now.advanced(bySeconds: 61)))
        #expect(mayStandIn(part, forRequest: ["Range": "bytes=0-1"], now: now.advanced(bySeconds: 61)))
        #expect(!mayShare(part, withRequest: [:], now: now))
    }

    @Test func `what completes a part is asked for on condition`() {
        let part = stored(
            ["Cache-Control: max-age=60", "Content-Range: bytes 0-3/10", "ETag: \"a\""], status: 206)
        let asked = part.completing(["If-None-Match": "\"z\"", "Accept": "a/b"], missing: 4..<10)
        #expect(asked == ["Accept": "a/b", "Range": "bytes=4-", "If-Range": "\"a\""])
        let whole = part.combined(
            into: StoredPart(range: 0..<10, completeLengthBytes: 10),
            with: ["Cache-Control": "max-age=9", "Content-Range": "bytes 4-9/10", "X-New": "1"], requestTime: now,
            responseTime: now, policy: CachePolicy())
        #expect(whole.status == 200 && whole.part == nil && whole.freshness.lifetimeSeconds == 9)
        #expect(whole.fields.contains("x-new") && !whole.fields.contains("content-range"))
    }

    private func refusal(_ status: Int, _ lines: [String], request: [String]) -> StorageRefusal? {
        storageRefusal(
            method: .get, requestFields: fields(request), status: status, fields: fields(lines), responseTime: now,
            policy: CachePolicy())
    }
}

/// An answer to HEAD and what it says about `ETag: "a"`, `Last-Modified: …19:00:00` and ten bytes.
struct HeadCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let status: Int
    let lines: [String]
    let expected: HeadFinding

    init(_ rule: String, _ status: Int = 200, _ lines: String..., is expected: HeadFinding) {
        self.rule = rule
        self.status = status
        self.lines = lines
        self.expected = expected
    }

    var testDescription: String { "\(rule): \(status) \(lines.joined(separator: " | "))" }

    static let all: [HeadCase] = [
        .init("§4.3.5 nothing to compare", is: .same),
        .init("§4.3.5 same tag", 200, "ETag: \"a\"", is: .same),
        .init(
            "§4.3.5 same everything", 200, "ETag: \"a\"", "Last-Modified: \(nowText)", "Content-Length: 10", is: .same),
        .init("§4.3.5 other tag", 200, "ETag: \"b\"", is: .changed),
        .init("§4.3.5 other date", 200, "Last-Modified: \(date(1))", is: .changed),
        .init("§4.3.5 other length", 200, "ETag: \"a\"", "Content-Length: 11", is: .changed),
        .init("RFC 9110 §15.5.11 gone", 410, is: .changed),
        .init("RFC 9110 §15.5.5 not found", 404, is: .changed),
        .init("a moment's trouble", 503, is: .unclear),
        .init("RFC 9110 §15.4.5 not modified", 304, is: .unclear),
    ]
}

@Suite struct `HEAD and POST` {
    @Test(arguments: HeadCase.all)
    func `what an answer to HEAD says follows the table`(_ row: HeadCase) {
        let response = stored(["Cache-Control: max-age=60", "ETag: \"a\"", "Last-Modified: \(nowText)"])
        #expect(
            headFinding(status: row.status, fields: fields(row.lines), stored: response, bodyBytes: 10) == row.expected)
    }

    @Test(arguments: [
        ("RFC 9110 §9.3.3 explicit freshness, own address", 200, ["Content-Location: /a?b"], [], true),
        ("RFC 9110 §9.3.3 relative to the path", 200, ["Content-Location: a?b"], [], true),
        ("RFC 9110 §9.3.3 absolute, of the same host", 200, ["Content-Location: http://h/a?b"], [], true),
        ("RFC 9110 §9.3.3 another address", 200, ["Content-Location: /a"], [], false),
        ("RFC 9110 §9.3.3 another host", 200, ["Content-Location: http://i/a?b"], [], false),
        ("RFC 9110 §9.3.3 no address", 200, [], [], false),
        ("RFC 9110 §9.3.3 two addresses", 200, ["Content-Location: /a?b", "Content-Location: /a?b"], [], false),
        ("RFC 9110 §9.3.3 an error", 404, ["Content-Location: /a?b"], [], false),
        ("§3.5 credentials", 200, ["Content-Location: /a?b"], ["Authorization: Basic x"], false),
        ("another host in an unkeyed field", 200, ["Content-Location: /a?b"], ["X-Forwarded-Host: evil"], false),
    ])
    func `an answer to POST is stored as the table says`(
        _ row: (rule: String, status: Int, lines: [String], request: [String], isStored: Bool)
    ) {
        func refusal(_ freshness: String) -> StorageRefusal? {
            postStorageRefusal(
                requestFields: fields(row.request), status: row.status, fields: fields([freshness] + row.lines),
                target: "/a?b", host: "h", responseTime: now, policy: CachePolicy())
        }
        #expect((refusal("Cache-Control: max-age=60") == nil) == row.isStored, "\(row.rule)")
        #expect(refusal("Last-Modified: \(date(-999))") != nil, "never by a heuristic")
        #expect(refusal("Cache-Control: max-age=60, no-store") != nil)
    }
}
