import Templates
import Testing

@Suite struct `Values as JSON` {
    private static let written: [(TemplateValue, String)] = [
        (.none, "null"),
        (true, "true"),
        (-12, "-12"),
        ("a\"b\\c\n\u{1}é/", #""a\"b\\c\n\u0001é/""#),
        (.markup("<b>"), #"{"$markup":"<b>"}"#),
        ([1, [], "x"], #"[1,[],"x"]"#),
        (["b": 1, "a": ["c": .none]], #"{"a":{"c":null},"b":1}"#),
        (["$markup": "<b>"], #"{"$$markup":"<b>"}"#),
        (["$": 1, "$$x": 2], #"{"$$":1,"$$$x":2}"#),
    ]

    @Test(arguments: written) func `what is written is read back`(_ value: TemplateValue, _ json: String) throws {
        #expect(String(decoding: value.json(), as: UTF8.self) == json)
        #expect(try TemplateValue(json: Array(json.utf8)) == value)
    }

    private static let read: [(String, TemplateValue)] = [
        (" { \"a\" : [ true , null ] }\r\n", ["a": [true, .none]]),
        (#""\u00e9\ud83d\uddde\/\b\f\r\t""#, "é🗞/\u{8}\u{C}\r\t"),
        (#"{"a":1,"a":2}"#, ["a": 2]),
        ("0", 0),
        ("-0", 0),
        (#"{"$markup":1}"#, ["$markup": 1]),
        (#"{"$markup":"x","y":1}"#, ["$markup": "x", "y": 1]),
    ]

    @Test(arguments: read) func `any JSON with whole numbers can be read`(_ json: String, _ value: TemplateValue) throws
    {
        #expect(try TemplateValue(json: Array(json.utf8)) == value)
    }

    private static let refused: [(String, Int)] = [
        ("", 0), ("{", 1), ("[1,]", 3), ("{\"a\" 1}", 5), ("tru", 0), ("01", 2), ("-", 1), ("1.5", 1), ("1e3", 1),
        ("99999999999999999999", 20), ("\"a", 2), ("\"\n\"", 2), (#""\x""#, 3), (#""\u12g4""#, 3), (#""\ud800""#, 7),
        ("1 2", 2), ("{1:2}", 1), ("nul", 0),
    ]

    @Test(arguments: refused) func `the rest is refused with its place`(_ json: String, _ offset: Int) throws {
        let failure = try #require(throws: TemplateJSONFailure.self) { _ = try TemplateValue(json: Array(json.utf8)) }
        #expect(failure.offset == offset)
    }

    @Test func `text that isn't UTF-8 and endless nesting are refused`() {
        #expect(throws: TemplateJSONFailure.self) { _ = try TemplateValue(json: [0x22, 0xE9, 0x22]) }
        let deep = Array(String(repeating: "[", count: 100_000).utf8)
        #expect(throws: TemplateJSONFailure.self) { _ = try TemplateValue(json: deep) }
    }
}
