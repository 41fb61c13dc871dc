import EdgeProxy
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Log formats that other programs read` {
    /// What an edge logs while `body` talks to it.
    private static func lines(
        _ format: AccessLog.Format, _ disclosure: AccessLog.Disclosure = .init(),
        script: @escaping ScriptedOrigin.Script = { request in
            request.target.hasPrefix("/gone")
                ? answer(404) : answer(200, "Cache-Control: max-age=60", "Content-Type: text/plain", body: "hello")
        }, _ body: (EdgeUnderTest) async throws -> Void
    ) async throws -> String {
        let pipe = Pipe()
        let log = AccessLog(
            descriptor: pipe.fileHandleForWriting.fileDescriptor, format: format, disclosure: disclosure)
        try await EdgeUnderTest.run(accessLog: log, script: script, body)
        log.drain()
        try pipe.fileHandleForWriting.close()
        return String(decoding: try #require(try pipe.fileHandleForReading.readToEnd()), as: UTF8.self)
    }

    /// The lines as a program that was not written here reads them: Python, a JSON value out of each.
    private static func parsed(_ text: String, by program: String) throws -> [[String]] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program, file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        return try JSONDecoder().decode([[String]].self, from: data)
    }

    /// Apache's grammar: a quoted string ends at the first `"` without a `\` in front.
    private static let combined = #"""
        import json, re, sys
        quoted = r'"((?:[^"\\]|\\.)*)"'
        line = re.compile(r'(\S+) (\S+) (\S+) \[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] ' + quoted
            + r' (\d{3}) (\d+|-)(?: ' + quoted + ' ' + quoted + r')?')
        text = open(sys.argv[1], 'rb').read()
        assert all(c == 10 or 32 <= c < 127 for c in text), text
        print(json.dumps([[g or '' for g in line.fullmatch(l).groups()] for l in text.decode().splitlines()]))
        """#

    private static let cloudfront = #"""
        import json, sys, urllib.parse
        text = open(sys.argv[1], 'rb').read()
        assert all(c in (9, 10) or 32 <= c < 127 for c in text), text
        lines = text.decode().split('\n')[:-1]
        assert lines[0] == '#Version: 1.0' and lines[1].startswith('#Fields: '), lines[:2]
        names = lines[1].split(' ')[1:]
        assert len(names) == 33, names
        rows = []
        for l in lines[2:]:
            values = l.split('\t')
            assert len(values) == 33, l
            d = dict(zip(names, values))
            rows.append([urllib.parse.unquote(d[n], errors='surrogateescape').encode('ascii', 'backslashreplace').decode()
                for n in ['sc-status', 'x-edge-result-type', 'x-edge-detailed-result-type', 'cs-method', 'cs(Host)',
                    'cs-uri-stem', 'cs-uri-query', 'cs(Cookie)', 'cs(User-Agent)', 'sc-content-type', 'sc-content-len',
                    'sc-range-start', 'sc-range-end', 'c-ip', 'x-edge-response-result-type']])
        print(json.dumps(rows))
        """#

    @Test func `common and combined lines are Apache's, the express lane's too`() async throws {
        let common = try await Self.lines(.common) { edge in
            let client = try await edge.client()
            for _ in 0..<3 { _ = try await client.exchange(request("/a?token=1")) }
            _ = try await edge.client().exchange("NONSENSE\r\n\r\n")
        }
        let rows = try Self.parsed(common, by: Self.combined)
        #expect(rows.map { $0[4] } == ["GET /a HTTP/1.1", "GET /a HTTP/1.1", "GET /a HTTP/1.1", "-"])
        #expect(rows.map { $0[5] } == ["200", "200", "200", "400"])
        #expect(rows.map { $0[0] } == Array(repeating: "127.0.0.1", count: 4) && rows[0][6] == "5")
        #expect(!common.contains("token"))
        var open = AccessLog.Disclosure()
        open.queries = true
        let combined = try await Self.lines(.combined, open) { edge in
            _ = try await edge.get("/gone?q=1", "Referer: http://h/?x=1", "User-Agent: browser")
        }
        let row = try #require(try Self.parsed(combined, by: Self.combined).first)
        #expect(row[4] == "GET /gone?q=1 HTTP/1.1" && row[5] == "404")
        #expect(row[6] == "-" && row[7] == "http://h/?x=1" && row[8] == "browser")
    }

    /// Bytes that end a field or a line, or that a terminal obeys.
    private static let evil = "x\u{1B}[2J\"\\\t\u{85}\" 200 9 [x] é"

    @Test(arguments: [AccessLog.Format.combined, .common])
    func `no request can forge a line or a field`(_ format: AccessLog.Format) async throws {
        let text = try await Self.lines(format) { edge in
            for line in ["User-Agent: a\"\\\t é\" 200 1", "Referer: \\\" - - [x] \"GET / HTTP/1.1\" 200 1 \"a"] {
                _ = try await edge.get("/\"\\x\" 200 5 \"", line)
                _ = try await edge.get("/a", line)
            }
            for target in ["/a\u{1B}[2J", "/a\"b\\", "/é"] { _ = try await edge.get(target) }
            _ = try await edge.get("/a", "User-Agent: " + Self.evil)
        }
        let rows = try Self.parsed(text, by: Self.combined)
        #expect(rows.count == 8, "\(text)")
    }

    @Test func `CloudFront's lines have 33 fields, and its words for what happened`() async throws {
        let text = try await Self.lines(.cloudfront) { edge in
            let client = try await edge.client()
            for _ in 0..<3 {
                _ = try await client.exchange(request("/a?token=1", ["User-Agent: a b\tc\"", "Cookie: secret"]))
            }
            _ = try await client.exchange(request("/a", ["Range: bytes=1-2"]))
            _ = try await client.exchange(request("/a?token=1", ["Range: bytes=1-2"]))
            _ = try await client.exchange(request("/gone"))
            _ = try await client.exchange(request("/a", method: "TRACE"))
            _ = try await edge.client().exchange("NONSENSE\r\n\r\n")
        }
        let rows = try Self.parsed(text, by: Self.cloudfront)
        #expect(
            rows.map { $0[1] } == ["Miss", "Hit", "Hit", "Miss", "Hit", "Error", "Error", "Error"], "\(text)")
        #expect(rows.map { $0[0] } == ["200", "200", "200", "200", "206", "404", "405", "400"] || rows[3][0] == "206")
        #expect(rows[6][2] == "InvalidRequestMethod" && rows[7][2] == "InvalidRequest")
        #expect(rows[1][3...5] == ["GET", "h", "/a"] && rows[1][6] == "-" && rows[1][7] == "-")
        #expect(rows[1][8] == "a b\tc\"" && rows[1][9] == "text/plain" && rows[1][10] == "5")
        #expect(rows[4][11] == "1" && rows[4][12] == "2")
        #expect(!text.contains("token") && !text.contains("secret"))
    }

    @Test func `who leaves before the answer has 000, and a dead origin its word`() async throws {
        var open = AccessLog.Disclosure()
        open.queries = true
        open.cookies = true
        let text = try await Self.lines(.cloudfront, open, script: { _ in nil }) { edge in
            let leaving = try await edge.client()
            try await leaving.send(request("/slow"))
            let exchange = try await edge.origin.request()
            // A mere close looks like a client that has said all it will and still listens.
            await leaving.connection.reset()
            // Seen by the edge before the next request is, which is on the same loop.
            while await edge.server.counters().requests == 0 { await Task.yield() }
            await exchange.hangUp()
            edge.origin.answering { _ in "NONSENSE\r\n\r\n" }
            _ = try await edge.get("/broken?q=a%20b", "Cookie: c=1")
        }
        let rows = try Self.parsed(text, by: Self.cloudfront)
        #expect(rows[0][0...2] == ["000", "Error", "ClientHungUpRequest"])
        #expect(rows[1][0...2] == ["502", "Error", "OriginInvalidResponseError"], "\(text)")
        #expect(rows[1][6] == "q=a%20b" && rows[1][7] == "c=1")
    }

    @Test func `a file that was moved away is begun anew, with its header`() async throws {
        let pipe = Pipe()
        // Stands in for a file: from the second write on, the descriptor leads to a new one.
        let log = AccessLog(
            descriptor: pipe.fileHandleForWriting.fileDescriptor, format: .cloudfront, prepare: { true })
        try await EdgeUnderTest.run(accessLog: log, script: { _ in answer(404) }) { edge in
            _ = try await edge.get("/a")
        }
        log.drain()
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(text.components(separatedBy: "#Version: 1.0\n").count == 3, "once at the start, once anew")
    }
}
