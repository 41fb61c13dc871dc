import Foundation
import Markdown
import SiteModel
import SiteRendering
import Templates

/// Builds a site: reads, plans, renders in parallel, writes what changed.
///
///     look ──► read ──► theme ──► pictures ──► plan ──► render ──► compress ──► publish
///       │        every error so far is reported at once ┘      └ nothing of the old site has changed until here
///       └ nothing has changed since the last build: done
///
/// Three things spare work: a file that was read before is not parsed again (`EntryShelf`), an output whose key is what it was
/// is not made again (`OutputKeys`), and one whose bytes are what they were is not written again.
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
        var build = try start(configuration)
        do {
            return try build.run()
        } catch is CacheDamage {
            // The cache promised more than it holds: what it is for is speed, so once more without it.
            var configuration = configuration
            configuration.isClean = true
            build = try start(configuration)
            do {
                return try build.run()
            } catch let failure as DiskFailure {
                throw BuildFailure.disk(failure, build.current)
            }
        } catch let failure as DiskFailure {
            throw BuildFailure.disk(failure, build.current)
        }
    }

    private func start(_ configuration: BuildConfiguration) throws -> Build {
        do {
            return try Build(configuration, observer: observer, workshop: workshop)
        } catch {
            throw BuildFailure.disk(error, .read)
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
    let content: ContentFolder
    /// Never equal to that of another build when a file could change without its stamp showing it.
    let inputs: Fingerprint
    private let settings: Fingerprint
    private(set) var validUntil = Date.distantPast
    /// Where the build is, for messages.
    private(set) var current = BuildStep.read

    init(_ configuration: BuildConfiguration, observer: BuildObserver, workshop: PictureWorkshop) throws(DiskFailure) {
        self.configuration = configuration
        content = try ContentFolder(configuration.folders.content)
        let inputs = Self.inputs(configuration, workshop, content)
        settings = inputs.settings
        self.inputs = inputs.isSettled ? inputs.fingerprint : Fingerprint(reflecting: UUID().uuidString)
        self.observer = observer
        self.workshop = workshop
        crew = WorkCrew(workers: max(1, configuration.workers))
    }

    mutating func run() throws -> BuildReport {
        try DestinationFolder.check(configuration.folders.destination)
        let cache = configuration.folders.cache
        try Disk.makeFolders(cache)
        // Whoever else builds with this cache goes first; when that takes too long, we do without writing to it.
        let lock = try FolderLock(cache, patience: configuration.patience)
        let statePath = BuildState.path(in: cache, for: configuration.folders.destination)
        let last = configuration.isClean ? nil : (try? Disk.read(statePath)).flatMap(BuildState.init)
        if let last, let report = step(.read, { $0.reportWithoutWork(last) }) { return report }
        let shelf = try step(.read) { build in
            try EntryShelf(
                opening: cache, settings: build.shelfSettings, isWritable: lock != nil,
                isClean: build.configuration.isClean, crew: build.crew)
        }
        let content = try step(.read) { try $0.read(shelf) }
        let plan = try plan(content, shelf)
        try stopOnErrors(content.folder)
        let destination = try DestinationFolder(
            opening: configuration.folders.destination, retired: cache + "/retired", state: last,
            isClean: configuration.isClean, crew: crew)
        var state = try produce(plan, into: destination, last)
        state.report = report
        if lock != nil {
            try step(.publish) { _ in
                if content.readings.contains(where: { shelf.readings[$0.key]?.record != $0.value.record })
                    || content.readings.count != shelf.readings.count
                {
                    try shelf.store(content.readings)
                }
                try Disk.replace(statePath, state.bytes())
            }
        }
        return report
    }

    private var shelfSettings: Fingerprint {
        Fingerprint { record in
            record.write(Program.identity)
            record.write(Fingerprint(reflecting: entrySettings))
        }
    }

    /// What the last build said, when this one would make the same and all of it is still there.
    private func reportWithoutWork(_ last: BuildState) -> BuildReport? {
        let root = configuration.folders.destination
        guard last.inputs == inputs, configuration.now < last.validUntil,
            !configuration.compresses || last.compression == VariantShelf.recipe,
            Disk.item(root + "/.masthead/manifest.json")?.stamp == last.manifest,
            Disk.item(root + "/.masthead/publishing.json") == nil,
            Disk.item(root + "/.masthead/" + Staging.list) == nil,
            last.internals.allSatisfy({ Disk.item("\(root)/.masthead/\($0.name)")?.kind == .file })
        else { return nil }
        let outputs = last.outputs
        let chunks = stride(from: 0, to: outputs.count, by: 1024).map { outputs[$0..<min($0 + 1024, outputs.count)] }
        let areThere = try? crew.map(chunks) { chunk in
            chunk.allSatisfy { output in
                let item = Disk.item(root + "/" + output.path)
                return item?.kind == .file && item?.bytes == output.file.bytes
            }
        }
        guard areThere?.allSatisfy({ $0 }) == true else { return nil }
        var report = last.report
        report.unchanged = outputs.count { $0.file.variant == nil }
        if configuration.compresses {
            report.compressed = CompressedTexts(
                Dictionary(outputs.map { ($0.path, $0.file) }) { first, _ in first }, anew: 0)
        }
        return report
    }

    /// All that comes before rendering.
    private mutating func plan(_ content: Content, _ shelf: EntryShelf) throws -> BuildPlan {
        let theme = try step(.theme) { build in
            try Theme.load(build.configuration, diagnostics: &build.diagnostics)
        }
        var routes = RouteTable()
        let site = step(.plan) { $0.assemble(content, &routes) }
        let placed = try step(.plan) { build in
            try build.plan { try $0.claimPlaces(site, content, theme, &routes) }
        }
        let resolution = try step(.pictures) { try $0.resolve(site, content, placed?.1, routes, theme, shelf) }
        guard let theme, let generated = placed?.0 else { throw invalid(content.folder) }
        validUntil = Self.validUntil(configuration, site)
        summarize(site, resolution)
        return try step(.plan) { build in
            let renderer = SiteRenderer(
                site: site, profile: build.profile(with: generated), library: theme.library, assets: theme.references,
                content: resolution.resolver, data: content.data)
            let keys = try OutputKeys(
                renderer, resolution, theme, settings: build.settings,
                identities: content.readings.mapValues(\.identity), crew: build.crew)
            return build.plan(renderer, generated, theme, content.folder, resolution, keys)
        }
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
        defer { report.add(ContinuousClock.now - start, to: step) }
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
    }
}
