import Foundation
import Jobs
package import MailDelivery
import Testing

/// A mailer under test, and a look at what it did.
package struct MailerSubject: Sendable {
    package let mailer: any Mailer
    /// How many deliveries of this message can be seen from outside.
    package let deliveries: @Sendable (MessageID) async throws -> Int
    /// Whether the same message sent twice is delivered once.
    package let recognisesRepeats: Bool

    package init(
        _ mailer: any Mailer, recognisesRepeats: Bool, deliveries: @escaping @Sendable (MessageID) async throws -> Int
    ) {
        self.mailer = mailer
        self.recognisesRepeats = recognisesRepeats
        self.deliveries = deliveries
    }
}

/// What every `Mailer` must do, a clause at a time, each on a fresh subject.
package struct MailerClause: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    package let check: @Sendable (MailerSubject) async throws -> Void

    private init(_ name: String, _ check: @escaping @Sendable (MailerSubject) async throws -> Void) {
        testDescription = name
        self.check = check
    }

    /// An envelope to a made-up reader, under a name of its own.
    package static func envelope(_ number: UInt64) throws -> Envelope {
        let sender = try EmailAddress("hello@blog.example")
        let id = MessageID(ULID(milliseconds: 1_795_460_400_000, chance: UInt128(number)), sender: sender)
        return Envelope(sender: sender, recipient: try EmailAddress("reader\(number)@example.com"), messageID: id)
    }

    private static let message = Array("Subject: Hello\r\n\r\nBody.\r\n".utf8)

    package static let all: [MailerClause] = [
        MailerClause("a message accepted is delivered once and has a receipt") { subject async throws in
            let envelope = try envelope(1)
            let receipt = try await subject.mailer.send(envelope, message)
            #expect(!receipt.text.isEmpty)
            #expect(try await subject.deliveries(envelope.messageID) == 1)
        },
        MailerClause("the same message again is accepted, and doubles only where that can't be helped") {
            subject async throws in
            let envelope = try envelope(2)
            _ = try await subject.mailer.send(envelope, message)
            _ = try await subject.mailer.send(envelope, message)
            #expect(try await subject.deliveries(envelope.messageID) == (subject.recognisesRepeats ? 1 : 2))
        },
        MailerClause("many at once all arrive") { subject async throws in
            try await withThrowingTaskGroup { group in
                for number in 10..<30 {
                    group.addTask { _ = try await subject.mailer.send(envelope(UInt64(number)), message) }
                }
                try await group.waitForAll()
            }
            for number in 10..<30 {
                #expect(try await subject.deliveries(envelope(UInt64(number)).messageID) == 1)
            }
        },
        MailerClause("a message of a megabyte is no trouble") { subject async throws in
            let envelope = try envelope(3)
            let line = Array(repeating: UInt8(ascii: "x"), count: 70) + [13, 10]
            _ = try await subject.mailer.send(envelope, message + Array(repeatElement(line, count: 15_000).joined()))
            #expect(try await subject.deliveries(envelope.messageID) == 1)
        },
        MailerClause("it has a name for the log") { subject async throws in
            #expect(subject.mailer.name.allSatisfy { $0.isLowercase || $0 == "-" })
            #expect(!subject.mailer.name.isEmpty)
        },
    ]
}
