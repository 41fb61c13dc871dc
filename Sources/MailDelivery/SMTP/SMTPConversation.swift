package import Jobs

/// One connection to a mail server, as a machine: what happened goes in, what to do comes out.
///
///     greeting ─▶ hello ─▶ startTLS ─▶ handshaking ─▶ hello ─▶ authenticating ─▶ idle ─▶ talking ─▶ composed ─▶ sent
///                   └─────────────────────────────────────────────────────────────▲ ▲──────┴───────────┴─────────┘
///
/// 1. Nothing that came before TLS counts after it: extensions are forgotten, and a byte that is already here when the
///    handshake begins ends the connection (command injection, RFC 3207 §5).
/// 2. A secret is said inside TLS only.
/// 3. Before the final dot, a lost connection means that nothing was delivered; after it, nobody knows.
/// 4. A refused transaction costs the transaction, not the connection: RSET goes ahead of the next MAIL.
/// 5. Addresses are checked values, and every other word in a command is ours: nobody can add a line.
package struct SMTPConversation: Sendable {
    package enum Security: String, Hashable, Sendable, CaseIterable {
        /// STARTTLS, or nothing is sent.
        case required
        /// STARTTLS where it is offered.
        case opportunistic
        /// TLS from the first byte.
        case implicit
        /// In the clear, for a server on this machine.
        case none
    }

    package enum Action: Hashable, Sendable {
        case write([UInt8])
        case startTLS
        /// Mail may be sent.
        case ready
        /// All but the final dot is on its way: `commit()` or `abandon()`.
        case composed
        case accepted(DeliveryReceipt)
        /// The transaction, or the opening, came to nothing.
        case failed(DeliveryFailure)
        case close
    }

    private enum State {
        case greeting
        case hello(isEncrypted: Bool, isOld: Bool)
        case startingTLS
        case handshaking
        case authenticating(SMTPAuthentication)
        case idle
        case talking(Transaction)
        /// Content is out, the dot is not.
        case composed
        case sent
        /// A lone dot ends a DATA that has no recipient.
        case clearing(DeliveryFailure)
        case quitting
        case closed
    }

    private struct Transaction {
        var envelope: Envelope
        var content: [UInt8]
        var unsent: [(SMTPStage, String)]
        var pending: [SMTPStage] = []
        var failure: DeliveryFailure?
    }

    private var state: State
    private var parser = SMTPReplyParser()
    private var isUsed = false
    private let name: String
    private let security: Security
    private let credentials: SMTPCredentials?
    /// As the server said last.
    package private(set) var extensions = SMTPExtensions()
    /// How it greeted us.
    package private(set) var greeting = ""
    /// How we said who we are.
    package private(set) var authenticatedBy: String?

    /// - Parameters:
    ///   - name: Said in EHLO; a host name.
    ///   - security: With `implicit`, the handshake is over when the first bytes come in.
    package init(name: String, security: Security, credentials: SMTPCredentials?) {
        self.name = name
        self.security = security
        self.credentials = credentials
        state = .greeting
    }

    /// How long to wait for what comes next (RFC 5321 §4.5.3.2, shorter towards a relay, but for the last: a shorter one
    /// makes duplicates). `nil` while it is our turn.
    package var patience: Duration? {
        switch state {
        case .greeting, .hello, .startingTLS, .handshaking, .authenticating: .seconds(60)
        case .talking(let transaction): transaction.pending.first == .data ? .seconds(120) : .seconds(60)
        case .sent: .seconds(600)
        case .clearing: .seconds(60)
        case .quitting: .seconds(5)
        case .idle, .composed, .closed: nil
        }
    }

    package var isIdle: Bool { if case .idle = state { true } else { false } }

    // MARK: What the server does

    package mutating func received(_ bytes: some Sequence<UInt8>) -> [Action] {
        if case .handshaking = state {
            return fail(.unavailable(reason: "the server spoke in the clear after STARTTLS"))
        }
        parser.append(bytes)
        var actions: [Action] = []
        do {
            while !isClosed, let reply = try parser.next() { actions += replied(reply) }
        } catch .malformed(let line) {
            return actions + fail(.unreachable(reason: JobNote("the server doesn't speak SMTP: \(line)")))
        } catch {
            return actions + fail(.unreachable(reason: "the server's reply is too long"))
        }
        return actions
    }

    package mutating func tlsEstablished() -> [Action] {
        guard case .handshaking = state else { return [] }
        return sayHello(isEncrypted: true)
    }

    /// The connection is gone, or what came is not for us.
    package mutating func closed(_ reason: JobNote = "the server hung up") -> [Action] {
        switch state {
        case .closed: return []
        case .idle, .quitting:
            state = .closed
            return [.close]
        case .sent:
            return fail(.unknown(reason: JobNote("after the final dot: \(reason.text)")))
        case .handshaking: return fail(.unavailable(reason: reason))
        case .greeting, .hello, .startingTLS, .authenticating, .talking, .composed:
            return fail(.unreachable(reason: reason))
        case .clearing(let failure): return fail(failure)
        }
    }

    package mutating func timedOut() -> [Action] { closed("the server was silent for too long") }

    // MARK: What we want

    /// Begins a transaction; the connection must be idle.
    package mutating func deliver(_ envelope: Envelope, _ message: [UInt8]) -> [Action] {
        guard case .idle = state else { return [.failed(.unreachable(reason: "the connection is not open"))] }
        let content = smtpContent(message)
        var parameters = ""
        let needsUTF8 = !envelope.recipient.isASCII || !envelope.sender.isASCII
        if let limit = extensions.sizeLimitBytes {
            guard content.count <= limit else {
                let reason = "the message has \(content.count) bytes, the server takes \(limit)"
                return [.failed(.permanent(reason: JobNote(reason, code: 552, enhancedCode: "5.3.4")))]
            }
            parameters += " SIZE=\(content.count)"
        }
        if needsUTF8 {
            guard extensions.smtpUTF8 else {
                let reason = "the address needs SMTPUTF8, which the server doesn't offer"
                return [.failed(.permanent(reason: JobNote(reason, code: 553, enhancedCode: "5.6.7")))]
            }
            parameters += " SMTPUTF8"
        }
        if needsUTF8 || content.contains(where: { $0 >= 0x80 }) {
            guard extensions.eightBitMIME else {
                return [.failed(.misunderstood(reason: "the message is 8-bit and the server doesn't offer 8BITMIME"))]
            }
            parameters += " BODY=8BITMIME"
        }
        var commands: [(SMTPStage, String)] = [
            (.mail, "MAIL FROM:<\(envelope.sender.wire)>\(parameters)"),
            (.recipient, "RCPT TO:<\(envelope.recipient.wire)>"), (.data, "DATA"),
        ]
        if isUsed { commands.insert((.reset, "RSET"), at: 0) }
        isUsed = true
        return advance(Transaction(envelope: envelope, content: content, unsent: commands))
    }

    /// The final dot.
    package mutating func commit() -> [Action] {
        guard case .composed = state else { return [.failed(.unreachable(reason: "the connection is gone"))] }
        state = .sent
        return [.write(Array(".\r\n".utf8))]
    }

    /// Without the final dot nothing is delivered, and nothing but hanging up takes the rest back.
    package mutating func abandon() -> [Action] {
        state = .closed
        return [.close]
    }

    package mutating func quit() -> [Action] {
        guard case .idle = state else { return abandon() }
        state = .quitting
        return [Self.line("QUIT")]
    }

    // MARK: Replies

    private mutating func replied(_ reply: SMTPReply) -> [Action] {
        switch state {
        case .greeting:
            guard reply.isPositive else { return refuse(reply, .greeting) }
            greeting = reply.text
            return sayHello(isEncrypted: security == .implicit)
        case .hello(let isEncrypted, let isOld): return helloAnswered(reply, isEncrypted: isEncrypted, isOld: isOld)
        case .startingTLS:
            guard reply.code == 220 else { return refuse(reply, .startTLS) }
            guard !parser.isMidway else {
                return fail(.unavailable(reason: "bytes came before the TLS handshake: somebody is in between"))
            }
            extensions = SMTPExtensions()
            state = .handshaking
            return [.startTLS]
        case .authenticating(let authentication): return challenged(reply, authentication)
        case .talking(let transaction): return answered(reply, transaction)
        case .sent: return concluded(reply)
        case .clearing(let failure): return settle(failure, hangsUp: reply.code == 421)
        case .idle, .composed:
            // Unasked: a 421 before it hangs up, mostly.
            return fail(DeliveryFailure(reply, at: .reset), whileIdle: isIdle)
        case .quitting:
            state = .closed
            return [.close]
        case .handshaking, .closed: return []
        }
    }

    private mutating func helloAnswered(_ reply: SMTPReply, isEncrypted: Bool, isOld: Bool) -> [Action] {
        if !reply.isPositive, !isOld, security == .none, [500, 502].contains(reply.code) {
            state = .hello(isEncrypted: isEncrypted, isOld: true)
            return [Self.line("HELO \(name)")]
        }
        guard reply.isPositive else { return refuse(reply, .hello) }
        extensions = isOld ? SMTPExtensions() : SMTPExtensions(reply)
        if !isEncrypted, security != .none, extensions.startTLS {
            state = .startingTLS
            return [Self.line("STARTTLS")]
        }
        if !isEncrypted, security == .required {
            return fail(.unavailable(reason: "the server offers no STARTTLS, which `mail.smtp.tls: required` asks for"))
        }
        guard let credentials else { return becomeReady() }
        guard isEncrypted else {
            return fail(.unavailable(reason: "a password is only sent inside TLS, and this connection has none"))
        }
        guard var authentication = SMTPAuthentication(credentials, offered: extensions.authentication) else {
            let offered = extensions.authentication.sorted().joined(separator: ", ")
            return fail(
                .unavailable(
                    reason: JobNote(
                        "no way to log in that both know; the server offers \(offered.isEmpty ? "none" : offered)")))
        }
        let opening = authentication.opening()
        state = .authenticating(authentication)
        return [Self.line(opening)]
    }

    private mutating func challenged(_ reply: SMTPReply, _ authentication: SMTPAuthentication) -> [Action] {
        var authentication = authentication
        if reply.isPositive {
            authenticatedBy = authentication.mechanism
            return becomeReady()
        }
        guard reply.code == 334, let answer = authentication.answer() else { return refuse(reply, .authentication) }
        state = .authenticating(authentication)
        return [Self.line(answer)]
    }

    private mutating func answered(_ reply: SMTPReply, _ transaction: Transaction) -> [Action] {
        var transaction = transaction
        let stage = transaction.pending.removeFirst()
        let isHopedFor = stage == .data ? reply.code == 354 : reply.isPositive
        if !isHopedFor {
            let failure = DeliveryFailure(reply, at: stage)
            if reply.code == 421 { return fail(transaction.failure ?? failure) }
            // The first refusal explains those that follow it.
            transaction.failure = transaction.failure ?? failure
        }
        if stage == .data, reply.code == 354, let failure = transaction.failure {
            state = .clearing(failure)
            return [.write(Array(".\r\n".utf8))]
        }
        return advance(transaction)
    }

    /// Sends what may be sent, or ends the transaction.
    private mutating func advance(_ transaction: Transaction) -> [Action] {
        var transaction = transaction
        if transaction.pending.isEmpty, let failure = transaction.failure {
            return settle(failure, hangsUp: false)
        }
        if transaction.pending.isEmpty, transaction.unsent.isEmpty {
            state = .composed
            return [.write(transaction.content), .composed]
        }
        var text = ""
        while transaction.failure == nil, !transaction.unsent.isEmpty,
            extensions.pipelining || transaction.pending.isEmpty
        {
            let (stage, command) = transaction.unsent.removeFirst()
            transaction.pending.append(stage)
            text += command + "\r\n"
        }
        state = .talking(transaction)
        return text.isEmpty ? [] : [.write(Array(text.utf8))]
    }

    private mutating func concluded(_ reply: SMTPReply) -> [Action] {
        if reply.isPositive {
            state = .idle
            return [.accepted(DeliveryReceipt(reply.text, code: reply.code, enhancedCode: reply.enhancedCode))]
        }
        return settle(DeliveryFailure(reply, at: .content), hangsUp: reply.code == 421)
    }

    private mutating func settle(_ failure: DeliveryFailure, hangsUp: Bool) -> [Action] {
        if hangsUp { return fail(failure) }
        state = .idle
        return [.failed(failure)]
    }

    private mutating func sayHello(isEncrypted: Bool) -> [Action] {
        state = .hello(isEncrypted: isEncrypted, isOld: false)
        return [Self.line("EHLO \(name)")]
    }

    private mutating func becomeReady() -> [Action] {
        state = .idle
        return [.ready]
    }

    private mutating func refuse(_ reply: SMTPReply, _ stage: SMTPStage) -> [Action] {
        fail(DeliveryFailure(reply, at: stage))
    }

    private mutating func fail(_ failure: DeliveryFailure, whileIdle: Bool = false) -> [Action] {
        state = .closed
        return whileIdle ? [.close] : [.failed(failure), .close]
    }

    private var isClosed: Bool { if case .closed = state { true } else { false } }

    private static func line(_ text: String) -> Action { .write(Array("\(text)\r\n".utf8)) }
}
