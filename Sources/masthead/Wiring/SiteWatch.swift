import EdgeProxy
import Foundation
import Logging
import ServiceLifecycle
import SiteBuilder
import SiteConfiguration
import SiteModel

/// Rebuilds the site when its files change or a post falls due, and drops what changed from the edge.
struct SiteWatch: Service {
    private let site: SiteFolder
    private let publisher: EdgePublisher
    private let logger: Logger

    init(site: SiteFolder, edge: EdgeServer, logger: Logger) {
        self.site = site
        self.logger = logger
        publisher = EdgePublisher(site, edge: edge)
    }

    func run() async throws {
        let sources = try FolderWatch([site.path + "/content", site.path + "/data", site.themes])
        // A `masthead build` beside us publishes too.
        let manifests = try FolderWatch([site.publicFolder + "/.masthead"])
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await follow(sources) }
                group.addTask { while await manifests.nextChange(orAt: nil) { await publish() } }
            }
        } onGracefulShutdown: {
            sources.stop()
            manifests.stop()
        }
    }

    private func follow(_ watch: FolderWatch) async {
        var due = await rebuild(due: nil)
        while await watch.nextChange(orAt: due) { due = await rebuild(due: due) }
    }

    /// - Returns: When the next post falls due; what was known of it, `due`, when the build failed.
    private func rebuild(due: Date?) async -> Date? {
        do {
            let report = try await Builder(site.buildConfiguration()).build()
            await publish()
            return report.heldBack.nextChange
        } catch {
            // The last good site stands; the author sees what to mend and saves again.
            logger.warning("rebuild failed", metadata: ["error": "\(error)"])
            Console.complain("\(error)\nThe site that was published stands.")
            return due.flatMap { $0 > Date() ? $0 : nil }
        }
    }

    private func publish() async {
        let count = await publisher.publish()
        guard count > 0 else { return }
        logger.info("site published", metadata: ["files.changed": "\(count)"])
        Console.note("Rebuilt: \(count) file\(count == 1 ? "" : "s") changed.")
    }

    /// The build before anything is served, with its progress shown.
    static func build(_ site: SiteFolder) async throws {
        let progress = Console.isTerminal ? BuildProgress() : nil
        defer { progress?.clear() }
        let clock = ContinuousClock.now
        let report = try await Builder(site.buildConfiguration(), observer: progress?.observer ?? .silent).build()
        progress?.clear()
        for warning in report.warnings { Console.complain(warning.description) }
        Console.note(
            "Built \(report.posts) posts, \(report.pages) pages and \(report.pictures) pictures in \((ContinuousClock.now - clock).shownAsMilliseconds)."
        )
    }
}
