/// A moment in UTC as people write it.
struct CivilTime: Hashable {
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int

    /// Counts days from 1 March of the year 0, so that a leap day comes last.
    init(secondsSinceEpoch seconds: Int) {
        let days = seconds / 86_400 + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        let time = seconds % 86_400
        hour = time / 3600
        minute = time / 60 % 60
        second = time % 60
    }

    /// `2026-11-23`
    var date: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }
    /// `19:45:00`
    var time: String { "\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))" }
    /// `23/Nov/2026:19:45:00 +0000`
    var common: String { "\(Self.two(day))/\(Self.months[month - 1])/\(year):\(time) +0000" }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func two(_ number: Int) -> Substring { String(100 + number).dropFirst() }
}
