package import Jobs

/// What the carrier needs to know, apart from the message: the envelope, not the letter.
package struct Envelope: Hashable, Sendable {
    package let sender: EmailAddress
    package let recipient: EmailAddress
    package let messageID: MessageID

    package init(sender: EmailAddress, recipient: EmailAddress, messageID: MessageID) {
        self.sender = sender
        self.recipient = recipient
        self.messageID = messageID
    }
}

/// The carrier has taken responsibility for the message.
package struct DeliveryReceipt: Hashable, Sendable {
    /// The carrier's own words, for the operator: a queue id, a file's name.
    package let text: String
    package let code: Int?
    package let enhancedCode: String?

    package init(_ text: String, code: Int? = nil, enhancedCode: String? = nil) {
        self.text = text
        self.code = code
        self.enhancedCode = enhancedCode
    }
}

/// What a refusal says about the recipient's address.
package enum AddressVerdict: String, Hashable, Sendable {
    /// Nothing: the message or the sender was refused.
    case blameless
    /// The mailbox is there and takes nothing now (full, disabled). Counts towards a suppression.
    case unable
    /// There is no such mailbox or domain. Nothing may be sent to it again.
    case unknown
}

/// Why a message wasn't taken, by what should be done about it. The notes hold the peer's own words and codes.
package enum DeliveryFailure: Error, Hashable {
    /// Worth another attempt, no sooner than `after` when the peer named a delay (SMTP 4yz).
    case transient(reason: JobNote, after: Duration? = nil)
    /// The recipient's domain is in trouble: its other mails wait too.
    case destination(reason: JobNote)
    /// The carrier can't be reached, or hung up before it had the message. Costs the message no attempt.
    case unreachable(reason: JobNote)
    /// This message will never be accepted (SMTP 5yz).
    case permanent(reason: JobNote, address: AddressVerdict = .blameless)
    /// The carrier didn't understand us: a person has to look.
    case misunderstood(reason: JobNote)
    /// Nothing can be delivered until a person mends a setting, a password or a disk. Costs the message no attempt.
    case unavailable(reason: JobNote)
    /// Handed over, but the answer never came: it may have been delivered.
    case unknown(reason: JobNote)
    /// The caller said at the last moment that it must not leave. Nothing has.
    case withdrawn

    package var note: JobNote {
        switch self {
        case .transient(let reason, _), .destination(let reason), .unreachable(let reason), .permanent(let reason, _),
            .misunderstood(let reason), .unavailable(let reason), .unknown(let reason):
            reason
        case .withdrawn: JobNote("withdrawn")
        }
    }
}

/// Takes one finished message to one recipient.
///
/// A message may come twice, after a crash, with the same `messageID`; a mailer that can recognise it delivers it once.
/// `masthead` knows four: SMTP, sendmail, Maildir and log. Bounces, DKIM and a service's REST interface will come in
/// behind the same seam.
package protocol Mailer: Sendable {
    /// For logs and pauses: `smtp`, `sendmail`, `maildir`, `log`.
    var name: String { get }

    /// - Parameter mayLeave: Asked once, just before the step that can't be taken back: the final dot, the end of the
    ///   pipe, the rename. When it says no, nothing leaves and `withdrawn` is thrown.
    func send(
        _ envelope: Envelope, _ message: [UInt8], mayLeave: @Sendable () async -> Bool
    ) async throws(DeliveryFailure) -> DeliveryReceipt

    /// Ends what is kept open between messages.
    func close() async
}

extension Mailer {
    package func send(_ envelope: Envelope, _ message: [UInt8]) async throws(DeliveryFailure) -> DeliveryReceipt {
        try await send(envelope, message, mayLeave: { true })
    }

    package func close() async {}
}
