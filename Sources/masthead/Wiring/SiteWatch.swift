import EdgeProxy
import Foundation
import Logging
import ServiceLifecycle
import SiteBuilder
import SiteConfiguration
import SiteModel

/// Rebuilds the site when its files change or a post falls due, and drops what changed from the edge.
struct SiteWatch: Service {
    let site: SiteFolder
    let edge: EdgeServer
    let logger: Logger

    func run() async throws {
        let watch = try FolderWatch([site.path + "/content", site.themes])
        await withGracefulShutdownHandler {
            await follow(watch)
        } onGracefulShutdown: {
            watch.stop()
        }
    }

    private func follow(_ watch: FolderWatch) async {
        var due = await rebuild(isFirst: true)
        while await watch.nextChange(orAt: due) {
            due = await rebuild(isFirst: false)
        }
    }

    /// - Returns: When the next post falls due.
    private func rebuild(isFirst: Bool) async -> Date? {
        do {
            let report = try await Builder(site.buildConfiguration()).build()
            let changes = report.changes
            guard !isFirst || !changes.isEmpty else { return report.heldBack.nextChange }
            for path in changes.added + changes.changed + changes.removed {
                edge.purge(authority: authority, target: path)
            }
            let count = changes.added.count + changes.changed.count + changes.removed.count
            if count > 0 {
                logger.info(
                    "site rebuilt", metadata: ["urls.changed": "\(count)", "files.written": "\(report.written)"])
                Console.note("Rebuilt: \(count) address\(count == 1 ? "" : "es") changed.")
            }
            return report.heldBack.nextChange
        } catch {
            // The last good site stands; the author sees what to mend and saves again.
            logger.warning("rebuild failed", metadata: ["error": "\(error)"])
            Console.complain("\(error)\nThe site that was published stands.")
            return nil
        }
    }

    private var authority: String {
        let url = site.settings.site.url
        let host = url.host.contains(":") ? "[\(url.host)]" : url.host
        return url.port.map { "\(host):\($0)" } ?? host
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
