import HTTPSemantics
import HTTPWire
import Testing

@Suite struct `Body framing, RFC 9112 §6` {
    @Test(arguments: RequestFramingCase.all)
    func `the body of a request ends where the table says`(_ row: RequestFramingCase) throws {
        let lines = row.fields.map { $0.name.original + ": " + $0.value.text + "\r\n" }.joined()
        let bytes = [UInt8]("POST / HTTP/1.\(row.version.minor)\r\nHost: a\r\n" + lines + "\r\n")
        var scanner = RequestHeadScanner()
        var layout = HeadLayout()
        let (framing, head) = try bytes.withRawSpan { span throws(WireError) in
            _ = try scanner.scan(span, into: &layout)
            let framing = Result { () throws(WireError) in try requestFraming(layout, in: span) }
            return (framing, RequestHead(layout: layout, bytes: span))
        }
        #expect(framing == row.expected, "\(row.rule)")
        #expect(Result { () throws(WireError) in try requestFraming(head) } == row.expected, "\(row.rule)")
    }

    @Test(arguments: ResponseFramingCase.all)
    func `the body of a response ends where the table says`(_ row: ResponseFramingCase) throws {
        let head = ResponseHead(version: row.version, status: row.status, fields: row.fields)
        #expect(
            Result { () throws(WireError) in try responseFraming(head, to: row.method) } == row.expected, "\(row.rule)")
        var bytes: [UInt8] = []
        try bytes.append(head)
        var scanner = ResponseHeadScanner()
        var layout = HeadLayout()
        let framing = try bytes.withRawSpan { span throws(WireError) in
            _ = try scanner.scan(span, into: &layout)
            return Result { () throws(WireError) in try responseFraming(layout, in: span, to: row.method) }
        }
        #expect(framing == row.expected, "\(row.rule)")
    }

    @Test(arguments: [
        (WireError.conflictingLength, 400), (.invalidLength, 400), (.malformedTransferCoding, 400),
        (.transferCodingInHTTP10, 400),
        (.unsupportedTransferCoding, 501),
    ])
    func `faults have their status`(_ fault: WireError, _ status: Int) {
        #expect(fault.status == status)
    }
}

struct RequestFramingCase: Sendable, CustomTestStringConvertible {
    let rule: String
    var version = HTTPVersion.http11
    let fields: Fields
    let expected: Result<BodyFraming, WireError>

    var testDescription: String { "\(rule): \(fields)" }

    static let all =
        [
            RequestFramingCase(rule: "neither", fields: [:], expected: .success(.none)),
            RequestFramingCase(rule: "length", fields: ["Content-Length": "5"], expected: .success(.length(5))),
            RequestFramingCase(rule: "length zero", fields: ["Content-Length": "0"], expected: .success(.length(0))),
            RequestFramingCase(
                rule: "15 GB", fields: ["Content-Length": "15000000000"], expected: .success(.length(15_000_000_000))),
            RequestFramingCase(
                rule: "in 1.0", version: .http10, fields: ["content-length": "5"], expected: .success(.length(5))),
            RequestFramingCase(rule: "chunked", fields: ["Transfer-Encoding": "chunked"], expected: .success(.chunked)),
            RequestFramingCase(
                rule: "codings match in any case", fields: ["transfer-encoding": "Chunked"],
                expected: .success(.chunked)),
            RequestFramingCase(
                rule: "both", fields: ["Content-Length": "5", "Transfer-Encoding": "chunked"],
                expected: .failure(.conflictingLength)),
            RequestFramingCase(
                rule: "both, the other way", fields: ["Transfer-Encoding": "chunked", "Content-Length": "5"],
                expected: .failure(.conflictingLength)),
            RequestFramingCase(
                rule: "two lengths", fields: ["Content-Length": "5", "Content-Length": "6"],
                expected: .failure(.conflictingLength)),
            RequestFramingCase(
                rule: "two equal lengths", fields: ["Content-Length": "5", "Content-Length": "5"],
                expected: .failure(.conflictingLength)),
            RequestFramingCase(
                rule: "coding in 1.0", version: .http10, fields: ["Transfer-Encoding": "chunked"],
                expected: .failure(.transferCodingInHTTP10)),
            RequestFramingCase(
                rule: "two lines of coding", fields: ["Transfer-Encoding": "chunked", "Transfer-Encoding": "chunked"],
                expected: .failure(.malformedTransferCoding)),
            RequestFramingCase(
                rule: "unknown then chunked", fields: ["Transfer-Encoding": "gzip", "Transfer-Encoding": "chunked"],
                expected: .failure(.unsupportedTransferCoding)),
        ]
        + [
            "+5", "0x10", "010", "00", "1_0", "-1", "", "5 5", "5,5", "5, 5", "99999999999999999999",
            "9223372036854775807", "5.0", "5;", "\"5\"", "\u{A0}5", "five",
        ].map {
            RequestFramingCase(
                rule: "malformed length", fields: ["Content-Length": FieldValue($0)], expected: .failure(.invalidLength)
            )
        }
        + [
            "chunked, chunked", ",chunked", "chunked,", "chunked;q=1", "", "chunked chunked", "\"chunked\"",
            "chunked\u{85}", ",",
        ].map {
            RequestFramingCase(
                rule: "malformed coding", fields: ["Transfer-Encoding": FieldValue($0)],
                expected: .failure(.malformedTransferCoding))
        }
        + ["xchunked", "identity", "gzip, chunked", "chunked, gzip", "chunke", "chunkedd", "gzip", "chunked, identity"]
        .map {
            RequestFramingCase(
                rule: "unknown coding", fields: ["Transfer-Encoding": FieldValue($0)],
                expected: .failure(.unsupportedTransferCoding))
        }
}

