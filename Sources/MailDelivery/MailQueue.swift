package import Foundation
package import Jobs

/// Which mails an operator wants to see. Newest first.
package struct MailFilter: Hashable, Sendable {
    /// `nil` means every state.
    package var states: Set<JobState>?
    /// The recipient's domain, in any case.
    package var domain: String?
    package var kinds: Set<JobKind>?
    package var limit: Int
    /// Only mails older than this one: the last of the page before.
    package var before: ULID?

    package init(
        states: Set<JobState>? = nil, domain: String? = nil, kinds: Set<JobKind>? = nil, limit: Int = 50,
        before: ULID? = nil
    ) {
        self.states = states
        self.domain = domain
        self.kinds = kinds
        self.limit = limit
        self.before = before
    }
}

/// One line of `mail list`. Its JSON is a contract: fields are added, never renamed.
package struct MailSummary: Hashable, Sendable, Codable {
    package var id: ULID
    package var kind: String
    package var state: JobState
    /// Masked.
    package var recipient: String
    package var domain: String
    /// `nil` before the message was composed.
    package var subject: String?
    package var messageID: String?
    package var attempt: Int
    package var created: Date
    package var updated: Date
    /// When it is tried next, while `ready`.
    package var runAt: Date
    package var expireAt: Date?
    /// What was said last.
    package var note: String?
    package var code: Int?
    package var enhancedCode: String?

    package init(_ job: Job, recipient: EmailAddress, subject: String?, messageID: String?) {
        id = job.id
        kind = job.kind.rawValue
        state = job.state
        self.recipient = recipient.masked
        domain = recipient.domain
        self.subject = subject
        self.messageID = messageID
        attempt = job.attempt
        created = job.created
        updated = job.updated
        runAt = job.runAt
        expireAt = job.expireAt
        note = job.note?.text
        code = job.note?.code
        enhancedCode = job.note?.enhancedCode
    }
}

/// One line of `mail tail`.
package struct MailEvent: Hashable, Sendable, Codable {
    /// To resume after.
    package var sequence: Int
    package var at: Date
    package var id: ULID
    package var kind: String
    package var from: JobState?
    package var to: JobState
    package var attempt: Int
    /// Masked.
    package var recipient: String
    package var note: String?
    package var code: Int?
    package var enhancedCode: String?
    package var actor: String

    package init(_ event: JobEvent, recipient: EmailAddress) {
        sequence = event.sequence
        at = event.at
        id = event.job
        kind = event.kind.rawValue
        from = event.from
        to = event.to
        attempt = event.attempt
        self.recipient = recipient.masked
        note = event.note?.text
        code = event.note?.code
        enhancedCode = event.note?.enhancedCode
        actor = event.actor
    }
}

/// All of `mail show`: the line, the message's fields, and everything that happened.
package struct MailDetail: Hashable, Sendable, Codable {
    package struct Header: Hashable, Sendable, Codable {
        package var name: String
        package var value: String
    }

    package var summary: MailSummary
    /// As sent, unfolded, but the recipient masked and the unsubscribe token left out. Empty before the first attempt.
    package var headers: [Header]
    /// Of the whole message.
    package var bytesCount: Int?
    package var events: [MailEvent]

    package init(summary: MailSummary, message: [UInt8]?, events: [MailEvent]) {
        self.summary = summary
        headers = message.map { Self.headers(of: $0, recipient: summary.recipient) } ?? []
        bytesCount = message?.count
        self.events = events
    }

    private static func headers(of message: [UInt8], recipient: String) -> [Header] {
        var headers: [Header] = []
        for line in message.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let text = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            if text.isEmpty { break }
            if text.first == " ", !headers.isEmpty {
                headers[headers.count - 1].value += text
            } else if let colon = text.firstIndex(of: ":") {
                let value = text[text.index(after: colon)...].drop { $0 == " " }
                headers.append(Header(name: String(text[..<colon]), value: String(value)))
            }
        }
        return headers.map { header in
            switch header.name {
            case "To": Header(name: header.name, value: recipient)
            case "List-Unsubscribe": Header(name: header.name, value: withoutToken(header.value))
            default: header
            }
        }
    }

    private static func withoutToken(_ value: String) -> String {
        guard let slash = value.lastIndex(of: "/") else { return value }
        return "\(value[...slash])…>"
    }
}

/// What an operator asks the mail queue. Every answer comes from the store, so it is the same whether the worker runs
/// or not.
package protocol MailQueue: Sendable {
    func mails(_ filter: MailFilter) async throws -> [MailSummary]
    func mail(_ id: ULID) async throws -> MailDetail?
    /// The message as it left, for `show --raw`.
    func message(_ id: ULID) async throws -> [UInt8]?
    /// How many mails stand where; states nobody is in are absent.
    func mailCounts() async throws -> [JobState: Int]
    /// Steps of mails after `sequence`, oldest first.
    func mailEvents(after sequence: Int, limit: Int) async throws -> [MailEvent]
    /// The newest step's number, of mails or not: when it hasn't moved, there is nothing new to read.
    func lastSequence() async throws -> Int
}
