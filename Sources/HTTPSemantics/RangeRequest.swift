/// One member of a `Range` value in bytes (RFC 9110 §14.1.2). Positions beyond `Int` are `Int.max`.
package enum ByteRangeSpecifier: Hashable, Sendable {
    /// `first-last` or `first-`; both positions are included.
    case from(Int, through: Int?)
    /// `-length`: so many bytes from the end.
    case suffix(Int)

    /// The bytes meant of a representation of `lengthBytes`, `nil` if there are none (RFC 9110 §14.1.1).
    package func resolved(lengthBytes: Int) -> Range<Int>? {
        switch self {
        case .from(let first, let last):
            guard first < lengthBytes else { return nil }
            return first..<(min(last ?? .max, lengthBytes - 1) + 1)
        case .suffix(let count):
            guard count > 0, lengthBytes > 0 else { return nil }
            return (lengthBytes - min(count, lengthBytes))..<lengthBytes
        }
    }
}

/// How much trouble one `Range` may make before it is ignored (RFC 9110 §14.2, §17.15).
package struct RangeLimits: Hashable, Sendable {
    /// Members in one request. Players ask for one, readers of documents for a handful.
    package var specifiers = 16
    /// Ranges that overlap an earlier one in the same request.
    package var overlaps = 2

    package init() {}
}

/// What a `Range` comes to for one representation.
package enum RangeResolution: Hashable, Sendable {
    /// Answer 200 with everything: the range asks for nothing, too much, or doesn't parse.
    case whole
    /// Answer 416 with `Content-Range: bytes */length`.
    case unsatisfiable
    /// Answer 206 with these bytes, in the order asked for; more than one make a `multipart/byteranges`.
    case parts([Range<Int>])
}

/// A `Range` value in bytes (RFC 9110 §14.2).
package struct RangeRequest: Hashable, Sendable {
    /// As asked, at least one.
    package let specifiers: [ByteRangeSpecifier]

    /// The ranges of `bytes=…`; `nil` for another unit or anything malformed, which is to be ignored.
    ///
    /// A single malformed member spoils the value, last before first included (RFC 9110 §14.1.1). Blanks stand around
    /// commas alone.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count > 6, bytes.prefix(6).map(lowerCased).elementsEqual("bytes=".utf8),
            !isBlank(bytes[6])
        else { return nil }
        var specifiers: [ByteRangeSpecifier] = []
        for member in bytes[6...].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: true) {
            let member = trimmingOptionalWhitespace(member)
            if member.isEmpty { continue }
            guard let specifier = Self.specifier(member) else { return nil }
            specifiers.append(specifier)
        }
        guard !specifiers.isEmpty else { return nil }
        self.specifiers = specifiers
    }

    /// The range asked for in `fields`, if it is one to honour: a single `Range` line in bytes.
    package init?(_ fields: Fields) {
        let values = fields.values("Range")
        guard values.count == 1 else { return nil }
        self.init(values[0].text)
    }

    /// What to send of a representation of `lengthBytes`.
    ///
    /// Ranges that begin past the end are left out; if none remains, the request is unsatisfiable. Requests over the
    /// limits, or for more bytes than there are, are answered whole: a multipart larger than the file serves nobody.
    package func resolve(lengthBytes: Int, limits: RangeLimits = RangeLimits()) -> RangeResolution {
        guard lengthBytes > 0, specifiers.count <= limits.specifiers else { return .whole }
        let ranges = specifiers.compactMap { $0.resolved(lengthBytes: lengthBytes) }
        guard ranges.count > 1 else { return ranges.isEmpty ? .unsatisfiable : .parts(ranges) }
        let overlaps = ranges.indices.count { index in ranges[..<index].contains { $0.overlaps(ranges[index]) } }
        // Clipped to the length each, and few by now: the sum can't overflow for any real length.
        let (total, overflowed) = ranges.reduce((0, false)) { sum, range in
            let (total, overflow) = sum.0.addingReportingOverflow(range.count)
            return (total, sum.1 || overflow)
        }
        return overlaps > limits.overlaps || overflowed || total > lengthBytes ? .whole : .parts(ranges)
    }

    private static func specifier(_ member: ArraySlice<UInt8>) -> ByteRangeSpecifier? {
        guard let dash = member.firstIndex(of: UInt8(ascii: "-")) else { return nil }
        let before = member[..<dash]
        let after = member[(dash + 1)...]
        if before.isEmpty { return saturatedDecimal(after).map(ByteRangeSpecifier.suffix) }
        guard let first = saturatedDecimal(before) else { return nil }
        if after.isEmpty { return .from(first, through: nil) }
        guard let last = saturatedDecimal(after), last >= first else { return nil }
        return .from(first, through: last)
    }
}

extension RangeRequest: CustomStringConvertible {
    package var description: String {
        "bytes="
            + specifiers.map { specifier in
                switch specifier {
                case .from(let first, let last): "\(first)-" + (last.map(String.init) ?? "")
                case .suffix(let count): "-\(count)"
                }
            }.joined(separator: ", ")
    }
}
