import HTTPSemantics
import Testing

@Suite struct `Ranges, RFC 9110 §14` {
    @Test(arguments: RangeCase.all)
    func `what to send follows the table`(_ row: RangeCase) {
        let fields: Fields = ["Range": FieldValue(row.value)]
        let resolution = RangeRequest(fields)?.resolve(lengthBytes: row.length) ?? .whole
        #expect(resolution == row.expected, "\(row.rule)")
    }

    @Test func `two Range lines are ignored`() {
        #expect(RangeRequest(["Range": "bytes=0-1", "range": "bytes=2-3"] as Fields) == nil)
        #expect(RangeRequest([:] as Fields) == nil)
    }

    @Test func `no answer is longer than the whole, and every part lies inside`() {
        var random = SeededGenerator(seed: 0x14)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...40, using: &random)
            let members = (0..<Int.random(in: 1...20, using: &random)).map { _ in Self.member(&random) }
            let value = "bytes=" + members.joined(separator: ",")
            guard let request = RangeRequest(value) else { continue }
            guard case .parts(let parts) = request.resolve(lengthBytes: length) else { continue }
            #expect(!parts.isEmpty && parts.count <= 16, "seed \(random.seed): \(value)")
            #expect(
                parts.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= length },
                "seed \(random.seed): \(value)")
            #expect(parts.reduce(0) { $0 + $1.count } <= length, "seed \(random.seed): \(value)")
        }
    }

    private static func member(_ random: inout SeededGenerator) -> String {
        let first = Int.random(in: 0...45, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return "-\(first)"
        case 1: return "\(first)-"
        default: return "\(first)-\(first + Int.random(in: -1...9, using: &random))"
        }
    }

    @Test(arguments: [
        ("bytes 0-9/100", ContentRange.part(0..<10, lengthBytes: 100)),
        ("bytes 0-9/*", .part(0..<10, lengthBytes: nil)),
        ("bytes */100", .unsatisfied(lengthBytes: 100)), ("bytes */0", .unsatisfied(lengthBytes: 0)),
        ("bytes 5-5/6", .part(5..<6, lengthBytes: 6)),
    ])
    func `a content range is read and written, §14_4`(_ text: String, _ expected: ContentRange) {
        #expect(ContentRange(text) == expected)
        #expect(expected.description == text)
    }

    @Test(arguments: [
        "", "bytes", "bytes ", "bytes=0-9/100", "items 0-9/100", "bytes 9-0/100", "bytes 0-100/100", "bytes */*",
        "bytes 0-9",
        "bytes 0-9/", "bytes -9/100", "bytes 0-/100", "bytes 0-9/100/1", "bytes 0-9/-1", "bytes  0-9/100",
        "bytes 0-9 /100",
        "bytes 0-18446744073709551615/*", "bytes 0x0-9/100", "bytes 0-9-10/100",
    ])
    func `anything else is no content range, §14_4`(_ text: String) {
        #expect(ContentRange(text) == nil)
    }
}

struct RangeCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let value: String
    var length = 10_000
    let expected: RangeResolution

    var testDescription: String { "\(rule): \(value)" }

    static let all = [
        RangeCase(rule: "§14.1.2 first 500", value: "bytes=0-499", expected: .parts([0..<500])),
        RangeCase(rule: "§14.1.2 second 500", value: "bytes=500-999", expected: .parts([500..<1000])),
        RangeCase(rule: "§14.1.2 last 500", value: "bytes=-500", expected: .parts([9500..<10_000])),
        RangeCase(rule: "§14.1.2 from 9500", value: "bytes=9500-", expected: .parts([9500..<10_000])),
        RangeCase(rule: "§14.1.2 first and last", value: "bytes=0-0,-1", expected: .parts([0..<1, 9999..<10_000])),
        RangeCase(rule: "§14.1.2 first, middle, last", value: "bytes= 0-999, 4500-5499, -1000", expected: .whole),
        RangeCase(
            rule: "§14.1.2 several", value: "bytes=0-999, 4500-5499,\t-1000",
            expected: .parts([0..<1000, 4500..<5500, 9000..<10_000])),
        RangeCase(rule: "§14.1.2 last past the end", value: "bytes=9990-20000", expected: .parts([9990..<10_000])),
        RangeCase(rule: "§14.1.2 suffix past the start", value: "bytes=-20000", expected: .parts([0..<10_000])),
        RangeCase(rule: "§14.1.1 first past the end", value: "bytes=10000-", expected: .unsatisfiable),
        RangeCase(rule: "§14.1.1 empty suffix", value: "bytes=-0", expected: .unsatisfiable),
        RangeCase(rule: "§14.1.1 last before first", value: "bytes=5-1", expected: .whole),
        RangeCase(rule: "§14.1.1 one malformed spoils all", value: "bytes=0-1,5-1", expected: .whole),
        RangeCase(
            rule: "unsatisfiable in the middle is left out", value: "bytes=0-0,20000-,2-2",
            expected: .parts([0..<1, 2..<3])),
        RangeCase(
            rule: "descending stays descending", value: "bytes=100-199,0-9", expected: .parts([100..<200, 0..<10])),
        RangeCase(rule: "unit in capitals", value: "Bytes=0-0", expected: .parts([0..<1])),
        RangeCase(rule: "§14.2 unknown unit", value: "x=0-1", expected: .whole),
        RangeCase(rule: "no unit", value: "0-1", expected: .whole),
        RangeCase(rule: "empty", value: "bytes=", expected: .whole),
        RangeCase(rule: "commas alone", value: "bytes=,,", expected: .whole),
        RangeCase(rule: "empty members", value: "bytes=,0-0,,", expected: .parts([0..<1])),
        RangeCase(rule: "dash alone", value: "bytes=-", expected: .whole),
        RangeCase(rule: "two dashes", value: "bytes=--1", expected: .whole),
        RangeCase(rule: "blank before the equals sign", value: "bytes =0-1", expected: .whole),
        RangeCase(rule: "blank inside", value: "bytes=0 -1", expected: .whole),
        RangeCase(rule: "sign", value: "bytes=+0-1", expected: .whole),
        RangeCase(rule: "hexadecimal", value: "bytes=0x0-1", expected: .whole),
        RangeCase(rule: "first beyond counting", value: "bytes=18446744073709551615-", expected: .unsatisfiable),
        RangeCase(rule: "last beyond counting", value: "bytes=0-18446744073709551615", expected: .parts([0..<10_000])),
        RangeCase(rule: "suffix beyond counting", value: "bytes=-18446744073709551615", expected: .parts([0..<10_000])),
        RangeCase(rule: "nothing there", value: "bytes=0-0", length: 0, expected: .whole),
        RangeCase(rule: "nothing there, suffix", value: "bytes=-5", length: 0, expected: .whole),
        RangeCase(rule: "15 GB", value: "bytes=0-0", length: 15_000_000_000, expected: .parts([0..<1])),
        RangeCase(
            rule: "§17.15 a thousand", value: "bytes=" + (0..<1000).map { "\($0)-\($0)" }.joined(separator: ","),
            expected: .whole),
        RangeCase(rule: "§17.15 the same again and again", value: "bytes=0-,0-,0-", expected: .whole),
        RangeCase(rule: "§17.15 larger than the file", value: "bytes=0-5999,4000-9999", expected: .whole),
        RangeCase(
            rule: "§14.2 two overlaps pass", value: "bytes=0-9,5-14,10-19", expected: .parts([0..<10, 5..<15, 10..<20])),
        RangeCase(rule: "§14.2 three overlaps don't", value: "bytes=0-9,5-14,10-19,15-24", expected: .whole),
    ]
}
