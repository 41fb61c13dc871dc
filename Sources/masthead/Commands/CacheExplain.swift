import ArgumentParser
import EdgeProxy
import Foundation

extension CacheCommand {
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What would become of a request now, and why.",
            discussion: "Asks the running edge, which decides as for a reader's request, but sends nothing on.")

        @OptionGroup var edge: EdgeOption

        @Argument(help: "A whole address: http://127.0.0.1:8080/about/")
        var url: String

        @Option(name: [.customShort("H"), .customLong("header")], help: "A request field, 'Name: value'. Repeatable.")
        var fields: [String] = []

        @Option(name: [.customShort("X"), .customLong("method")], help: "The method.")
        var method = "GET"

        @Flag(help: "As one JSON value.")
        var json = false

        mutating func run() async throws {
            guard url.contains("://") else {
                throw CommandFailure(
                    "\(url) is not a whole address, such as http://127.0.0.1:8080/about/", code: .usage)
            }
            let answer = try await edge.ask(
                "/explain", [("url", url), ("method", method)] + fields.map { ("field", $0) }, as: Explanation.self)
            Console.print(json ? answer.json : answer.value.text)
        }
    }
}

extension Explanation {
    /// For people.
    var text: String {
        var table = Table(["request", "\(method) \(scheme)://\(host)\(target)".printable])
        table.add(["behavior", behavior.map { "\($0) → \(origin ?? "")" } ?? "none"])
        if let key { table.add(["key", key.printable]) }
        if let stored { stored.add(to: &table) } else if let missing { table.add(["stored", "no: \(missing)"]) }
        addVariants(to: &table)
        if let unshareable {
            let why =
                unshareable.refusal == "must-validate"
                ? "the last answer could be stored, but holds for one request only"
                : "the last answer could not be stored: \(unshareable.refusal)"
            table.add(["remembered", "\(why). Known for another \(unshareable.secondsLeft) s"])
        }
        if let purge, (stored?.storedAtSeconds ?? 0) <= purge.atSeconds {
            table.add([
                "purged",
                "\(Date(timeIntervalSince1970: Double(purge.atSeconds)).shown), \(purge.secondsAgo) s ago"
                    + (purge.isAlone ? "" : ", with others"),
            ])
        }
        table.add(["fill", fill == .running ? "running, \(waiting) waiting" : "none running"])
        table.add(["now", "\(now.decision)\(now.reason.map { " (\($0))" } ?? ""): \(now.words)"])
        if let mayStandIn = now.mayStandIn {
            table.add(["origin fails", mayStandIn ? "what is stored stands in" : "what is stored may not stand in"])
        }
        return table.text
    }

    private func addVariants(to table: inout Table) {
        guard selectors.contains(where: { !$0.isEmpty }) else { return }
        table.add(["variants", "\(variants)"])
        for variant in selectors {
            let shown = variant.map { "\($0.name): \($0.value ?? "(none)")".printable }
            table.add(["", shown.joined(separator: ", ")])
        }
    }
}

extension Explanation.Stored {
    fileprivate func add(to table: inout Table) {
        table.add([
            "stored", "\(status), \(bytes.shownAsBytes)\(contentType.map { ", \($0)" } ?? ""), \(state)".printable,
        ])
        if let part { table.add(["part", part]) }
        table.add(["age", "\(ageSeconds) s, since \(Date(timeIntervalSince1970: Double(storedAtSeconds)).shown)"])
        table.add([
            "lifetime",
            "\(lifetimeSeconds) s, from \(lifetimeSource); until "
                + Date(timeIntervalSince1970: Double(expiresAtSeconds)).shown,
        ])
        table.add([
            "when stale",
            "\(staleWhileRevalidateSeconds) s while refreshed, \(staleIfErrorSeconds) s while the origin fails",
        ])
        let validators = [entityTag.map { "ETag \($0)" }, lastModified.map { "Last-Modified \($0)" }]
        let known = validators.compactMap(\.self).joined(separator: ", ")
        table.add(["validators", known.isEmpty ? "none" : known.printable])
        table.add(["tags", tags.isEmpty ? "none" : tags.joined(separator: ", ").printable])
    }
}

extension String {
    /// Without what a terminal would obey: controls show as `\u{…}`.
    var printable: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}
