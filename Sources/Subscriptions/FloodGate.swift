/// How many confirmation mails were asked for lately, as the store counts them in the transaction that may add one.
package struct Pressure: Hashable, Sendable {
    /// Asked for from the same network, and from the larger one around it, within 10 minutes.
    package var prefix = 0
    package var neighborhood = 0
    /// Let through to the same domain, within a minute.
    package var domain = 0
    /// Let through altogether, within a minute and within 10.
    package var minute = 0
    package var tenMinutes = 0
    /// To the same mailbox under other spellings (dots, `+tag`), within a day.
    package var sameMailbox = 0
    /// Whether this request was made to wait before, and has.
    package var hasWaited = false

    package init() {}
}

/// Whether a confirmation mail leaves, waits a moment, or is kept back for an operator, when many ask at once.
///
/// 1. One network gets 5 in 10 minutes.
/// 2. Past `floodPerMinute` in a minute, or twice that in 10, it is a flood. Past 10 a minute to one domain, it is one for
///    that domain. Then only a network that hasn't asked in 10 minutes gets a mail, and that is a mail:
///    - at once, if the neighbourhood is calm: nearly nobody around that network asks;
///    - else after `patience`, if nobody else of that network has asked by then. Robots can't wait: a person asks once.
/// 3. Robots with a new network for each request could use all of it up, so what is let through has an end: twice
///    `floodPerMinute` in 10 minutes, and half as much again for calm neighbourhoods alone.
package struct FloodGate: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        case send
        /// Asked again after so long.
        case wait(Duration)
        /// Written, but kept back: an operator releases or drops it.
        case hold(String)
    }

    package var prefixPerTenMinutes = 5
    package var domainPerMinute = 10
    /// Default: 20 confirmation mails a minute.
    package var floodPerMinute = 20
    /// From the larger network around, within 10 minutes: as many are calm.
    package var calmPerTenMinutes = 4
    /// How long somebody from a busy neighbourhood waits in a flood. Default: 5 s.
    package var patience: Duration = .seconds(5)

    package init() {}

    package func verdict(_ pressure: Pressure) -> Verdict {
        if pressure.prefix >= prefixPerTenMinutes { return .hold("flood: too many from one network") }
        let isFlood = pressure.minute >= floodPerMinute || pressure.tenMinutes >= 2 * floodPerMinute
        let isDomainFlooded = pressure.domain >= domainPerMinute
        guard isFlood || isDomainFlooded else { return .send }
        let reason = isDomainFlooded ? "flood: too many to one domain" : "flood: too many altogether"
        guard pressure.prefix == 0, pressure.domain < 2 * domainPerMinute else { return .hold(reason) }
        if pressure.neighborhood <= calmPerTenMinutes {
            return pressure.tenMinutes < 3 * floodPerMinute ? .send : .hold(reason)
        }
        guard pressure.tenMinutes < 2 * floodPerMinute else { return .hold(reason) }
        return pressure.hasWaited ? .send : .wait(patience)
    }

    /// The larger network around one: IPv4 /16 for a /24, IPv6 /32 for a /48.
    package static func neighborhood(of prefix: String) -> String {
        let separator: Character = prefix.contains(":") ? ":" : "."
        let parts = prefix.split(separator: separator, omittingEmptySubsequences: false).prefix(2)
        return parts.joined(separator: String(separator))
    }
}
