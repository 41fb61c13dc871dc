import Foundation
import Markdown
import SiteModel
import SiteRendering
import Templates

/// Builds a site: reads, plans, renders in parallel, writes what changed.
///
///     read ──► theme ──► pictures ──► plan ──► render ──► publish
///       every error so far is reported at once ┘      └ nothing of the old site has changed until here
package struct Builder: Sendable {
    private let configuration: BuildConfiguration
    private let observer: BuildObserver
    private let workshop: PictureWorkshop

    package init(_ configuration: BuildConfiguration, observer: BuildObserver = .silent) {
        self.init(configuration, observer: observer, workshop: .imaging(configuration.images))
    }

    /// With other hands for the pictures than the product has.
    package init(_ configuration: BuildConfiguration, observer: BuildObserver = .silent, workshop: PictureWorkshop) {
        self.configuration = configuration
        self.observer = observer
        self.workshop = workshop
    }

    /// - Throws: `BuildFailure`; the last good site stands then.
    package func build() async throws -> BuildReport {
        try await WorkCrew.run { try buildSynchronously() }
    }

    private func buildSynchronously() throws -> BuildReport {
        var build = Build(configuration, observer: observer, workshop: workshop)
        do {
            return try build.run()
        } catch let failure as DiskFailure {
            throw BuildFailure.disk(failure, build.current)
        }
    }
}

/// One build under way.
struct Build {
    let configuration: BuildConfiguration
    let observer: BuildObserver
    let workshop: PictureWorkshop
    let crew: WorkCrew
    var report = BuildReport()
    var diagnostics: [Diagnostic] = []
    /// Where the build is, for messages.
    private(set) var current = BuildStep.read

    init(_ configuration: BuildConfiguration, observer: BuildObserver, workshop: PictureWorkshop) {
        self.configuration = configuration
        self.observer = observer
        self.workshop = workshop
        crew = WorkCrew(workers: max(1, configuration.workers))
    }

    mutating func run() throws -> BuildReport {
        try DestinationFolder.check(configuration.folders.destination)
        let content = try step(.read) { try $0.read() }
        let theme = try step(.theme) { build in
            try Theme.load(build.configuration, diagnostics: &build.diagnostics)
        }
        var routes = RouteTable()
        let site = assemble(content, &routes)
        let generated = try plan { build in
            try build.claimPlaces(site, content, theme, &routes)
        }
        let resolution = try step(.pictures) { try $0.resolve(site, content, routes) }
        guard let theme, let generated else { throw invalid(content.folder) }
        let renderer = SiteRenderer(
            site: site, profile: profile(with: generated), library: theme.library, assets: theme.references,
            content: resolution.resolver, data: content.data)
        let plan = step(.plan) { $0.plan(renderer, generated, theme, content.folder, resolution) }
        try stopOnErrors(content.folder)
        try produce(plan, renderer: renderer)
        summarize(site, resolution)
        return report
    }

    /// Whether a step's impossible path is an author's mistake: it becomes a diagnostic.
    private mutating func plan<Value>(_ body: (inout Build) throws -> Value) throws -> Value? {
        do {
            return try body(&self)
        } catch let failure as SitePathFailure {
            diagnostics.append(Diagnostic(.error, path: "", "\(failure)"))
            return nil
        }
    }

    private func profile(with generated: GeneratedPages) -> SiteProfile {
        var profile = configuration.profile
        profile.archive = generated.archives.first?.path
        return profile
    }

    /// Times a step and tells the observer of it.
    mutating func step<Value>(_ step: BuildStep, _ body: (inout Build) throws -> Value) rethrows -> Value {
        current = step
        observer.progress(step, 0, 0)
        let start = ContinuousClock.now
        defer { report.durations.append((step, ContinuousClock.now - start)) }
        return try body(&self)
    }

    // MARK: - Diagnostics

    private mutating func stopOnErrors(_ folder: ContentFolder) throws {
        if configuration.isStrict {
            for index in diagnostics.indices { diagnostics[index].severity = .error }
        }
        if diagnostics.hasErrors { throw invalid(folder) }
        report.warnings = sorted(folder)
    }

    private func invalid(_ folder: ContentFolder) -> BuildFailure { .invalid(sorted(folder)) }

    /// In reading order, each with the line it is about.
    private func sorted(_ folder: ContentFolder) -> [Diagnostic] {
        var texts: [String: String] = [:]
        return diagnostics.sorted(by: Diagnostic.isOrderedBefore).map { diagnostic in
            guard diagnostic.excerpt == nil, let line = diagnostic.line else { return diagnostic }
            let path = diagnostic.path
            if texts[path] == nil {
                let places = [
                    (folder.shownPrefix, folder.root + "/"), ("themes/", configuration.folders.themes + "/"),
                    ("data/", configuration.folders.data + "/"),
                ]
                let place = places.first { path.hasPrefix($0.0) }.map { $0.1 + path.dropFirst($0.0.count) }
                let bytes = place.flatMap { try? Disk.read($0) } ?? []
                texts[path] = FileText.normalized(bytes) ?? ""
            }
            var diagnostic = diagnostic
            diagnostic.excerpt = texts[path]?.line(line)
            return diagnostic
        }
    }

    private mutating func summarize(_ site: Site, _ resolution: ContentResolution) {
        report.posts = site.posts.count
        report.pages = site.pages.count
        report.pictures = resolution.pictures.count
        report.heldBack = site.heldBack
        for post in site.posts {
            let terms = configuration.taxonomies.flatMap { post.entry.terms[$0] ?? [] }
            if !terms.isEmpty { report.tags[configuration.profile.href(post.path)] = terms }
        }
    }
}
