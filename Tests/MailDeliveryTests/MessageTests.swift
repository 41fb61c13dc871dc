import Foundation
import Jobs
import MailDelivery
import TestSupport
import Testing

@Suite struct `Messages` {
    private static let start = Date(timeIntervalSince1970: 1_795_460_400)

    private static func message(
        subject: String = "Welcome", text: String = "Hello.\n", html: String = "<p>Hello.</p>",
        name: String? = "Field Notes", isList: Bool = true
    ) throws -> Message {
        let from = Mailbox(name: name, address: try EmailAddress("hello@blog.example"))
        let id = MessageID(ULID(milliseconds: 1_795_460_400_000, chance: 7), sender: from.address)
        let list = MailingList(
            name: name ?? "List", identifier: "subscribers.blog.example",
            unsubscribe: "https://blog.example/api/v1/subscriptions/unsubscribe/v1.a.b.c")
        return Message(
            id: id, date: start, from: from, to: try EmailAddress("jane@example.com"), subject: subject, text: text,
            html: html, list: isList ? list : nil)
    }

    private static func head(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.range(of: "\r\n\r\n").map { String(text[..<$0.lowerBound]) } ?? text
    }

    @Test func `carry the fields that mail to a list needs`() throws {
        let head = Self.head(try Self.message().bytes())
        #expect(
            head == """
                Date: Mon, 23 Nov 2026 19:00:00 +0000\r
                From: Field Notes <hello@blog.example>\r
                To: jane@example.com\r
                Message-ID: <\(ULID(milliseconds: 1_795_460_400_000, chance: 7))@blog.example>\r
                Subject: Welcome\r
                Auto-Submitted: auto-generated\r
                List-Id: Field Notes <subscribers.blog.example>\r
                List-Unsubscribe: <https://blog.example/api/v1/subscriptions/unsubscribe/v1.a.b.c>\r
                List-Unsubscribe-Post: List-Unsubscribe=One-Click\r
                MIME-Version: 1.0\r
                Content-Type: multipart/alternative;\r
                 boundary="=_\(ULID(milliseconds: 1_795_460_400_000, chance: 7))"
                """)
    }

    @Test func `leave the list's fields out of a confirmation`() throws {
        let head = Self.head(try Self.message(isList: false).bytes())
        #expect(!head.contains("List-"))
        #expect(head.contains("Auto-Submitted: auto-generated"))
    }

    @Test(arguments: [
        "ftp://blog.example/x", "https://blog.example/a b", "https://blog.example/\r\nBcc: x", "https://b.example/>",
        "https://b.example/,x", "/relative", "https://b.example/\(String(repeating: "x", count: 900))",
        "https://b.example/ä",
    ])
    func `take no unsubscribe link that can't stand in a field`(_ url: String) {
        #expect(MailingList(name: "n", identifier: "list.b.example", unsubscribe: url) == nil)
    }

    /// Everything a hostile or clumsy value may hold, put together at random.
    @Test func `let no input add a field or end a body`() throws {
        let pieces = [
            "\r\n", "\n", "\r", "\0", "\u{0B}", "\u{85}", "\u{2028}", "Bcc: evil@example.com", "\r\n\r\n", ".", "..",
            "--=_",
            "--\("=_" + ULID(milliseconds: 1_795_460_400_000, chance: 7).description)--", "=?utf-8?B?SGk=?=", "\"",
            "\\", "<",
            ">", ",", ";", "é", "日本語", "👩‍👩‍👧", " ", "   ", "\t", "From ", "=", "word", String(repeating: "x", count: 90),
            String(repeating: "ü", count: 60), "\u{1F}", "\u{7F}",
        ]
        let clean = try Self.message().bytes()
        let fieldNames = Self.fieldNames(clean)
        let seed = UInt64.random(in: 0 ... .max)
        var chance = Seeded(state: seed)
        for round in 0..<2000 {
            func text(_ most: Int) -> String {
                (0..<Int.random(in: 0...most, using: &chance)).map { _ in pieces.randomElement(using: &chance) ?? "" }
                    .joined()
            }
            let bytes = try Self.message(subject: text(12), text: text(30), html: text(30), name: text(8)).bytes()
            let comment = Comment(rawValue: "seed \(seed), round \(round)")
            #expect(Self.fieldNames(bytes) == fieldNames, comment)
            #expect(Self.wireProblems(bytes) == [], comment)
            #expect(Self.parts(bytes) == 2, comment)
        }
    }

    private static func fieldNames(_ bytes: [UInt8]) -> [String] {
        head(bytes).split(separator: "\r\n").filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != ":" }) }
    }

    private static func parts(_ bytes: [UInt8]) -> Int {
        let text = String(decoding: bytes, as: UTF8.self)
        let boundary = "\r\n--=_\(ULID(milliseconds: 1_795_460_400_000, chance: 7))"
        return text.ranges(of: boundary).count - (text.hasSuffix("\(boundary)--\r\n") ? 1 : 0)
    }

    /// 7-bit, no NUL, CR and LF only together, lines within bounds.
    private static func wireProblems(_ bytes: [UInt8]) -> [String] {
        var problems: [String] = []
        if bytes.contains(where: { $0 >= 0x80 || $0 == 0 }) { problems.append("not 7-bit") }
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        if lines.contains(where: { $0.utf8.contains(13) || $0.utf8.contains(10) }) { problems.append("bare CR or LF") }
        if lines.contains(where: { $0.utf8.count > 998 }) { problems.append("a line over 998") }
        let body = lines.drop { !$0.isEmpty }
        if body.contains(where: { $0.utf8.count > 76 }) { problems.append("a body line over 76") }
        if body.contains(where: { $0.hasPrefix(".") || $0.hasPrefix("From ") }) { problems.append("a line to escape") }
        return problems
    }

    @Test(
        .enabled(if: Python.isThere, "python3 is not installed: nothing here compares our MIME with another reader's"))
    func `are read by Python's email package as they were meant`() throws {
        let texts = [
            ("Welcome", "Hello.\n", "Field Notes"),
            ("Grüße aus Köln — 日本語 🎉", "Größe: 1 = 1\n\n.dot\nFrom me\n", "Jürgen"),
            (
                String(repeating: "very long subject ", count: 12), String(repeating: "long line ", count: 40) + "\n",
                "A, \"B\" \\ C"
            ),
            ("=?utf-8?B?SGk=?= isn't encoded", "trailing space \nand tab\t\nend\n", String(repeating: "名", count: 13)),
        ]
        // Names here fit one encoded word: Python 3.11 keeps the space between two, which RFC 2047 §6.2 drops.
        for (subject, text, name) in texts {
            let message = try Self.message(subject: subject, text: text, html: "<p>\(text)</p>", name: name)
            let seen = try Python.read(message.bytes())
            #expect(seen["defects"] as? Int == 0)
            #expect(seen["subject"] as? String == subject.split(separator: " ").joined(separator: " "))
            #expect(seen["from_name"] as? String == name)
            #expect(seen["from"] as? String == "hello@blog.example")
            #expect(seen["to"] as? String == "jane@example.com")
            #expect(seen["date"] as? Int == 1_795_460_400)
            #expect(seen["types"] as? [String] == ["text/plain", "text/html"])
            #expect(seen["text"] as? String == text)
            #expect((seen["html"] as? String)?.trimmingCharacters(in: .newlines) == "<p>\(text)</p>")
            #expect(seen["list_id"] as? String == "\(name) <subscribers.blog.example>" || name.contains("\""))
        }
    }

    @Test(arguments: [
        (0.0, "Thu, 1 Jan 1970 00:00:00 +0000"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
        (1_795_460_399.9, "Mon, 23 Nov 2026 18:59:59 +0000"), (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
        (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 +0000"),
    ])
    func `are dated in universal time, RFC 5322 §3.3`(_ seconds: Double, _ expected: String) throws {
        var message = try Self.message()
        message.date = Date(timeIntervalSince1970: seconds)
        #expect(Self.head(message.bytes()).hasPrefix("Date: \(expected)\r\n"))
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Another program's reading of a message.
enum Python {
    static let isThere = (try? run("print(1)", input: [])) != nil

    static func read(_ message: [UInt8]) throws -> [String: Any] {
        let script = """
            import sys, json, email, email.policy
            m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.SMTP)
            parts = list(m.iter_parts())
            defects = len(m.defects) + sum(len(p.defects) for p in parts)
            defects += sum(len(h.defects) for h in m.values() if hasattr(h, 'defects'))
            sender = m['From'].addresses[0]
            print(json.dumps(dict(defects=defects, subject=m['Subject'], from_name=sender.display_name,
                **{'from': sender.addr_spec}, to=m['To'].addresses[0].addr_spec,
                date=int(m['Date'].datetime.timestamp()), types=[p.get_content_type() for p in parts],
                text=parts[0].get_content().replace('\\r\\n', '\\n'),
                html=parts[1].get_content().replace('\\r\\n', '\\n'), list_id=str(m['List-Id']))))
            """
        let output = try run(script, input: message)
        return try #require(try JSONSerialization.jsonObject(with: output) as? [String: Any])
    }

    private static func run(_ script: String, input: [UInt8]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input))
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        struct Failed: Error {}
        guard process.terminationStatus == 0 else { throw Failed() }
        return output
    }
}
