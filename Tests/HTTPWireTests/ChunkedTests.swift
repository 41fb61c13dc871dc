import HTTPSemantics
import HTTPWire
import Testing

@Suite struct `Chunked bodies, RFC 9112 §7.1` {
    @Test(arguments: AcceptedChunks.all)
    func `a valid body is taken apart, whole or byte by byte, and what follows is left alone`(_ row: AcceptedChunks) {
        let bytes = [UInt8](row.text)
        for rest in [[], [UInt8]("0\r\n\r\n"), [UInt8]("GET / HTTP/1.1\r\n")] {
            for pieces in [[], Array(repeating: 1, count: bytes.count + rest.count)] {
                let body = ReadBody(.chunked, bytes + rest, pieces: pieces)
                #expect(body.fault == nil, "\(row.rule)")
                #expect(body.data == Array(row.data.utf8), "\(row.rule)")
                #expect(body.trailers == row.trailers, "\(row.rule)")
                #expect(body.lengthBytes == bytes.count, "\(row.rule)")
            }
        }
    }

    @Test(arguments: AcceptedChunks.all)
    func `every shorter part of a body needs more`(_ row: AcceptedChunks) {
        let bytes = [UInt8](row.text)
        for length in 0..<bytes.count {
            let body = ReadBody(.chunked, Array(bytes[..<length]))
            #expect(body.fault == nil && !body.isComplete, "\(row.rule), \(length) bytes")
        }
    }

    @Test(arguments: RefusedChunks.all)
    func `a fault is named, whole or byte by byte`(_ row: RefusedChunks) {
        let bytes = [UInt8](row.text)
        #expect(ReadBody(.chunked, bytes).fault == row.fault, "\(row.rule)")
        #expect(
            ReadBody(.chunked, bytes, pieces: Array(repeating: 1, count: bytes.count)).fault == row.fault, "\(row.rule)"
        )
    }

    @Test func `what is written comes back, however it is cut`() throws {
        var random = SeededGenerator(seed: 0x71)
        for _ in 0..<2_000 {
            var written: [UInt8] = []
            var data: [UInt8] = []
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                let piece = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                written.appendChunk(piece)
                data += piece
            }
            let trailers: Fields = Bool.random(using: &random) ? [:] : ["X-Sum": "1", "X-Other": "2"]
            try written.appendLastChunk(trailers: trailers)
            let pieces = (0..<20).map { _ in Int.random(in: 0...80, using: &random) }
            let body = ReadBody(.chunked, written, pieces: pieces)
            #expect(
                body.data == data && body.trailers == trailers && body.lengthBytes == written.count,
                "seed \(random.seed), pieces \(pieces)")
        }
    }

    @Test func `a chunk line has a limit`() {
        let longest = "1;" + String(repeating: "a", count: 4_094) + "\r\nx\r\n0\r\n\r\n"
        #expect(ReadBody(.chunked, [UInt8](longest)).isComplete)
        let tooLong = "1;" + String(repeating: "a", count: 8_192) + "\r\nx\r\n0\r\n\r\n"
        #expect(ReadBody(.chunked, [UInt8](tooLong)).fault == .chunkOverheadTooLarge)
    }

    @Test func `many tiny chunks with long extensions end early, without extensions they don't`() {
        let padded = String(repeating: "1;" + String(repeating: "a", count: 1_000) + "\r\nx\r\n", count: 100)
        #expect(ReadBody(.chunked, [UInt8](padded)).fault == .chunkOverheadTooLarge)
        let plain = String(repeating: "1\r\nx\r\n", count: 100_000) + "0\r\n\r\n"
        let body = ReadBody(.chunked, [UInt8](plain))
        #expect(body.isComplete && body.data.count == 100_000)
    }

    @Test func `the trailer section has limits`() {
        func trailer(_ count: Int) -> [UInt8] {
            [UInt8]("0\r\nX: " + String(repeating: "x", count: count) + "\r\n\r\n")
        }
        #expect(ReadBody(.chunked, trailer(8_192 - 7)).isComplete)
        #expect(ReadBody(.chunked, trailer(8_192 - 6)).fault == .trailerTooLarge)
        #expect(
            ReadBody(.chunked, [UInt8]("0\r\n" + String(repeating: "X: y\r\n", count: 101) + "\r\n")).fault
                == .tooManyFields)
    }

    @Test(arguments: [
        "Content-Length: 5", "Transfer-Encoding: chunked", "Host: b", "Cookie: a", "Set-Cookie: a", "authorization: x",
        "Content-Encoding: gzip",
        "Connection: close", "TRAILER: x",
    ])
    func `trailers that would frame, route or authorize are refused, RFC 9110 §6_5_1`(_ line: String) {
        #expect(ReadBody(.chunked, [UInt8]("0\r\n" + line + "\r\n\r\n")).fault == .trailerFieldForbidden)
    }
}