struct ResponseFramingCase: Sendable, CustomTestStringConvertible {
    let rule: String
    var version = HTTPVersion.http11
    var status = 200
    var method = Method.get
    let fields: Fields
    let expected: Result<BodyFraming, WireError>

    var testDescription: String { "\(rule): \(status) \(fields)" }

    static let all = [
        ResponseFramingCase(rule: "neither", fields: [:], expected: .success(.untilClose)),
        ResponseFramingCase(rule: "length", fields: ["Content-Length": "5"], expected: .success(.length(5))),
        ResponseFramingCase(rule: "length zero", fields: ["Content-Length": "0"], expected: .success(.length(0))),
        ResponseFramingCase(rule: "chunked", fields: ["Transfer-Encoding": "chunked"], expected: .success(.chunked)),
        ResponseFramingCase(
            rule: "RFC 9110 §8.6 equal lengths", fields: ["Content-Length": "5", "Content-Length": "5"],
            expected: .success(.length(5))),
        ResponseFramingCase(
            rule: "RFC 9110 §8.6 equal lengths in a list", fields: ["Content-Length": "5, 5,5"],
            expected: .success(.length(5))),
        ResponseFramingCase(
            rule: "different lengths", fields: ["Content-Length": "5", "Content-Length": "6"],
            expected: .failure(.conflictingLength)),
        ResponseFramingCase(
            rule: "different lengths in a list", fields: ["Content-Length": "5, 6"],
            expected: .failure(.conflictingLength)),
        ResponseFramingCase(
            rule: "equal, one malformed", fields: ["Content-Length": "5, +5"], expected: .failure(.invalidLength)),
        ResponseFramingCase(
            rule: "list with a gap", fields: ["Content-Length": "5,"], expected: .failure(.invalidLength)),
        ResponseFramingCase(rule: "empty", fields: ["Content-Length": ""], expected: .failure(.invalidLength)),
        ResponseFramingCase(
            rule: "both", fields: ["Content-Length": "5", "Transfer-Encoding": "chunked"],
            expected: .failure(.conflictingLength)),
        ResponseFramingCase(
            rule: "coding in 1.0", version: .http10, fields: ["Transfer-Encoding": "chunked"],
            expected: .failure(.transferCodingInHTTP10)),
        ResponseFramingCase(
            rule: "unknown coding", fields: ["Transfer-Encoding": "gzip, chunked"],
            expected: .failure(.unsupportedTransferCoding)),
        ResponseFramingCase(
            rule: "chunked twice", fields: ["Transfer-Encoding": "chunked, chunked"],
            expected: .failure(.malformedTransferCoding)),
        ResponseFramingCase(rule: "to HEAD", method: .head, fields: ["Content-Length": "5"], expected: .success(.none)),
        ResponseFramingCase(
            rule: "to HEAD, chunked", method: .head, fields: ["Transfer-Encoding": "chunked"], expected: .success(.none)
        ),
        ResponseFramingCase(
            rule: "to HEAD, malformed", method: .head, fields: ["Content-Length": "x"],
            expected: .failure(.invalidLength)),
        ResponseFramingCase(rule: "100", status: 100, fields: [:], expected: .success(.none)),
        ResponseFramingCase(rule: "103", status: 103, fields: ["Content-Length": "5"], expected: .success(.none)),
        ResponseFramingCase(rule: "204", status: 204, fields: ["Content-Length": "5"], expected: .success(.none)),
        ResponseFramingCase(rule: "304", status: 304, fields: ["Content-Length": "5"], expected: .success(.none)),
        ResponseFramingCase(
            rule: "205 may have one", status: 205, fields: ["Content-Length": "0"], expected: .success(.length(0))),
        ResponseFramingCase(
            rule: "to CONNECT", method: .connect, fields: ["Content-Length": "5"], expected: .success(.untilClose)),
        ResponseFramingCase(
            rule: "to CONNECT, refused", status: 403, method: .connect, fields: ["Content-Length": "5"],
            expected: .success(.length(5))),
    ]
}
