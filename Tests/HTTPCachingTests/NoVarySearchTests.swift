import HTTPCaching
import HTTPSemantics
import Testing

/// A rule, two queries, and whether one response answers both.
struct QueryCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let one: String
    let other: String
    let isSame: Bool

    init(_ rule: String, _ one: String, _ other: String, same isSame: Bool) {
        self.rule = rule
        self.one = one
        self.other = other
        self.isSame = isSame
    }

    var testDescription: String { "\(rule): \(one) and \(other)" }

    static let all: [QueryCase] = [
        .init("key-order", "/?a=1&b=2", "/?b=2&a=1", same: true),
        .init("key-order", "/?a=1&a=2", "/?a=2&a=1", same: false),
        .init("key-order", "/?a=1", "/?a=2", same: false),
        .init("params", "/?a=1", "/?b=2", same: true),
        .init("params", "/?a=1", "/", same: true),
        .init("params", "/x?a=1", "/y?a=1", same: false),
        .init(#"params=("utm" "ref")"#, "/?a=1&utm=x", "/?ref=y&a=1", same: true),
        .init(#"params=("utm")"#, "/?a=1&utm=x", "/?a=2", same: false),
        .init(#"params=("utm")"#, "/?a=1&b=2", "/?b=2&a=1", same: false),
        .init(#"params=("a b")"#, "/?a+b=1", "/?a%20b=2", same: true),
        .init(#"params=("utm")"#, "/?a=%41", "/?a=A", same: true),
        .init(#"params=("utm")"#, "/?a=1%262", "/?a=1&2", same: false),
        .init(#"params=("utm")"#, "/?a", "/?a=", same: true),
        .init(#"params=("utm")"#, "/?%", "/?%25", same: true),
        .init(#"params, except=("id")"#, "/?id=1&x=2", "/?x=3&id=1", same: true),
        .init(#"params, except=("id")"#, "/?id=1", "/?id=2", same: false),
        .init(#"key-order, params, except=("id")"#, "/?id=1&x", "/?id=1", same: true),
    ]
}

@Suite struct `No-Vary-Search` {
    @Test(arguments: QueryCase.all)
    func `what makes no difference follows the table`(_ row: QueryCase) throws {
        let rule = try #require(NoVarySearch(of: ["No-Vary-Search": FieldValue(row.rule)]))
        #expect((rule.folding(row.one) == rule.folding(row.other)) == row.isSame)
    }

    @Test(arguments: [
        "", "params=?0", "key-order=?0", "unknown", "params=1", "key-order=1", #"params=("a" 1)"#, #"params=("a""#,
        #"except=("a")"#, #"params=("a"), except=("b")"#, "PARAMS", "params=()",
    ])
    func `what cannot be read, or says the usual, says nothing`(_ text: String) {
        #expect(NoVarySearch(of: ["No-Vary-Search": FieldValue(text)]) == nil)
    }
}
