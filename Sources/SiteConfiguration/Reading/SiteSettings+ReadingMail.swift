extension SiteSettings {
    static func readMail(_ section: Section, site: Site?) -> Mail {
        let name = (site?.title ?? "").filter { !"<>\"".contains($0) }
        let fallback = Mailbox(name: name.trimmingSpaces, address: "hello@\(mailHost(site))")
        let from = section.value("from", default: fallback) { (text: String) throws(Complaint) in try Mailbox(text) }
        let smtp = section.setting("smtp").map { readSMTP($0.section(), site: site) }
        let sendmail = section.section("sendmail")
        let path = sendmail.value("path", default: "/usr/sbin/sendmail", serverPath)
        sendmail.finish()
        var mailer: MailerKind =
            smtp != nil ? .smtp : section.setting("sendmail") != nil ? .sendmail : .maildir
        if let setting = section.setting("mailer") {
            if setting.firstKey != nil {
                setting.complain(
                    Complaint(
                        "`mail.mailer` is one word; what belongs to it stands beside it, as in `smtp: { host: … }`"))
            } else {
                mailer = setting.value(mailerKind) ?? mailer
            }
            if mailer == .smtp, smtp == nil {
                setting.complain(Complaint("`mailer: smtp` needs `smtp: { host: … }` beside it"))
            }
        }
        if let setting = section.setting("ses") { setting.complain(laterMailer) }
        let limits = readLimits(section.section("limits"))
        section.finish()
        return Mail(from: from, mailer: mailer, smtp: smtp ?? nil, sendmail: path, limits: limits)
    }

    private static func readSMTP(_ section: Section, site: Site?) -> SMTP? {
        let host = section.required("host", hostName)
        let tls = section.value("tls", default: .required, choice(Security.self))
        let smtp = SMTP(
            host: host ?? "", port: section.value("port", default: tls == .implicit ? 465 : 587, number(1...65_535)),
            tls: tls, trust: section.optional("trust", text(1...1000)),
            user: section.optional("user", text(1...200)), password: section.optional("password", text(1...1000)),
            token: section.optional("token", text(1...8000)),
            hello: section.value("hello", default: mailHost(site), hostName),
            connections: section.value("connections", default: 4, number(1...100)))
        if (smtp.password != nil || smtp.token != nil) != (smtp.user != nil) {
            section.setting("user")?.complain(Complaint("`user` needs `password` or `token` beside it"))
            section.setting("password")?.complain(Complaint("`password` needs `user` beside it"))
        }
        if tls == .none, smtp.user != nil {
            section.setting("tls")?.complain(Complaint("a password is only sent inside TLS; leave `tls` at `required`"))
        }
        section.finish()
        return host == nil ? nil : smtp
    }

    private static func readLimits(_ section: Section) -> Limits {
        let limits = Limits(
            perMinute: section.optional("per_minute", number(1...1_000_000)),
            domainPerMinute: section.optional("domain_per_minute", number(1...1_000_000)),
            domainConnections: section.value("domain_connections", default: 20, number(1...100)))
        section.finish()
        return limits
    }

    /// A name or an address, without anything that could end a command.
    private static func hostName(_ text: String) throws(Complaint) -> String {
        guard (1...253).contains(text.utf8.count),
            text.utf8.allSatisfy({ isASCIILetterOrDigit($0) || ".-:".utf8.contains($0) })
        else { throw Complaint("`\(text)` is not the name of a host") }
        return text
    }

    static func readSubscriptions(_ section: Section) -> Subscriptions {
        let subscriptions = Subscriptions(
            confirmation: section.value("confirmation", default: .double, choice(Confirmation.self)),
            floodPerMinute: section.value("flood_per_minute", default: 20, number(1...1_000_000)))
        section.finish()
        return subscriptions
    }

    private static func mailerKind(_ text: String) throws(Complaint) -> MailerKind {
        if text == "ses" { throw laterMailer }
        return try choice(MailerKind.self)(text)
    }

    private static let laterMailer = Complaint(
        "mail through `ses` is not in this version; its SMTP interface works with `smtp: { host: … }`")

    /// The host behind `hello@`: the site's own, unless that is an address.
    private static func mailHost(_ site: Site?) -> String {
        guard let host = site?.url.host, !host.contains(":"), host.last?.isNumber == false else {
            return "blog.example"
        }
        return host
    }
}
