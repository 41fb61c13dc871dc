/// An amount of storage, as people write it: `256MiB`, `10GiB`, `512 KB`.
package struct ByteCount: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let bytes: Int

    package init(bytes: Int) { self.bytes = bytes }

    /// Reads a whole number and a unit: `B`, `KB`…`TB` count in thousands, `KiB`…`TiB` in 1024s. Letter case and one space
    /// between are free. A bare number is refused, for nobody knows what `256` meant; only `0` needs no unit.
    package init(_ text: String) throws(Complaint) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Int(digits) else {
            throw Complaint("`\(text)` is not a size, such as 256MiB or 10GiB")
        }
        if unit.isEmpty {
            guard number == 0 else {
                throw Complaint("the size `\(text)` lacks its unit", suggestion: "\(number)MiB")
            }
            self.init(bytes: 0)
            return
        }
        guard let factor = Self.units.first(where: { $0.name.lowercased() == unit.lowercased() })?.bytes else {
            let likely = unit.first.map { "\($0.uppercased())iB" } ?? ""
            let known = Self.units.contains { $0.name == likely }
            throw Complaint(
                "`\(unit)` is not a unit of size; there are B, KB, MB, GB, TB, KiB, MiB, GiB and TiB",
                suggestion: known ? "\(number)\(likely)" : nil)
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw Complaint("`\(text)` is more than any machine holds") }
        self.init(bytes: bytes)
    }

    /// The shortest text that gives the same number again.
    package var description: String {
        guard bytes > 0 else { return "0" }
        let unit = Self.units.filter { bytes % $0.bytes == 0 }.max { $0.bytes < $1.bytes }
        return unit.map { "\(bytes / $0.bytes)\($0.name)" } ?? "\(bytes)B"
    }

    package static func < (left: Self, right: Self) -> Bool { left.bytes < right.bytes }

    package static func mebibytes(_ count: Int) -> Self { Self(bytes: count << 20) }
    package static func gibibytes(_ count: Int) -> Self { Self(bytes: count << 30) }
    package static func tebibytes(_ count: Int) -> Self { Self(bytes: count << 40) }

    private static let units: [(name: String, bytes: Int)] = [
        ("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
    ]
}
