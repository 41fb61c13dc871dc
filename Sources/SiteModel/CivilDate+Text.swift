package import Foundation

extension CivilDate {
    static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// `2013-05-01T10:00:00+02:00` (RFC 3339), `Z` for no offset.
    package static func iso(_ instant: Date, in zone: TimeZone) -> String {
        let date = CivilDate(instant, in: zone)
        let offset = zone.secondsFromGMT(for: instant) / 60
        let suffix = offset == 0 ? "Z" : "\(offset < 0 ? "-" : "+")\(two(abs(offset) / 60)):\(two(abs(offset) % 60))"
        return "\(four(date.year))-\(two(date.month))-\(two(date.day))T"
            + "\(two(date.hour)):\(two(date.minute)):\(two(date.second))\(suffix)"
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    static func four(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 4 - "\(number)".count)) + "\(number)"
    }
}
