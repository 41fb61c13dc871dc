/// An instant to the second, as HTTP writes it (RFC 9110 §5.6.7).
///
/// Years 0 to 9999 in the proleptic Gregorian calendar, UTC, without leap seconds.
package struct HTTPDate: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01 00:00:00 UTC.
    package var secondsSinceEpoch: Int

    package init(secondsSinceEpoch: Int) { self.secondsSinceEpoch = secondsSinceEpoch }

    package static func < (left: HTTPDate, right: HTTPDate) -> Bool { left.secondsSinceEpoch < right.secondsSinceEpoch }

    static let dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let latest = 253_402_300_799  // 9999-12-31 23:59:59
    private static let earliest = -62_167_219_200  // 0000-01-01 00:00:00
}

extension HTTPDate: CustomStringConvertible {
    /// The preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`, always 29 characters.
    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The preferred form as bytes. An instant outside years 0 to 9999 is written as the nearest one inside.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(29)
        append(to: &bytes)
        return bytes
    }

    /// Appends the 29 bytes of the preferred form.
    package func append(to bytes: inout [UInt8]) {
        let seconds = min(max(secondsSinceEpoch, Self.earliest), Self.latest)
        let day = seconds.flooredQuotient(by: 86_400)
        let time = seconds - day * 86_400
        let date = CivilDate(daysSinceEpoch: day)
        bytes.append(contentsOf: Self.dayNames[date.weekday].utf8)
        bytes.append(contentsOf: ", ".utf8)
        Self.append(date.day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: Self.monthNames[date.month - 1].utf8)
        bytes.append(UInt8(ascii: " "))
        Self.append(date.year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        Self.append(time / 3600, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(time / 60 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(time % 60, digits: 2, to: &bytes)
        bytes.append(contentsOf: " GMT".utf8)
    }

    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var unit = 1
        for _ in 1..<digits { unit *= 10 }
        while unit > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
    }
}

/// A day of the proleptic Gregorian calendar, and its distance from 1970-01-01.
///
/// Years are counted from March, so that the leap day is the last of its year and an era of 400 years has 146,097 days.
struct CivilDate: Hashable, Sendable {
    var year: Int
    var month: Int
    var day: Int

    /// `nil` when the month has no such day.
    init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[month - 1]).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSinceEpoch: Int) {
        let shifted = daysSinceEpoch + 719_468  // days since 0000-03-01
        let era = shifted.flooredQuotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredQuotient(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 0 is Sunday.
    var weekday: Int {
        let days = daysSinceEpoch + 4  // 1970-01-01 was a Thursday
        return days - days.flooredQuotient(by: 7) * 7
    }
}

extension Int {
    fileprivate func flooredQuotient(by divisor: Int) -> Int {
        (self >= 0 ? self : self - (divisor - 1)) / divisor
    }
}
