import HTTPSemantics
import Testing

@Suite struct `Dates, RFC 9110 §5.6.7` {
    static let now = HTTPDate(secondsSinceEpoch: 1_795_000_000)  // 2026-11-18

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "sun, 06 nov 1994 08:49:37 gmt", "SUNDAY, 06-NOV-94 08:49:37 GMT", "Mon, 06 Nov 1994 08:49:37 GMT",
    ])
    func `the three forms name one instant`(_ text: String) {
        #expect(HTTPDate(text, now: Self.now)?.secondsSinceEpoch == 784_111_777)
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000),
        ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400), ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799), ("Sat, 01 Jan 0000 00:00:00 GMT", -62_167_219_200),
        ("Tue, 19 Jan 2038 03:14:08 GMT", 2_147_483_648), ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
    ])
    func `instants are exact`(_ text: String, _ expected: Int) {
        #expect(HTTPDate(text)?.secondsSinceEpoch == expected)
    }

    @Test(arguments: [
        "", "0", "-1", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37 GMT ", " Sun, 06 Nov 1994 08:49:37 GMT", "Sun,  06 Nov 1994 08:49:37 GMT",
        "Sun 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Wed, 29 Feb 2023 00:00:00 GMT",
        "Thu, 29 Feb 1900 00:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Xxx, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Xxx 1994 08:49:37 GMT", "Sun Nov 06 08:49:37 1994 ", "Sun Nov 6 08:49:37 1994",
        "Sun, 06 Nov -994 08:49:37 GMT",
        "1994-11-06T08:49:37Z", "784111777", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
    ])
    func `anything else is no date`(_ text: String) {
        #expect(HTTPDate(text, now: Self.now) == nil)
    }

    @Test(arguments: [("76", 2076), ("77", 1977), ("99", 1999), ("00", 2000), ("26", 2026)])
    func `two digits name a year at most fifty ahead`(_ digits: String, _ year: Int) throws {
        let date = try #require(HTTPDate("Sunday, 06-Nov-\(digits) 08:49:37 GMT", now: Self.now))
        #expect(date.description.contains(" \(year) "))
    }

    @Test func `two digits without a present name nothing`() {
        #expect(HTTPDate("Sunday, 06-Nov-94 08:49:37 GMT") == nil)
    }

    @Test func `what is written is read back, and the days of the week go round`() throws {
        var random = SeededGenerator(seed: 0x9110)
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        for _ in 0..<20_000 {
            let date = HTTPDate(secondsSinceEpoch: Int.random(in: -62_167_219_200...253_402_300_799, using: &random))
            let text = date.description
            #expect(HTTPDate(text) == date, "seed \(random.seed): \(date.secondsSinceEpoch)")
            let day = Int((Double(date.secondsSinceEpoch) / 86_400).rounded(.down))
            #expect(text.hasPrefix(days[(day % 7 + 7) % 7]), "seed \(random.seed): \(text)")
            #expect(text.utf8.count == 29)
        }
    }

    @Test func `every day of four centuries follows the one before`() throws {
        var year = 1900
        var month = 1
        var day = 1
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        for number in -25_567..<(-25_567 + 146_097) {
            let text = HTTPDate(secondsSinceEpoch: number * 86_400).description
            let expected = "\(day < 10 ? "0" : "")\(day) \(names[month - 1]) \(year) 00:00:00 GMT"
            try #require(text.hasSuffix(expected), "\(text) is not \(expected)")
            day += 1
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            if day > lengths[month - 1] + (month == 2 && isLeap ? 1 : 0) { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
    }

    @Test func `instants beyond the calendar are written as its ends`() {
        #expect(HTTPDate(secondsSinceEpoch: .max).description == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(HTTPDate(secondsSinceEpoch: .min).description == "Sat, 01 Jan 0000 00:00:00 GMT")
    }
}

/// The same numbers for the same seed, on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
