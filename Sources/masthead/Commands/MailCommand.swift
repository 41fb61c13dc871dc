import ArgumentParser
import Foundation
import Jobs
import MailDelivery
import SQLiteStore
import SiteConfiguration

struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Follow and inspect the mail queue.",
        discussion: "Works whether or not the worker runs. Addresses are masked.",
        subcommands: [Tail.self, List.self, Show.self])

    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What has happened to mails, oldest first.",
            discussion: "Each step has a sequence number; --since resumes after one and misses nothing.")

        @OptionGroup var option: SiteOption

        @Flag(name: .shortAndLong, help: "Go on as more happens.")
        var follow = false

        @Option(help: "Only steps after this sequence number.")
        var since: Int?

        @Option(help: "Without --since: how many of the last steps to begin with.")
        var lines = 20

        @Flag(help: "JSON Lines.")
        var json = false

        mutating func run() async throws {
            let store = try SQLiteStore(path: try option.open().database)
            var last = since ?? 0
            if since == nil {
                let recent = try await store.mail.mailEvents(after: 0, limit: .max).suffix(lines)
                for event in recent { try show(event) }
                last = max(recent.last?.sequence ?? 0, try await store.mail.lastSequence())
                if recent.isEmpty, !follow { Console.note("No mail yet.") }
            }
            repeat {
                let events = try await store.mail.mailEvents(after: last, limit: 1000)
                for event in events { try show(event) }
                last = events.last?.sequence ?? last
                // The worker may be another process, so there is nobody to wake us; reading one number is cheap.
                if follow, events.isEmpty {
                    try await Task.sleep(for: .milliseconds(200))
                } else if !follow, events.isEmpty {
                    break
                }
            } while true
        }

        private func show(_ event: MailEvent) throws {
            if json { return try Console.printJSON(event) }
            let step = event.from.map { "\($0.rawValue) → \(event.to.rawValue)" } ?? event.to.rawValue
            let note = [event.code.map(String.init), event.enhancedCode, event.note].compactMap { $0 }.joined(
                separator: " ")
            Console.print(
                "\(event.sequence)  \(event.at.shown)  \(event.id)  \(event.kind)  \(event.recipient)  \(step)"
                    + (note.isEmpty ? "" : "  \(note)"))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The mails in the queue, the newest first.")

        @OptionGroup var option: SiteOption

        @Option(help: "Only in this state: \(JobState.allCases.map(\.rawValue).joined(separator: ", ")).")
        var state: [String] = []

        @Option(help: "Only to this domain.")
        var domain: String?

        @Option(help: "At most so many.")
        var limit = 50

        @Flag(help: "JSON Lines.")
        var json = false

        mutating func run() async throws {
            let states = try state.map { name in
                guard let state = JobState(rawValue: name) else {
                    throw ValidationError(
                        "`\(name)` is not a state; there are \(JobState.allCases.map(\.rawValue).joined(separator: ", "))"
                    )
                }
                return state
            }
            let store = try SQLiteStore(path: try option.open().database)
            let mails = try await store.mail.mails(
                MailFilter(states: states.isEmpty ? nil : Set(states), domain: domain?.lowercased(), limit: limit))
            if json { return try mails.forEach { try Console.printJSON($0) } }
            let counts = try await store.mail.mailCounts()
            Console.note(
                counts.isEmpty
                    ? "No mail yet."
                    : JobState.allCases.compactMap { state in counts[state].map { "\($0) \(state.rawValue)" } }.joined(
                        separator: ", "))
            guard !mails.isEmpty else { return }
            var table = Table(["id", "state", "kind", "to", "attempts", "since", "note"])
            for mail in mails {
                table.add([
                    mail.id.description, mail.state.rawValue, mail.kind, mail.recipient, "\(mail.attempt)",
                    mail.updated.shown, mail.note ?? "",
                ])
            }
            Console.print(table.text)
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
            Console.print(
                "\(mail.summary.id)  \(mail.summary.kind)  \(mail.summary.state.rawValue)  to \(mail.summary.recipient)"
            )
            for header in mail.headers { Console.print("  \(header.name): \(header.value)") }
            for event in mail.events {
                let note = event.note.map { "  \($0)" } ?? ""
                Console.print(
                    "  \(event.sequence)  \(event.at.shown)  \(event.from?.rawValue ?? "-") → \(event.to.rawValue)\(note)"
                )
            }
        }
    }
}
