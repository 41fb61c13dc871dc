import Jobs
import MailDelivery
import TestSupport
import Testing

@Suite struct `The SMTP conversation` {
    private static let credentials = SMTPCredentials(user: "me", secret: .password("secret"))

    private func machine(
        _ security: SMTPConversation.Security = .none, _ credentials: SMTPCredentials? = nil
    ) -> SMTPConversation { SMTPConversation(name: "blog.example", security: security, credentials: credentials) }

    private func ready(_ extensions: String = "250-x\r\n250-PIPELINING\r\n250 8BITMIME\r\n") -> SMTPConversation {
        var machine = machine()
        _ = machine.received("220 hi\r\n".utf8)
        #expect(machine.received(extensions.utf8) == [.ready])
        return machine
    }

    private func said(_ actions: [SMTPConversation.Action]) -> String {
        actions.map { if case .write(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { "" } }.joined()
    }

    private func failure(_ actions: [SMTPConversation.Action]) -> DeliveryFailure? {
        actions.compactMap { if case .failed(let failure) = $0 { failure } else { nil } }.first
    }

    @Test func `greets, secures, forgets, greets again, logs in`() {
        var machine = machine(.required, Self.credentials)
        #expect(said(machine.received("220-one\r\n220 two\r\n".utf8)) == "EHLO blog.example\r\n")
        let offer = "250-x\r\n250-STARTTLS\r\n250-PIPELINING\r\n250 AUTH PLAIN\r\n"
        #expect(said(machine.received(offer.utf8)) == "STARTTLS\r\n")
        #expect(machine.received("220 go\r\n".utf8) == [.startTLS])
        #expect(!machine.extensions.pipelining)
        #expect(said(machine.tlsEstablished()) == "EHLO blog.example\r\n")
        #expect(said(machine.received("250-x\r\n250 AUTH LOGIN PLAIN\r\n".utf8)) == "AUTH PLAIN AG1lAHNlY3JldA==\r\n")
        #expect(machine.received("235 2.7.0 in\r\n".utf8) == [.ready])
        #expect(machine.authenticatedBy == "PLAIN")
        #expect(machine.greeting == "one two")
    }

    @Test(arguments: ["220 go\r\n250 injected\r\n", "220 go\r\n2", "220 go\r\n\u{16}"])
    func `accepts nothing from before the handshake`(_ bytes: String) {
        var machine = machine(.required)
        _ = machine.received("220 hi\r\n250-x\r\n250 STARTTLS\r\n".utf8)
        guard case .unavailable(let note)? = failure(machine.received(bytes.utf8)) else {
            Issue.record("it went on")
            return
        }
        #expect(note.text.contains("before the TLS handshake"))
    }

    @Test func `accepts nothing in the clear while the handshake lasts`() {
        var machine = machine(.required)
        _ = machine.received("220 hi\r\n250-x\r\n250 STARTTLS\r\n220 go\r\n".utf8)
        #expect(machine.received("250 x\r\n".utf8).last == .close)
    }

    @Test func `says no secret and sends no mail outside TLS unless told to`() {
        var plain = machine(.none, Self.credentials)
        _ = plain.received("220 hi\r\n".utf8)
        let actions = plain.received("250-x\r\n250 AUTH PLAIN\r\n".utf8)
        #expect(failure(actions)?.note.text.contains("inside TLS") == true)
        #expect(!said(actions).contains("AUTH"))
        var required = machine(.required)
        _ = required.received("220 hi\r\n".utf8)
        #expect(failure(required.received("250 x\r\n".utf8))?.note.text.contains("no STARTTLS") == true)
        var opportunistic = machine(.opportunistic)
        _ = opportunistic.received("220 hi\r\n".utf8)
        #expect(opportunistic.received("250 x\r\n".utf8) == [.ready])
    }

    @Test(arguments: [
        ("LOGIN", SMTPCredentials.Secret.password("pw"), ["AUTH LOGIN", "bWU=", "cHc="]),
        ("XOAUTH2", .token("t"), ["AUTH XOAUTH2 dXNlcj1tZQFhdXRoPUJlYXJlciB0AQE=", ""]),
    ])
    func `logs in with each mechanism`(_ name: String, _ secret: SMTPCredentials.Secret, _ lines: [String]) {
        var machine = machine(.implicit, SMTPCredentials(user: "me", secret: secret))
        _ = machine.received("220 hi\r\n".utf8)
        var heard = said(machine.received("250-x\r\n250 AUTH \(name)\r\n".utf8))
        for line in lines {
            #expect(heard == line + "\r\n")
            heard = said(machine.received("334 x\r\n".utf8))
        }
    }

    @Test func `pipelines a transaction, waits before the final dot, and resets before the next`() throws {
        var machine = ready()
        let envelope = try MailerClause.envelope(1)
        let message = Array("Subject: x\r\n\r\n.dot\nbare\rend".utf8)
        #expect(
            said(machine.deliver(envelope, message))
                == "MAIL FROM:<hello@blog.example>\r\nRCPT TO:<reader1@example.com>\r\nDATA\r\n")
        let actions = machine.received("250 a\r\n250 b\r\n354 c\r\n".utf8)
        #expect(said(actions) == "Subject: x\r\n\r\n..dot\r\nbare\r\nend\r\n")
        #expect(actions.last == .composed)
        #expect(machine.patience == nil)
        #expect(said(machine.commit()) == ".\r\n")
        #expect(machine.patience == .seconds(600))
        #expect(
            machine.received("250 2.0.0 queued as 7\r\n".utf8)
                == [.accepted(DeliveryReceipt("queued as 7", code: 250, enhancedCode: "2.0.0"))])
        #expect(said(machine.deliver(envelope, message)).hasPrefix("RSET\r\nMAIL FROM:"))
    }

    @Test func `goes step by step where pipelining isn't offered, byte by byte`() throws {
        var machine = ready("250 x\r\n")
        var heard = said(machine.deliver(try MailerClause.envelope(1), Array("x\r\n".utf8)))
        for (reply, next) in [
            ("250 a", "RCPT TO:<reader1@example.com>\r\n"), ("250 b", "DATA\r\n"), ("354 c", "x\r\n"),
        ] {
            #expect(heard.filter { $0 == "\r\n" }.count == 1)
            heard = "\(reply)\r\n".utf8.map { said(machine.received([$0])) }.joined()
            #expect(heard == next)
        }
    }

    @Test func `a refused recipient costs the transaction, not the connection`() throws {
        var machine = ready()
        _ = machine.deliver(try MailerClause.envelope(1), Array("x\r\n".utf8))
        // The server takes DATA although nobody is left: a lone dot ends it.
        let actions = machine.received("250 a\r\n550 5.1.1 nobody\r\n354 c\r\n".utf8)
        #expect(said(actions) == ".\r\n")
        let ending = machine.received("554 5.5.1 no valid recipients\r\n".utf8)
        #expect(
            failure(ending)
                == .permanent(reason: JobNote("nobody", code: 550, enhancedCode: "5.1.1"), address: .unknown))
        #expect(!ending.contains(.close))
        #expect(said(machine.deliver(try MailerClause.envelope(2), [])).hasPrefix("RSET\r\n"))
    }

    @Test func `a connection lost before the final dot delivered nothing, after it nobody knows`() throws {
        var before = ready()
        _ = before.deliver(try MailerClause.envelope(1), [])
        _ = before.received("250 a\r\n250 b\r\n354 c\r\n".utf8)
        guard case .unreachable? = failure(before.closed()) else {
            Issue.record("not unreachable")
            return
        }
        for ending in [{ (machine: inout SMTPConversation) in machine.closed() }, { $0.timedOut() }] {
            var after = ready()
            _ = after.deliver(try MailerClause.envelope(1), [])
            _ = after.received("250 a\r\n250 b\r\n354 c\r\n".utf8)
            _ = after.commit()
            guard case .unknown? = failure(ending(&after)) else {
                Issue.record("not unknown")
                return
            }
        }
    }

    @Test func `checks size, UTF-8 and 8 bits before sending anything`() throws {
        var small = ready("250-x\r\n250 SIZE 100\r\n")
        let actions = small.deliver(try MailerClause.envelope(1), Array(repeating: 65, count: 200))
        #expect(said(actions).isEmpty)
        #expect(failure(actions)?.note.enhancedCode == "5.3.4")
        #expect(said(small.deliver(try MailerClause.envelope(1), Array("x\r\n".utf8))).contains(" SIZE=3\r\n"))
        var seven = ready("250 x\r\n")
        guard case .misunderstood? = failure(seven.deliver(try MailerClause.envelope(1), [0xC3, 0xA9])) else {
            Issue.record("8 bits went through")
            return
        }
        var eight = ready()
        #expect(said(eight.deliver(try MailerClause.envelope(1), [0xC3, 0xA9])).contains(" BODY=8BITMIME\r\n"))
    }

    @Test(arguments: ["hello\r\n", "99 x\r\n", "250-a\r\n550 b\r\n", "250_x\r\n", String(repeating: "2", count: 5000)])
    func `nonsense ends the connection`(_ nonsense: String) {
        var machine = machine()
        #expect(machine.received(nonsense.utf8).last == .close)
    }

    @Test func `hangs up politely, and on its own when told to go unasked`() {
        var machine = ready()
        #expect(said(machine.quit()) == "QUIT\r\n")
        #expect(machine.received("221 bye\r\n".utf8) == [.close])
        var idle = ready()
        #expect(idle.received("421 4.3.2 going down\r\n".utf8) == [.close])
    }
}

