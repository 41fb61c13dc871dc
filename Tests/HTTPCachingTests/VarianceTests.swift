import HTTPCaching
import HTTPSemantics
import Testing

/// Two requests, and whether a response to the first answers the second.
struct VarianceCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let vary: [String]
    let first: [String]
    let second: [String]
    let matches: Bool

    init(_ rule: String, vary: String..., first: [String], second: [String], matches: Bool) {
        self.rule = rule
        self.vary = vary
        self.first = first
        self.second = second
        self.matches = matches
    }

    var testDescription: String {
        "\(rule): \(vary) \(first.joined(separator: " | ")) / \(second.joined(separator: " | "))"
    }

    static let all: [VarianceCase] = [
        .init("§4.1 same value", vary: "Foo", first: ["Foo: 1"], second: ["Foo: 1"], matches: true),
        .init("§4.1 other value", vary: "Foo", first: ["Foo: 1"], second: ["Foo: 2"], matches: false),
        .init("§4.1 absent in both", vary: "Foo", first: [], second: ["Bar: 2"], matches: true),
        .init("§4.1 absent in one", vary: "Foo", first: ["Foo: 1"], second: [], matches: false),
        .init("§4.1 absent is not empty", vary: "Foo", first: ["Foo:"], second: [], matches: false),
        .init("§4.1 no Vary", first: ["Foo: 1"], second: ["Foo: 2"], matches: true),
        .init(
            "§4.1 every name counts", vary: "Foo, Bar", first: ["Foo: 1", "Bar: 1"], second: ["Foo: 1", "Bar: 2"],
            matches: false),
        .init(
            "§4.1 every line counts", vary: "Foo", "Bar", first: ["Foo: 1", "Bar: 1"], second: ["Foo: 1", "Bar: 2"],
            matches: false),
        .init("RFC 9110 §5.1 names are caseless", vary: "fOO", first: ["Foo: 1"], second: ["foo: 2"], matches: false),
        .init("§4.1 values are not", vary: "Foo", first: ["Foo: a"], second: ["Foo: A"], matches: false),
        .init("§4.1 lines combined", vary: "Foo", first: ["Foo: 1", "Foo: 2"], second: ["Foo: 1, 2"], matches: true),
        .init("§4.1 white space of lists", vary: "Foo", first: ["Foo: 1,2"], second: ["Foo: 1 ,  2"], matches: true),
        .init("§4.1 order counts", vary: "Foo", first: ["Foo: 1, 2"], second: ["Foo: 2, 1"], matches: false),
        .init("§4.1 commas in quotes", vary: "Foo", first: [#"Foo: "1,2""#], second: [#"Foo: "1, 2""#], matches: false),
        .init(
            "§4.1 languages are caseless", vary: "Accept-Language", first: ["Accept-Language: en-GB"],
            second: ["Accept-Language: EN-gb"], matches: true),
        .init(
            "§4.1 codings are caseless", vary: "Accept-Encoding", first: ["Accept-Encoding: gzip, br"],
            second: ["Accept-Encoding: GZIP,br"], matches: true),
        .init(
            "§4.1 what is no list stays as it is", vary: "Cookie", first: ["Cookie: a=1,b"], second: ["Cookie: a=1, b"],
            matches: false),
        .init(
            "§4.1 nor is a user agent", vary: "User-Agent", first: ["User-Agent: A (b,c)"],
            second: ["User-Agent: A (b, c)"], matches: false),
        .init(
            "RFC 9110 §5.5 bytes that are no text", vary: "Foo", first: ["Foo: \u{E9}"], second: ["Foo: \u{E8}"],
            matches: false),
    ]
}

@Suite struct `Vary, RFC 9111 §4.1` {
    @Test(arguments: VarianceCase.all)
    func `which request a variant answers follows the table`(_ row: VarianceCase) {
        let variance = Variance(of: fields(row.vary.map { "Vary: \($0)" }), for: fields(row.first))
        #expect(variance.matches(fields(row.first)))
        #expect(variance.matches(fields(row.second)) == row.matches, "\(row.rule)")
    }

    @Test func `among variants the first that matches is found, whatever they vary by`() {
        func variant(_ vary: String, _ request: Fields) -> Variance {
            Variance(of: ["Vary": FieldValue(vary)], for: request)
        }
        let variants = [variant("a, b", ["a": "1"]), variant("a", ["a": "2"]), variant("b", [:]), variant(",", [:])]
        for (request, expected) in [
            (["a": "1"], 0), (["a": "2"], 1), (["a": "3"], 2), (["b": "1"], 3), ([:], 2), (["a": "1", "b": "1"], 3),
        ] as [(Fields, Int)] {
            let found = Variance.first(in: Array(variants.enumerated()), matching: request) { $0.element }
            #expect(found?.offset == expected, "\(request)")
        }
    }

    @Test func `the order of names in Vary does not make another variant`() {
        let request: Fields = ["a": "1", "b": "2"]
        #expect(Variance(of: ["Vary": "a, b"], for: request) == Variance(of: ["Vary": "B,A,a"], for: request))
    }

    @Test func `a Vary of 10 KB is read and matched`() {
        let names = (0..<1500).map { "name-\($0)" }.joined(separator: ",")
        let variance = Variance(of: ["Vary": FieldValue(names)], for: ["Name-7": "x"])
        #expect(variance.selectors.count == 1500)
        #expect(variance.matches(["name-7": "x"]))
        #expect(!variance.matches(["name-8": "x"]))
    }
}
