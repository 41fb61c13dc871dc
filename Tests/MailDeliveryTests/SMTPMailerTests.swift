import Foundation
import Jobs
import MailDelivery
import Synchronization
import TestSupport
import Testing

@Suite struct `SMTP over the network` {
    private func mailer(_ server: ScriptedMailServer, connections: Int = 2) throws -> SMTPMailer {
        var configuration = SMTPMailer.Configuration(host: "127.0.0.1")
        configuration.port = server.port
        configuration.security = .none
        configuration.connections = connections
        return try SMTPMailer(configuration)
    }

    private static let message = Array("Subject: Hello\r\n\r\nBody.\r\n".utf8)

    @Test(arguments: MailerClause.all)
    func `SMTP keeps the contract:`(_ clause: MailerClause) async throws {
        let server = try await ScriptedMailServer.start()
        let mailer = try mailer(server)
        try await clause.check(
            MailerSubject(mailer, recognisesRepeats: false) { id in
                let number = id.id.description
                return server.messages.count { message in
                    message.commands.contains { $0 == "RCPT TO:<\(Self.reader(of: number))>" }
                }
            })
        await mailer.close()
        await server.stop()
    }

    /// `MailerClause.envelope` gives the reader the number that ends the id.
    private static func reader(of id: String) -> String {
        var number = 0
        for character in id.dropFirst(10) {
            number = number * 32 + (Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ").firstIndex(of: character) ?? 0)
        }
        return "reader\(number)@example.com"
    }

    @Test func `one connection carries many mails`() async throws {
        let server = try await ScriptedMailServer.start()
        let mailer = try mailer(server)
        for number in 1...5 { _ = try await mailer.send(MailerClause.envelope(UInt64(number)), Self.message) }
        #expect(server.connections == 1)
        #expect(server.messages.count == 5)
        #expect(server.commands.count { $0 == "RSET" } == 4)
        #expect(server.messages.first?.content == "Subject: Hello\r\n\r\nBody.\r\n")
        await mailer.close()
        await server.stop()
    }

    @Test func `a kept connection that is told to go costs nothing`() async throws {
        let server = try await ScriptedMailServer.start { command, connection in
            connection == 1 && command == "RSET" ? "421 4.4.2 idle for too long" : nil
        }
        let mailer = try mailer(server)
        _ = try await mailer.send(MailerClause.envelope(1), Self.message)
        _ = try await mailer.send(MailerClause.envelope(2), Self.message)
        #expect(server.connections == 2)
        #expect(server.messages.count == 2)
        await mailer.close()
        await server.stop()
    }

    @Test func `hanging up before the final dot is unreachable, after it unknown`() async throws {
        for (place, isUnknown) in [("DATA", false), (".", true)] {
            let server = try await ScriptedMailServer.start { command, _ in
                command == place ? ScriptedMailServer.hangUp : nil
            }
            let mailer = try mailer(server)
            let envelope = try MailerClause.envelope(1)
            do throws(DeliveryFailure) {
                _ = try await mailer.send(envelope, Self.message)
                Issue.record("it was accepted")
            } catch {
                switch error {
                case .unknown: #expect(isUnknown)
                case .unreachable: #expect(!isUnknown)
                case _: Issue.record("\(error)")
                }
            }
            await server.stop()
        }
    }

    @Test func `what may not leave at the last moment is not sent`() async throws {
        let server = try await ScriptedMailServer.start()
        let mailer = try mailer(server)
        await #expect(throws: DeliveryFailure.withdrawn) {
            _ = try await mailer.send(try MailerClause.envelope(1), Self.message) { false }
        }
        _ = try await mailer.send(MailerClause.envelope(2), Self.message)
        #expect(server.messages.map { $0.commands.contains("RCPT TO:<reader2@example.com>") } == [true])
        await mailer.close()
        await server.stop()
    }

    @Test func `nobody listening is unreachable, with the address`() async throws {
        let server = try await ScriptedMailServer.start()
        let mailer = try mailer(server)
        let port = server.port
        await server.stop()
        let envelope = try MailerClause.envelope(1)
        do throws(DeliveryFailure) {
            _ = try await mailer.send(envelope, Self.message)
        } catch {
            guard case .unreachable(let note) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(note.text.contains("127.0.0.1:\(port)"))
        }
    }
}

@Suite struct `The sendmail pipe` {
    private let tree = TemporaryTree("sendmail")

    private func program(_ script: String) throws -> String {
        try tree.write("sendmail", "#!/bin/sh\n" + script)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tree.path("sendmail"))
        return tree.path("sendmail")
    }

    @Test(arguments: MailerClause.all)
    func `sendmail keeps the contract:`(_ clause: MailerClause) async throws {
        let box = tree.path("box")
        let path = try program("mkdir -p \(box)\nf=$(mktemp \(box)/XXXXXX)\necho \"$5\" > $f\ncat >> $f\n")
        try await clause.check(
            MailerSubject(SendmailMailer(path: path), recognisesRepeats: false) { id in
                let reader = try #require(String(id.id.description.suffix(4)).isEmpty ? nil : id.id)
                return try TemporaryTree.files(in: box).values.count { bytes in
                    let text = String(decoding: bytes.prefix(80), as: UTF8.self)
                    return text.hasPrefix("reader\(Self.number(reader))@example.com\n")
                }
            })
    }

    private static func number(_ id: ULID) -> Int {
        id.description.dropFirst(10).reduce(0) {
            $0 * 32 + (Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ").firstIndex(of: $1) ?? 0)
        }
    }

    @Test(arguments: [(67, "never, suppress"), (75, "later"), (77, "setting"), (65, "never")])
    func `exit codes mean what sysexits.h says`(_ code: Int, _ action: String) async throws {
        let mailer = SendmailMailer(path: try program("cat > /dev/null; echo 'no luck' >&2; exit \(code)\n"))
        let envelope = try MailerClause.envelope(1)
        do throws(DeliveryFailure) {
            _ = try await mailer.send(envelope, [65])
            Issue.record("it was accepted")
        } catch {
            #expect(error.note.text == "exit \(code): no luck")
            let word =
                switch error {
                case .permanent(_, .unknown): "never, suppress"
                case .permanent: "never"
                case .transient: "later"
                case .unavailable: "setting"
                case _: "?"
                }
            #expect(word == action)
        }
    }

    @Test func `gets the message with the system's line ends, and nothing when it may not leave`() async throws {
        let mailer = SendmailMailer(path: try program("cat > \(tree.path("got"))\n"))
        _ = try await mailer.send(MailerClause.envelope(1), Array("a\r\n.b\r\n".utf8))
        #expect(try tree.read("got") == Array("a\n.b\n".utf8))
        let slow = SendmailMailer(
            path: try program("cat > \(tree.path("part")) && mv \(tree.path("part")) \(tree.path("all"))\n"))
        await #expect(throws: DeliveryFailure.withdrawn) {
            _ = try await slow.send(try MailerClause.envelope(2), [65]) { false }
        }
        #expect(!FileManager.default.fileExists(atPath: tree.path("all")))
    }

    @Test func `a program that isn't there is a setting to mend`() async throws {
        let envelope = try MailerClause.envelope(1)
        let mailer = SendmailMailer(path: tree.path("nothing"))
        do throws(DeliveryFailure) {
            _ = try await mailer.send(envelope, [65])
        } catch {
            guard case .unavailable = error else {
                Issue.record("\(error)")
                return
            }
        }
    }
}
