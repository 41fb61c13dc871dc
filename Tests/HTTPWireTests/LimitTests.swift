import HTTPSemantics
import HTTPWire
import Testing

@Suite struct `Limits` {
    private static let start = "GET / HTTP/1.1\r\nHost: a\r\n"

    private static func head(bytes: Int) -> [UInt8] {
        let frame = start + "X: \r\n\r\n"
        return [UInt8](start + "X: " + String(repeating: "x", count: bytes - frame.utf8.count) + "\r\n\r\n")
    }

    @Test(arguments: [Delivery.whole, .inThrees])
    func `a head of 32,768 bytes passes, one more does not`(_ delivery: Delivery) {
        let largest = Self.head(bytes: 32_768)
        guard case .head(_, lengthBytes: 32_768) = largest.scannedRequest(delivery) else {
            Issue.record("the largest head was refused")
            return
        }
        #expect(Self.head(bytes: 32_769).scannedRequest(delivery) == .refused(.headTooLarge))
        #expect(WireError.headTooLarge.status == 431)
    }

    @Test func `one field of 81,920 bytes is refused before it ends`() {
        let endless = [UInt8](Self.start + "X: " + String(repeating: "x", count: 81_920))
        #expect(endless.scannedRequest() == .refused(.headTooLarge))
        #expect(Array(endless[..<32_768]).scannedRequest(.inThrees) == .refused(.headTooLarge))
        #expect(Array(endless[..<32_767]).scannedRequest(.inThrees) == .needsMore)
    }

    @Test func `a hundred fields pass, one more does not`() {
        let lines = (1..<100).map { "X-\($0): y\r\n" }.joined()
        guard case .head(let head, _) = [UInt8](Self.start + lines + "\r\n").scannedRequest() else {
            Issue.record("a hundred fields were refused")
            return
        }
        #expect(head.fields.count == 100)
        #expect([UInt8](Self.start + lines + "Y: z\r\n\r\n").scannedRequest() == .refused(.tooManyFields))
        #expect(WireError.tooManyFields.status == 431)
    }

    @Test(arguments: Delivery.allCases)
    func `a target of 8,192 bytes passes, one more does not`(_ delivery: Delivery) {
        let path = "/" + String(repeating: "a", count: 8_191)
        let longest = [UInt8]("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(
            longest.scannedRequest(delivery)
                == .head(RequestHead(method: .get, target: path, fields: ["Host": "a"]), lengthBytes: longest.count))
        #expect(
            [UInt8]("GET \(path)a HTTP/1.1\r\nHost: a\r\n\r\n").scannedRequest(delivery) == .refused(.targetTooLong))
        #expect(WireError.targetTooLong.status == 414)
    }

    @Test(arguments: Delivery.allCases)
    func `an endless target is refused before its line ends`(_ delivery: Delivery) {
        #expect(
            [UInt8]("GET /" + String(repeating: "a", count: 9_000)).scannedRequest(delivery) == .refused(.targetTooLong)
        )
    }

    @Test func `an endless method is refused before it ends`() {
        #expect([UInt8](String(repeating: "M", count: 65_536)).scannedRequest() == .refused(.malformedMethod))
        #expect([UInt8](String(repeating: "M", count: 33)).scannedRequest() == .refused(.malformedMethod))
    }

    @Test func `responses have limits of their own`() {
        let frame = "HTTP/1.1 200 OK\r\nX: \r\n\r\n".utf8.count
        func head(_ bytes: Int) -> [UInt8] {
            [UInt8]("HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: bytes - frame) + "\r\n\r\n")
        }
        guard case .head(_, lengthBytes: 65_536) = head(65_536).scannedResponse() else {
            Issue.record("the largest response head was refused")
            return
        }
        #expect(head(65_537).scannedResponse() == .refused(.headTooLarge))
        let lines = (0..<201).map { "X-\($0): y\r\n" }.joined()
        #expect([UInt8]("HTTP/1.1 200 OK\r\n" + lines + "\r\n").scannedResponse() == .refused(.tooManyFields))
    }

    @Test func `every fault has a status and a sentence`() {
        for fault in WireError.allCases {
            #expect([400, 414, 431, 501, 505].contains(fault.status))
            #expect(fault.reason.hasSuffix(".") && fault.reason.first?.isUppercase == true)
        }
        #expect(Set(WireError.allCases.map(\.reason)).count == WireError.allCases.count)
    }
}
