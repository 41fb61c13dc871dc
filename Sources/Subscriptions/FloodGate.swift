/// How many confirmation mails were asked for lately, as the store counts them in the transaction that may add one.
package struct Pressure: Hashable, Sendable {
    /// From the same network, within 10 minutes.
    package var prefix = 0
    /// To the same domain, within a minute.
    package var domain = 0
    /// By everybody, within a minute and within 10.
    package var minute = 0
    package var tenMinutes = 0
    /// To the same mailbox under other spellings (dots, `+tag`), within a day.
    package var sameMailbox = 0

    package init() {}
}

/// Whether a confirmation mail leaves, or waits for an operator, when many ask at once.
///
/// 1. One network gets 5 in 10 minutes, one domain 10 a minute.
/// 2. Past `floodPerMinute` altogether it is a flood: then only somebody from a network that hasn't asked yet, at a domain
///    that is hardly used, gets a mail; a person who happens to come along is that. Everything else is held.
/// 3. Never more than three minutes' worth in 10 minutes, whatever a flood looks like.
package struct FloodGate: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        case send
        /// Written, but kept back: an operator releases or drops it.
        case hold(String)
    }

    package var prefixPerTenMinutes = 5
    package var domainPerMinute = 10
    /// Default: 20 confirmation mails a minute.
    package var floodPerMinute = 20

    package init() {}

    package func verdict(_ pressure: Pressure) -> Verdict {
        if pressure.prefix >= prefixPerTenMinutes { return .hold("flood: too many from one network") }
        if pressure.domain >= domainPerMinute { return .hold("flood: too many to one domain") }
        if pressure.tenMinutes >= 3 * floodPerMinute { return .hold("flood: too many altogether") }
        if pressure.minute >= floodPerMinute, pressure.prefix > 0 || pressure.domain > 2 {
            return .hold("flood: too many altogether")
        }
        return .send
    }
}
