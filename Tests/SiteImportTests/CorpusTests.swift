import Foundation
import SiteBuilder
import SiteConfiguration
import SiteImport
import SiteModel
import SiteRendering
import TestSupport
import Testing

/// Real blogs, read where `MASTHEAD_CORPORA` says; nothing of them is in this repository.
@Suite struct `Real blogs, imported` {
    private static let corpora = ProcessInfo.processInfo.environment["MASTHEAD_CORPORA"] ?? "../shared/corpora"

    /// Counted at `Import.now`: what is dated later is no address yet.
    struct Corpus: Sendable, CustomTestStringConvertible {
        let name: String
        let posts: Int
        let oldAddresses: Int

        var testDescription: String { name }
    }

    @Test(arguments: [
        Corpus(name: "jekyll-brew", posts: 45, oldAddresses: 123),
        Corpus(name: "zola-rust", posts: 750, oldAddresses: 1839),
    ])
    func `build without errors, and answer at every old address`(_ corpus: Corpus) async throws {
        let source = Self.corpora + "/" + corpus.name
        guard FileManager.default.fileExists(atPath: source) else {
            print("SKIPPED: no corpus \(corpus.name) in \(Self.corpora); set MASTHEAD_CORPORA")
            return
        }
        let tree = try SourceFolder.read(source)
        let site = try imported(tree, corpus.name)
        #expect(site.counts.posts == corpus.posts)
        #expect(site.oldAddresses.count == corpus.oldAddresses)
        #expect(site.leftOver == [])
        let place = TemporaryTree("imported")
        let themes = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../themes/broadsheet")
        try SiteWriter(source: source, folder: place.path("site")).write(
            site.files, theme: themes.standardizedFileURL.path)
        let report = try await build(place.path("site"))
        #expect(report.posts == corpus.posts)
        let check = try ImportCheck(destination: place.path("site/public"), basePath: "")
        let missing = check.unanswered(site.oldAddresses)
        #expect(missing.isEmpty, "\(missing.map { "\($0.address.path): \($0.reason)" }.joined(separator: "\n"))")
    }

    private func imported(_ tree: SourceTree, _ name: String) throws -> ImportedSite {
        if name.hasPrefix("jekyll") {
            var jekyll = try JekyllImport(tree, now: Import.now)
            return jekyll.run()
        }
        var zola = try ZolaImport(tree, now: Import.now)
        return zola.run()
    }

    /// As `masthead build` would, without making pictures small.
    private func build(_ folder: String) async throws -> BuildReport {
        let text = try String(contentsOfFile: folder + "/masthead.yaml", encoding: .utf8)
        let settings = try SiteConfiguration.SiteSettings(yaml: text)
        var build = BuildConfiguration(
            title: settings.site.title, url: settings.site.url.description,
            folders: BuildConfiguration.Folders(site: folder),
            now: Date(timeIntervalSince1970: 1_900_000_000))
        build.permalink = settings.site.permalink.text
        build.taxonomies = settings.site.taxonomies
        build.redirects = settings.site.redirects.map { Redirect(from: $0.from, to: $0.to, status: $0.status) }
        build.feeds = settings.site.feeds.compactMap { FeedFormat(rawValue: $0.rawValue) }
        build.images.publishesOriginals = settings.images.originals == .all
        let workshop = PictureWorkshop(identity: "none") { _ throws(PictureFailure) in
            throw .unsupported("not in this test")
        }
        return try await Builder(build, workshop: workshop).build()
    }
}
