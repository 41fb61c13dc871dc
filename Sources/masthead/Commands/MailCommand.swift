import ArgumentParser
import Foundation
import Jobs
import MailDelivery
import SQLiteStore
import SiteConfiguration

struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Follow, inspect and change the mail queue.",
        discussion: """
            Works whether or not the worker runs. Addresses are masked. Commands that change mails take ids or filters; \
            with filters they say how many it would be, and --yes does it. Exit codes: 0 done, 1 failed, 2 wrong usage, \
            3 refused because a mail is in another state by now, or --yes is missing.
            """,
        subcommands: [
            Tail.self, List.self, Show.self, Stats.self, Top.self, Retry.self, Hold.self, Release.self, Drop.self,
            Stop.self, Resume.self, Redrive.self, Test.self, Doctor.self, Preview.self,
        ])

    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What has happened to mails, oldest first.",
            discussion: "Each step has a sequence number; --since resumes after one and misses nothing.")

        @OptionGroup var option: SiteOption

        @Flag(name: .shortAndLong, help: "Go on as more happens.")
        var follow = false

        @Option(help: "Only steps after this sequence number, or of the last so long, such as 5m.")
        var since: String?

        @Option(help: "Only this mail's.")
        var id: String?

        @Option(help: "Only steps into this state.")
        var state: [String] = []

        @Option(help: "Without --since: how many of the last steps to begin with.")
        var lines = 20

        @Flag(help: "JSON Lines.")
        var json = false

        mutating func run() async throws {
            let store = try SQLiteStore(path: try option.open().database)
            var last = 0
            if let number = since.flatMap({ Int($0) }) {
                last = number
            } else if let since {
                last = try await store.mail.lastSequence(before: Date().adding(try MailFilters.span(since) * -1))
            } else {
                let recent = try await store.mail.recentMailEvents(lines)
                for event in recent where fits(event) { try show(event) }
                last = max(recent.last?.sequence ?? 0, try await store.mail.lastSequence())
                if recent.isEmpty, !follow { Console.note("No mail yet.") }
            }
            repeat {
                let events = try await store.mail.mailEvents(after: last, limit: 1000)
                for event in events where fits(event) { try show(event) }
                last = events.last?.sequence ?? last
                // The worker may be another process, so there is nobody to wake us; reading one number is cheap.
                if follow, events.isEmpty {
                    try await Task.sleep(for: .milliseconds(200))
                } else if !follow, events.isEmpty {
                    break
                }
            } while true
        }

        private func fits(_ event: MailEvent) -> Bool {
            (id == nil || event.id.description == id?.uppercased())
                && (state.isEmpty || state.contains(event.to.rawValue))
        }

        private func show(_ event: MailEvent) throws {
            if json { return try Console.printJSON(event) }
            Console.print(event.line)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The mails in the queue, the newest first.")

        @OptionGroup var option: SiteOption

        @OptionGroup var filters: MailFilters

        @Option(help: "At most so many.")
        var limit = 50

        @Option(help: "Only older than this one: the last id of the page before.")
        var before: String?

        @Flag(help: "Only how many.")
        var count = false

        @Flag(help: "Only ids, for another command's `-`.")
        var ids = false

        @Flag(help: "JSON Lines.")
        var json = false

        mutating func run() async throws {
            let store = try SQLiteStore(path: try option.open().database)
            let selection = try filters.selection()
            if count { return Console.print("\(try await store.mail.count(selection))") }
            let mails = try await store.mail.mails(selection, limit: max(1, limit), before: before.flatMap { ULID($0) })
            if ids { return mails.forEach { Console.print($0.id.description) } }
            if json { return try mails.forEach { try Console.printJSON($0) } }
            guard !mails.isEmpty else { return Console.note("No mail like that.") }
            var table = Table(["id", "state", "kind", "to", "attempts", "since", "note"])
            for mail in mails {
                let note = JobNote(mail.note ?? "", code: mail.code, enhancedCode: mail.enhancedCode).shown
                table.add([
                    mail.id.description, mail.state.rawValue, mail.kind, mail.recipient, "\(mail.attempt)",
                    mail.updated.shown, note,
                ])
            }
            Console.print(table.text)
            // Last, because a queue of a million takes a moment to count.
            let numbers = try await MailNumbers(store, shaped: nil)
            for line in [numbers.line] + numbers.pauseLines { Console.note(line) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One mail: its headers and everything that happened to it.")

        @OptionGroup var option: SiteOption

        @Argument(help: "The mail's id.")
        var id: String

        @Flag(help: "As one JSON value.")
        var json = false

        @Flag(help: "Only its header fields.")
        var headers = false

        @Flag(help: "Only what happened to it.")
        var events = false

        @Flag(help: "The message itself, as it left. Holds the reader's own links: treat it as a secret.")
        var raw = false

        mutating func run() async throws {
            let store = try SQLiteStore(path: try option.open().database)
            guard let id = ULID(id) else {
                throw ValidationError("`\(id)` is not a mail's id; `masthead mail list` shows them")
            }
            guard let mail = try await store.mail.mail(id) else { throw CommandFailure("there is no mail \(id)") }
            if raw {
                guard let message = try await store.mail.message(id) else {
                    throw CommandFailure("mail \(id) has not been written yet: it is \(mail.summary.state.rawValue)")
                }
                return Console.print(String(decoding: message, as: UTF8.self))
            }
            if json { return try Console.printJSON(mail) }
            if !headers, !events {
                let summary = mail.summary
                Console.print("\(summary.id)  \(summary.kind)  \(summary.state.rawValue)  to \(summary.recipient)")
            }
            if !events { for header in mail.headers { Console.print("  \(header.name): \(header.value)") } }
            if !headers { for event in mail.events { Console.print("  \(event.line)") } }
        }
    }
}

extension MailEvent {
    /// For people: number, time, mail, kind, recipient, step, and the server's words.
    var line: String {
        let step = from.map { "\($0.rawValue) → \(to.rawValue)" } ?? to.rawValue
        let said = note.map { JobNote($0, code: code, enhancedCode: enhancedCode).shown } ?? ""
        return "\(sequence)  \(at.shown)  \(id)  \(kind)  \(recipient)  \(step)" + (said.isEmpty ? "" : "  \(said)")
    }
}
