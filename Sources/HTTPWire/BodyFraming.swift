package import HTTPSemantics

/// Where the body of a message ends (RFC 9112 §6.3).
package enum BodyFraming: Hashable, Sendable {
    /// There is no body.
    case none
    /// After so many bytes, maybe zero.
    case length(Int)
    /// After the last chunk.
    case chunked
    /// Where the connection ends; in responses alone.
    case untilClose
}

/// How the body of a request is framed.
///
/// Stricter than RFC 9112 §6.3, because the bytes after a body that two parties measure differently are somebody's
/// next request: no `Content-Length` beside `Transfer-Encoding`, one line of either, a length of plain digits without
/// leading zero, and no coding but `chunked`.
package func requestFraming(_ head: RequestHead) throws(WireError) -> BodyFraming {
    try requestFraming(
        version: head.version, codings: head.fields.values("Transfer-Encoding").map(\.bytes),
        lengths: head.fields.values("Content-Length").map(\.bytes))
}

/// How the body of a scanned request is framed; costs nothing when no field speaks of a body.
package func requestFraming(_ layout: HeadLayout, in bytes: RawSpan) throws(WireError) -> BodyFraming {
    if layout.present.isDisjoint(with: KnownFieldSet(.contentLength, .transferEncoding)) { return .none }
    return try requestFraming(
        version: layout.version, codings: layout.values(.transferEncoding, in: bytes),
        lengths: layout.values(.contentLength, in: bytes))
}

private func requestFraming(
    version: HTTPVersion, codings: [[UInt8]], lengths: [[UInt8]]
) throws(WireError) -> BodyFraming {
    guard codings.isEmpty else {
        guard lengths.isEmpty else { throw .conflictingLength }
        return try chunkedFraming(version: version, codings: codings)
    }
    guard let length = lengths.first else { return .none }
    guard lengths.count == 1 else { throw .conflictingLength }
    return .length(try contentLength(length))
}

/// How the body of a response to `method` is framed.
///
/// As strict as for requests, except that equal lengths stated twice are one (RFC 9110 §8.6). Answers to HEAD, and 1xx,
/// 204 and 304, have no body whatever their fields say; malformed fields are refused there too. A 2xx answer to CONNECT
/// is a tunnel, `untilClose`.
package func responseFraming(_ head: ResponseHead, to method: Method) throws(WireError) -> BodyFraming {
    try responseFraming(
        version: head.version, status: head.status, method: method,
        codings: head.fields.values("Transfer-Encoding").map(\.bytes),
        lengths: head.fields.values("Content-Length").map(\.bytes))
}

/// How the body of a scanned response to `method` is framed.
package func responseFraming(
    _ layout: HeadLayout, in bytes: RawSpan, to method: Method
) throws(WireError) -> BodyFraming {
    try responseFraming(
        version: layout.version, status: layout.status, method: method,
        codings: layout.values(.transferEncoding, in: bytes), lengths: layout.values(.contentLength, in: bytes))
}

private func responseFraming(
    version: HTTPVersion, status: Int, method: Method, codings: [[UInt8]], lengths: [[UInt8]]
) throws(WireError) -> BodyFraming {
    if method == .connect, (200...299).contains(status) { return .untilClose }
    var framing = BodyFraming.untilClose
    if !codings.isEmpty {
        guard lengths.isEmpty else { throw .conflictingLength }
        framing = try chunkedFraming(version: version, codings: codings)
    } else if !lengths.isEmpty {
        var stated: Int?
        for line in lengths {
            for member in line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                let length = try contentLength(trimmingOptionalWhitespace(member))
                guard length == stated ?? length else { throw .conflictingLength }
                stated = length
            }
        }
        if let stated { framing = .length(stated) }
    }
    return method == .head || status < 200 || status == 204 || status == 304 ? .none : framing
}

/// RFC 9110 §8.6: digits alone, and no more than can be counted.
private func contentLength(_ digits: some Collection<UInt8>) throws(WireError) -> Int {
    guard let length = saturatedDecimal(digits), length < .max, digits.count == 1 || digits.first != UInt8(ascii: "0")
    else { throw .invalidLength }
    return length
}

/// RFC 9112 §6.1: `chunked` once, in one line, is all that is understood.
private func chunkedFraming(version: HTTPVersion, codings: [[UInt8]]) throws(WireError) -> BodyFraming {
    guard version >= .http11 else { throw .transferCodingInHTTP10 }
    if codings.count == 1, isChunked(codings[0][...]) { return .chunked }
    var isUnknown = false
    for line in codings {
        for member in line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let coding = trimmingOptionalWhitespace(member)
            guard isToken(coding) else { throw .malformedTransferCoding }
            isUnknown = isUnknown || !isChunked(coding)
        }
    }
    throw isUnknown ? .unsupportedTransferCoding : .malformedTransferCoding
}

private func isChunked(_ coding: ArraySlice<UInt8>) -> Bool {
    coding.count == 7 && zip(coding, "chunked".utf8).allSatisfy { $0 | 0x20 == $1 }
}

extension HeadLayout {
    /// Copies of the values of a known field, in order.
    func values(_ field: KnownField, in bytes: RawSpan) -> [[UInt8]] {
        guard present.contains(field) else { return [] }
        return fields.filter { $0.known == field }.map { bytes.copy($0.value) }
    }
}
