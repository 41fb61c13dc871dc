import ArgumentParser
import Foundation
import SiteBuilder
import SiteCheck
import SiteConfiguration
import SiteModel

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look for what is wrong: configuration, front matter, theme, and every link of the built pages.",
        discussion: """
            The site is built into a folder of its own; public/ is not touched. Then every page, feed and sitemap is read \
            as a browser would: links, anchors, pictures, scripts, style sheets, ids, titles. Addresses elsewhere are \
            counted and not asked. Exit 1 when there is an error, or with --strict a warning.
            """)

    @OptionGroup var option: SiteOption

    @Flag(help: "With drafts.")
    var drafts = false

    @Flag(help: "Warnings are errors.")
    var strict = false

    @Flag(help: "The findings as one JSON value.")
    var json = false

    mutating func run() async throws {
        let site = try option.open()
        let folder = site.state + "/check"
        var configuration = site.buildConfiguration(destination: folder)
        configuration.includesDrafts = drafts
        let progress = Console.isTerminal && !json ? BuildProgress() : nil
        var problems: [Diagnostic] = []
        var report = SiteCheck.Report()
        do {
            problems = try await Builder(configuration, observer: progress?.observer ?? .silent).build().warnings
            let files = try BuiltFiles(folder)
            let check = SiteCheck(
                files: files.names, redirects: try files.redirects(), url: site.settings.site.url.description,
                shownPrefix: "public/")
            report = check.report(on: try await files.facts())
        } catch BuildFailure.invalid(let diagnostics) {
            problems = diagnostics
        }
        progress?.clear()
        problems += report.findings
        let errors = problems.count { $0.severity == .error }
        if json {
            try Console.printJSON(CheckSummary(report, problems))
        } else {
            for problem in problems { Console.complain(problem.description) }
            Console.print(
                "\(report.files) files, \(report.references) links, \(report.external.count) addresses elsewhere: "
                    + "\(errors) error\(errors == 1 ? "" : "s"), \(problems.count - errors) warning\(problems.count - errors == 1 ? "" : "s")"
            )
        }
        if errors > 0 || strict && !problems.isEmpty { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }
}

/// What a check found, as programs read it. Keys are only ever added.
private struct CheckSummary: Encodable {
    let files: Int
    let links: Int
    let external: [String]
    let problems: [ProblemSummary]

    init(_ report: SiteCheck.Report, _ problems: [Diagnostic]) {
        files = report.files
        links = report.references
        external = report.external.keys.sorted()
        self.problems = problems.map(ProblemSummary.init)
    }
}

/// A built site on disk.
private struct BuiltFiles {
    let folder: String
    let names: Set<String>

    init(_ folder: String) throws {
        self.folder = folder
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        names = Set(
            paths.filter { path in
                path.split(separator: "/").allSatisfy { !$0.hasPrefix(".") || $0 == ".well-known" }
            })
    }

    /// The rules that the origin obeys.
    func redirects() throws -> [Redirect] {
        struct Rules: Decodable {
            struct Rule: Decodable {
                let from: String
                let to: String
                let status: Int
            }
            let rules: [Rule]
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/.masthead/redirects.json"))
        return try JSONDecoder().decode(Rules.self, from: data).rules.map {
            Redirect(from: $0.from, to: $0.to, status: $0.status)
        }
    }

    /// Pages, feeds and the sitemap, read on all cores.
    func facts() async throws -> [String: PageFacts] {
        let readable = names.filter { $0.hasSuffix(".html") || $0.hasSuffix(".xml") }.sorted()
        let size = 64
        return try await withThrowingTaskGroup(of: [(String, PageFacts)].self) { group in
            for start in stride(from: 0, to: readable.count, by: size) {
                let chunk = readable[start..<min(start + size, readable.count)]
                group.addTask {
                    try chunk.map { name in
                        (
                            name,
                            PageFacts(name, [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))))
                        )
                    }
                }
            }
            var facts: [String: PageFacts] = [:]
            for try await chunk in group { for (name, page) in chunk { facts[name] = page } }
            return facts
        }
    }
}
