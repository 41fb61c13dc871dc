extension SiteSettings {
    /// Whom mail comes from and how it leaves.
    package struct Mail: Hashable, Sendable {
        /// The sender of every mail. Default: the site's title and `hello@` the host of `site.url`.
        package var from: Mailbox
        /// Default: `maildir`, which needs no server and which any mail program opens.
        package var mailer: MailerKind
        /// How to reach the mail server; must be there for `mailer: smtp`.
        package var smtp: SMTP?
        /// The program for `mailer: sendmail`. Default: `/usr/sbin/sendmail`.
        package var sendmail: String
        package var limits: Limits
    }

    /// A mail server that takes our mail and carries it on.
    package struct SMTP: Hashable, Sendable {
        package var host: String
        /// Default: 587, or 465 with `tls: implicit`.
        package var port: Int
        /// Default: `required`.
        package var tls: Security
        /// A PEM file with the certificates to trust, from the site's folder. Default: the system's.
        package var trust: String?
        package var user: String?
        package var password: String?
        /// An OAuth 2 token in place of a password.
        package var token: String?
        /// What EHLO says. Default: the host of `site.url`.
        package var hello: String
        /// Connections at the same time. Default: 4.
        package var connections: Int
    }

    /// Whether mail goes encrypted.
    package enum Security: String, CaseIterable, Hashable, Sendable {
        case required, opportunistic, implicit, none
    }

    /// How fast mail may leave; `nil` is as fast as it goes.
    package struct Limits: Hashable, Sendable {
        package var perMinute: Int?
        package var domainPerMinute: Int?
        /// Deliveries to one domain at the same time. Default: 20.
        package var domainConnections: Int
    }

    /// How mail leaves.
    package enum MailerKind: String, CaseIterable, Hashable, Sendable {
        /// Into the Maildir `.masthead/outbox/`.
        case maildir
        /// A line in the log, and nothing else.
        case log
        /// To a mail server.
        case smtp
        /// To the mail system of this machine.
        case sendmail
    }

    /// How people become subscribers.
    package struct Subscriptions: Hashable, Sendable {
        /// Default: `double`, so that nobody is subscribed by somebody else.
        package var confirmation: Confirmation
        /// Confirmation mails a minute past which more are looked at twice. Default: 20.
        package var floodPerMinute: Int
    }

    /// What it takes to become a subscriber.
    package enum Confirmation: String, CaseIterable, Hashable, Sendable {
        /// A mail with a link to confirm, then the welcome mail.
        case double
        /// The welcome mail at once.
        case single
    }
}
