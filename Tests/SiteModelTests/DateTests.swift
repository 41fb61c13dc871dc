import Foundation
import SiteModel
import Testing

struct DateCase: Sendable, CustomTestStringConvertible {
    let text: String
    /// As UTC; `nil` for a refusal.
    let utc: String?
    var refusal: AuthoredDate.Failure?

    var testDescription: String { text }

    static let all: [DateCase] = [
        DateCase(text: "2013-05-01", utc: "2013-04-30T23:00:00Z"),
        DateCase(text: "2013-05-1", utc: "2013-04-30T23:00:00Z"),
        DateCase(text: "2013-5-1", utc: "2013-04-30T23:00:00Z"),
        DateCase(text: "2013/05/01", utc: "2013-04-30T23:00:00Z"),
        DateCase(text: "20130501", utc: "2013-04-30T23:00:00Z"),
        DateCase(text: "2013-05-01 10:00", utc: "2013-05-01T09:00:00Z"),
        DateCase(text: "2013-05-01 9:05:07", utc: "2013-05-01T08:05:07Z"),
        DateCase(text: "2013-05-01T10:00:00Z", utc: "2013-05-01T10:00:00Z"),
        DateCase(text: "2013-05-01t10:00:00.123z", utc: "2013-05-01T10:00:00Z"),
        DateCase(text: "2013-05-01T10:00:00+05:30", utc: "2013-05-01T04:30:00Z"),
        DateCase(text: "2013-05-01 10:00:00 -0500", utc: "2013-05-01T15:00:00Z"),
        DateCase(text: "2013-05-01 10:00 UTC", utc: "2013-05-01T10:00:00Z"),
        DateCase(text: "2013-05-01 10:00 America/New_York", utc: "2013-05-01T14:00:00Z"),
        DateCase(text: "1 May 2013", utc: "2013-04-30T23:00:00Z"),
        DateCase(text: "May 1, 2013", utc: "2013-04-30T23:00:00Z"),
        DateCase(text: "Sept. 3rd, 2013", utc: "2013-09-02T23:00:00Z"),
        DateCase(text: "2016-12-31T23:59:60Z", utc: "2017-01-01T00:00:00Z"),
        DateCase(text: "2012-02-29 12:00", utc: "2012-02-29T12:00:00Z"),
        // Clocks in Lisbon go forward at 1:00 on 31 March 2013, and back at 2:00 on 27 October.
        DateCase(text: "2013-03-31 01:30", utc: "2013-03-31T01:30:00Z"),
        DateCase(text: "2013-10-27 01:30", utc: "2013-10-27T00:30:00Z"),
        DateCase(text: "05/01/2013", utc: nil, refusal: .ambiguous),
        DateCase(text: "1-5-2013", utc: nil, refusal: .ambiguous),
        DateCase(text: "2013-02-29", utc: nil, refusal: .noSuchDay),
        DateCase(text: "2013-13-01", utc: nil, refusal: .noSuchDay),
        DateCase(text: "2013-05-01 25:00", utc: nil, refusal: .noSuchDay),
        DateCase(text: "yesterday", utc: nil, refusal: .unreadable),
        DateCase(text: "", utc: nil, refusal: .unreadable), DateCase(text: "2013", utc: nil, refusal: .unreadable),
        DateCase(text: "2013-05-01 10:00 EST", utc: nil, refusal: .unreadable),
        DateCase(text: "2013-05-01 +99:00", utc: nil, refusal: .unreadable),
    ]
}

@Suite struct `Dates as people write them` {
    @Test(arguments: DateCase.all)
    func `are read in Lisbon`(_ row: DateCase) throws {
        let lisbon = try #require(TimeZone(identifier: "Europe/Lisbon"))
        do throws(AuthoredDate.Failure) {
            let date = try AuthoredDate.parse(row.text, in: lisbon)
            #expect(CivilDate.iso(date, in: .gmt) == row.utc)
        } catch {
            #expect(error == row.refusal)
        }
    }

    @Test func `every day of eight centuries goes there and back`() {
        let start = CivilDate(year: 1600, month: 1, day: 1).instant(in: .gmt)
        for day in 0..<292_194 {
            let instant = start.addingTimeInterval(Double(day) * 86_400)
            let civil = CivilDate(instant, in: .gmt)
            guard civil.isValid, civil.instant(in: .gmt) == instant else {
                Issue.record("day \(day): \(civil)")
                return
            }
        }
    }

    @Test func `offsets are shown`() throws {
        let zone = try #require(TimeZone(secondsFromGMT: -12_600))
        #expect(CivilDate.iso(Date(timeIntervalSince1970: 0), in: zone) == "1969-12-31T20:30:00-03:30")
    }
}