@Suite struct `What to do about a reply` {
    struct Row: Sendable, CustomTestStringConvertible {
        let reply: String
        let stage: SMTPStage
        let action: String
        var testDescription: String { "\(reply) to \(stage): \(action)" }

        init(_ reply: String, _ stage: SMTPStage, _ action: String) {
            self.reply = reply
            self.stage = stage
            self.action = action
        }
    }

    static let rows = [
        Row("421 4.3.2 closing", .mail, "unreachable"), Row("421 too many", .greeting, "unreachable"),
        Row("450 4.2.0 greylisted", .recipient, "later"), Row("450 try later", .recipient, "later, 300 s"),
        Row("451 4.7.1 greylisted", .recipient, "later, 300 s"), Row("450 4.2.1 busy", .recipient, "later, 300 s"),
        Row("452 4.5.3 too many recipients", .recipient, "later, 0 s"),
        Row("452 4.3.1 disk full", .recipient, "domain"), Row("451 4.3.0 trouble", .content, "domain"),
        Row("451 later", .data, "later"), Row("454 4.7.0 TLS not available", .startTLS, "setting"),
        Row("530 5.7.0 STARTTLS first", .mail, "setting"), Row("534 5.7.9 too weak", .authentication, "setting"),
        Row("535 5.7.8 wrong", .authentication, "setting"), Row("538 5.7.11 encryption", .authentication, "setting"),
        Row("454 Throttling failure: Maximum sending rate exceeded", .data, "later, 600 s"),
        Row("454 Throttling failure: Daily message quota exceeded", .data, "later, 3600 s"),
        Row("554 go away", .greeting, "setting"),
        Row("550 5.1.1 nobody", .recipient, "never, suppress"), Row("550 5.1.2 no host", .recipient, "never, suppress"),
        Row("553 5.1.3 syntax", .recipient, "never, suppress"), Row("550 5.1.6 moved", .recipient, "never, suppress"),
        Row("556 5.1.10 null MX", .recipient, "never, suppress"), Row("552 5.2.2 full", .recipient, "never, count"),
        Row("550 5.2.1 disabled", .recipient, "never, count"), Row("550 5.7.1 policy", .content, "never"),
        Row("550 5.7.26 DMARC", .content, "never"), Row("554 5.7.25 no PTR", .recipient, "never"),
        Row("550 no such user", .recipient, "never"), Row("554 spam", .content, "never"),
        Row("553 5.6.7 SMTPUTF8", .mail, "never"), Row("550 5.6.7 SMTPUTF8", .recipient, "never"),
        Row("500 what", .mail, "hold"), Row("501 5.5.4 syntax", .mail, "hold"), Row("503 bad sequence", .data, "hold"),
        Row("550 5.5.0 odd", .recipient, "hold"), Row("555 5.5.4 parameters", .mail, "hold"),
        // The digits differ: the basic code decides.
        Row("550 4.7.1 odd", .recipient, "never"), Row("450 5.1.1 odd", .recipient, "later, 300 s"),
    ]

    @Test(arguments: rows)
    func `follows the table`(_ row: Row) throws {
        var parser = SMTPReplyParser()
        parser.append("\(row.reply)\r\n".utf8)
        let reply = try #require(try parser.next())
        let action =
            switch DeliveryFailure(reply, at: row.stage) {
            case .transient(_, let after?): "later, \(after.components.seconds) s"
            case .transient: "later"
            case .destination: "domain"
            case .unreachable: "unreachable"
            case .unavailable: "setting"
            case .permanent(_, .unknown): "never, suppress"
            case .permanent(_, .unable): "never, count"
            case .permanent: "never"
            case .misunderstood: "hold"
            case .unknown, .withdrawn: "?"
            }
        #expect(action == row.action)
    }

    @Test func `keeps every line and the code of the first`() throws {
        var parser = SMTPReplyParser()
        parser.append("550-5.1.1 The account\r\n550-5.1.1 does not exist\r\n550 5.1.1 here.\r\n".utf8)
        let reply = try #require(try parser.next())
        #expect(reply.note == JobNote("The account does not exist here.", code: 550, enhancedCode: "5.1.1"))
    }
}
