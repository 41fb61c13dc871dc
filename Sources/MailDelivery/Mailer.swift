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

    package init(_ text: String, code: Int? = nil) {
        self.text = text
        self.code = code
    }
}

/// Why a message wasn't taken, by what should be done about it.
package enum DeliveryFailure: Error, Hashable {
    /// Worth another attempt, no sooner than `after` when the peer named a delay (SMTP 4yz).
    case transient(reason: String, after: Duration?)
    /// This message will never be accepted (SMTP 5yz).
    case permanent(reason: String)
    /// Nothing can be delivered just now. Costs the message no attempt.
    case unavailable(reason: String)
    /// Handed over, but the answer never came: it may have been delivered.
    case unknown(reason: String)
}

/// Takes one finished message to one recipient.
///
/// A message may come twice, after a crash, with the same `messageID`; a mailer that can recognise it delivers it once.
/// `masthead` knows two: Maildir and log.
package protocol Mailer: Sendable {
    /// For logs: `maildir`, `log`.
    var name: String { get }
    func send(_ envelope: Envelope, _ message: [UInt8]) async throws(DeliveryFailure) -> DeliveryReceipt
}