struct AcceptedChunks: Sendable, CustomTestStringConvertible {
    let rule: String
    let text: String
    let data: String
    var trailers: Fields = [:]

    var testDescription: String { rule }

    static let all = [
        AcceptedChunks(rule: "nothing", text: "0\r\n\r\n", data: ""),
        AcceptedChunks(rule: "one chunk", text: "5\r\nhello\r\n0\r\n\r\n", data: "hello"),
        AcceptedChunks(rule: "two chunks", text: "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", data: "hello world"),
        AcceptedChunks(
            rule: "hexadecimal in either case", text: "a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n",
            data: "01234567890123456789a"),
        AcceptedChunks(
            rule: "leading zeros up to 16 digits", text: "0000000000000005\r\nhello\r\n000\r\n\r\n", data: "hello"),
        AcceptedChunks(rule: "line ends in data", text: "4\r\n\r\n\r\n\r\n0\r\n\r\n", data: "\r\n\r\n"),
        AcceptedChunks(
            rule: "§7.1.1 extensions", text: "5;a;b=c;d=\"e;\\\"\t\"\r\nhello\r\n0;x\r\n\r\n",
            data: "hello"),
        AcceptedChunks(
            rule: "§7.1.2 trailers", text: "0\r\nA: b\r\nC:\td \r\n\r\n", data: "", trailers: ["A": "b", "C": "d"]),
    ]
}

struct RefusedChunks: Sendable, CustomTestStringConvertible {
    let rule: String
    let text: String
    var fault = WireError.malformedChunk

    var testDescription: String { "\(rule): \(text.prefix(40).debugDescription)" }

