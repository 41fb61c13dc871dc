import Jobs

/// At which point of the conversation a reply came.
package enum SMTPStage: String, Hashable, Sendable, CaseIterable {
    case greeting, hello, startTLS, authentication, reset, mail, recipient, data, content
}

extension DeliveryFailure {
    /// What to do about a reply that is not the one hoped for.
    ///
    /// The basic code decides the class, the enhanced code (RFC 3463) refines it. In order, the first that fits counts:
    ///
    ///     421 anywhere                              the carrier hangs up: reconnect, no attempt charged
    ///     greeting, hello, STARTTLS, AUTH           a setting or the carrier itself: all mail waits
    ///     454 4.7.0, 530, 534, 535, 538             the same, wherever it comes
    ///     454 Throttling / Daily quota, 4.7.28      too fast: later
    ///     452 4.5.3                                 too many recipients: at once in another transaction
    ///     450, 451 4.7.x, 4.2.1 (greylisting)       not before five minutes
    ///     451 4.3.x, 452 4.3.1                      the domain is in trouble: its mails wait
    ///     4yz                                       later
    ///     5yz 5.6.7                                 the form of the address is not supported
    ///     5yz 5.1.1, .2, .3, .6, .10                no such mailbox: suppress
    ///     550 without enhanced code, to RCPT        refused; the address is not blamed for it
    ///     5yz 5.2.1, 5.2.2                          mailbox disabled or full: counted
    ///     5yz 5.7.x                                 policy, ours to mend: never suppress
    ///     500–504, 5.5.x                            not understood: a person has to look
    ///     5yz                                       never
    package init(_ reply: SMTPReply, at stage: SMTPStage) {
        let note = reply.note
        switch (reply.code, stage) {
        case (421, _): self = .unreachable(reason: note)
        case (_, .greeting), (_, .hello), (_, .startTLS), (_, .authentication): self = .unavailable(reason: note)
        case (530, _), (534, _), (535, _), (538, _): self = .unavailable(reason: note)
        case (454, _): self = Self.throttledOrMisconfigured(note)
        case (400..<500, _): self = Self.deferred(note)
        case (500..<600, _): self = Self.refused(note)
        case _: self = .misunderstood(reason: note)
        }
    }

    /// 454 is "temporary authentication failure" (RFC 4954 §6), and how one large service says "too fast".
    private static func throttledOrMisconfigured(_ note: JobNote) -> DeliveryFailure {
        if note.text.hasPrefix("Throttling failure: Daily") { return .transient(reason: note, after: .seconds(3600)) }
        if note.text.hasPrefix("Throttling failure") { return .transient(reason: note, after: .seconds(600)) }
        return .unavailable(reason: note)
    }

    private static func deferred(_ note: JobNote) -> DeliveryFailure {
        let parts = parts(of: note.enhancedCode)
        switch (note.code ?? 0, parts.subject, parts.detail) {
        case (452, 5, 3): return .transient(reason: note, after: .zero)
        case (_, 3, _): return .destination(reason: note)
        case (_, 7, _), (_, 2, 1), (450, nil, nil): return .transient(reason: note, after: greylistingPatience)
        case _: return .transient(reason: note)
        }
    }

    private static func refused(_ note: JobNote) -> DeliveryFailure {
        let parts = parts(of: note.enhancedCode)
        switch (note.code ?? 0, parts.subject, parts.detail) {
        case (_, 6, 7): return .permanent(reason: note)
        case (_, 1, 1), (_, 1, 2), (_, 1, 3), (_, 1, 6), (_, 1, 10): return .permanent(reason: note, address: .unknown)
        case (_, 2, 1), (_, 2, 2): return .permanent(reason: note, address: .unable)
        case (_, 5, _): return .misunderstood(reason: note)
        case (500...504, nil, _): return .misunderstood(reason: note)
        case _: return .permanent(reason: note)
        }
    }

    private static func parts(of code: String?) -> (subject: Int?, detail: Int?) {
        let numbers = (code ?? "").split(separator: ".").map { Int($0) }
        return numbers.count == 3 ? (numbers[1], numbers[2]) : (nil, nil)
    }

    /// Greylisting wants a second visit after a few minutes; sooner is a first visit again.
    static let greylistingPatience: Duration = .seconds(300)
}
