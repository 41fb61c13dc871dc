extension SiteSettings {
    static func readMail(_ section: Section, site: Site?) -> Mail {
        let name = (site?.title ?? "").filter { !"<>\"".contains($0) }
        let fallback = Mailbox(name: name.trimmingSpaces, address: "hello@\(mailHost(site))")
        let from = section.value("from", default: fallback) { (text: String) throws(Complaint) in try Mailbox(text) }
        var mailer = MailerKind.maildir
        if let setting = section.setting("mailer") {
            if let kind = setting.firstKey {
                setting.complain(laterMailer(kind) ?? Complaint("`mail.mailer` is `maildir` or `log`"))
            } else {
                mailer = setting.value(mailerKind) ?? mailer
            }
        }
        for kind in laterMailers {
            if let setting = section.setting(kind), let complaint = laterMailer(kind) { setting.complain(complaint) }
        }
        section.finish()
        return Mail(from: from, mailer: mailer)
    }

    static func readSubscriptions(_ section: Section) -> Subscriptions {
        let subscriptions = Subscriptions(
            confirmation: section.value("confirmation", default: .double, choice(Confirmation.self)))
        section.finish()
        return subscriptions
    }

    private static let laterMailers = ["smtp", "sendmail", "ses"]

    private static func mailerKind(_ text: String) throws(Complaint) -> MailerKind {
        if let complaint = laterMailer(text) { throw complaint }
        return try choice(MailerKind.self)(text)
    }

    private static func laterMailer(_ kind: String) -> Complaint? {
        laterMailers.contains(kind)
            ? Complaint("mail through `\(kind)` is not in this version; there are `maildir` and `log`") : nil
    }

    /// The host behind `hello@`: the site's own, unless that is an address.
    private static func mailHost(_ site: Site?) -> String {
        guard let host = site?.url.host, !host.contains(":"), host.last?.isNumber == false else {
            return "blog.example"
        }
        return host
    }
}