    static let all = [
        RefusedChunks(rule: "empty size", text: "\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "0x", text: "0x5\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "sign", text: "+5\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "minus", text: "-5\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "underscore", text: "5_\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "blank before", text: " 5\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "blank after", text: "5 \r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "tab before an extension", text: "5\t;a\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "17 digits", text: "00000000000000005\r\nhello\r\n0\r\n\r\n", fault: .chunkTooLarge),
        RefusedChunks(rule: "beyond counting", text: "ffffffffffffffff\r\nhello", fault: .chunkTooLarge),
        RefusedChunks(rule: "beyond counting by one", text: "8000000000000000\r\nhello", fault: .chunkTooLarge),
        RefusedChunks(rule: "CR in an extension", text: "5;a\rb\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "CR in a quoted extension", text: "5;a=\"\rb\"\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "LF in an extension", text: "5;a\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "NUL in an extension", text: "5;a\u{0}\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "extension without name", text: "5;\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "extension without value", text: "5;a=\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "text after a quoted value", text: "5;a=\"b\"c\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "blank in an extension", text: "5; a\r\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "bare LF after the size", text: "5\nhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "CR alone after the size", text: "5\rhello\r\n0\r\n\r\n"),
        RefusedChunks(rule: "chunk ends with CR X", text: "5\r\nhello\rX0\r\n\r\n"),
        RefusedChunks(rule: "chunk ends with LF", text: "5\r\nhello\n0\r\n\r\n"),
        RefusedChunks(rule: "chunk longer than its size", text: "5\r\nhello!\r\n0\r\n\r\n"),
        RefusedChunks(rule: "chunk shorter than its size", text: "5\r\nhell\r\n0\r\n\r\n"),
        RefusedChunks(rule: "bare LF before the last", text: "5\r\nhello\r\n\n0\r\n\r\n"),
        RefusedChunks(rule: "bare LF after the last", text: "0\n\r\n"),
        RefusedChunks(rule: "bare LF for the end", text: "0\r\n\n", fault: .bareLineFeed),
        RefusedChunks(rule: "bare LF in the trailers", text: "0\r\nA: b\n\r\n", fault: .bareLineFeed),
        RefusedChunks(rule: "CR X for the end", text: "0\r\n\rX\r\n\r\n", fault: .malformedField),
        RefusedChunks(rule: "folded trailer", text: "0\r\nA: b\r\n c\r\n\r\n", fault: .obsoleteFolding),
        RefusedChunks(
            rule: "trailer with a space before the colon", text: "0\r\nA : b\r\n\r\n", fault: .fieldNameInvalid),
        RefusedChunks(
            rule: "the next request for a trailer", text: "0\r\nGET / HTTP/1.1\r\n\r\n", fault: .fieldNameInvalid),
    ]
}

@Suite struct `Bodies of the other kinds, RFC 9112 §6.3, §8` {
    @Test func `no body ends at once, and uses up nothing`() {
        for framing in [BodyFraming.none, .length(0)] {
            let body = ReadBody(framing, [UInt8]("GET"))
            #expect(body.isComplete && body.lengthBytes == 0 && body.data.isEmpty)
        }
    }

    @Test(arguments: [[], [1, 1, 1], [2, 2], [3], [7]])
    func `a body of known length ends there`(_ pieces: [Int]) {
        let body = ReadBody(.length(5), [UInt8]("helloGET"), pieces: pieces)
        #expect(body.isComplete && body.lengthBytes == 5 && body.data == Array("hello".utf8))
    }

    @Test(arguments: [
        (BodyFraming.none, "", BodyReader.Ending.complete), (.length(0), "", .complete), (.length(3), "abc", .complete),
        (.length(3), "ab", .cutShort),
        (.length(3), "", .cutShort), (.chunked, "", .cutShort), (.chunked, "1\r\na\r\n", .cutShort),
        (.chunked, "1\r\na\r\n0\r\n", .cutShort),
        (.chunked, "1\r\na\r\n0\r\n\r\n", .complete), (.untilClose, "", .complete), (.untilClose, "abc", .complete),
    ])
    func `the end of the connection completes a body or cuts it short`(
        _ framing: BodyFraming, _ text: String, _ expected: BodyReader.Ending
    ) throws {
        var reader = BodyReader(framing)
        var consumed = 0
        var isDone = false
        while !isDone {
            let event = try [UInt8](text).withRawSpan { bytes throws(WireError) in
                try reader.read(bytes, consumed: &consumed)
            }
            switch event {
            case .data: break
            case .needMore, .end: isDone = true
            }
        }
        #expect(consumed == text.utf8.count)
        #expect(reader.atEndOfInput() == expected)
    }

    @Test func `after the end every call says so again`() throws {
        var reader = BodyReader(.chunked)
        let bytes = [UInt8]("0\r\nA: b\r\n\r\nrest")
        var consumed = 0
        let first = try bytes.withRawSpan { span throws(WireError) in try reader.read(span, consumed: &consumed) }
        #expect(first == .end(trailers: ["A": "b"]))
        let place = consumed
        let second = try bytes.withRawSpan { span throws(WireError) in try reader.read(span, consumed: &consumed) }
        #expect(second == .end(trailers: [:]) && consumed == place && reader.isComplete)
    }
}
