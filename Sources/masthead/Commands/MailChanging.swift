import ArgumentParser
import Foundation
import Jobs
import MailDelivery
import SQLiteStore

/// What every command that changes mails is given.
struct MailChangeArguments: ParsableArguments {
    @OptionGroup var option: SiteOption
    @OptionGroup var filters: MailFilters

    @Argument(help: "Ids of mails; - reads them from standard input.")
    var ids: [String] = []

    @Flag(help: "All that the verb can change.")
    var all = false

    @Flag(help: "Do it without showing the count first.")
    var yes = false

    @Flag(help: "As one JSON value.")
    var json = false

    /// Does it, or says how many mails it would be about.
    ///
    /// - Throws: With code 3 when a mail that was named is in another state by now.
    func perform(_ verb: MailVerb) async throws {
        let selection = try filters.selection(ids: ids)
        guard !selection.isEverything || selection.states != nil || all else {
            throw ValidationError("Name mails by id or by a filter, or say --all.")
        }
        let store = try SQLiteStore(path: try option.open().database)
        var counted = selection
        counted.states = (selection.states ?? verb.from).intersection(verb.from)
        if selection.ids == nil, !yes {
            let count = try await store.mail.count(counted)
            throw CommandFailure(
                "\(verb.name) would change \(count) mail\(count == 1 ? "" : "s"). Say --yes to do it, or look with "
                    + "`masthead mail list` and the same filters.", code: .refused)
        }
        let changes = try await store.mail.change(selection, verb, actor: operatorName, at: Date())
        if json {
            try Console.printJSON(changes)
        } else {
            Console.note("\(verb.name): \(changes.changed.count) mail\(changes.changed.count == 1 ? "" : "s")")
            for refusal in changes.refused {
                let state =
                    refusal.state.map { "is \($0.rawValue) since \(refusal.at?.shown ?? "?")" } ?? "is not in the queue"
                Console.complain("\(refusal.id) \(state)")
            }
        }
        if !changes.refused.isEmpty { throw ExitCode(CommandFailure.Code.refused.rawValue) }
    }
}

/// Who did it, for the events: `operator:jane`.
var operatorName: String { "operator:\(ProcessInfo.processInfo.environment["USER"] ?? "\(getuid())")" }

extension MailCommand {
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Try waiting mails now.")
        @OptionGroup var arguments: MailChangeArguments
        @Option(help: "So many a second, so that they don't all come at once.") var stagger: Double?
        mutating func run() async throws { try await arguments.perform(.retry(perSecond: try checked(stagger))) }
    }

    struct Hold: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep waiting mails back.", discussion: "Their life doesn't run while they are held.")
        @OptionGroup var arguments: MailChangeArguments
        mutating func run() async throws { try await arguments.perform(.hold) }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let held mails go on.")
        @OptionGroup var arguments: MailChangeArguments
        mutating func run() async throws { try await arguments.perform(.release) }
    }

    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give up mails that wait, are held or are dead: they become cancelled.")
        @OptionGroup var arguments: MailChangeArguments
        mutating func run() async throws { try await arguments.perform(.drop) }
    }

    struct Redrive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give dead mails a new life.",
            discussion: "With all their attempts, and the same bytes and Message-ID. Who has left isn't mailed.")
        @OptionGroup var arguments: MailChangeArguments
        @Option(help: "So many a second, so that they don't all come at once.") var stagger: Double?
        mutating func run() async throws { try await arguments.perform(.redrive(perSecond: try checked(stagger))) }
    }

    private static func name(_ domain: String?, _ mailer: String?) throws -> String {
        switch (domain, mailer) {
        case (let domain?, nil): return Pause.destination(domain)
        case (nil, let mailer?): return "mailer:\(mailer)"
        case (nil, nil): return "mail"
        case (_?, _?): throw ValidationError("--domain or --mailer, not both")
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause", abstract: "Let no mail leave: all of it, to one domain, or through one mailer.")
        @OptionGroup var option: SiteOption
        @Option(help: "Only mails to this domain.") var domain: String?
        @Option(help: "Only mails through this mailer: maildir, log, smtp, sendmail.") var mailer: String?
        @Option(help: "For so long, such as 30m; else until `mail resume`.") var `for`: String?
        @Option(help: "Why; shown in lists.") var reason = "paused by the operator"
        @Flag(help: "As one JSON value.") var json = false

        mutating func run() async throws {
            let now = Date()
            let pause = Pause(
                try MailCommand.name(domain, mailer), since: now,
                until: try `for`.map { now.adding(try MailFilters.span($0)) }, reason: reason, actor: operatorName)
            let store = try SQLiteStore(path: try option.open().database)
            try await store.jobs.pause(pause)
            if json { return try Console.printJSON(pause) }
            Console.note("paused: \(pause.name)")
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a pause, an automatic one too.")
        @OptionGroup var option: SiteOption
        @Option(help: "The domain's.") var domain: String?
        @Option(help: "The mailer's.") var mailer: String?
        @Flag(help: "As one JSON value.") var json = false

        mutating func run() async throws {
            let name = try MailCommand.name(domain, mailer)
            let store = try SQLiteStore(path: try option.open().database)
            let wasPaused = try await store.jobs.resume(name, onlyAutomatic: false)
            if json { try Console.printJSON(["resumed": wasPaused ? [name] : []]) }
            guard wasPaused else { throw CommandFailure("\(name) is not paused", code: .refused) }
            if !json { Console.note("resumed: \(name)") }
        }
    }
}

private func checked(_ perSecond: Double?) throws -> Double? {
    guard let perSecond else { return nil }
    guard perSecond > 0, perSecond.isFinite else { throw ValidationError("--stagger is a number above 0") }
    return perSecond
}
