import HTTPSemantics
import HTTPWire
import Testing

@Suite struct `Request heads, RFC 9112 §2–5` {
    @Test(arguments: AcceptedRequest.all, Delivery.allCases)
    func `a valid head is taken apart, however it arrives`(_ row: AcceptedRequest, _ delivery: Delivery) {
        let bytes = [UInt8](row.text)
        #expect(bytes.scannedRequest(delivery) == .head(row.head, lengthBytes: bytes.count), "\(row.rule)")
    }

    @Test(arguments: AcceptedRequest.all)
    func `what follows a head is left alone`(_ row: AcceptedRequest) {
        let one = [UInt8](row.text)
        for rest in [one, [UInt8]("\r\n"), [0, 13, 10]] {
            #expect((one + rest).scannedRequest() == .head(row.head, lengthBytes: one.count), "\(row.rule)")
        }
    }

    @Test(arguments: AcceptedRequest.all)
    func `every shorter part of a head needs more`(_ row: AcceptedRequest) {
        let bytes = [UInt8](row.text)
        for length in 0..<bytes.count {
            #expect(Array(bytes[..<length]).scannedRequest() == .needsMore, "\(row.rule), \(length) bytes")
        }
    }

    @Test(arguments: RefusedRequest.all, Delivery.allCases)
    func `a fault is named, however it arrives`(_ row: RefusedRequest, _ delivery: Delivery) {
        #expect([UInt8](row.text).scannedRequest(delivery) == .refused(row.fault), "\(row.rule)")
        #expect(row.fault.status == row.status, "\(row.rule)")
    }

    @Test func `one scanner and one layout serve a pipeline`() throws {
        let rows = AcceptedRequest.all + AcceptedRequest.all
        let bytes = rows.flatMap { [UInt8]($0.text) }
        var scanner = RequestHeadScanner()
        var layout = HeadLayout()
        var heads: [RequestHead] = []
        var start = 0
        while start < bytes.count {
            let rest = Array(bytes[start...])
            let isComplete = try rest.withRawSpan { span throws(WireError) in
                let isComplete = try scanner.scan(span, into: &layout)
                if isComplete { heads.append(RequestHead(layout: layout, bytes: span)) }
                return isComplete
            }
            try #require(isComplete)
            start += layout.headLength
            scanner.reset()
        }
        #expect(heads == rows.map(\.head))
    }

    @Test func `a scanner knows whether a head has begun`() throws {
        for (text, expected) in [
            ("", false), ("\r\n", false), ("\r\n\r\n", false), ("G", true), ("\r\nGET / HTTP/1.1\r\n", true),
        ] {
            var scanner = RequestHeadScanner()
            var layout = HeadLayout()
            let isComplete = try [UInt8](text).withRawSpan { span throws(WireError) in
                try scanner.scan(span, into: &layout)
            }
            #expect(!isComplete)
            #expect(scanner.hasBegun == expected, "\(text.debugDescription)")
            scanner.reset()
            #expect(!scanner.hasBegun)
        }
    }

    @Test func `the layout tells known fields apart`() throws {
        let bytes = [UInt8](
            "GET / HTTP/1.1\r\nHOST: a\r\ncookie: 1\r\nX-Other: 2\r\nCookie: 3\r\nIF-None-Match: \"x\"\r\n\r\n")
        var scanner = RequestHeadScanner()
        var layout = HeadLayout()
        let isComplete = try bytes.withRawSpan { span throws(WireError) in try scanner.scan(span, into: &layout) }
        #expect(isComplete)
        #expect(layout.present == KnownFieldSet(.host, .cookie, .ifNoneMatch))
        #expect(layout.repeated == KnownFieldSet(.cookie))
        #expect(layout.fields.map(\.known) == [.host, .cookie, nil, .cookie, .ifNoneMatch])
        #expect(layout.first(.ifNoneMatch).map { Array(bytes[$0.value]) } == [UInt8]("\"x\""))
        #expect(layout.first(.range) == nil)
    }
}

struct AcceptedRequest: Sendable, CustomTestStringConvertible {
    let rule: String
    let text: String
    let head: RequestHead

    var testDescription: String { rule }

