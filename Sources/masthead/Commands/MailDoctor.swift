import ArgumentParser
import Foundation
import Jobs
import Logging
import MailDelivery
import SQLiteStore
import SiteConfiguration
import Subscriptions
import Templates

extension MailCommand {
    struct Doctor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try the way out: settings, connection, TLS and login, and say what to mend.")

        @OptionGroup var option: SiteOption
        @Flag(help: "As one JSON value.") var json = false

        struct Finding: Encodable {
            let check: String
            let isGood: Bool
            let found: String
            var advice: String?
        }

        mutating func run() async throws {
            let site = try option.open()
            var findings = [sender(site)]
            findings.append(await wayOut(site))
            let numbers = try await MailNumbers(try SQLiteStore(path: site.database), shaped: nil)
            findings.append(
                Finding(
                    check: "queue", isGood: numbers.pauses.isEmpty, found: numbers.line,
                    advice: numbers.pauseLines.isEmpty ? nil : numbers.pauseLines.joined(separator: "; ")))
            if json {
                try Console.printJSON(findings)
            } else {
                for finding in findings {
                    Console.print("\(finding.isGood ? "ok  " : "BAD ") \(finding.check): \(finding.found)")
                    if let advice = finding.advice { Console.print("     \(advice)") }
                }
            }
            if findings.contains(where: { !$0.isGood }) { throw ExitCode(CommandFailure.Code.failed.rawValue) }
        }

        private func sender(_ site: SiteFolder) -> Finding {
            let from = site.settings.mail.from.description
            let isExample = from.contains("blog.example")
            return Finding(
                check: "sender", isGood: !isExample || site.settings.mail.mailer == .maildir, found: from,
                advice: isExample ? "set mail.from to an address that you own, or nobody can answer" : nil)
        }

        private func wayOut(_ site: SiteFolder) async -> Finding {
            let kind = site.settings.mail.mailer
            switch kind {
            case .maildir, .log:
                return Finding(check: "mailer", isGood: true, found: "\(kind.rawValue): nothing leaves this machine")
            case .sendmail:
                let path = site.settings.mail.sendmail
                let isThere = FileManager.default.isExecutableFile(atPath: path)
                return Finding(
                    check: "mailer", isGood: isThere, found: path,
                    advice: isThere ? nil : "there is no such program; set mail.sendmail.path")
            case .smtp: return await server(site)
            }
        }

        private func server(_ site: SiteFolder) async -> Finding {
            let address = site.settings.mail.smtp.map { "\($0.host):\($0.port)" } ?? ""
            do {
                let facts = try await site.smtpMailer().probe()
                let found = facts.map { "\($0.0) \($0.1)" }.joined(separator: "; ")
                return Finding(check: "server", isGood: true, found: "\(address): \(found)")
            } catch let failure as DeliveryFailure {
                return Finding(
                    check: "server", isGood: false, found: "\(address): \(failure.note.shown)",
                    advice: Self.advice(failure))
            } catch {
                return Finding(check: "server", isGood: false, found: "\(address): \(error)")
            }
        }

        /// What usually helps, by what went wrong.
        static func advice(_ failure: DeliveryFailure) -> String {
            let note = failure.note
            let text = note.text.lowercased()
            if [530, 534, 535, 538].contains(note.code) {
                return
                    "the server doesn't take mail.smtp.user with this password (or token): try them in a mail program"
            }
            if text.contains("certificate") {
                return "the server's certificate isn't trusted: name its authority's PEM file in mail.smtp.trust, "
                    + "and reach the server by the name in the certificate"
            }
            if text.contains("starttls") {
                return
                    "if the server speaks TLS from the start (port 465), say tls: implicit; tls: none is for this machine only"
            }
            if case .unreachable = failure {
                return "nobody answers: check mail.smtp.host and port, and whether a firewall lets port 587 out"
            }
            return "the server's own words are above"
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send one test mail at once, past the queue, and show what the server says.")

        @OptionGroup var option: SiteOption
        @Argument(help: "To whom.") var address: String
        @Flag(help: "As one JSON value.") var json = false

        mutating func run() async throws {
            let site = try option.open()
            let recipient: EmailAddress
            do throws(EmailAddress.Problem) {
                recipient = try EmailAddress(address)
            } catch {
                throw ValidationError("\(address): \(error)")
            }
            let from = try site.sender()
            let now = Date()
            let message = Message(
                id: MessageID(ULIDGenerator().next(at: now), sender: from.address), date: now, from: from,
                to: recipient, subject: "A test from \(site.settings.site.title)",
                text: "If you read this, mail from \(site.settings.site.url) arrives.\n",
                html: "<p>If you read this, mail from \(site.settings.site.url) arrives.</p>", list: nil)
            let mailer = try site.mailer(logger: Logger(label: "mail"))
            let envelope = Envelope(sender: from.address, recipient: recipient, messageID: message.id)
            let receipt: DeliveryReceipt
            do throws(DeliveryFailure) {
                receipt = try await mailer.send(envelope, message.bytes())
            } catch {
                throw CommandFailure("not delivered: \(error.note.shown)\n\(Doctor.advice(error))")
            }
            await mailer.close()
            if json { return try Console.printJSON(["outcome": "delivered", "note": receipt.text]) }
            Console.print("delivered: \(receipt.code.map { "\($0) " } ?? "")\(receipt.text)")
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a mail as its template makes it, for a made-up reader.")

        @OptionGroup var option: SiteOption
        @Argument(help: "confirm or welcome.") var template: String
        @Flag(help: "The HTML part alone.") var html = false
        @Flag(help: "The text part alone.") var text = false
        @Flag(help: "As one JSON value.") var json = false

        mutating func run() async throws {
            let kind = JobKind(rawValue: "mail.\(template)")
            guard LetterComposer.kinds.contains(kind) else {
                throw ValidationError("`\(template)` is not a mail; there are confirm and welcome")
            }
            let message = try BackEnd(try option.open()).composer().preview(kind, at: Date())
            if json {
                try Console.printJSON(["subject": message.subject, "text": message.text, "html": message.html])
            } else if html {
                Console.print(message.html)
            } else if text {
                Console.print(message.text)
            } else {
                Console.print(String(decoding: message.bytes(), as: UTF8.self))
            }
        }
    }
}
