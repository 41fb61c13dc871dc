import ArgumentParser
import Foundation
import SiteConfiguration

struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "See into the edge's cache, and drop from it.",
        subcommands: [Stats.self, CachePurge.self])

    /// Which edge is meant.
    struct EdgeOption: ParsableArguments {
        @OptionGroup var option: SiteOption

        @Option(help: "The port of an edge that runs without a site.")
        var port: Int?

        func ask(_ request: String) async throws -> String {
            let path = try port.map(AdministrationSocket.ofPort) ?? SiteFolder(option.site).administrationSocket
            let answer = try await AdministrationSocket.ask(request, at: path)
            guard answer.status == 200 else { throw CommandFailure("the edge refused: \(answer.body)") }
            return answer.body
        }
    }

    struct Stats: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What the edge has counted since it started.")

        @OptionGroup var edge: EdgeOption

        @Flag(help: "As one JSON value.")
        var json = false

        mutating func run() async throws {
            let body = try await edge.ask("GET /stats")
            guard !json else { return Console.print(body) }
            let stats = try JSONDecoder().decode(EdgeStats.self, from: Data(body.utf8))
            Console.print(stats.table)
        }
    }
}

/// The edge's `/stats`, as far as people are shown it.
struct EdgeStats: Decodable {
    struct Clients: Decodable { let open: Int; let total: Int }
    struct Origin: Decodable { let open: Int; let requests: Int; let failures: Int; let fills: Int }
    struct Storage: Decodable { let objects: Int; let bytes: Int; let budgetBytes: Int; let evictions: Int }

    let requests: Int
    let hitShare: Double?
    let outcomes: [String: Int]
    let expressHits: Int
    let bytesSent: Int
    let clients: Clients
    let origin: Origin
    let storage: Storage

    var table: String {
        var table = Table(["requests", "\(requests)"])
        let share = hitShare.map { "\(($0 * 1000).rounded() / 10) %" } ?? "-"
        table.add(["from the cache", share])
        for (name, count) in outcomes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) where count > 0 {
            table.add(["  \(name)", "\(count)"])
        }
        table.add(["sent", bytesSent.shownAsBytes])
        table.add([
            "stored",
            "\(storage.objects) objects, \(storage.bytes.shownAsBytes) of \(storage.budgetBytes.shownAsBytes)",
        ])
        table.add(["evicted", "\(storage.evictions)"])
        table.add(["origin", "\(origin.requests) requests, \(origin.failures) failed, \(origin.open) connections"])
        table.add(["clients", "\(clients.open) open, \(clients.total) so far"])
        return table.text
    }
}
