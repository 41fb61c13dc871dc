import HTTPSemantics

/// Which of its four forms a request target has (RFC 9112 §3.2), its parts as ranges of the bytes it was read from.
///
/// Nothing is decoded or normalised: `//`, `/../` and `%2e` are the business of whoever maps paths to things.
package enum RequestTarget: Hashable, Sendable {
    package enum Scheme: Hashable, Sendable { case http, https }

    /// `/path?query`. The path begins with a slash; the query is without its question mark, `nil` if there is no mark.
    case origin(path: Range<Int>, query: Range<Int>?)
    /// `http://host/path?query`. The path may be empty and then means `/` (RFC 9110 §4.2.3).
    case absolute(scheme: Scheme, authority: Range<Int>, path: Range<Int>, query: Range<Int>?)
    /// `host:port`, in CONNECT alone.
    case authority(Range<Int>)
    /// `*`, in OPTIONS alone.
    case asterisk

    /// The target of a scanned request.
    package init(in bytes: RawSpan, _ layout: HeadLayout) throws(WireError) {
        try self.init(
            in: bytes, layout.target, isConnect: bytes.holds(layout.method, "CONNECT"),
            isOptions: bytes.holds(layout.method, "OPTIONS"))
    }

    /// The target of an owned head; ranges are of `head.target`.
    package init(of head: RequestHead) throws(WireError) {
        self = try head.target.withRawSpan { bytes throws(WireError) in
            let range = 0..<bytes.byteCount
            guard bytes.endOfTarget(from: 0, to: range.upperBound) == range.upperBound else { throw .malformedTarget }
            return try RequestTarget(
                in: bytes, range, isConnect: head.method == .connect, isOptions: head.method == .options)
        }
    }

    private init(
        in bytes: RawSpan, _ range: Range<Int>, isConnect: Bool, isOptions: Bool
    ) throws(WireError) {
        guard !range.isEmpty else { throw .malformedTarget }
        if isConnect {
            // RFC 9112 §3.2.3: host and port, and CONNECT has no other form.
            guard let authority = Authority(bytes, range), authority.port != nil else { throw .malformedTarget }
            self = .authority(range)
        } else if bytes.byte(range.lowerBound) == UInt8(ascii: "/") {
            let (path, query) = Self.divide(bytes, range)
            self = .origin(path: path, query: query)
        } else if bytes.holds(range, "*") {
            guard isOptions else { throw .malformedTarget }
            self = .asterisk
        } else {
            try self.init(absolute: range, in: bytes)
        }
    }

    private init(absolute range: Range<Int>, in bytes: RawSpan) throws(WireError) {
        let scheme: Scheme
        let start: Int
        if range.count > 7, bytes.matches(range.lowerBound..<(range.lowerBound + 7), "http://") {
            scheme = .http
            start = range.lowerBound + 7
        } else if range.count > 8, bytes.matches(range.lowerBound..<(range.lowerBound + 8), "https://") {
            scheme = .https
            start = range.lowerBound + 8
        } else {
            throw .malformedTarget
        }
        var end = start
        while end < range.upperBound, bytes.byte(end) != UInt8(ascii: "/"), bytes.byte(end) != UInt8(ascii: "?") {
            end += 1
        }
        guard Authority(bytes, start..<end) != nil else { throw .invalidHost }
        let (path, query) = Self.divide(bytes, end..<range.upperBound)
        self = .absolute(scheme: scheme, authority: start..<end, path: path, query: query)
    }

    private static func divide(_ bytes: RawSpan, _ range: Range<Int>) -> (path: Range<Int>, query: Range<Int>?) {
        var mark = range.lowerBound
        while mark < range.upperBound, bytes.byte(mark) != UInt8(ascii: "?") { mark += 1 }
        let query = mark < range.upperBound ? (mark + 1)..<range.upperBound : nil
        return (range.lowerBound..<mark, query)
    }
}

extension HeadLayout {
    /// Where the host and port stand that a request is for: in its target, if that has any, else in `Host`
    /// (RFC 9112 §3.2.2, §3.3). `nil` for an HTTP/1.0 request that names no host.
    package func effectiveAuthority(in bytes: RawSpan) -> Range<Int>? {
        guard !target.isEmpty else { return nil }
        if bytes.byte(target.lowerBound) != UInt8(ascii: "/"), let form = try? RequestTarget(in: bytes, self) {
            switch form {
            case .absolute(_, let authority, _, _), .authority(let authority): return authority
            case .origin, .asterisk: break
            }
        }
        return first(.host)?.value
    }
}
