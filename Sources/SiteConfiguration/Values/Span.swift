/// A stretch of time as people write it: `250ms`, `300s`, `5m`, `1h`, `7d`.
///
/// Reads and writes `Duration`s; the type only carries the two directions.
package enum Span {
    /// Reads a whole number and a unit (`ms`, `s`, `m`, `h`, `d`). Only `0` needs no unit.
    ///
    /// - Throws: Also when longer than 3650 days, far beyond anything that is meant.
    package static func read(_ text: String) throws(Complaint) -> Duration {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Int(digits) else {
            throw Complaint("`\(text)` is not a duration, such as 250ms, 300s, 5m, 1h or 7d")
        }
        if unit.isEmpty {
            guard number == 0 else {
                throw Complaint("the duration `\(text)` lacks its unit", suggestion: "\(number)s")
            }
            return .zero
        }
        guard let milliseconds = units.first(where: { $0.name == unit })?.milliseconds else {
            let likely = unit.first.map { $0.lowercased() } ?? ""
            let known = units.contains { $0.name == likely }
            throw Complaint(
                "`\(unit)` is not a unit of time; there are ms, s, m, h and d",
                suggestion: known ? "\(number)\(likely)" : nil)
        }
        let (total, overflow) = number.multipliedReportingOverflow(by: milliseconds)
        guard !overflow, total <= 3_650 * 86_400_000 else { throw Complaint("`\(text)` is longer than ten years") }
        return .milliseconds(total)
    }

    /// The shortest text that gives the same duration again; what is finer than a millisecond is dropped.
    package static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
        guard milliseconds != 0 else { return "0s" }
        let unit = units.filter { milliseconds % $0.milliseconds == 0 }.max { $0.milliseconds < $1.milliseconds }
        return unit.map { "\(milliseconds / $0.milliseconds)\($0.name)" } ?? "\(milliseconds)ms"
    }

    private static let units: [(name: Substring, milliseconds: Int)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
}
