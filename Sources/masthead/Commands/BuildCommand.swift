import ArgumentParser
import Foundation
import SiteBuilder
import SiteModel

struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Write the site into public/.",
        discussion: """
            A build that fails changes nothing: the site that was published stands.

            With --compress texts get .gz, .br and .zst files beside them, which the origin answers with. A build without \
            it keeps those whose text hasn't changed and deletes the others.
            """)

    @OptionGroup var option: SiteOption

    @Option(help: "Write somewhere else.")
    var destination: String?

    @Flag(help: "With drafts.")
    var drafts = false

    @Flag(help: "With posts whose date is still to come.")
    var future = false

    @Flag(help: "Warnings are errors.")
    var strict = false

    @Flag(help: "Trust neither cache nor manifest.")
    var clean = false

    @Flag(help: "Compress texts for the origin, as small as they get: for the build that is published.")
    var compress = false

    @Flag(help: "Tell how long each step took.")
    var timings = false

    @Flag(help: "The report as one JSON value.")
    var json = false

    mutating func run() async throws {
        let site = try option.open()
        var configuration = site.buildConfiguration(destination: destination)
        configuration.includesDrafts = drafts
        configuration.includesFuture = future
        configuration.isStrict = strict
        configuration.isClean = clean
        configuration.compresses = compress
        let progress = Console.isTerminal && !json ? BuildProgress() : nil
        let clock = ContinuousClock.now
        do {
            let report = try await Builder(configuration, observer: progress?.observer ?? .silent).build()
            progress?.clear()
            for warning in report.warnings { Console.complain(warning.description) }
            if json {
                try Console.printJSON(BuildSummary(report, took: ContinuousClock.now - clock))
            } else {
                tell(report, took: ContinuousClock.now - clock)
            }
        } catch let failure as BuildFailure {
            progress?.clear()
            if json, case .invalid(let diagnostics) = failure {
                try Console.printJSON(FailedBuild(problems: diagnostics.map(ProblemSummary.init)))
                throw ExitCode(1)
            }
            throw failure
        }
    }

    private func tell(_ report: BuildReport, took: Duration) {
        if timings {
            for (step, duration) in report.durations {
                Console.note("\(step.rawValue)\t\(duration.shownAsMilliseconds)")
            }
        }
        if !report.heldBack.drafts.isEmpty {
            Console.note("\(report.heldBack.drafts.count) draft(s) left out; --drafts shows them")
        }
        if !report.heldBack.future.isEmpty {
            Console.note("\(report.heldBack.future.count) post(s) wait for their date")
        }
        if !report.heldBack.expired.isEmpty {
            Console.note("\(report.heldBack.expired.count) post(s) or page(s) have expired")
        }
        if let due = report.heldBack.nextChange { Console.note("the next change is due \(due.shown)") }
        if let compressed = report.compressed { Console.note(compressed.shown) }
        Console.print(
            "\(report.posts) posts, \(report.pages) pages, \(report.pictures) pictures: "
                + "\(report.written) files written, \(report.unchanged) unchanged, \(report.deleted) deleted "
                + "in \(took.shownAsMilliseconds)")
    }
}

/// A report as programs read it. Keys are only ever added.
struct BuildSummary: Encodable {
    let posts: Int
    let pages: Int
    let pictures: Int
    let written: Int
    let unchanged: Int
    let deleted: Int
    let added: [String]
    let changed: [String]
    let removed: [String]
    let drafts: Int
    let future: Int
    let expired: Int
    let nextChange: Date?
    let compressed: CompressionSummary?
    let milliseconds: Int
    let warnings: [ProblemSummary]

    init(_ report: BuildReport, took: Duration) {
        posts = report.posts
        pages = report.pages
        pictures = report.pictures
        written = report.written
        unchanged = report.unchanged
        deleted = report.deleted
        added = report.changes.added
        changed = report.changes.changed
        removed = report.changes.removed
        drafts = report.heldBack.drafts.count
        future = report.heldBack.future.count
        expired = report.heldBack.expired.count
        nextChange = report.heldBack.nextChange
        compressed = report.compressed.map(CompressionSummary.init)
        milliseconds = took.milliseconds
        warnings = report.warnings.map(ProblemSummary.init)
    }
}

struct FailedBuild: Encodable {
    let problems: [ProblemSummary]
}

struct ProblemSummary: Encodable {
    let severity: String
    let path: String
    let line: Int?
    let column: Int?
    let message: String
    let suggestion: String?

    init(_ diagnostic: Diagnostic) {
        severity = diagnostic.severity.rawValue
        path = diagnostic.path
        line = diagnostic.line
        column = diagnostic.column
        message = diagnostic.message
        suggestion = diagnostic.suggestion
    }
}

extension Duration {
    var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }

    /// `340 ms`, `12.3 s`.
    var shownAsMilliseconds: String {
        milliseconds < 10_000 ? "\(milliseconds) ms" : "\(Double(milliseconds / 100) / 10) s"
    }
}
