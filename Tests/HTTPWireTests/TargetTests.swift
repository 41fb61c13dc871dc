import HTTPSemantics
import HTTPWire
import Testing

@Suite struct `Request targets, RFC 9112 §3.2` {
    @Test(arguments: TargetCase.all)
    func `form and parts follow the table`(_ row: TargetCase) throws {
        let head = RequestHead(method: row.method, target: row.target, fields: ["Host": "from.host:81"])
        let parts: TargetCase.Parts =
            switch try RequestTarget(of: head) {
            case .origin(let path, let query): .origin(row.text(path), row.text(query))
            case .absolute(let scheme, let authority, let path, let query):
                .absolute(scheme, row.text(authority), row.text(path), row.text(query))
            case .authority(let authority): .authority(row.text(authority))
            case .asterisk: .asterisk
            }
        #expect(parts == row.parts)
        #expect(head.effectiveAuthority.map { String(decoding: $0, as: UTF8.self) } == row.host)
    }

    @Test(arguments: TargetCase.all)
    func `a scanned head tells the same host`(_ row: TargetCase) throws {
        let bytes = [UInt8]("\(row.method) \(row.target) HTTP/1.1\r\nHost: from.host:81\r\n\r\n")
        var scanner = RequestHeadScanner()
        var layout = HeadLayout()
        let host = try bytes.withRawSpan { span throws(WireError) in
            _ = try scanner.scan(span, into: &layout)
            return layout.effectiveAuthority(in: span)
        }
        #expect(host.map { String(decoding: bytes[$0], as: UTF8.self) } == row.host)
    }

    @Test(arguments: ["", "#", "/a b", "/\u{E9}", "a", "*", "http://", "ftp://a/", "/a\r\nX: y"])
    func `an owned head with another target has no form`(_ target: String) {
        #expect(throws: WireError.malformedTarget) {
            try RequestTarget(of: RequestHead(method: .get, target: [UInt8](target)))
        }
    }

    @Test func `a request that names no valid host is for nobody`() {
        #expect(RequestHead(method: .get, target: "/").effectiveAuthority == nil)
        #expect(RequestHead(method: .get, target: "/", fields: ["Host": "a@b"]).effectiveAuthority == nil)
    }
}

struct TargetCase: Sendable, CustomTestStringConvertible {
    enum Parts: Hashable, Sendable {
        case origin(String, String?)
        case absolute(RequestTarget.Scheme, String, String, String?)
        case authority(String)
        case asterisk
    }

    var method = Method.get
    let target: String
    let parts: Parts
    var host = "from.host:81"

    var testDescription: String { target }

    func text(_ range: Range<Int>) -> String { String(decoding: Array(target.utf8)[range], as: UTF8.self) }

    func text(_ range: Range<Int>?) -> String? { range.map { text($0) } }

    static let all = [
        TargetCase(target: "/", parts: .origin("/", nil)),
        TargetCase(target: "/a/b?c=d?e", parts: .origin("/a/b", "c=d?e")),
        TargetCase(target: "/a?", parts: .origin("/a", "")),
        TargetCase(target: "//a/b", parts: .origin("//a/b", nil)),
        TargetCase(target: "/http://x/", parts: .origin("/http://x/", nil)),
        TargetCase(target: "http://h", parts: .absolute(.http, "h", "", nil), host: "h"),
        TargetCase(target: "http://h?q", parts: .absolute(.http, "h", "", "q"), host: "h"),
        TargetCase(
            target: "HTTP://H.example:8080/x?y", parts: .absolute(.http, "H.example:8080", "/x", "y"),
            host: "H.example:8080"),
        TargetCase(
            target: "https://[2001:db8::1]:443/", parts: .absolute(.https, "[2001:db8::1]:443", "/", nil),
            host: "[2001:db8::1]:443"),
        TargetCase(method: .connect, target: "h:443", parts: .authority("h:443"), host: "h:443"),
        TargetCase(method: .options, target: "*", parts: .asterisk),
        TargetCase(method: .options, target: "/", parts: .origin("/", nil)),
    ]
}

@Suite struct `Authorities, RFC 9110 §4.2, §7.2` {
    @Test(
        arguments: [
            ("a", "a", nil), ("a.example", "a.example", nil), ("a.example.", "a.example.", nil),
            ("A-b_c~1", "A-b_c~1", nil), ("a:80", "a", 80),
            ("a:", "a", nil), ("a:65535", "a", 65_535), ("127.0.0.1:1", "127.0.0.1", 1), ("[::]", "[::]", nil),
            ("[::1]:80", "[::1]", 80),
            ("[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8]", nil), ("[1::8]", "[1::8]", nil), ("[1::]", "[1::]", nil),
            ("[::ffff:192.0.2.1]:8", "[::ffff:192.0.2.1]", 8), ("[64:ff9b::192.0.2.33]", "[64:ff9b::192.0.2.33]", nil),
            ("[ABCD:ef01::]", "[ABCD:ef01::]", nil), ("xn--bcher-kva.example", "xn--bcher-kva.example", nil),
        ] as [(String, String, Int?)])
    func `host and port are found`(_ text: String, _ host: String, _ port: Int?) throws {
        let bytes = Array(text.utf8)
        let authority = try #require(bytes.withRawSpan { Authority($0, 0..<$0.byteCount) })
        #expect(String(decoding: bytes[authority.host], as: UTF8.self) == host)
        #expect(authority.port == port)
    }

    @Test(arguments: [
        "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8::]", "[:1::]", "[1::2:]", "[:::]", "[::1:192.0.2.1:1]", "[::192.0.2]",
        "[::192.0.2.01]", "[::192.0.2.1.1]",
        "[::+1.0.0.1]", "[1:2:3:4:5:6:7:192.0.2.1]", "[]", "[", "]", "a]", "a:1a", "a::1", "a:000001", "-\u{0}",
    ])
    func `anything else is none`(_ text: String) {
        #expect(Array(text.utf8).withRawSpan { Authority($0, 0..<$0.byteCount) } == nil)
    }
}
