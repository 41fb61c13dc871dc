extension HTTPDate {
    /// The instant that `text` names in one of the three forms of RFC 9110 §5.6.7, `nil` for anything else.
    ///
    /// ```
    /// Sun, 06 Nov 1994 08:49:37 GMT    IMF-fixdate, the only one to write
    /// Sunday, 06-Nov-94 08:49:37 GMT   RFC 850
    /// Sun Nov  6 08:49:37 1994         asctime
    /// ```
    /// Every blank and digit counts, and the zone is GMT. Letters match in either case (RFC 9111 §4.2), the name of the
    /// day must be one but needn't be the right one, and second 60 is the second after 59.
    ///
    /// - Parameter now: Decides the century of an RFC 850 year: none lies more than 50 years ahead. Without it that form is refused.
    package init?(_ text: some StringProtocol, now: HTTPDate? = nil) {
        self.init(bytes: Array(text.utf8), now: now)
    }

    package init?(_ value: FieldValue, now: HTTPDate? = nil) {
        self.init(bytes: value.bytes, now: now)
    }

    private init?(bytes: [UInt8], now: HTTPDate?) {
        var reader = DateReader(rest: bytes[...])
        let parsed =
            if bytes.count == 29 { reader.fixdate() } else if bytes.count == 24 { reader.asctime() } else {
                now.flatMap { reader.dateWithTwoDigitYear(now: $0) }
            }
        guard let parsed, reader.rest.isEmpty else { return nil }
        self = parsed
    }
}

/// Takes the parts of a date off the front of its text. Every step answers `nil` when the text goes otherwise.
private struct DateReader {
    var rest: ArraySlice<UInt8>

    mutating func fixdate() -> HTTPDate? {
        guard weekday(HTTPDate.dayNames), literal(", "), let day = number(digits: 2), literal(" "), let month = month(),
            literal(" "), let year = number(digits: 4), literal(" "), let time = timeOfDay(), literal(" gmt")
        else { return nil }
        return instant(year, month, day, time)
    }

    mutating func asctime() -> HTTPDate? {
        guard weekday(HTTPDate.dayNames), literal(" "), let month = month(), literal(" "),
            let day = literal(" ") ? number(digits: 1) : number(digits: 2), literal(" "), let time = timeOfDay(),
            literal(" "), let year = number(digits: 4)
        else { return nil }
        return instant(year, month, day, time)
    }

    mutating func dateWithTwoDigitYear(now: HTTPDate) -> HTTPDate? {
        let names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        guard weekday(names), literal(", "), let day = number(digits: 2), literal("-"), let month = month(),
            literal("-"), let shortYear = number(digits: 2), literal(" "), let time = timeOfDay(), literal(" gmt")
        else { return nil }
        // §5.6.7: a year that seems more than 50 years ahead is the most recent one in the past with those digits.
        let latestYear = CivilDate(daysSinceEpoch: now.secondsSinceEpoch / 86_400).year + 50
        let century = latestYear / 100 * 100
        let year = century + shortYear > latestYear ? century - 100 + shortYear : century + shortYear
        return instant(year, month, day, time)
    }

    private func instant(_ year: Int, _ month: Int, _ day: Int, _ secondsOfDay: Int) -> HTTPDate? {
        CivilDate(year: year, month: month, day: day).map {
            HTTPDate(secondsSinceEpoch: $0.daysSinceEpoch * 86_400 + secondsOfDay)
        }
    }

    private mutating func timeOfDay() -> Int? {
        guard let hour = number(digits: 2), hour < 24, literal(":"), let minute = number(digits: 2), minute < 60,
            literal(":"), let second = number(digits: 2), second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    private mutating func weekday(_ names: [String]) -> Bool { names.contains { literal($0) } }

    private mutating func month() -> Int? {
        for (index, name) in HTTPDate.monthNames.enumerated() where literal(name) { return index + 1 }
        return nil
    }

    private mutating func number(digits: Int) -> Int? {
        guard rest.count >= digits, rest.prefix(digits).allSatisfy(isDigit) else { return nil }
        let value = rest.prefix(digits).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        rest = rest.dropFirst(digits)
        return value
    }

    private mutating func literal(_ text: String) -> Bool {
        let count = text.utf8.count
        guard rest.count >= count, zip(rest, text.utf8).allSatisfy({ lowerCased($0) == lowerCased($1) }) else {
            return false
        }
        rest = rest.dropFirst(count)
        return true
    }
}
