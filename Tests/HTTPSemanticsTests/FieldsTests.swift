import HTTPSemantics
import Testing

@Suite struct `Fields, RFC 9110 §5` {
    @Test func `names compare without regard to case and keep their spelling`() throws {
        let spellings = ["ETag", "ETAG"]
        let names = try spellings.map { try #require(FieldName($0)) }
        let name = names[0]
        #expect(name == "etag")
        #expect(Set(names).count == 1)
        #expect(name.original == "ETag")
        #expect(name.canonical == "etag")
        #expect(FieldName("If-Range") != "If-Match")
    }

    @Test(arguments: ["", " ", "a b", "a:", "a\r", "naïve", "a\u{0}", "\"a\"", "a/b", "(a)", "a,b", "{a}", "a@b"])
    func `what is no token is no name, §5_1`(_ text: String) {
        #expect(FieldName(text) == nil)
    }

    @Test func `every token character may stand in a name, §5_6_2`() {
        let text = "!#$%&'*+-.^_`|~09azAZ"
        #expect(FieldName(text)?.original == text)
    }

    @Test func `bytes survive as text and back, §5_5`() {
        let bytes = (0x20...0xFF).map { UInt8($0) }.filter { $0 != 0x7F }
        let value = FieldValue(bytes)
        #expect(value.text.unicodeScalars.count == bytes.count)
        #expect(FieldValue(value.text) == value)
        #expect(FieldValue("\u{E9}").bytes == [0xE9])
        #expect(FieldValue("→").bytes == [0xE2, 0x86, 0x92])
    }

    @Test(arguments: [
        ("", true), ("a\tb", true), ("\u{E9}", true), ("a\r\nb", false), ("a\u{0}", false), (" a", false),
        ("a\t", false), ("\u{7F}", false),
    ])
    func `only values without controls and outer blanks can be written`(_ text: String, _ expected: Bool) {
        #expect(FieldValue(text).isWritable == expected)
    }

    @Test func `lines keep their order, and a set value takes the first one's place, §5_3`() {
        var fields: Fields = ["A": "1", "b": "2", "a": "3", "C": "4"]
        #expect(fields.count == 4)
        #expect(fields.values("A") == ["1", "3"])
        #expect(fields.first("a") == "1")
        #expect(fields.combined("a") == "1, 3")
        #expect(fields["missing"] == nil)
        fields.set("A", to: "9")
        #expect(fields.map(\.description) == ["A: 9", "b: 2", "C: 4"])
        fields["b"] = nil
        fields["d"] = "5"
        #expect(fields.map(\.description) == ["A: 9", "C: 4", "d: 5"])
        #expect(fields.filter { $0.value == "4" } == ["c": "4"])
        fields.removeAll { $0.name == "c" }
        #expect(!fields.contains("C") && fields.contains("D"))
        fields.removeAll(named: "a")
        fields.removeAll(named: "d")
        #expect(fields.isEmpty)
    }

    @Test func `setting a name that was never there appends it`() {
        var fields: Fields = ["a": "1"]
        fields.set("b", to: "2")
        #expect(fields == ["a": "1", "b": "2"])
    }

    @Test(arguments: ListCase.all)
    func `lists are cut at commas outside quotes, §5_6_1`(_ row: ListCase) {
        var fields = Fields()
        for line in row.lines { fields.append("X", FieldValue(line)) }
        #expect(fields.list("x") == row.members)
    }
}

struct ListCase: Sendable, CustomTestStringConvertible {
    let lines: [String]
    let members: [String]

    var testDescription: String { "\(lines)" }

    static let all = [
        ListCase(lines: [], members: []),
        ListCase(lines: [""], members: []),
        ListCase(lines: ["a"], members: ["a"]),
        ListCase(lines: ["a,b"], members: ["a", "b"]),
        ListCase(lines: [" a ,\tb\t, ,, c"], members: ["a", "b", "c"]),
        ListCase(lines: ["a", "b, c"], members: ["a", "b", "c"]),
        ListCase(lines: [#"a="x,y", b"#], members: [#"a="x,y""#, "b"]),
        ListCase(lines: [#"a="x\",y", b"#], members: [#"a="x\",y""#, "b"]),
        ListCase(lines: [#"a="x,y"#, "b"], members: [#"a="x,y"#, "b"]),
        ListCase(lines: [#"a\,b"#], members: [#"a\"#, "b"]),
        ListCase(lines: [",,,"], members: []),
    ]
}

@Suite struct `Tokens and numbers, RFC 9110 §5.6` {
    @Test(
        arguments: [
            ("0", 0), ("007", 7), ("9223372036854775806", .max - 1), ("9223372036854775807", .max),
            ("9223372036854775808", .max),
            ("99999999999999999999999", .max), ("", nil), ("-1", nil), ("+1", nil), ("1 ", nil), ("0x1", nil),
            ("1.5", nil),
            ("99999999999999999999x", nil),
        ] as [(String, Int?)])
    func `decimals saturate and hold nothing but digits`(_ text: String, _ expected: Int?) {
        #expect(saturatedDecimal(text.utf8) == expected)
    }

    @Test(
        arguments: [
            (#""""#, ""), (#""a b""#, "a b"), (#""a\"b""#, #"a"b"#), (#""\\""#, #"\"#), (#"""#, nil), ("a", nil),
            (#""a"b""#, nil),
            (#""a\""#, nil), ("\"a\u{0}\"", nil),
        ] as [(String, String?)])
    func `quoted strings resolve their escapes, §5_6_4`(_ text: String, _ expected: String?) {
        #expect(unquoted(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test(arguments: [
        (Method.get, true, true), (.head, true, true), (.options, true, true), (.trace, true, true),
        (.put, false, true),
        (.delete, false, true), (.post, false, false), (.patch, false, false), (.connect, false, false),
        (Method(rawValue: "get"), false, false), (Method(rawValue: "PURGE"), false, false),
    ])
    func `methods are safe and idempotent as §9_2 says`(_ method: Method, _ isSafe: Bool, _ isIdempotent: Bool) {
        #expect(method.isSafe == isSafe)
        #expect(method.isIdempotent == isIdempotent)
    }

    @Test func `statuses have their usual words, §15`() {
        #expect(reasonPhrase(200) == "OK")
        #expect(reasonPhrase(416) == "Range Not Satisfiable")
        #expect(reasonPhrase(299) == "")
        #expect((100...599).allSatisfy { isPrintable(reasonPhrase($0)) })
    }

    private func isPrintable(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}
