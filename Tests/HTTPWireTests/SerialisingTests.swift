import HTTPSemantics
import HTTPWire
import Testing

@Suite struct `Writing messages` {
    @Test(arguments: AcceptedRequest.all)
    func `a request head that is written is read back`(_ row: AcceptedRequest) throws {
        var bytes: [UInt8] = []
        try bytes.append(row.head)
        #expect(bytes.scannedRequest() == .head(row.head, lengthBytes: bytes.count))
    }

    @Test func `a response head that is written is read back, verbatim`() throws {
        let fields: Fields = ["ETag": "\"a\"", "X": FieldValue([0xE9, 0x09, 0x41]), "Empty": "", "x": "2"]
        let head = ResponseHead(status: 200, reason: [0x4F, 0xE9], fields: fields)
        var bytes: [UInt8] = []
        try bytes.append(head)
        #expect(bytes.scannedResponse() == .head(head, lengthBytes: bytes.count))
    }

    @Test func `a head is written as RFC 9112 §2 lays it out`() throws {
        var bytes = Array("before".utf8)
        try bytes.append(RequestHead(method: .get, target: "/a?b", fields: ["Host": "h", "a": "b"]))
        try bytes.append(ResponseHead(version: .http10, status: 404, fields: ["A": ""]))
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "beforeGET /a?b HTTP/1.1\r\nHost: h\r\na: b\r\n\r\nHTTP/1.0 404 Not Found\r\nA: \r\n\r\n")
    }

    @Test(arguments: ["a\r\nb", "a\nb", "a\rb", "a\u{0}", "a\u{7F}", " a", "a ", "\ta", "\u{B}"])
    func `a value that can't be read back is refused, and nothing is written`(_ value: String) {
        let fields: Fields = ["Good": "1", "Bad": FieldValue(value)]
        var bytes = Array("before".utf8)
        #expect(throws: WireError.fieldValueInvalid) { try bytes.append(fields) }
        #expect(throws: WireError.fieldValueInvalid) {
            try bytes.append(RequestHead(method: .get, target: "/", fields: fields))
        }
        #expect(throws: WireError.fieldValueInvalid) { try bytes.append(ResponseHead(status: 200, fields: fields)) }
        #expect(throws: WireError.fieldValueInvalid) { try bytes.appendLastChunk(trailers: fields) }
        #expect(bytes == Array("before".utf8))
    }

    @Test(arguments: [
        (Method.get, "/a b", WireError.malformedTarget), (.get, "/\r\nX: y", .malformedTarget),
        (.get, "", .malformedTarget), (.get, "*", .malformedTarget),
        (Method(rawValue: "G T"), "/", .malformedMethod), (Method(rawValue: ""), "/", .malformedMethod),
        (Method(rawValue: "GET / HTTP/1.1\r\n"), "/", .malformedMethod),
        (Method(rawValue: String(repeating: "M", count: 33)), "/", .malformedMethod),
    ])
    func `a request line that can't be read back is refused`(_ method: Method, _ target: String, _ fault: WireError) {
        var bytes = Array("before".utf8)
        #expect(throws: fault) { try bytes.append(RequestHead(method: method, target: target, fields: ["Host": "a"])) }
        #expect(bytes == Array("before".utf8))
    }

    @Test(arguments: [(99, "x"), (600, "x"), (-1, "x"), (200, "a\r\nb"), (200, "\u{0}")])
    func `a status line that can't be read back is refused`(_ status: Int, _ reason: String) {
        var bytes: [UInt8] = []
        #expect(throws: WireError.malformedStatusLine) {
            try bytes.append(ResponseHead(status: status, reason: Array(reason.utf8)))
        }
        #expect(bytes.isEmpty)
    }

    @Test func `a version that can't be read back is refused`() {
        let version = HTTPVersion(major: 2, minor: 0)
        var bytes: [UInt8] = []
        #expect(throws: WireError.unsupportedVersion) {
            try bytes.append(RequestHead(method: .get, target: "/", version: version, fields: ["Host": "a"]))
        }
        #expect(throws: WireError.unsupportedVersion) { try bytes.append(ResponseHead(version: version, status: 200)) }
        #expect(bytes.isEmpty)
    }

    @Test func `chunks are written as RFC 9112 §7.1 lays them out`() throws {
        var bytes: [UInt8] = []
        bytes.appendChunk([UInt8](repeating: 0x61, count: 26))
        bytes.appendChunk([])
        try bytes.appendLastChunk(trailers: ["A": "b"])
        #expect(
            String(decoding: bytes, as: UTF8.self) == "1a\r\n\(String(repeating: "a", count: 26))\r\n0\r\nA: b\r\n\r\n")
    }
}

@Suite struct `Persistence, RFC 9112 §9.3` {
    @Test(arguments: [
        ("1.1", "", true), ("1.1", "Connection: close", false), ("1.1", "Connection: keep-alive", true),
        ("1.1", "Connection: Keep-Alive, CLOSE", false),
        ("1.1", "Connection: x\r\nconnection:\tclose ", false), ("1.1", "Connection: closed", true),
        ("1.1", "Connection: xclose", true),
        ("1.1", "Connection: , ,close,", false), ("1.1", "Connection:", true), ("1.0", "", false),
        ("1.0", "Connection: keep-alive", true),
        ("1.0", "Connection: close, keep-alive", false), ("1.0", "Connection: x, Keep-Alive", true),
        ("1.0", "Keep-Alive: 5", false),
        ("1.1", "Proxy-Connection: close", true),
    ])
    func `version and Connection decide`(_ version: String, _ line: String, _ expected: Bool) throws {
        let bytes = [UInt8]("GET / HTTP/\(version)\r\nHost: a\r\n" + (line.isEmpty ? "" : line + "\r\n") + "\r\n")
        var scanner = RequestHeadScanner()
        var layout = HeadLayout()
        let (found, head) = try bytes.withRawSpan { span throws(WireError) in
            _ = try scanner.scan(span, into: &layout)
            return (layout.isPersistent(in: span), RequestHead(layout: layout, bytes: span))
        }
        #expect(found == expected)
        #expect(isPersistent(head) == expected)
        #expect(isPersistent(ResponseHead(version: head.version, status: 200, fields: head.fields)) == expected)
    }
}
