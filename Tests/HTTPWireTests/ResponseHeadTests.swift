import HTTPSemantics
import HTTPWire
import Testing

@Suite struct `Response heads, RFC 9112 §4` {
    @Test(arguments: accepted, Delivery.allCases)
    func `a valid head is taken apart, however it arrives`(
        _ row: (text: String, head: ResponseHead), _ delivery: Delivery
    ) {
        let bytes = [UInt8](row.text)
        #expect(bytes.scannedResponse(delivery) == .head(row.head, lengthBytes: bytes.count))
        #expect((bytes + bytes).scannedResponse() == .head(row.head, lengthBytes: bytes.count))
    }

    @Test(arguments: accepted)
    func `every shorter part of a head needs more`(_ row: (text: String, head: ResponseHead)) {
        let bytes = [UInt8](row.text)
        for length in 0..<bytes.count {
            #expect(Array(bytes[..<length]).scannedResponse() == .needsMore, "\(length) bytes")
        }
    }

    @Test(arguments: refused, Delivery.allCases)
    func `a fault is named, however it arrives`(_ row: (text: String, fault: WireError), _ delivery: Delivery) {
        #expect([UInt8](row.text).scannedResponse(delivery) == .refused(row.fault))
    }

    static let accepted: [(text: String, head: ResponseHead)] = [
        ("HTTP/1.1 200 OK\r\n\r\n", ResponseHead(status: 200)),
        ("HTTP/1.0 404 Not Found\r\nA: b\r\n\r\n", ResponseHead(version: .http10, status: 404, fields: ["A": "b"])),
        ("HTTP/1.1 299 \r\n\r\n", ResponseHead(status: 299, reason: [])),
        ("HTTP/1.1 200\r\n\r\n", ResponseHead(status: 200, reason: [])),
        (
            "HTTP/1.1 200 Tr\u{E8}s \tbien \r\n\r\n",
            ResponseHead(status: 200, reason: Array("Tr".utf8) + [0xE8] + Array("s \tbien ".utf8))
        ),
        ("HTTP/1.1 100 Continue\r\n\r\n", ResponseHead(status: 100)),
        (
            "HTTP/1.1 599 \u{FF}\r\nSet-Cookie: a\r\nset-cookie: b\r\n\r\n",
            ResponseHead(status: 599, reason: [0xFF], fields: ["Set-Cookie": "a", "set-cookie": "b"])
        ),
    ]

    static let refused: [(text: String, fault: WireError)] = [
        ("\r\nHTTP/1.1 200 OK\r\n\r\n", .tooManyEmptyLines),
        ("HTTP/1.1  200 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 20 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 2000 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 099 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 600 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 +20 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1\t200 OK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 200\tOK\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 200 O\u{0}K\r\n\r\n", .malformedStatusLine),
        ("HTTP/1.1 200 OK\n\r\n\r\n", .bareLineFeed),
        ("HTTP/1.1 200\n\r\n\r\n", .bareLineFeed),
        ("HTTP/1.1 200 OK\rX\r\n\r\n", .bareCarriageReturn),
        ("HTTP/2.0 200 OK\r\n\r\n", .unsupportedVersion),
        ("HTTP/0.9 200 OK\r\n\r\n", .unsupportedVersion),
        ("http/1.1 200 OK\r\n\r\n", .malformedVersion),
        ("ICY 200 OK\r\n\r\n", .malformedVersion),
        ("<html>\r\n\r\n", .malformedVersion),
        ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .obsoleteFolding),
        ("HTTP/1.1 200 OK\r\n A: b\r\n\r\n", .obsoleteFolding),
        ("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", .fieldNameInvalid),
        ("HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n", .bareLineFeed),
        ("HTTP/1.1 200 OK\r\nA: b\u{0}\r\n\r\n", .fieldValueInvalid),
        ("HTTP/1.1 200 OK\r\nA\r\n\r\n", .malformedField),
        ("HTTP/1.1 200 OK\r\n\n", .bareLineFeed),
    ]
}
