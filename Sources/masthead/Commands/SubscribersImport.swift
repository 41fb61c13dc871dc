import ArgumentParser
import Foundation
import Jobs
import MailDelivery
import SQLiteStore
import Subscriptions

extension SubscribersCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add subscribers from a CSV file.",
            discussion: """
                The first line names the columns: email, and name, locale, state, consent_at if there are any. Known \\
                addresses stay as they are, whatever the file says. No mail is sent unless --welcome asks for it.
                """)

        @OptionGroup var option: SiteOption
        @Argument(help: "The file; - is standard input.") var file: String
        @Flag(help: "Check the file and say what would happen.") var dryRun = false
        @Flag(help: "Send a welcome mail to those who are added as active.") var welcome = false
        @Flag(help: "As one JSON value.") var json = false

        struct Report: Encodable {
            struct Problem: Encodable {
                let line: Int
                let problem: String
            }

            var added = 0
            var known = 0
            var problems: [Problem] = []
            var isDryRun: Bool
        }

        mutating func run() async throws {
            let site = try option.open()
            let data =
                file == "-"
                ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
            guard let data else { throw CommandFailure("\(file) can't be read", code: .usage) }
            let now = Date()
            var report = Report(isDryRun: dryRun)
            let people = try Self.people(CSV.rows(data), &report)
            let store = try SQLiteStore(path: site.database).subscriptions
            let ids = ULIDGenerator()
            for start in stride(from: 0, to: people.count, by: 1000) {
                let portion = Array(people[start..<min(start + 1000, people.count)])
                let results = try await store.bring(
                    portion, names: portion.map { _ in ids.next(at: now) }, isTrial: dryRun, welcome: welcome,
                    rules: SubscriptionRules(), at: now)
                report.added += results.count { $0 == .added }
                report.known += results.count { $0 == .known }
            }
            if json {
                try Console.printJSON(report)
            } else {
                for problem in report.problems { Console.complain("\(file):\(problem.line): \(problem.problem)") }
                let verb = dryRun ? "would be added" : "added"
                Console.note(
                    "\(report.added) \(verb), \(report.known) known already, \(report.problems.count) lines with problems"
                )
            }
            if !report.problems.isEmpty { throw ExitCode(CommandFailure.Code.failed.rawValue) }
        }

        private static func people(_ rows: [CSV.Row], _ report: inout Report) throws -> [ImportedSubscriber] {
            guard let head = rows.first else { throw CommandFailure("the file is empty", code: .usage) }
            let names = head.fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            guard let email = names.firstIndex(where: { ["email", "e-mail", "address"].contains($0) }) else {
                throw CommandFailure(
                    "line 1 names no column `email`; it has \(names.joined(separator: ", "))", code: .usage)
            }
            var people: [ImportedSubscriber] = []
            for row in rows.dropFirst() where row.fields != [""] {
                func field(_ name: String) -> String? {
                    guard let index = names.firstIndex(of: name), index < row.fields.count, !row.fields[index].isEmpty
                    else { return nil }
                    return row.fields[index]
                }
                guard email < row.fields.count else {
                    report.problems.append(
                        .init(line: row.line, problem: "the line has \(row.fields.count) fields of \(names.count)"))
                    continue
                }
                do throws(EmailAddress.Problem) {
                    let address = try EmailAddress(row.fields[email])
                    let word = field("state") ?? "active"
                    guard let state = SubscriberState(rawValue: word), state != .pending, state != .erased else {
                        report.problems.append(
                            .init(
                                line: row.line,
                                problem: "`\(word.prefix(40))` is not active, unsubscribed or suppressed"))
                        continue
                    }
                    people.append(
                        ImportedSubscriber(
                            address: address, name: field("name").map { String($0.prefix(80)) },
                            locale: field("locale").map { String($0.prefix(35)) }, state: state,
                            consentAt: field("consent_at").flatMap { try? Date($0, strategy: .iso8601) }))
                } catch {
                    report.problems.append(.init(line: row.line, problem: error.description))
                }
            }
            return people
        }
    }
}

/// Comma-separated values, RFC 4180, in UTF-8 with or without a byte order mark.
enum CSV {
    struct Row {
        /// Where it begins, counting from 1.
        let line: Int
        let fields: [String]
    }

    static func rows(_ data: Data) -> [Row] {
        var text = String(decoding: data, as: UTF8.self).unicodeScalars[...]
        if text.first == "\u{FEFF}" { text = text.dropFirst() }
        var rows: [Row] = []
        var fields: [String] = []
        var field = String.UnicodeScalarView()
        var (line, begun, isQuoted, isEmpty) = (1, 1, false, true)
        func endField() {
            fields.append(String(field))
            field = String.UnicodeScalarView()
        }
        var iterator = text.makeIterator()
        var pending = iterator.next()
        while let scalar = pending {
            pending = iterator.next()
            isEmpty = false
            switch scalar {
            case "\"" where isQuoted && pending == "\"":
                field.append("\"")
                pending = iterator.next()
            case "\"" where isQuoted: isQuoted = false
            case "\"" where field.isEmpty: isQuoted = true
            case "," where !isQuoted: endField()
            case "\r" where !isQuoted && pending == "\n": continue
            case "\n" where !isQuoted:
                endField()
                rows.append(Row(line: begun, fields: fields))
                fields = []
                line += 1
                begun = line
                isEmpty = true
            case _:
                if scalar == "\n" { line += 1 }
                field.append(scalar)
            }
        }
        if !isEmpty {
            endField()
            rows.append(Row(line: begun, fields: fields))
        }
        return rows
    }

    /// A field that a spreadsheet would take for a formula gets an apostrophe in front.
    static func line(_ fields: [String]) -> String {
        fields.map { field in
            let safe = field.first.map { "=+-@\t".contains($0) } == true ? "'" + field : field
            let needsQuotes = safe.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
            return needsQuotes ? "\"\(safe.replacing("\"", with: "\"\""))\"" : safe
        }.joined(separator: ",")
    }
}
