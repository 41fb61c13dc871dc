package import Foundation

/// A day and time as a calendar on the wall shows them, in the Gregorian calendar.
package struct CivilDate: Hashable, Sendable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour = 0
    package var minute = 0
    package var second = 0

    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// What the wall shows at an instant in a zone.
    package init(_ instant: Date, in zone: TimeZone) {
        let seconds = Int(instant.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: instant)
        let days = seconds.flooredQuotient(by: 86_400)
        let rest = seconds - days * 86_400
        (year, month, day) = Self.civil(daysSinceEpoch: days)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// Whether there is such a day and time; a leap second counts as one.
    package var isValid: Bool {
        (1...9999).contains(year) && (1...12).contains(month) && (1...daysInMonth).contains(day)
            && (0...23).contains(hour) && (0...59).contains(minute) && (0...60).contains(second)
    }

    /// The instant at which the wall shows this in a zone.
    ///
    /// Of two such instants (clocks go back) the earlier, and where there is none (clocks go forward) the one an hour on.
    package func instant(in zone: TimeZone) -> Date {
        let wall = secondsSinceEpoch
        let before = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(wall - 86_400)))
        let candidate = Date(timeIntervalSince1970: Double(wall - before))
        let offset = zone.secondsFromGMT(for: candidate)
        if offset == before { return candidate }
        let other = Date(timeIntervalSince1970: Double(wall - offset))
        return zone.secondsFromGMT(for: other) == offset ? other : candidate
    }

    /// The instant at which the wall shows this `seconds` east of Greenwich.
    package func instant(secondsEast: Int) -> Date {
        Date(timeIntervalSince1970: Double(secondsSinceEpoch - secondsEast))
    }

    private var secondsSinceEpoch: Int {
        Self.daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// 0 is Sunday.
    package var weekday: Int {
        let days = Self.daysSinceEpoch(year, month, day) + 4
        return days - days.flooredQuotient(by: 7) * 7
    }

    private var daysInMonth: Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    // Both directions count days from 1 March of year 0, so that the leap day is a year's last.

    private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year.flooredQuotient(by: 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(daysSinceEpoch days: Int) -> (Int, Int, Int) {
        let days = days + 719_468
        let era = days.flooredQuotient(by: 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted + (shifted < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Int {
    fileprivate func flooredQuotient(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