    static let all = [
        AcceptedRequest(
            rule: "§3", text: "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            head: RequestHead(method: .get, target: "/", fields: ["Host": "a"])),
        AcceptedRequest(
            rule: "§2.3 1.0 needs no Host", text: "GET / HTTP/1.0\r\n\r\n",
            head: RequestHead(method: .get, target: "/", version: .http10)),
        AcceptedRequest(
            rule: "§2.2 two empty lines before", text: "\r\n\r\nHEAD /x?y HTTP/1.1\r\nHost: a:80\r\n\r\n",
            head: RequestHead(method: .head, target: "/x?y", fields: ["Host": "a:80"])),
        AcceptedRequest(
            rule: "§5 blanks around a value",
            text: "GET / HTTP/1.1\r\nHost: \t a \t \r\nA:b\r\nC:\r\nD: \t \r\nE: a \t b\r\n\r\n",
            head: RequestHead(
                method: .get, target: "/", fields: ["Host": "a", "A": "b", "C": "", "D": "", "E": "a \t b"])),
        AcceptedRequest(
            rule: "RFC 9110 §5.5 opaque bytes",
            text: "GET / HTTP/1.1\r\nHost: a\r\nX: \u{A0}\u{E9}\u{85}\u{FF}\r\n\r\n",
            head: RequestHead(
                method: .get, target: "/", fields: ["Host": "a", "X": FieldValue([0xA0, 0xE9, 0x85, 0xFF])])),
        AcceptedRequest(
            rule: "RFC 9110 §5.1 every token byte",
            text: "GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09azAZ: 1\r\n\r\n",
            head: RequestHead(method: .get, target: "/", fields: ["Host": "a", "!#$%&'*+-.^_`|~09azAZ": "1"])),
        AcceptedRequest(
            rule: "RFC 9110 §9.1 any token is a method", text: "M-SEARCH!1 / HTTP/1.1\r\nHost: a\r\n\r\n",
            head: RequestHead(method: Method(rawValue: "M-SEARCH!1"), target: "/", fields: ["Host": "a"])),
        AcceptedRequest(
            rule: "methods are case-sensitive", text: "get / HTTP/1.1\r\nHost: a\r\n\r\n",
            head: RequestHead(method: Method(rawValue: "get"), target: "/", fields: ["Host": "a"])),
        AcceptedRequest(
            rule: "method of 32 bytes", text: String(repeating: "M", count: 32) + " / HTTP/1.1\r\nHost: a\r\n\r\n",
            head: RequestHead(
                method: Method(rawValue: String(repeating: "M", count: 32)), target: "/", fields: ["Host": "a"])),
        AcceptedRequest(
            rule: "§3.2 nothing in a path is decoded or tidied",
            text: "GET //a/../%2e%2e%2f;a=b/%00%0d%0a\\|{}\"^`<>?x=%zz&& HTTP/1.1\r\nHost: a\r\n\r\n",
            head: RequestHead(
                method: .get, target: "//a/../%2e%2e%2f;a=b/%00%0d%0a\\|{}\"^`<>?x=%zz&&", fields: ["Host": "a"])),
        AcceptedRequest(
            rule: "§3.2.2 absolute form", text: "GET http://b.example:8080/x?y HTTP/1.1\r\nHost: a\r\n\r\n",
            head: RequestHead(method: .get, target: "http://b.example:8080/x?y", fields: ["Host": "a"])),
        AcceptedRequest(
            rule: "§3.2.2 absolute form with empty path", text: "GET http://h HTTP/1.1\r\nHost: h\r\n\r\n",
            head: RequestHead(method: .get, target: "http://h", fields: ["Host": "h"])),
        AcceptedRequest(
            rule: "§3.2.3 authority form", text: "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n",
            head: RequestHead(method: .connect, target: "a.example:443", fields: ["Host": "a.example:443"])),
        AcceptedRequest(
            rule: "§3.2.4 asterisk form", text: "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            head: RequestHead(method: .options, target: "*", fields: ["Host": "a"])),
        AcceptedRequest(
            rule: "repeated fields keep their order", text: "GET / HTTP/1.1\r\nA: 1\r\nHost: a\r\na: 2\r\nA: 3\r\n\r\n",
            head: RequestHead(method: .get, target: "/", fields: ["A": "1", "Host": "a", "a": "2", "A": "3"])),
    ]
}

struct RefusedRequest: Sendable, CustomTestStringConvertible {
    let rule: String
    let text: String
    let fault: WireError
    var status = 400

    var testDescription: String { "\(rule): \(text.prefix(60).debugDescription)" }

    static let all = lines + fields + targets + hosts

    /// A request with this request line, all else being well.
    private static func line(_ rule: String, _ line: String, _ fault: WireError, _ status: Int = 400) -> RefusedRequest
    {
        RefusedRequest(rule: rule, text: line + "\r\nHost: a\r\n\r\n", fault: fault, status: status)
    }

    /// A request with this field line, all else being well.
    private static func field(_ rule: String, _ line: String, _ fault: WireError) -> RefusedRequest {
        RefusedRequest(rule: rule, text: "GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n", fault: fault)
    }

    private static let lines = [
        line("HTTP/0.9", "GET /", .malformedRequestLine),
        line("HTTP/0.9 by name", "GET / HTTP/0.9", .unsupportedVersion, 505),
        line("HTTP/1.2", "GET / HTTP/1.2", .unsupportedVersion, 505),
        line("HTTP/2.0", "GET / HTTP/2.0", .unsupportedVersion, 505),
        line("HTTP/1.32", "GET / HTTP/1.32", .unsupportedVersion, 505),
        line("HTTP/1.10", "GET / HTTP/1.10", .malformedVersion),
        line("version overflow", "GET / HTTP/4294967297.1", .malformedVersion),
        line("version in small letters", "GET / http/1.1", .malformedVersion),
        line("no minor", "GET / HTTP/1", .malformedVersion),
        line("other protocol", "GET / ICE/1.0", .malformedVersion),
        line("blank after the version", "GET / HTTP/1.1 ", .malformedVersion),
        line("two spaces after the method", "GET  / HTTP/1.1", .malformedRequestLine),
        line("two spaces after the target", "GET /  HTTP/1.1", .malformedVersion),
        line("tab after the method", "GET\t/ HTTP/1.1", .malformedMethod),
        line("tab after the target", "GET /\tHTTP/1.1", .malformedTarget),
        line("no method", " / HTTP/1.1", .malformedMethod),
        line("method of other bytes", "G=\":< / HTTP/1.1", .malformedMethod),
        line("method of 33 bytes", String(repeating: "M", count: 33) + " / HTTP/1.1", .malformedMethod),
        line("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", .malformedMethod),
        line("method not ASCII", "G\u{C9}T / HTTP/1.1", .malformedMethod),
        line("bare LF for a space", "GET\n/ HTTP/1.1", .bareLineFeed),
        line("bare LF in the target", "GET /\nHTTP/1.1", .bareLineFeed),
        RefusedRequest(
            rule: "bare LF after the version", text: "GET / HTTP/1.1\nHost: a\r\n\r\n", fault: .bareLineFeed),
        RefusedRequest(rule: "bare LF in the version", text: "GET / HTTP\nHost: a\r\n\r\n", fault: .bareLineFeed),
        RefusedRequest(
            rule: "bare CR after the version", text: "GET / HTTP/1.1\rHost: a\r\n\r\n", fault: .bareCarriageReturn),
        RefusedRequest(
            rule: "LF before the request", text: "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", fault: .bareLineFeed),
        RefusedRequest(
            rule: "CR before the request", text: "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", fault: .bareCarriageReturn),
        RefusedRequest(
            rule: "three empty lines before", text: "\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            fault: .tooManyEmptyLines),
        RefusedRequest(
            rule: "space before the request", text: " GET / HTTP/1.1\r\nHost: a\r\n\r\n", fault: .malformedMethod),
    ]

    private static let fields = [
        field("space before the colon", "A : b", .fieldNameInvalid),
        field("tab before the colon", "A\t: b", .fieldNameInvalid),
        field("no colon", "A", .malformedField),
        field("no colon but a space", "A b", .fieldNameInvalid),
        field("empty name", ": b", .fieldNameInvalid),
        field("folded", "A: b\r\n c", .obsoleteFolding),
        field("folded with a tab", "A: b\r\n\tc", .obsoleteFolding),
        field("folded, empty", "A: b\r\n ", .obsoleteFolding),
        RefusedRequest(
            rule: "first field line folded", text: "GET / HTTP/1.1\r\n Host: a\r\n\r\n", fault: .obsoleteFolding),
        RefusedRequest(
            rule: "first field line after a tab", text: "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n", fault: .obsoleteFolding),
        field("bare LF ends a line", "A: b\nC: d", .bareLineFeed),
        field("bare LF in a name", "A\nC: d", .bareLineFeed),
        field("bare CR in a value", "A: b\rc", .bareCarriageReturn),
        field("CR CR LF", "A: b\r", .bareCarriageReturn),
        field("CR in a name", "A\rB: c", .malformedField),
        field("NUL in a name", "A\u{0}B: c", .fieldNameInvalid),
        field("NUL in a value", "A: b\u{0}c", .fieldValueInvalid),
        field("vertical tab in a value", "A: \u{B}b", .fieldValueInvalid),
        field("vertical tab before a coding", "Transfer-Encoding: \u{B}chunked", .fieldValueInvalid),
        field("form feed in a value", "A: b\u{C}", .fieldValueInvalid),
        field("DEL in a value", "A: b\u{7F}", .fieldValueInvalid),
        field("escape in a long value", "A: 0123456789012345678901234567\u{1B}89", .fieldValueInvalid),
        field("0x80 in a name", "A\u{80}: b", .fieldNameInvalid),
        field("0xFF in a name", "\u{FF}: b", .fieldNameInvalid),
        field("0xA0 before a colon", "A\u{A0}: b", .fieldNameInvalid),
        field("quote in a name", "\"A\": b", .fieldNameInvalid),
        field("bracket in a name", "A[0]: b", .fieldNameInvalid),
        RefusedRequest(
            rule: "end of head CR CR", text: "GET / HTTP/1.1\r\nHost: a\r\n\r\rX", fault: .bareCarriageReturn),
        RefusedRequest(
            rule: "end of head LF", text: "GET / HTTP/1.1\r\nHost: a\r\n\nX: y\r\n\r\n", fault: .bareLineFeed),
    ]

    private static let targets = [
        line("fragment", "GET /a#b HTTP/1.1", .malformedTarget),
        line("fragment alone", "GET # HTTP/1.1", .malformedTarget),
        line("not ASCII", "GET /\u{E9} HTTP/1.1", .malformedTarget),
        line("not UTF-8", "GET /01234567890\u{FF} HTTP/1.1", .malformedTarget),
        line("NUL", "GET /a\u{0} HTTP/1.1", .malformedTarget),
        line("DEL", "GET /a\u{7F} HTTP/1.1", .malformedTarget),
        line("space inside", "GET /a b HTTP/1.1", .malformedVersion),
        line("no slash", "GET a HTTP/1.1", .malformedTarget),
        line("query alone", "GET ?a HTTP/1.1", .malformedTarget),
        line("asterisk in GET", "GET * HTTP/1.1", .malformedTarget),
        line("asterisk and more", "OPTIONS *a HTTP/1.1", .malformedTarget),
        line("authority in GET", "GET a:80 HTTP/1.1", .malformedTarget),
        line("path in CONNECT", "CONNECT / HTTP/1.1", .malformedTarget),
        line("CONNECT without port", "CONNECT a HTTP/1.1", .malformedTarget),
        line("absolute form in CONNECT", "CONNECT http://a:80/ HTTP/1.1", .malformedTarget),
        line("other scheme", "GET ftp://a/ HTTP/1.1", .malformedTarget),
        line("absolute without host", "GET http:/// HTTP/1.1", .invalidHost),
        line("absolute with nothing", "GET http:// HTTP/1.1", .malformedTarget),
        line("absolute with one slash", "GET http:/a HTTP/1.1", .malformedTarget),
        line("absolute with user", "GET http://u@a/ HTTP/1.1", .invalidHost),
        line("absolute with password", "GET http://u:p@a/ HTTP/1.1", .invalidHost),
        line("absolute with port 99999", "GET http://a:99999/ HTTP/1.1", .invalidHost),
        line("absolute with backslash", "GET http://a\\b/ HTTP/1.1", .invalidHost),
        line("absolute with escaped host", "GET http://%61/ HTTP/1.1", .invalidHost),
        line("8,193 bytes", "GET /" + String(repeating: "a", count: 8_192) + " HTTP/1.1", .targetTooLong, 414),
    ]

    private static let hosts =
        [
            RefusedRequest(rule: "none", text: "GET / HTTP/1.1\r\n\r\n", fault: .missingHost),
            RefusedRequest(
                rule: "none, absolute form", text: "GET http://a/ HTTP/1.1\r\nA: b\r\n\r\n", fault: .missingHost),
            field("two", "Host: b", .duplicateHost),
            field("two, the same", "HOST: a", .duplicateHost),
            RefusedRequest(
                rule: "two in 1.0", text: "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", fault: .duplicateHost),
            RefusedRequest(rule: "bad in 1.0", text: "GET / HTTP/1.0\r\nHost: a/b\r\n\r\n", fault: .invalidHost),
            RefusedRequest(
                rule: "bad beside absolute form", text: "GET http://a/ HTTP/1.1\r\nHost: a@b\r\n\r\n",
                fault: .invalidHost),
        ]
        + [
            "", "a@b", "a/b", "a b", "a:99999", "a:0", "a:080", "a:65536", "a:b", "a:1:2", "a:+80", "[::1%25eth0]",
            "[::1", "::1", "[]", "[:]", "[1]",
            "[::1]x", "a,b", "a?b", "a#b", "a%2fb", "a\\b", ".a", "a..b", "..", ":80", "\u{E9}", "http://a", "a;b",
            "[1:2:3:4:5:6:7:8:9]",
            "[1::2::3]", "[12345::]", "[::256.0.0.1]", "[g::]", "[v1.a]", "*",
        ].map { RefusedRequest(rule: "bad Host", text: "GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n", fault: .invalidHost) }
}
