import ArgumentParser
import Foundation
import HTTPCaching
import SiteConfiguration

struct CachePurge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Drop addresses, tags, or everything from the edge.",
        discussion: """
            Once it has answered, nobody is served what was dropped. Prints how many stored responses each purge was about: \
            an address has one for each variant, none if it was not stored.
            """)

    @OptionGroup var edge: CacheCommand.EdgeOption

    @Argument(
        help:
            "Addresses, http://127.0.0.1:8080/about/ or, of the site itself, /about/; - reads them from standard input."
    )
    var urls: [String] = []

    @Option(name: .customLong("tag"), help: "What carries this tag (Cache-Tag, Surrogate-Key). May be repeated.")
    var tags: [String] = []

    @Option(
        name: .customLong("prefix"),
        help: "What lies below an address. Looks at every stored response. May be repeated.")
    var prefixes: [String] = []

    @Flag(help: "Everything.")
    var everything = false

    @Flag(help: "Make stale instead: asked about at the next use, still there if the origin fails.")
    var soft = false

    @Flag(help: "Only count.")
    var dryRun = false

    @Flag(help: "As one JSON value.")
    var json = false

    mutating func validate() throws {
        let isSome = !urls.isEmpty || !tags.isEmpty || !prefixes.isEmpty
        guard everything != isSome else {
            throw ValidationError(
                everything
                    ? "--everything leaves nothing else to name."
                    : "Name addresses, --tag, --prefix or --everything.")
        }
    }

    mutating func run() async throws {
        let lines = urls == ["-"] ? Self.standardInput() : urls
        // All is understood before anything is dropped.
        var purges = try lines.map { Purge(kind: .url, value: try whole($0)) }
        purges += try tags.map { Purge(kind: .tag, value: try checked($0)) }
        purges += try prefixes.map { Purge(kind: .prefix, value: try whole($0)) }
        if everything { purges.append(Purge(kind: .everything, value: "")) }
        let flags = (soft ? "&soft" : "") + (dryRun ? "&dry-run" : "")
        var done: [Item] = []
        for purge in purges {
            let answer = try await edge.ask("POST /purge?" + purge.query + flags)
            let count = try JSONDecoder().decode(Count.self, from: Data(answer.utf8)).purged
            done.append(Item(kind: purge.kind, value: purge.value, purged: count))
            if !json { Console.print("\(count)\t\(purge.shown)") }
        }
        guard json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let report = Report(
            purged: done.reduce(0) { $0 + $1.purged }, soft: soft, dryRun: dryRun, items: done)
        Console.print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }

    private static func standardInput() -> [String] {
        var lines: [String] = []
        while let line = readLine() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if !line.isEmpty { lines.append(line) }
        }
        return lines
    }

    /// What begins with a slash is an address of the site.
    private func whole(_ text: String) throws -> String {
        if text.hasPrefix("/"), !text.hasPrefix("//") {
            guard edge.port == nil else {
                throw CommandFailure(
                    "\(text): an edge without a site has no address of its own; write it whole, http://HOST\(text)",
                    code: .usage)
            }
            let url = try edge.option.open().settings.site.url
            return "\(url.scheme.rawValue)://\(url.authority)\(text)"
        }
        guard let url = URLComponents(string: text), ["http", "https"].contains(url.scheme?.lowercased()),
            url.host?.isEmpty == false
        else {
            throw CommandFailure(
                "\(text) is no address; write http://127.0.0.1:8080/about/, or /about/ for the site's own", code: .usage
            )
        }
        return text
    }

    private func checked(_ tag: String) throws -> String {
        guard cacheTag(tag) != nil else {
            throw CommandFailure(
                "`\(tag)` can't be a tag: one is 1 to 1024 visible ASCII characters, without blanks", code: .usage)
        }
        return tag
    }

    private struct Purge {
        enum Kind: String, Encodable { case url, tag, prefix, everything }

        let kind: Kind
        let value: String

        var query: String {
            guard kind != .everything else { return "everything" }
            return "\(kind.rawValue)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }

        var shown: String {
            switch kind {
            case .url: value
            case .tag: "tag \(value)"
            case .prefix: "\(value)…"
            case .everything: "everything"
            }
        }
    }

    private struct Count: Decodable { let purged: Int }

    private struct Item: Encodable {
        let kind: Purge.Kind
        let value: String
        let purged: Int
    }

    private struct Report: Encodable {
        let purged: Int
        let soft: Bool
        let dryRun: Bool
        let items: [Item]
    }
}
