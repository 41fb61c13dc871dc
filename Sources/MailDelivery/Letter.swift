package import Foundation
package import Jobs

/// A mail to be written and sent, before it is stored: the job, and whom it is for.
package struct NewLetter: Hashable, Sendable {
    /// Its id becomes the Message-ID; its destination is the recipient's domain.
    package let job: NewJob
    package let recipient: EmailAddress

    package init(job: NewJob, recipient: EmailAddress) {
        var job = job
        job.destination = recipient.domain
        self.job = job
        self.recipient = recipient
    }
}

/// A message as it will leave, in every attempt the same.
package struct FrozenMessage: Hashable, Sendable {
    package let id: MessageID
    package let sender: EmailAddress
    /// As in the header, before encoding; for lists.
    package let subject: String
    package let bytes: [UInt8]

    package init(id: MessageID, sender: EmailAddress, subject: String, bytes: [UInt8]) {
        self.id = id
        self.sender = sender
        self.subject = subject
        self.bytes = bytes
    }
}

/// A stored letter.
package struct Letter: Hashable, Sendable {
    package let job: ULID
    package let kind: JobKind
    package let recipient: EmailAddress
    /// Whom the job serves, as its maker named them.
    package let subject: String?
    package let payload: String
    /// `nil` before the first attempt.
    package let frozen: FrozenMessage?

    package init(
        job: ULID, kind: JobKind, recipient: EmailAddress, subject: String?, payload: String, frozen: FrozenMessage?
    ) {
        self.job = job
        self.kind = kind
        self.recipient = recipient
        self.subject = subject
        self.payload = payload
        self.frozen = frozen
    }
}

/// Where letters lie.
package protocol LetterStore: Sendable {
    func letter(_ job: ULID) async throws -> Letter?

    /// Keeps the message for every attempt to come. The first one written stays; later calls return it.
    ///
    /// - Throws: `StaleLease` when the job is no longer ours.
    func freeze(_ message: FrozenMessage, under lease: Lease, at now: Date) async throws -> FrozenMessage
}

/// Whether a letter may still go out.
package enum LetterStanding: Hashable, Sendable {
    case wanted
    /// The recipient left, was suppressed or moved on since the letter was queued.
    case unwanted(reason: String)
}

/// Knows what letters say and whether they are still wanted; whoever queues letters brings one.
package protocol LetterSource: Sendable {
    /// Asked just before every attempt.
    func standing(of letter: Letter) async throws -> LetterStanding
    /// Writes the message, once; asked before the first attempt only.
    func compose(_ letter: Letter, at now: Date) async throws -> FrozenMessage
    /// The carrier refused the address for good; told before the job is settled, and again should that be cut short.
    func refused(_ letter: Letter, _ verdict: AddressVerdict, at now: Date) async throws
}

extension LetterSource {
    package func refused(_ letter: Letter, _ verdict: AddressVerdict, at now: Date) async throws {}
}
