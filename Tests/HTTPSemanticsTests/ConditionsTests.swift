import HTTPSemantics
import Testing

@Suite struct `Entity tags, RFC 9110 §8.8.3` {
    @Test(arguments: [
        (#""abc""#, "abc", false), (#"W/"abc""#, "abc", true), (#""""#, "", false), (#""a\b""#, #"a\b"#, false),
        ("\"\u{E9}\"", "\u{E9}", false),
    ])
    func `a tag is quoted text, weak or not`(_ text: String, _ opaque: String, _ isWeak: Bool) throws {
        let tag = try #require(EntityTag(text))
        #expect(tag.opaque == opaque)
        #expect(tag.isWeak == isWeak)
        #expect(tag.description == text)
    }

    @Test(arguments: [
        "", "abc", #"""#, #"w/"abc""#, #"W/abc"#, #""a b""#, #""a"b""#, #"W/ "a""#, "\"a\u{7F}\"", #" "a""#, #""a" "#,
    ])
    func `anything else is no tag`(_ text: String) {
        #expect(EntityTag(text) == nil)
    }

    @Test(arguments: [
        (#"W/"1""#, #"W/"1""#, false, true), (#"W/"1""#, #"W/"2""#, false, false), (#"W/"1""#, #""1""#, false, true),
        (#""1""#, #""1""#, true, true),
    ])
    func `comparison follows the table of §8_8_3_2`(_ left: String, _ right: String, _ strong: Bool, _ weak: Bool)
        throws
    {
        let left = try #require(EntityTag(left))
        let right = try #require(EntityTag(right))
        #expect(left.matchesStrongly(right) == strong && right.matchesStrongly(left) == strong)
        #expect(left.matchesWeakly(right) == weak && right.matchesWeakly(left) == weak)
    }

    @Test func `a list of tags is cut outside them, whatever backslashes say`() {
        let tags = entityTags(in: #""a,b", W/"c" , bad,, "d\", "e""#)
        #expect(tags.map(\.description) == [#""a,b""#, #"W/"c""#, #""d\""#, #""e""#])
    }
}

@Suite struct `Preconditions, RFC 9110 §13` {
    static let now = HTTPDate(secondsSinceEpoch: 1_795_000_000)

    @Test(arguments: PreconditionCase.all)
    func `the outcome follows the order of §13_2_2`(_ row: PreconditionCase) {
        let current =
            row.exists
            ? Validators(
                entityTag: row.tag.flatMap { EntityTag($0) }, lastModified: row.modified.flatMap { HTTPDate($0) }) : nil
        let outcome = evaluatePreconditions(method: row.method, fields: row.fields, current: current, now: Self.now)
        #expect(outcome == row.expected, "\(row.rule)")
    }

    @Test(arguments: IfRangeCase.all)
    func `a range is honoured only of the version it was asked of, §13_1_5`(_ row: IfRangeCase) {
        let fields: Fields = row.ifRange.map { ["If-Range": FieldValue($0)] } ?? [:]
        let current = Validators(
            entityTag: row.tag.flatMap { EntityTag($0) }, lastModified: row.modified.flatMap { HTTPDate($0) },
            observed: row.observed.flatMap { HTTPDate($0) })
        #expect(Conditions(fields, now: Self.now).allowsRange(of: current) == row.expected, "\(row.rule)")
    }
}

private let old = "Sun, 06 Nov 1994 08:49:36 GMT"
private let then = "Sun, 06 Nov 1994 08:49:37 GMT"
private let later = "Sun, 06 Nov 1994 08:49:38 GMT"

struct PreconditionCase: Sendable, CustomTestStringConvertible {
    let rule: String
    var method = Method.get
    let fields: Fields
    var exists = true
    var tag: String? = #""1""#
    var modified: String? = then
    let expected: PreconditionOutcome

    var testDescription: String { rule }

    static let all = [
        PreconditionCase(rule: "none", fields: [:], expected: .proceed),
        PreconditionCase(rule: "§13.1.1 match", method: .put, fields: ["If-Match": #""0", "1""#], expected: .proceed),
        PreconditionCase(
            rule: "§13.1.1 mismatch", method: .put, fields: ["If-Match": #""0""#], expected: .preconditionFailed),
        PreconditionCase(
            rule: "§13.1.1 weak never matches", fields: ["If-Match": #"W/"1""#], expected: .preconditionFailed),
        PreconditionCase(
            rule: "§13.1.1 own weak tag", fields: ["If-Match": #""1""#], tag: #"W/"1""#, expected: .preconditionFailed),
        PreconditionCase(rule: "§13.1.1 * exists", fields: ["If-Match": "*"], expected: .proceed),
        PreconditionCase(
            rule: "§13.1.1 * missing", method: .put, fields: ["If-Match": "*"], exists: false,
            expected: .preconditionFailed),
        PreconditionCase(
            rule: "§13.1.1 no tag to compare", fields: ["If-Match": #""1""#], tag: nil, expected: .preconditionFailed),
        PreconditionCase(
            rule: "§13.1.1 malformed matches nothing", fields: ["If-Match": "1"], expected: .preconditionFailed),
        PreconditionCase(
            rule: "§13.1.4 unmodified", fields: ["If-Unmodified-Since": FieldValue(then)], expected: .proceed),
        PreconditionCase(
            rule: "§13.1.4 modified", fields: ["If-Unmodified-Since": FieldValue(old)], expected: .preconditionFailed),
        PreconditionCase(rule: "§13.1.4 not a date", fields: ["If-Unmodified-Since": "yesterday"], expected: .proceed),
        PreconditionCase(
            rule: "§13.1.4 no date to compare", fields: ["If-Unmodified-Since": FieldValue(old)], modified: nil,
            expected: .proceed),
        PreconditionCase(
            rule: "§13.2.2 If-Match hides If-Unmodified-Since",
            fields: ["If-Match": #""1""#, "If-Unmodified-Since": FieldValue(old)],
            expected: .proceed),
        PreconditionCase(rule: "§13.1.2 GET, same", fields: ["If-None-Match": #""1""#], expected: .notModified),
        PreconditionCase(
            rule: "§13.1.2 HEAD, same", method: .head, fields: ["If-None-Match": #""1""#], expected: .notModified),
        PreconditionCase(rule: "§13.1.2 weak counts", fields: ["If-None-Match": #"W/"1""#], expected: .notModified),
        PreconditionCase(
            rule: "§13.1.2 one of many lines", fields: ["If-None-Match": #""0""#, "if-none-match": #""1""#],
            expected: .notModified),
        PreconditionCase(rule: "§13.1.2 other", fields: ["If-None-Match": #""2""#], expected: .proceed),
        PreconditionCase(rule: "§13.1.2 * exists", fields: ["If-None-Match": "*"], expected: .notModified),
        PreconditionCase(rule: "§13.1.2 * missing", fields: ["If-None-Match": "*"], exists: false, expected: .proceed),
        PreconditionCase(
            rule: "§13.1.2 PUT *", method: .put, fields: ["If-None-Match": "*"], expected: .preconditionFailed),
        PreconditionCase(
            rule: "§13.1.2 PUT * missing", method: .put, fields: ["If-None-Match": "*"], exists: false,
            expected: .proceed),
        PreconditionCase(
            rule: "§13.1.3 same second", fields: ["If-Modified-Since": FieldValue(then)], expected: .notModified),
        PreconditionCase(
            rule: "§13.1.3 later", fields: ["If-Modified-Since": FieldValue(later)], expected: .notModified),
        PreconditionCase(rule: "§13.1.3 earlier", fields: ["If-Modified-Since": FieldValue(old)], expected: .proceed),
        PreconditionCase(
            rule: "§13.1.3 RFC 850", fields: ["If-Modified-Since": "Sunday, 06-Nov-94 08:49:37 GMT"],
            expected: .notModified),
        PreconditionCase(rule: "§13.1.3 not a date", fields: ["If-Modified-Since": "0"], expected: .proceed),
        PreconditionCase(
            rule: "§13.1.3 two lines",
            fields: ["If-Modified-Since": FieldValue(then), "if-modified-since": FieldValue(then)], expected: .proceed),
        PreconditionCase(
            rule: "§13.1.3 not for POST", method: .post, fields: ["If-Modified-Since": FieldValue(then)],
            expected: .proceed),
        PreconditionCase(
            rule: "§13.2.2 If-None-Match hides If-Modified-Since",
            fields: ["If-None-Match": #""2""#, "If-Modified-Since": FieldValue(later)],
            expected: .proceed),
        PreconditionCase(
            rule: "§13.2.2 If-Match before If-None-Match", fields: ["If-None-Match": #""1""#, "If-Match": #""2""#],
            expected: .preconditionFailed),
    ]
}

struct IfRangeCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let ifRange: String?
    var tag: String? = #""1""#
    var modified: String? = then
    var observed: String? = later
    let expected: Bool

    var testDescription: String { rule }

    static let all = [
        IfRangeCase(rule: "absent", ifRange: nil, expected: true),
        IfRangeCase(rule: "same tag", ifRange: #""1""#, expected: true),
        IfRangeCase(rule: "other tag", ifRange: #""2""#, expected: false),
        IfRangeCase(rule: "weak tag asked", ifRange: #"W/"1""#, expected: false),
        IfRangeCase(rule: "weak tag current", ifRange: #""1""#, tag: #"W/"1""#, expected: false),
        IfRangeCase(rule: "no tag current", ifRange: #""1""#, tag: nil, expected: false),
        IfRangeCase(rule: "list of tags", ifRange: #""1", "2""#, expected: false),
        IfRangeCase(rule: "same date", ifRange: then, expected: true),
        IfRangeCase(rule: "later date isn't the same", ifRange: later, expected: false),
        IfRangeCase(rule: "earlier date", ifRange: old, expected: false),
        IfRangeCase(rule: "§8.8.2.2 date too fresh to be strong", ifRange: then, observed: then, expected: false),
        IfRangeCase(rule: "§8.8.2.2 the owner vouches", ifRange: then, observed: nil, expected: true),
        IfRangeCase(rule: "no date current", ifRange: then, modified: nil, expected: false),
        IfRangeCase(rule: "malformed", ifRange: "1", expected: false),
    ]
}
