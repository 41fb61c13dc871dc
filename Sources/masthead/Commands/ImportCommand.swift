import ArgumentParser
import Foundation
import SiteConfiguration
import SiteImport

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over a blog that another generator made, and keep its addresses.",
        discussion: """
            SOURCE is only read. DIR must be empty or not be there yet; it gets the site, and import-report.txt with what \
            has no equivalent, by file and line.
            """)

    enum Generator: String, ExpressibleByArgument, CaseIterable { case jekyll, zola, hugo, eleventy }

    @Argument(help: "What made it: jekyll or zola (hugo and eleventy follow).")
    var generator: Generator

    @Argument(help: "The other site's folder.")
    var source: String

    @Option(help: "The folder to make the new site in.")
    var into: String

    @Flag(help: "Import nothing: check that DIR/public, once built, answers at every old address.")
    var verify = false

    @Flag(help: "The report as one JSON value.")
    var json = false

    mutating func run() async throws {
        guard generator == .jekyll || generator == .zola else {
            throw CommandFailure(
                "masthead can't import from \(generator.rawValue) yet; it can from jekyll and zola", code: .usage)
        }
        let root = SiteFolder.absolute(source)
        let folder = SiteFolder.absolute(into)
        let writer = SiteWriter(source: root, folder: folder)
        if !verify { try writer.refuseIfOccupied() }
        let progress = ImportProgress()
        let tree = try SourceFolder.read(root) { progress.show("read \($0)") }
        let site = try imported(tree)
        if verify { return try check(site, progress) }
        let report = ImportReport(site, generator: generator.rawValue, source: source)
        let files = site.files + [ImportedFile(path: "import-report.txt", content: .text(report.text))]
        try writer.write(files, theme: try NewCommand.shippedTheme()) { progress.show("write \($0)/\($1)") }
        progress.clear()
        if json { return try Console.printJSON(report) }
        Console.print(report.summary)
        Console.note("\nSee \(into)/import-report.txt. Next:\n  cd \(into)\n  masthead build")
    }

    private func imported(_ tree: SourceTree) throws -> ImportedSite {
        switch generator {
        case .jekyll:
            var jekyll = try JekyllImport(tree, now: Date())
            return jekyll.run()
        case .zola, .hugo, .eleventy:
            var zola = try ZolaImport(tree, now: Date())
            return zola.run()
        }
    }

    private struct Verification: Encodable {
        let addresses: Int
        let unanswered: [String]
    }

    private func check(_ site: ImportedSite, _ progress: ImportProgress) throws {
        progress.clear()
        let built = try SiteFolder(into)
        let basePath = built.settings.site.url.path
        let check = try ImportCheck(
            destination: built.publicFolder, basePath: basePath.hasSuffix("/") ? String(basePath.dropLast()) : basePath)
        let missing = check.unanswered(site.oldAddresses)
        if json {
            try Console.printJSON(
                Verification(addresses: site.oldAddresses.count, unanswered: missing.map(\.address.path)))
        } else {
            for (address, reason) in missing { Console.complain("\(address.source): \(address.path): \(reason)") }
            Console.print(
                "\(site.oldAddresses.count - missing.count) of \(site.oldAddresses.count) old addresses answer")
        }
        if !missing.isEmpty { throw ExitCode(CommandFailure.Code.failed.rawValue) }
    }
}

/// How far an import is, on one line of the terminal.
private final class ImportProgress {
    private var last = ContinuousClock.now
    private var isShown = false

    func show(_ text: String) {
        guard Console.isTerminal, !isShown || ContinuousClock.now - last > .milliseconds(100) else { return }
        last = .now
        isShown = true
        Console.rewriteLine(text)
    }

    func clear() {
        if isShown { Console.rewriteLine("") }
        isShown = false
    }
}
