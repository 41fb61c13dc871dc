import ArgumentParser
import EdgeProxy
import Foundation

extension CacheCommand {
    struct Top: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What is asked for most, in the last second; in a pipe, since the edge started.",
            discussion:
                "Ctrl-C ends it. The busiest 512 paths are always known, others may not be counted to the last one.")

        @OptionGroup var edge: EdgeOption

        @Option(help: "path, behavior, outcome, origin or status.")
        var by = TrafficReport.Dimension.path

        @Flag(help: "Once, since the edge started.")
        var once = false

        @Flag(help: "As JSON, once.")
        var json = false

        mutating func run() async throws {
            let first = try await edge.ask("/top", [("by", by.rawValue)], as: TrafficReport.self)
            guard !json else { return Console.print(first.json) }
            guard !once, isatty(STDOUT_FILENO) == 1 else {
                return Console.print(TrafficTable(first.value, since: nil).text(rows: 40))
            }
            try await watch(from: first.value)
        }

        /// Redraws each second, on the terminal's other screen, which is left again however this ends.
        private func watch(from first: TrafficReport) async throws {
            let screen = OtherScreen()
            defer { screen.leave() }
            var earlier = first
            screen.draw(TrafficTable(first, since: nil).text(rows: screen.rows - 2))
            while true {
                try await Task.sleep(for: .seconds(1))
                let latest = try await edge.ask("/top", [("by", by.rawValue)], as: TrafficReport.self).value
                screen.draw(TrafficTable(latest, since: earlier).text(rows: screen.rows - 2))
                earlier = latest
            }
        }
    }
}

extension TrafficReport.Dimension: ExpressibleByArgument {}

/// Traffic, since the edge started or since an earlier report.
struct TrafficTable {
    private let title: String
    private let total: Traffic
    private let rows: [TrafficReport.Row]
    private let head: String

    init(_ report: TrafficReport, since earlier: TrafficReport?) {
        let known = Dictionary(
            (earlier?.rows ?? []).map { ($0.name, $0.traffic) }, uniquingKeysWith: { one, _ in one })
        rows = report.rows.map { .init(name: $0.name, traffic: $0.traffic.since(known[$0.name])) }
            .filter { $0.traffic.requests > 0 }
            .sorted { ($1.traffic.requests, $0.name) < ($0.traffic.requests, $1.name) }
        total = report.total.since(earlier?.total)
        title = earlier == nil ? "since the edge started" : "in the last second"
        head = report.by.rawValue
    }

    func text(rows most: Int) -> String {
        var table = Table(["requests", "from cache", "errors", "sent", "origin", head])
        table.add(Self.cells(total, name: title))
        for row in rows.prefix(max(most, 1)) { table.add(Self.cells(row.traffic, name: row.name.printable)) }
        return table.text
    }

    private static func cells(_ traffic: Traffic, name: String) -> [String] {
        let share =
            traffic.requests == 0 ? "-" : "\((Double(traffic.hits) / Double(traffic.requests) * 1000).rounded() / 10) %"
        let asked = traffic.requests - traffic.hits
        return [
            "\(traffic.requests)", share, "\(traffic.errors)", traffic.bytes.shownAsBytes,
            asked > 0 ? "\((traffic.originMicroseconds / asked).shownAsMilliseconds)" : "-", name,
        ]
    }
}
