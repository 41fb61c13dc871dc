package import Foundation

/// Reads dates as people write them.
///
/// Accepted is what has one meaning only: year first (`2013-05-1`, `2013/05/01 10:00`, RFC 3339, TOML), or the month by name
/// (`1 May 2013`, `May 1, 2013`). `05/01/2013` is a different day in different countries and is refused.
package enum AuthoredDate {
    package enum Failure: Error, Hashable {
        case ambiguous
        case noSuchDay
        case unreadable

        package var message: String {
            switch self {
            case .ambiguous: "this date could be read in two ways"
            case .noSuchDay: "there is no such day or time"
            case .unreadable: "this is not a date"
            }
        }
    }

    /// - Parameter zone: Whose wall clock is meant where the text names no zone.
    package static func parse(_ text: String, in zone: TimeZone) throws(Failure) -> Date {
        var reader = Reader(text.trimmed)
        var date = try day(&reader)
        try time(&reader, into: &date)
        guard date.isValid else { throw .noSuchDay }
        reader.skipSpaces()
        if reader.isAtEnd { return date.instant(in: zone) }
        return try self.zone(String(reader.rest), of: date)
    }

    private static func day(_ reader: inout Reader) throws(Failure) -> CivilDate {
        if let month = reader.month() {
            reader.skip { $0 == " " || $0 == "." }
            guard let day = reader.number(upTo: 2) else { throw .unreadable }
            reader.skip { $0 == "," || $0 == " " || $0.isLetter }
            guard let year = reader.number(exactly: 4) else { throw .unreadable }
            return CivilDate(year: year, month: month, day: day)
        }
        guard let first = reader.digits() else { throw .unreadable }
        guard let number = Int(first), first.count <= 8 else { throw .unreadable }
        if first.count == 8 { return CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100) }
        if first.count <= 2 {
            reader.skip { $0 == " " || $0 == "." || $0.isLowercase }
            guard let month = reader.month() else {
                throw reader.next == "/" || reader.next == "-" ? .ambiguous : .unreadable
            }
            reader.skip { $0 == "," || $0 == " " || $0 == "." }
            guard let year = reader.number(exactly: 4) else { throw .unreadable }
            return CivilDate(year: year, month: month, day: number)
        }
        guard first.count == 4, let separator = reader.next, "-/.".contains(separator), reader.skip(separator),
            let month = reader.number(upTo: 2), reader.skip(separator), let day = reader.number(upTo: 2)
        else { throw .unreadable }
        return CivilDate(year: number, month: month, day: day)
    }

    private static func time(_ reader: inout Reader, into date: inout CivilDate) throws(Failure) {
        let start = reader
        if !reader.skip("T"), !reader.skip("t") { reader.skip { $0 == " " || $0 == "," } }
        guard let hour = reader.number(upTo: 2), reader.skip(":") else {
            reader = start
            return
        }
        guard let minute = reader.number(exactly: 2) else { throw .unreadable }
        (date.hour, date.minute) = (hour, minute)
        guard reader.skip(":") else { return }
        guard let second = reader.number(exactly: 2) else { throw .unreadable }
        date.second = second
        if reader.skip(".") { reader.skip { $0.isASCII && $0.isNumber } }
    }

    /// `Z`, `UTC`, `+02:00`, `-0500`, `+2`, or a name of the time zone database.
    private static func zone(_ name: String, of date: CivilDate) throws(Failure) -> Date {
        if ["z", "utc", "gmt"].contains(name.lowercased()) { return date.instant(secondsEast: 0) }
        if let sign = name.first, sign == "+" || sign == "-" {
            let parts = name.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
            let digits = parts.joined()
            guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), parts.count <= 2 else {
                throw .unreadable
            }
            let (hours, minutes) = digits.count <= 2 ? (number, 0) : (number / 100, number % 100)
            guard hours <= 14, minutes < 60, digits.count <= 4 else { throw .unreadable }
            return date.instant(secondsEast: (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60))
        }
        guard name.contains("/"), let zone = TimeZone(identifier: name) else { throw .unreadable }
        return date.instant(in: zone)
    }
}

/// Looks at text from left to right.
private struct Reader {
    private(set) var rest: Substring

    init(_ text: String) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }
    var next: Character? { rest.first }

    mutating func skip(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    mutating func skip(while isSkipped: (Character) -> Bool) { rest = rest.drop(while: isSkipped) }
    mutating func skipSpaces() { skip { $0 == " " } }

    mutating func digits() -> String? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return digits.isEmpty ? nil : String(digits)
    }

    mutating func number(upTo width: Int) -> Int? {
        guard let digits = digits(), digits.count <= width else { return nil }
        return Int(digits)
    }

    mutating func number(exactly width: Int) -> Int? {
        guard let digits = digits(), digits.count == width else { return nil }
        return Int(digits)
    }

    /// An English month by its name or its first three letters.
    mutating func month() -> Int? {
        let word = rest.prefix { $0.isLetter }.lowercased()
        guard word.count >= 3 else { return nil }
        let names = CivilDate.monthNames.map { $0.lowercased() }
        guard
            let index = names.firstIndex(where: {
                $0 == word || (word.count <= 4 && $0.hasPrefix(word)) || (word == "sept" && $0 == "september")
            })
        else { return nil }
        rest = rest.dropFirst(word.count)
        return index + 1
    }
}
