import ArgumentParser
import EdgeProxy
import Foundation

extension CacheCommand {
    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The latest requests, the oldest first.",
            discussion:
                "The edge keeps the last 2048 of each event loop, without queries and without the client's fields.")

        @OptionGroup var edge: EdgeOption

        @Flag(name: .shortAndLong, help: "Go on as more come.")
        var follow = false

        @Option(name: [.customShort("n"), .customLong("lines")], help: "How many to begin with.")
        var lines = 20

        @Option(help: "Only answers with this status: 404, or 5xx.")
        var status: String?

        @Option(help: "Only this outcome: hit, miss, failed…")
        var outcome: String?

        @Option(help: "Only paths of this pattern: '/notes/*'.")
        var path: String?

        @Option(help: "Only requests that the behavior with this pattern took.")
        var behavior: String?

        @Flag(help: "JSON Lines.")
        var json = false

        mutating func run() async throws {
            var cursor: String?
            repeat {
                let recent = try await edge.ask(
                    "/tail",
                    [
                        ("status", status), ("outcome", outcome), ("path", path), ("behavior", behavior),
                        ("cursor", cursor), ("limit", cursor == nil ? "\(max(lines, 0))" : nil),
                    ], as: RecentRequests.self
                ).value
                if recent.missed > 0 { Console.note("… \(recent.missed) requests came too fast to be shown") }
                for request in recent.requests {
                    if json { try Console.printJSON(request) } else { Console.print(request.line) }
                }
                if cursor == nil, recent.requests.isEmpty, !follow { Console.note("No such request yet.") }
                cursor = recent.cursor
                if follow { try await Task.sleep(for: .milliseconds(250)) }
            } while follow
        }
    }
}

extension RecentRequests.Shown {
    /// `19:45:00.123  200  hit  GET  /about/  1.2 KiB  0.1 ms`
    var line: String {
        let time = Date(timeIntervalSince1970: Double(milliseconds) / 1000).shown.suffix(8)
        let thousandth = String(1000 + milliseconds % 1000).dropFirst()
        let why = [reason, refusal.map { "not stored: \($0)" }, failure].compactMap(\.self).joined(separator: ", ")
        let outcome = outcome.padding(toLength: 14, withPad: " ", startingAt: 0)
        return
            "\(time).\(thousandth)  \(status == 0 ? "---" : "\(status)")  \(outcome)  \(durationMicroseconds.shownAsMilliseconds)  "
            + "\(bytes.shownAsBytes)  \(method) \(host)\(path)".printable + (why.isEmpty ? "" : "  (\(why))")
    }
}

extension Int {
    /// Of microseconds: `1.2 ms`.
    var shownAsMilliseconds: String { "\(self / 1000).\(self / 100 % 10) ms" }
}
