import HTTPSemantics
import HTTPWire
import Testing

@Suite struct `Known fields` {
    /// The known field that a scan of a request with this field finds.
    private func known(_ name: String, value: String = "x") throws -> KnownField? {
        let bytes = [UInt8]("GET / HTTP/1.0\r\n\(name): \(value)\r\n\r\n")
        var scanner = RequestHeadScanner()
        var layout = HeadLayout()
        let isComplete = try bytes.withRawSpan { span throws(WireError) in try scanner.scan(span, into: &layout) }
        try #require(isComplete)
        return layout.fields[0].known
    }

    @Test(arguments: KnownField.allCases)
    func `a name is known in any case`(_ field: KnownField) throws {
        let name = String(describing: field.name)
        #expect(name == name.lowercased() && name.utf8.count <= 24)
        #expect(try known(name) == field)
        #expect(try known(name.uppercased()) == field)
        let mixed = name.enumerated().map { $0.offset % 2 == 0 ? $0.element.uppercased() : String($0.element) }.joined()
        #expect(try known(mixed) == field)
        if field != .host { #expect(try known(name, value: "") == field, "close to the end of the bytes") }
    }

    @Test(arguments: KnownField.allCases)
    func `a name with any byte changed, added or missing is another`(_ field: KnownField) throws {
        let name = Array(String(describing: field.name).utf8)
        let names = Set(KnownField.allCases.map { String(describing: $0.name) })
        for index in name.indices {
            for bit in 0..<8 where bit != 5 {
                var changed = name
                changed[index] ^= 1 << bit
                let text = String(decoding: changed, as: UTF8.self)
                guard isToken(changed), !names.contains(text.lowercased()) else { continue }
                #expect(try known(text) == nil, "\(text)")
            }
            var shorter = name
            shorter.remove(at: index)
            let text = String(decoding: shorter, as: UTF8.self)
            if !shorter.isEmpty, !names.contains(text) { #expect(try known(text) == nil, "\(text)") }
        }
        let doubled = String(decoding: name + name, as: UTF8.self)
        #expect(try known(doubled) == nil)
    }

    @Test func `there are no two of a name, and no more than a word has bits`() {
        #expect(Set(KnownField.allCases.map { String(describing: $0.name) }).count == KnownField.allCases.count)
        #expect(KnownField.allCases.count <= 64)
    }

    @Test func `the scanner takes exactly the tokens for names, wherever the byte stands`() {
        for value in 0...255 {
            let byte = UInt8(value)
            for length in [0, 3, 7, 8, 9, 15, 16, 20] {
                let name = [UInt8](repeating: 0x61, count: length) + [byte] + [UInt8](repeating: 0x62, count: length)
                let scanned = ([UInt8]("GET / HTTP/1.0\r\n") + name + [UInt8](": 1\r\n\r\n")).scannedRequest()
                let isAccepted = if case .head = scanned { true } else { false }
                // A colon cuts the name instead of spoiling it, unless nothing stands before it.
                let expected = isTokenByte(byte) || byte == UInt8(ascii: ":") && length > 0
                #expect(isAccepted == expected, "byte \(byte) after \(length)")
            }
        }
    }

    @Test func `the scanner takes exactly the allowed bytes in values, targets and reasons, wherever they stand`() {
        for value in 0...255 {
            let byte = UInt8(value)
            let isText = byte >= 0x20 && byte != 0x7F || byte == 0x09
            let isTargetByte = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "#")
            for length in [1, 3, 7, 8, 9, 15, 16, 20] {
                let run = [UInt8](repeating: 0x61, count: length) + [byte] + [UInt8](repeating: 0x62, count: length)
                let inValue = ([UInt8]("GET / HTTP/1.0\r\nA: ") + run + [UInt8]("\r\n\r\n")).scannedRequest()
                #expect(isHead(inValue) == isText, "value: byte \(byte) after \(length)")
                let inTarget = ([UInt8]("GET /") + run + [UInt8](" HTTP/1.0\r\n\r\n")).scannedRequest()
                #expect(isHead(inTarget) == isTargetByte, "target: byte \(byte) after \(length)")
                let inReason = ([UInt8]("HTTP/1.0 200 ") + run + [UInt8]("\r\n\r\n")).scannedResponse()
                #expect(isHead(inReason) == isText, "reason: byte \(byte) after \(length)")
            }
        }
    }

    private func isHead<Head>(_ scanned: Scanned<Head>) -> Bool {
        if case .head = scanned { true } else { false }
    }
}
