import ArgumentParser
import Crypto
import Foundation
import Jobs
import MailDelivery
import SQLiteStore
import SiteConfiguration
import Subscriptions

struct SubscribersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscribers", abstract: "Look after the list of subscribers.",
        discussion: "Works whether or not anything else runs. `list` and `show` mask addresses; `export` doesn't.",
        subcommands: [List.self, Show.self, Import.self, Export.self, Suppress.self, Erase.self, RotateKey.self])

    /// A subscriber as lists and JSON show one. Its JSON is a contract: fields are added, never renamed.
    struct Line: Encodable {
        let id: ULID
        let address: String
        let state: SubscriberState
        let suppression: SuppressionReason?
        let since: Date
        let consentAt: Date
        let consentPrefix: String?
        let consentForm: String?
        let consentUserAgentHash: String?
        let consentTextVersion: String?
        var history: [SubscriberStep]?

        init(_ subscriber: Subscriber, history: [SubscriberStep]? = nil) {
            id = subscriber.id
            address = subscriber.address?.masked ?? "***"
            state = subscriber.state
            suppression = subscriber.suppression
            since = subscriber.stateSince
            consentAt = subscriber.consent.at
            consentPrefix = subscriber.consent.clientPrefix
            consentForm = subscriber.consent.form
            consentUserAgentHash = subscriber.consent.userAgentHash
            consentTextVersion = subscriber.consent.textVersion
            self.history = history
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The subscribers, the oldest first.")
        @OptionGroup var option: SiteOption
        @Option(help: "In this state: \(SubscriberState.allCases.map(\.rawValue).joined(separator: ", ")).")
        var state: [String] = []
        @Option(help: "At this domain.") var domain: String?
        @Option(help: "At most so many.") var limit = 50
        @Option(help: "Only after this id: the last of the page before.") var after: String?
        @Flag(help: "JSON Lines.") var json = false

        mutating func run() async throws {
            var filter = SubscriberFilter()
            filter.states = state.isEmpty ? nil : Set(state.compactMap(SubscriberState.init))
            filter.domain = domain
            filter.limit = max(1, limit)
            filter.after = after.flatMap { ULID($0) }
            let store = try SQLiteStore(path: try option.open().database)
            let lines = try await store.subscriptions.subscribers(filter).map { Line($0) }
            if json { return try lines.forEach { try Console.printJSON($0) } }
            let counts = try await store.subscriptions.subscriberCounts()
            Console.note(
                counts.isEmpty
                    ? "Nobody yet."
                    : SubscriberState.allCases.compactMap { state in counts[state].map { "\($0) \(state.rawValue)" } }
                        .joined(separator: ", "))
            guard !lines.isEmpty else { return }
            var table = Table(["id", "state", "since", "address"])
            for line in lines {
                let state = line.state.rawValue + (line.suppression.map { " (\($0.rawValue))" } ?? "")
                table.add([line.id.description, state, line.since.shown, line.address])
            }
            Console.print(table.text)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One subscriber: state, consent, and everything that happened.")
        @OptionGroup var option: SiteOption
        @Argument(help: "Address or id.") var who: String
        @Flag(help: "As one JSON value.") var json = false

        mutating func run() async throws {
            let store = try SQLiteStore(path: try option.open().database).subscriptions
            let found =
                if let id = ULID(who) { try await store.subscriber(id) } else {
                    try await store.subscriber(identityKey: try address(who).identityKey)
                }
            guard let found else { throw CommandFailure("there is no subscriber \(who)") }
            let line = Line(found, history: try await store.history(of: found.id))
            if json { return try Console.printJSON(line) }
            Console.print("\(line.id)  \(line.address)  \(line.state.rawValue) since \(line.since.shown)")
            let place = [
                line.consentForm.map { "form \($0)" }, line.consentPrefix.map { "from \($0)" },
                line.consentTextVersion.map { "wording \($0)" }, line.consentUserAgentHash.map { "browser \($0)" },
            ]
            Console.print("  consent  \(line.consentAt.shown)  \(place.compactMap(\.self).joined(separator: ", "))")
            for step in line.history ?? [] {
                Console.print("  \(step.at.shown)  \(step.state.rawValue)  \(step.cause)")
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All subscribers as CSV, addresses in full.")
        @OptionGroup var option: SiteOption
        @Option(help: "In this state.") var state: [String] = []
        @Flag(help: "JSON Lines.") var json = false

        mutating func run() async throws {
            let store = try SQLiteStore(path: try option.open().database).subscriptions
            var filter = SubscriberFilter()
            filter.states = state.isEmpty ? nil : Set(state.compactMap(SubscriberState.init))
            filter.limit = 1000
            if !json { Console.print(CSV.line(["email", "name", "locale", "state", "consent_at"])) }
            while true {
                let page = try await store.subscribers(filter)
                for person in page {
                    let fields = [
                        person.address?.description ?? "", person.name ?? "", person.locale ?? "",
                        person.state.rawValue,
                        person.consent.at.ISO8601Format(),
                    ]
                    if json {
                        let names = ["email", "name", "locale", "state", "consent_at"]
                        try Console.printJSON(Dictionary(zip(names, fields), uniquingKeysWith: { $1 }))
                    } else {
                        Console.print(CSV.line(fields))
                    }
                }
                guard page.count == filter.limit, let last = page.last else { return }
                filter.after = last.id
            }
        }
    }

    struct Suppress: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Never mail this address again, known or not.")
        @OptionGroup var option: SiteOption
        @Argument(help: "The address.") var who: String
        @Flag(help: "As one JSON value.") var json = false

        mutating func run() async throws {
            let address = try address(who)
            let now = Date()
            let store = try SQLiteStore(path: try option.open().database).subscriptions
            try await store.suppress(address, name: ULIDGenerator().next(at: now), rules: SubscriptionRules(), at: now)
            if json { return try Console.printJSON(["suppressed": address.masked]) }
            Console.note("suppressed: \(address.masked)")
        }
    }

    struct RotateKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new key for the links in mails; links already sent go on working.",
            discussion:
                "Used from the next start of origin and worker on. Taking an old key's file away ends its links.")
        @OptionGroup var option: SiteOption

        func run() throws { Console.print(try option.open().rotateTokenKey()) }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget a person: address, name, consent, letters.",
            discussion:
                "A backup made before still holds them. --never-mail keeps a keyed hash, so that the address stays refused."
        )
        @OptionGroup var option: SiteOption
        @Argument(help: "The address.") var who: String
        @Flag(help: "Keep a hash, so that nobody can subscribe the address again.") var neverMail = false
        @Flag(help: "Do it.") var yes = false
        @Flag(help: "As one JSON value.") var json = false

        mutating func run() async throws {
            let site = try option.open()
            let address = try address(who)
            guard yes else {
                throw CommandFailure("This can't be undone. Say --yes to erase \(address.masked).", code: .refused)
            }
            let lock = neverMail ? try site.lock(address) : nil
            let store = try SQLiteStore(path: site.database).subscriptions
            guard try await store.erase(address.identityKey, lock: lock, at: Date()) else {
                throw CommandFailure("there is no subscriber \(address.masked)")
            }
            if json { return try Console.printJSON(["erased": address.masked]) }
            Console.note("erased: \(address.masked)")
        }
    }
}

private func address(_ text: String) throws -> EmailAddress {
    do {
        return try EmailAddress(text)
    } catch {
        throw ValidationError("\(text): \(error)")
    }
}

extension SiteFolder {
    /// What stands for an erased address: nobody without the site's key can tell which it was.
    func lock(_ address: EmailAddress) throws -> String { try eraser()(address.identityKey) }

    func eraser() throws -> @Sendable (String) -> String {
        let key = SymmetricKey(data: try secret("erased"))
        return { identity in
            let code = HMAC<SHA256>.authenticationCode(for: Array(identity.utf8), using: key)
            return "lock:" + code.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
        }
    }
}
