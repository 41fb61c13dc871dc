import HTTPCaching
import HTTPSemantics
import Testing

@Suite struct `Tags of a response` {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        let fields: Fields
        let tags: [String]
        var testDescription: String { rule }

        init(_ rule: String, _ fields: Fields, _ tags: [String]) {
            (self.rule, self.fields, self.tags) = (rule, fields, tags)
        }
    }

    static let long = String(repeating: "x", count: 256)

    static let cases = [
        Case("none", [:], []),
        Case("commas part them and blanks around them go", ["Cache-Tag": " a,b ,\tc\t,, d"], ["a", "b", "c", "d"]),
        Case("case makes no difference, nor do repetitions", ["Cache-Tag": "Post:A, post:a"], ["post:a"]),
        Case("several lines are one", ["Cache-Tag": "a", "cache-tag": "b"], ["a", "b"]),
        Case("one with a blank inside is none", ["Cache-Tag": "a b, c"], ["c"]),
        Case("one that isn't ASCII is none", ["Cache-Tag": "ü, c"], ["c"]),
        Case("256 characters are the most", ["Cache-Tag": FieldValue("\(long), x\(long), c")], [long, "c"]),
        Case(
            "the first fifty count",
            ["Cache-Tag": FieldValue((0..<60).map { "t\($0)" }.joined(separator: ","))], (0..<50).map { "t\($0)" }),
        Case(
            "what is no tag is not one of the fifty",
            ["Cache-Tag": FieldValue("a b," + (0..<50).map { "t\($0)" }.joined(separator: ","))],
            (0..<50).map { "t\($0)" }),
        Case("a quote is a character like others", ["Cache-Tag": "\"a, b\""], ["\"a", "b\""]),
        Case("blanks part surrogate keys", ["Surrogate-Key": "a  B,c\td"], ["a", "b,c", "d"]),
        Case("both fields count", ["Surrogate-Key": "b a", "Cache-Tag": "a"], ["a", "b"]),
        Case("surrogate keys may be longer", ["Surrogate-Key": FieldValue("x" + long)], ["x" + long]),
    ]

    @Test(arguments: cases) func `follow the table`(_ row: Case) {
        #expect(cacheTags(of: row.fields) == row.tags)
    }

    @Test func `as an operator writes one, it is found whatever its case, or refused`() {
        #expect(cacheTag(" Post:A ") == "post:a")
        for text in ["", " ", "a b", "ü", "a\u{0}", String(repeating: "x", count: 1025)] {
            #expect(cacheTag(text) == nil)
        }
    }
}

@Suite struct `Groups of a response, RFC 9875` {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: String
        let value: String
        let groups: [String]
        var testDescription: String { rule }

        init(_ rule: String, _ value: String, _ groups: [String]) {
            (self.rule, self.value, self.groups) = (rule, value, groups)
        }
    }

    static let many = (0..<64).map { "\($0)-" + String(repeating: "g", count: 60) }

    static let cases = [
        Case("§2 a list of strings", #""a", "b""#, ["a", "b"]),
        Case("§2 with their case", #""A","a""#, ["A", "a"]),
        Case("§2 characters that are quoted", #""a\"b\\c""#, [#"a"b\c"#]),
        Case("§2 an empty string is one", #""""#, [""]),
        Case("§2 parameters are ignored", #""a";x=1;y="z", "b""#, ["a", "b"]),
        Case("§2 more and longer than 32", many.map { "\"\($0)\"" }.joined(separator: ", "), many),
        Case("RFC 8941 §4.2 a token spoils all", #""a", b"#, []),
        Case("RFC 8941 §4.2 an inner list spoils all", #""a", ("b")"#, []),
        Case("RFC 8941 §4.2 a comma at the end spoils all", #""a","#, []),
        Case("RFC 8941 §4.2 an open string spoils all", #""a", "b"#, []),
        Case("RFC 8941 §4.2 a blank is no separator", #""a" "b""#, []),
        Case("RFC 8941 §3.3.3 only ASCII", #""ü""#, []),
        Case("RFC 8941 §4.2 an empty field", "", []),
    ]

    @Test(arguments: cases) func `follow the table`(_ row: Case) {
        #expect(cacheGroups(of: ["Cache-Groups": FieldValue(row.value)]) == row.groups)
        #expect(invalidatedGroups(.post, ["Cache-Group-Invalidation": FieldValue(row.value)]) == row.groups)
    }

    @Test func `§3 an answer to a safe method invalidates none`() {
        let fields: Fields = ["Cache-Group-Invalidation": #""a""#]
        for method in [Method.get, .head, .options] { #expect(invalidatedGroups(method, fields).isEmpty) }
        #expect(invalidatedGroups(Method(rawValue: "UNHEARD-OF"), fields) == ["a"])
    }
}

@Suite struct `A soft purge` {
    @Test func `ends the lifetime now, and the times of RFC 5861 begin`() {
        let start = Instant(secondsSinceEpoch: 1_795_460_400)
        let stored = StoredResponse(
            status: 200, reason: [],
            fields: ["Cache-Control": "max-age=1000, stale-while-revalidate=10, stale-if-error=20"], requestFields: [:],
            requestTime: start, responseTime: start, policy: CachePolicy())
        let purge = start.advanced(bySeconds: 100)
        let expired = stored.expired(at: purge)
        #expect(stored.isFresh(at: purge) && !expired.isFresh(at: purge))
        #expect(expired.freshness.source == .purge)
        #expect(decide([:], stored: expired, now: purge.advanced(bySeconds: 9)) == .serveStale(ageSeconds: 109))
        #expect(decide([:], stored: expired, now: purge.advanced(bySeconds: 10)) == .validate(.stale))
        #expect(mayStandIn(expired, forRequest: [:], now: purge.advanced(bySeconds: 19)))
        #expect(!mayStandIn(expired, forRequest: [:], now: purge.advanced(bySeconds: 20)))
        #expect(expired.expired(at: purge.advanced(bySeconds: 5)) == expired, "stale stays as stale as it was")
    }
}
