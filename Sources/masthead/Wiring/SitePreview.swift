import Foundation
import Origin
import ServiceLifecycle
import SiteBuilder
import SiteConfiguration
import SiteModel
import Subscriptions

/// Builds a site for its author whenever something of it changes, and tells the pages that are open.
struct SitePreview: Service {
    let folder: String
    let address: WebAddress
    let drafts: Bool
    let future: Bool
    let news: PreviewNews

    func run() async throws {
        let path = SiteFolder.absolute(folder)
        let watch = try FolderWatch(
            [path + "/content", path + "/data", path + "/themes"], files: [path + "/masthead.yaml"])
        await withGracefulShutdownHandler {
            var due = await build(isFirst: true, due: nil)
            while await watch.nextChange(orAt: due) { due = await build(isFirst: false, due: due) }
        } onGracefulShutdown: {
            watch.stop()
        }
    }

    /// - Returns: When a post next falls due; what was known of it, `due`, when the build failed.
    private func build(isFirst: Bool, due: Date?) async -> Date? {
        let progress = isFirst && Console.isTerminal ? BuildProgress() : nil
        defer { progress?.clear() }
        let clock = ContinuousClock.now
        do {
            let report = try await Builder(configuration(), observer: progress?.observer ?? .silent).build()
            progress?.clear()
            news.tell([])
            if isFirst || report.written + report.deleted > 0 {
                for warning in report.warnings { Console.complain(warning.description) }
                Console.note(
                    "Built in \((ContinuousClock.now - clock).shownAsMilliseconds): \(report.posts) posts, \(report.pages) pages, "
                        + "\(report.written) file\(report.written == 1 ? "" : "s") written.")
            }
            return report.heldBack.nextChange
        } catch {
            progress?.clear()
            news.tell(Self.problems(error))
            Console.complain(CommandFailure(error)?.message ?? "\(error)")
            return due.flatMap { $0 > Date() ? $0 : nil }
        }
    }

    /// Read anew each time: masthead.yaml is as much the author's as any post.
    private func configuration() throws -> BuildConfiguration {
        let site = try SiteFolder(folder).previewed(at: address)
        var configuration = site.buildConfiguration(destination: site.publicFolder)
        configuration.includesDrafts = drafts
        configuration.includesFuture = future
        configuration.patience = .seconds(3)
        return configuration
    }

    private static func problems(_ error: any Error) -> [PreviewNews.Problem] {
        guard case .invalid(let diagnostics)? = error as? BuildFailure else {
            return [PreviewNews.Problem(place: "", message: "", excerpt: CommandFailure(error)?.message ?? "\(error)")]
        }
        return diagnostics.filter { $0.severity == .error }.map {
            PreviewNews.Problem(place: $0.place, message: $0.advice, excerpt: $0.quotation.joined(separator: "\n"))
        }
    }
}
