package import Logging

/// Delivers nowhere: one log line tells that a mail would have left, and to whom, masked.
///
/// For trying things out. The line holds no body and no link, so no token gets into a log.
package struct LogMailer: Mailer {
    private let log: Logger

    package init(log: Logger) { self.log = log }

    package var name: String { "log" }

    package func send(
        _ envelope: Envelope, _ message: [UInt8], mayLeave: @Sendable () async -> Bool
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        guard await mayLeave() else { throw .withdrawn }
        log.info(
            "mail written to the log",
            metadata: [
                "mail.recipient": "\(envelope.recipient.masked)", "mail.sender": "\(envelope.sender)",
                "mail.message_id": "\(envelope.messageID)", "mail.bytes": "\(message.count)",
            ])
        return DeliveryReceipt("logged")
    }
}
