import Foundation
import Jobs
import Logging
import MailDelivery
import Synchronization
import TestSupport
import Testing

@Suite struct `Mailers` {
    private let tree = TemporaryTree("maildir")

    private func files(_ part: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: tree.path("outbox/\(part)"))
    }

    @Test(arguments: MailerClause.all)
    func `a Maildir keeps the contract:`(_ clause: MailerClause) async throws {
        let folder = tree.path("outbox")
        try await clause.check(
            MailerSubject(MaildirMailer(folder: folder), recognisesRepeats: true) { id in
                try FileManager.default.contentsOfDirectory(atPath: folder + "/new")
                    .filter { $0.contains(id.id.description) }.count
            })
    }

    @Test(arguments: MailerClause.all)
    func `the log keeps the contract:`(_ clause: MailerClause) async throws {
        let lines = RecordedLines()
        try await clause.check(
            MailerSubject(LogMailer(log: lines.logger), recognisesRepeats: false) { id in
                lines.all.filter { $0.contains(id.description) }.count
            })
    }

    @Test func `a Maildir has three folders, and only whole messages in new, for this user only`() async throws {
        let envelope = try MailerClause.envelope(1)
        let message = Array("Subject: Hi\r\n\r\nBody\r\n".utf8)
        _ = try await MaildirMailer(folder: tree.path("outbox")).send(envelope, message)
        #expect(try files("tmp").isEmpty)
        #expect(try files("cur").isEmpty)
        let name = try #require(try files("new").first)
        #expect(name == "1795460400.\(envelope.messageID.id).blog.example")
        #expect(try tree.read("outbox/new/\(name)") == message)
        let attributes = try FileManager.default.attributesOfItem(atPath: tree.path("outbox/new/\(name)"))
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test(arguments: ["", ":2,", ":2,S", ":2,RS"])
    func `a message that a mail client has taken to cur isn't delivered again`(_ flags: String) async throws {
        let envelope = try MailerClause.envelope(1)
        let mailer = MaildirMailer(folder: tree.path("outbox"))
        _ = try await mailer.send(envelope, [1])
        let name = try #require(try files("new").first)
        try FileManager.default.moveItem(
            atPath: tree.path("outbox/new/\(name)"), toPath: tree.path("outbox/cur/\(name)\(flags)"))
        _ = try await mailer.send(envelope, [1])
        #expect(try files("new").isEmpty)
    }

    @Test func `a Maildir that can't be written is unavailable, which is no fault of the message`() async throws {
        try tree.write("outbox", "a file where the folder should be")
        let mailer = MaildirMailer(folder: tree.path("outbox"))
        let envelope = try MailerClause.envelope(1)
        do throws(DeliveryFailure) {
            _ = try await mailer.send(envelope, [1])
            Issue.record("it was accepted")
        } catch {
            guard case .unavailable(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(reason.text.contains("outbox"))
        }
    }

    @Test func `the log shows no address, body or token`() async throws {
        let lines = RecordedLines()
        let body = Array("Subject: Hi\r\n\r\nhttps://blog.example/confirm/v1.k.secret\r\n".utf8)
        _ = try await LogMailer(log: lines.logger).send(MailerClause.envelope(7), body)
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1)
        #expect(line.contains("r***@example.com"))
        #expect(!line.contains("reader7") && !line.contains("secret"))
    }
}

/// A logger that remembers.
final class RecordedLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: RecordedLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.lines.withLock {
                $0.append("\(event.level) \(event.message) \(metadata.joined(separator: " "))")
            }
        }
    }
}
