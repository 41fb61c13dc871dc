package import HTTPSemantics

/// Which bytes of a representation a stored 206 holds (RFC 9111 §3.3).
///
/// One run of bytes: parts that touch are put together (§3.4), of parts that don't, the later one is kept.
package struct StoredPart: Hashable, Sendable {
    /// Positions of the bytes held. Never empty.
    package let range: Range<Int>
    /// How long the whole is; `nil` where the origin said `*`.
    package let completeLengthBytes: Int?

    /// - Parameter range: Not empty, and inside the complete length.
    package init(range: Range<Int>, completeLengthBytes: Int?) {
        precondition(!range.isEmpty && range.upperBound <= completeLengthBytes ?? .max, "a part lies inside its whole")
        self.range = range
        self.completeLengthBytes = completeLengthBytes
    }

    /// What the head of a 206 says its body is; `nil` where it is several parts, or unclear (RFC 9110 §15.3.7).
    package init?(of fields: Fields) {
        let values = fields.values("content-range")
        guard values.count == 1, case .part(let range, let length)? = ContentRange(values[0]), !range.isEmpty else {
            return nil
        }
        self.init(range: range, completeLengthBytes: length)
    }

    /// The bytes that a request for one range means, if all of them are here.
    package func covered(by request: RangeRequest) -> Range<Int>? {
        guard request.specifiers.count == 1, let wanted = resolved(request.specifiers[0]) else { return nil }
        return range.lowerBound <= wanted.lowerBound && wanted.upperBound <= range.upperBound ? wanted : nil
    }

    /// The one run of bytes that is wanting to make this whole; `nil` if there are two, or it isn't known.
    package var missing: Range<Int>? {
        guard let length = completeLengthBytes else { return nil }
        if range.lowerBound == 0 { return range.upperBound < length ? range.upperBound..<length : nil }
        return range.upperBound == length ? 0..<range.lowerBound : nil
    }

    package var isWhole: Bool { range.lowerBound == 0 && range.upperBound == completeLengthBytes }

    /// This and another part of the same representation as one, where they touch.
    package func joined(with other: StoredPart) -> StoredPart? {
        guard range.lowerBound <= other.range.upperBound, other.range.lowerBound <= range.upperBound,
            completeLengthBytes == nil || other.completeLengthBytes == nil
                || completeLengthBytes == other.completeLengthBytes
        else { return nil }
        let both = min(range.lowerBound, other.range.lowerBound)..<max(range.upperBound, other.range.upperBound)
        let length = completeLengthBytes ?? other.completeLengthBytes
        guard both.upperBound <= length ?? .max else { return nil }
        return StoredPart(range: both, completeLengthBytes: length)
    }

    /// A suffix, and a range without an end, mean something only where the length is known.
    private func resolved(_ specifier: ByteRangeSpecifier) -> Range<Int>? {
        if let completeLengthBytes { return specifier.resolved(lengthBytes: completeLengthBytes) }
        guard case .from(let first, let last?) = specifier, last < .max else { return nil }
        return first..<(last + 1)
    }
}

/// What a stored response has of what a request asks for.
package enum Coverage: Hashable, Sendable {
    /// Everything.
    case whole
    /// These bytes, all that is asked for.
    case part(Range<Int>)
    /// All but these bytes, and they can be asked for safely.
    case allBut(Range<Int>)
    /// Too little.
    case insufficient
}

extension StoredResponse {
    /// What there is for a request with these fields.
    ///
    /// RFC 9111 §3.3: a stored part answers requests for bytes inside it; completing it needs a strong validator
    /// (RFC 9110 §15.3.7.3), or bytes of two versions might be put together.
    package func coverage(of request: Fields, method: Method, now: Instant) -> Coverage {
        guard let part else { return .whole }
        guard method == .get else { return .insufficient }
        let date = HTTPDate(secondsSinceEpoch: now.secondsSinceEpoch)
        if let range = RangeRequest(request),
            Conditions(request, now: date).allowsRange(of: Validators(fields, now: date))
        {
            return part.covered(by: range).map(Coverage.part) ?? .insufficient
        }
        guard let missing = part.missing, hasStrongTag else { return .insufficient }
        return .allBut(missing)
    }

    /// Whether bytes that came with the same entity tag are bytes of the same version.
    package var hasStrongTag: Bool { entityTag.map { !$0.isWeak } ?? false }

    /// Whether another response is about the very same bytes (RFC 9110 §8.8.3.2).
    package func isSameVersion(as fields: Fields) -> Bool {
        guard let entityTag, let other = fields.first("etag").flatMap({ EntityTag($0.text) }) else { return false }
        return entityTag.matchesStrongly(other)
    }
}
