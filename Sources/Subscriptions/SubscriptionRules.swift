/// How subscribing works on this site.
package struct SubscriptionRules: Hashable, Sendable {
    package enum Confirmation: String, Hashable, Sendable, CaseIterable {
        /// A mail with a link first; the welcome follows the click.
        case double
        /// The welcome at once. Anybody can subscribe anybody, so only for closed circles.
        case single
    }

    package var confirmation = Confirmation.double
    /// How soon the same person gets another confirmation mail: mails are slow, people are not.
    package var confirmationPause: Duration = .seconds(10 * 60)
    /// Confirmation mails per person in 24 hours, so that nobody is flooded in our name.
    package var confirmationsPerDay = 3
    /// A confirmation mail that couldn't be sent by then isn't sent: the person has given up.
    package var confirmationLife: Duration = .seconds(24 * 3600)
    package var welcomeLife: Duration = .seconds(72 * 3600)
    /// How long a bounced address rests before it may try again.
    package var bounceRest: Duration = .seconds(30 * 24 * 3600)

    /// Who has filled in the form sooner than this is no person. Default: 2 s.
    package var minimumTime: Duration = .seconds(2)

    /// What holds confirmation mails back when many ask at once.
    package var flood = FloodGate()

    package init() {}
}
