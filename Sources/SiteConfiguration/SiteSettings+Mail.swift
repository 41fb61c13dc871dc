extension SiteSettings {
    /// Whom mail comes from and how it leaves.
    package struct Mail: Hashable, Sendable {
        /// The sender of every mail. Default: the site's title and `hello@` the host of `site.url`.
        package var from: Mailbox
        /// Default: `maildir`, which needs no server and which any mail program opens.
        package var mailer: MailerKind
    }

    /// How mail leaves.
    package enum MailerKind: String, CaseIterable, Hashable, Sendable {
        /// Into the Maildir `.masthead/outbox/`.
        case maildir
        /// A line in the log, and nothing else.
        case log
    }

    /// How people become subscribers.
    package struct Subscriptions: Hashable, Sendable {
        /// Default: `double`, so that nobody is subscribed by somebody else.
        package var confirmation: Confirmation
    }

    /// What it takes to become a subscriber.
    package enum Confirmation: String, CaseIterable, Hashable, Sendable {
        /// A mail with a link to confirm, then the welcome mail.
        case double
        /// The welcome mail at once.
        case single
    }
}
