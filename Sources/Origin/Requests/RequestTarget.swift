import HTTPSemantics

/// What a request line asks for, taken apart once: a path of decoded segments, and the query as it came.
package struct RequestTarget: Hashable, Sendable {
    package let path: RequestPath
    /// Without its question mark; `nil` when there is none.
    package let query: String?

    /// Reads the origin form, and the absolute form that proxies use (RFC 9112 §3.2).
    package init(_ text: String) throws(PathFailure) {
        guard text.utf8.count <= 8_192 else { throw .malformed }
        var rest = text[...]
        if let separator = rest.firstRange(of: "://"), !rest.hasPrefix("/") {
            rest = rest[separator.upperBound...].drop { $0 != "/" && $0 != "?" }
            if !rest.hasPrefix("/") { rest = "/" + rest }
        }
        guard let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) else {
            query = nil
            path = try RequestPath(rest)
            return
        }
        query = String(rest[rest.utf8.index(after: mark)...])
        path = try RequestPath(rest[..<mark])
    }
}

/// Why a path is not looked up at all.
package enum PathFailure: Error, Hashable, Sendable {
    /// It isn't a path: 400.
    case malformed
    /// Nothing is ever served under such a name, so nothing is looked for: 404.
    case unservable
}

/// A path as decoded segments, none of which can lead out of a folder or to a hidden file.
///
/// Each segment is percent-decoded once (RFC 3986 §2.4), after splitting, so that an encoded slash is a character of a name
/// and never a border; names that hold a slash, a backslash, NUL or a control, that begin with a dot or aren't UTF-8 are
/// refused, and so are empty segments.
package struct RequestPath: Hashable, Sendable {
    package let segments: [String]
    /// Whether it ends in a slash. `/` has no segments and does.
    package let endsInSlash: Bool

    package init(_ text: some StringProtocol) throws(PathFailure) {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/") else { throw .malformed }
        var parts = bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        endsInSlash = parts.last?.isEmpty ?? true
        if endsInSlash, !parts.isEmpty { parts.removeLast() }
        var segments: [String] = []
        for part in parts {
            guard let decoded = percentDecoded(part) else { throw .malformed }
            guard let name = Self.servableName(decoded) else { throw .unservable }
            segments.append(name)
        }
        self.segments = segments
    }

    init(segments: [String], endsInSlash: Bool) {
        self.segments = segments
        self.endsInSlash = endsInSlash
    }

    private static func servableName(_ bytes: [UInt8]) -> String? {
        // RFC 8615: the one name with a dot in front that is meant to be seen.
        if bytes.elementsEqual(".well-known".utf8) { return ".well-known" }
        guard let first = bytes.first, first != UInt8(ascii: "."), bytes.count <= 255,
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The names joined by `/`, as the build's manifest has them.
    var relative: String { segments.joined(separator: "/") }

    /// The path for a `Location`: everything but unreserved characters encoded again.
    package var encoded: String {
        "/" + segments.map(percentEncoded).joined(separator: "/") + (endsInSlash && !segments.isEmpty ? "/" : "")
    }
}

/// The bytes with each `%XX` replaced; `nil` when a percent sign isn't followed by two hexadecimal digits.
func percentDecoded(_ bytes: some Collection<UInt8>) -> [UInt8]? {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
        guard byte == UInt8(ascii: "%") else {
            decoded.append(byte)
            continue
        }
        guard let high = iterator.next().flatMap(hexadecimalValue), let low = iterator.next().flatMap(hexadecimalValue)
        else { return nil }
        decoded.append(high << 4 | low)
    }
    return decoded
}

/// The text with everything but RFC 3986's unreserved characters percent-encoded.
func percentEncoded(_ text: String) -> String {
    text.utf8.reduce(into: "") { result, byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }
}

private func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
