import ArgumentParser
import Foundation
import SiteConfiguration

struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "See into the edge's cache, and drop from it.",
        subcommands: [Explain.self, Stats.self, Top.self, Tail.self, CachePurge.self])

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

        /// - Parameter parameters: What has no value is left out.
        func ask<Value: Decodable>(
            _ path: String, _ parameters: [(String, String?)], as type: Value.Type
        ) async throws -> (value: Value, json: String) {
            let query = parameters.compactMap { name, value in
                value.map { "\(name)=\($0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
            }
            let body = try await ask("GET \(path)?\(query.joined(separator: "&"))")
            return (try JSONDecoder().decode(type, from: Data(body.utf8)), body)
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
