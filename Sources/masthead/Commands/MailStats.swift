import ArgumentParser
import Foundation
import Jobs
import MailDelivery
import SQLiteStore

/// The queue in numbers.
struct MailNumbers: Encodable {
    var counts: [String: Int]
    var pauses: [Pause]
    var shape: [MailShape.Row]?

    init(_ store: SQLiteStore, shaped states: Set<JobState>?, limit: Int = 20) async throws {
        let now = Date()
        counts = Dictionary(
            try await store.mail.mailCounts().map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { $1 })
        pauses = try await store.jobs.pauses(at: now)
        if let states { shape = try await store.mail.shape(states, limit: limit, at: now).rows }
    }

    /// One line, such as `3 ready, 1 dead`.
    var line: String {
        let parts = JobState.allCases.compactMap { state in counts[state.rawValue].map { "\($0) \(state.rawValue)" } }
        return parts.isEmpty ? "No mail yet." : parts.joined(separator: ", ")
    }

    /// What stands still, a line each.
    var pauseLines: [String] {
        pauses.map { pause in
            let end = pause.until.map { "until \($0.shown)" } ?? "until `masthead mail resume`"
            return "paused: \(pause.name) \(end): \(pause.reason)"
        }
    }

    /// As `qshape` draws it: ages in minutes across.
    var table: String? {
        guard let shape else { return nil }
        var table = Table(["domain", "total"] + MailShape.ages.map { "\($0)" } + ["\(MailShape.ages.last ?? 0)+"])
        for row in shape { table.add([row.domain, "\(row.total)"] + row.counts.map { "\($0)" }) }
        return table.text
    }
}

extension MailCommand {
    struct Stats: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How many mails stand where, and what is paused.",
            discussion: "--shape shows what waits as a grid: domains down, minutes in the queue across.")

        @OptionGroup var option: SiteOption
        @Flag(help: "By domain and age.") var shape = false
        @Option(help: "The states that --shape counts.") var state: [String] = ["ready", "leased", "sending", "held"]
        @Flag(help: "As one JSON value.") var json = false

        mutating func run() async throws {
            let store = try SQLiteStore(path: try option.open().database)
            let states = shape ? Set(state.compactMap(JobState.init)) : nil
            let numbers = try await MailNumbers(store, shaped: states)
            if json { return try Console.printJSON(numbers) }
            Console.print(numbers.line)
            for line in numbers.pauseLines { Console.print(line) }
            if let table = numbers.table { Console.print(table) }
        }
    }

    struct Top: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The queue, live on the whole screen.", discussion: "Ctrl-C ends it.")

        @OptionGroup var option: SiteOption

        mutating func run() async throws {
            guard isatty(STDOUT_FILENO) == 1 else {
                throw CommandFailure("`mail top` needs a terminal; `mail stats --json` is for programs", code: .usage)
            }
            let store = try SQLiteStore(path: try option.open().database)
            let screen = OtherScreen()
            defer { screen.leave() }
            var last = try await store.mail.lastSequence()
            while true {
                let numbers = try await MailNumbers(store, shaped: [.ready, .leased, .sending, .held], limit: 10)
                let now = try await store.mail.lastSequence()
                let head =
                    ["masthead mail top  \(Date().shown)  \(now - last) steps a second", numbers.line]
                    + numbers.pauseLines + ["", numbers.table ?? "", ""]
                let used = head.joined(separator: "\n").split(separator: "\n", omittingEmptySubsequences: false).count
                // Some steps are other jobs', so more are asked for than fit.
                let events = try await store.mail.mailEvents(after: max(0, now - 200), limit: 200)
                    .suffix(max(0, screen.rows - used - 1))
                screen.draw((head + events.map(\.line)).joined(separator: "\n"))
                last = now
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
