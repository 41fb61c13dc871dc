import Foundation
import Jobs
import Logging
import MailDelivery
import Origin
import PhotoLibrary
import SQLiteStore
import SiteConfiguration
import Subscriptions

extension SiteFolder {
    /// The sender of every mail.
    func sender() throws -> MailDelivery.Mailbox {
        do throws(EmailAddress.Problem) {
            return try MailDelivery.Mailbox(parsing: settings.mail.from.description)
        } catch {
            throw CommandFailure("mail.from in masthead.yaml: \(error)", code: .usage)
        }
    }

    /// How mail leaves, as the configuration says.
    func mailer(logger: Logger) throws -> any Mailer {
        switch settings.mail.mailer {
        case .maildir: return MaildirMailer(folder: outbox)
        case .log: return LogMailer(log: logger)
        case .sendmail: return SendmailMailer(path: settings.mail.sendmail)
        case .smtp: return try smtpMailer()
        }
    }

    func smtpMailer() throws -> SMTPMailer {
        guard let smtp = settings.mail.smtp else {
            throw CommandFailure("mail.smtp is missing in masthead.yaml", code: .usage)
        }
        var configuration = SMTPMailer.Configuration(host: smtp.host)
        configuration.port = smtp.port
        configuration.security = SMTPConversation.Security(smtp.tls)
        configuration.helloName = smtp.hello
        configuration.connections = smtp.connections
        configuration.trustFile = smtp.trust.map { $0.hasPrefix("/") ? $0 : "\(path)/\($0)" }
        if let user = smtp.user {
            let secret = smtp.token.map(SMTPCredentials.Secret.token) ?? .password(smtp.password ?? "")
            configuration.credentials = SMTPCredentials(user: user, secret: secret)
        }
        do {
            return try SMTPMailer(configuration)
        } catch {
            throw CommandFailure("mail.smtp.trust in masthead.yaml can't be used: \(error)", code: .usage)
        }
    }
}

extension SMTPConversation.Security {
    init(_ security: SiteSettings.Security) {
        switch security {
        case .required: self = .required
        case .opportunistic: self = .opportunistic
        case .implicit: self = .implicit
        case .none: self = .none
        }
    }
}

extension BackEnd {
    /// Writes the letters of this site.
    func composer() throws -> LetterComposer {
        try LetterComposer(
            library: try site.templates(), site: try site.siteValue(),
            configuration: .init(
                siteURL: site.settings.site.url.description, from: try site.sender(),
                listName: site.settings.site.title),
            mint: mint, rules: rules, store: store.subscriptions)
    }

    /// Who does this site's jobs, and what they have to say to Prometheus.
    ///
    /// Requests to subscribe have a worker of their own: a flood of them must not keep mails waiting, and as many small
    /// decisions at a time share their waits for the disk.
    ///
    /// - Throws: What would keep mails from being written or sent: better now than when somebody waits for one.
    func workers(logger: Logger) throws -> ([Worker], metrics: @Sendable () async -> String) {
        let composer = try composer()
        let mailer = try site.mailer(logger: logger)
        let desk = DeliveryDesk(
            pace, mailer: mailer.name, kinds: LetterComposer.kinds, jobs: store.jobs, rates: store.mail)
        let mark = try QueueMark(beside: site.database, store: store, logger: logger)
        let delivery = DeliveryHandler(
            letters: store.mail, source: composer, mailer: mailer, desk: desk, log: logger,
            onSending: { mark.noteSending(at: $0) })
        let name = "\(ProcessInfo.processInfo.hostName):\(getpid())"
        var configuration = Worker.Configuration(owner: name)
        configuration.concurrency = max(4, site.settings.mail.smtp?.connections ?? 0)
        let sender = Worker(
            store: store.jobs,
            jobs: composer.registrations(for: delivery, mailer: mailer.name) + [photos.registration],
            configuration: configuration, gate: desk, log: logger)
        configuration.owner = name + ":intake"
        configuration.concurrency = 32
        let intake = Worker(
            store: store.jobs, jobs: [subscriptions.registration { Self.tellFlood($0, logger) }],
            configuration: configuration, log: logger)
        wakes.connect {
            intake.wake()
            sender.wake()
        }
        let queue = store.mail
        return ([intake, sender], { await desk.prometheus(queue, at: Date()) })
    }

    private var pace: DeliveryPacer.Configuration {
        let limits = site.settings.mail.limits
        var pace = DeliveryPacer.Configuration()
        pace.perSecond = limits.perMinute.map { Double($0) / 60 }
        pace.domainPerSecond = limits.domainPerMinute.map { Double($0) / 60 }
        pace.domainConcurrency = limits.domainConnections
        return pace
    }

    private static func tellFlood(_ reason: String, _ logger: Logger) {
        logger.warning("confirmation mails held", metadata: ["mail.note": "\(reason)"])
    }
}
