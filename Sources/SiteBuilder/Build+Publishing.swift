import Foundation
import SiteModel
import SiteRendering

extension Build {
    /// Renders what changed beside its place, then publishes.
    ///
    /// - Returns: The destination's account of itself, for the next build.
    mutating func produce(_ plan: BuildPlan, into destination: DestinationFolder, _ last: BuildState?) throws
        -> BuildState
    {
        // Keys speak for the files that were written with them, and for no others.
        let isKnown = last != nil && last?.manifest == destination.manifestStamp && !configuration.isClean
        let known = isKnown ? last : nil
        let products: [Product]
        let variants: [Product]
        let internals: [String: [UInt8]]
        do {
            products = try step(.render) { try $0.render(plan, into: destination, known) }
            internals = try step(.render) { try $0.renderInternals(plan, into: destination, known) }
            variants = try step(.compress) { try $0.variants(of: products, into: destination, known) }
        } catch {
            destination.abandon()
            throw error
        }
        let files = products + variants
        let manifest = Manifest(files: Dictionary(files.map { ($0.path.file, $0.file) }) { first, _ in first })
        let placements = files.compactMap { product in
            product.staged.map {
                DestinationFolder.Placement(path: product.path.file, staged: $0, kind: product.file.kind)
            }
        }
        noteChanges(products, manifest, destination.previous)
        report.written = products.count { $0.staged != nil }
        report.unchanged = products.count - report.written
        let gone = destination.internalTexts().subtracting(plan.internals.map(\.name)).sorted()
        report.deleted = try step(.publish) { _ in
            try destination.publish(placements, manifest: manifest, internals: internals, without: gone)
        }
        pruneVariants(products)
        if configuration.compresses {
            report.compressed = CompressedTexts(manifest.files, anew: report.compressedAnew)
        }
        var state = BuildState(
            inputs: inputs, validUntil: validUntil,
            manifest: Disk.item(destination.root + "/.masthead/manifest.json")?.stamp ?? FileStamp())
        state.outputs = zip(plan.outputs, products).map {
            BuildState.Output(path: $1.path.file, key: $0.key, file: $1.file)
        }
        state.outputs += variants.map { BuildState.Output(path: $0.path.file, key: nil, file: $0.file) }
        state.compression = configuration.compresses ? VariantShelf.recipe : nil
        state.internals = plan.internals.map { ($0.name, $0.key) }
        return state
    }

    /// A file that is ready.
    struct Product: Sendable {
        let path: SitePath
        let file: Manifest.File
        /// Where its bytes wait; `nil` when the site holds them already.
        let staged: String?
    }

    private func render(_ plan: BuildPlan, into destination: DestinationFolder, _ known: BuildState?) throws
        -> [Product]
    {
        let stage = Stage(destination, known)
        let outputs = plan.outputs
        let observer = observer
        // First a look at what is there already: cheap, and then the list of what may be staged is short.
        let held = try crew.map(chunks(outputs.count)) { range in range.map { stage.unchanged(outputs[$0]) } }
            .flatMap { $0 }
        let missing = outputs.indices.filter { held[$0] == nil }
        try destination.staging.begin(missing.map { outputs[$0].path.file })
        let made = try crew.map(missing, progress: { observer.progress(.render, $0, missing.count) }) { index in
            try Self.produce(outputs[index], number: index, stage)
        }
        var products: [Product?] = zip(outputs, held).map { output, file in
            file.map { Product(path: output.path, file: $0, staged: nil) }
        }
        for (index, product) in zip(missing, made) { products[index] = product }
        return products.compactMap { $0 }
    }

    private func chunks(_ count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: 512).map { $0..<min($0 + 512, count) }
    }

    private static func produce(_ output: PlannedOutput, number: Int, _ stage: Stage) throws -> Product {
        let bytes =
            switch output.source {
            case .rendered(let render): try render()
            case .file(let file, _, _): try Disk.read(file)
            }
        let file = Manifest.File(
            sha256: Digest.sha256(bytes), bytes: bytes.count, kind: output.kind, tags: output.listedTags)
        let path = output.path.file
        if stage.holds(path, sha256: file.sha256, bytesCount: file.bytes) {
            return Product(path: output.path, file: file, staged: nil)
        }
        return Product(
            path: output.path, file: file, staged: try stage.staging.stage(path, number: number, bytes))
    }

    /// The dot-folder's files that changed.
    private func renderInternals(_ plan: BuildPlan, into destination: DestinationFolder, _ known: BuildState?) throws
        -> [String: [UInt8]]
    {
        let keys = Dictionary((known?.internals ?? []).map { ($0.name, $0.key) }) { $1 }
        let root = destination.root
        let stale = plan.internals.filter {
            keys[$0.name] != $0.key || Disk.item("\(root)/.masthead/\($0.name)")?.kind != .file
        }
        let made = try crew.map(stale) { try $0.render() }
        return Dictionary(zip(stale.map(\.name), made)) { $1 }
    }

    private mutating func noteChanges(_ products: [Product], _ manifest: Manifest, _ previous: Manifest) {
        let profile = configuration.profile
        for product in products where product.staged != nil {
            switch previous.files[product.path.file] {
            case nil: report.changes.added.append(profile.href(product.path))
            case .some: report.changes.changed.append(profile.href(product.path))
            }
        }
        for (path, file) in previous.files where manifest.files[path] == nil && file.variant == nil {
            let address = path == "index.html" ? "" : path.hasSuffix("/index.html") ? String(path.dropLast(10)) : path
            if let path = try? SitePath(address) { report.changes.removed.append(profile.href(path)) }
        }
        report.changes.added.sort()
        report.changes.changed.sort()
        report.changes.removed.sort()
    }
}

extension PlannedOutput {
    fileprivate var listedTags: [String]? { tags.isEmpty ? nil : tags }
}

extension DestinationFolder {
    /// The files of texts that lie in the dot-folder, whoever wrote them.
    func internalTexts() -> Set<String> {
        Set(((try? Disk.list(root + "/.masthead/posts")) ?? []).map { "posts/\($0.name)" })
    }
}

/// What rendering threads may ask of the destination: all of it reads, and what they write is not seen.
private struct Stage: Sendable {
    let staging: Staging
    private let root: String
    private let previous: Manifest
    private let keys: [String: Fingerprint]

    init(_ destination: DestinationFolder, _ known: BuildState?) {
        root = destination.root
        previous = destination.previous
        staging = destination.staging
        keys = Dictionary((known?.outputs ?? []).compactMap { output in output.key.map { (output.path, $0) } }) { $1 }
    }

    /// What the site holds of an output whose key, or whose known digest, is what it was.
    func unchanged(_ output: PlannedOutput) -> Manifest.File? {
        let path = output.path.file
        guard var file = previous.files[path] else { return nil }
        if case .file(_, let sha256?, _) = output.source {
            guard file.sha256 == sha256 else { return nil }
        } else {
            guard let key = output.key, keys[path] == key else { return nil }
        }
        guard file.kind == output.kind, isThere(path, file.bytes) else { return nil }
        file.tags = output.listedTags
        return file
    }

    /// Whether the site holds these bytes. Trusts the manifest and the file's size.
    func holds(_ path: String, sha256: String, bytesCount: Int) -> Bool {
        guard let file = previous.files[path], file.sha256 == sha256, file.bytes == bytesCount else { return false }
        return isThere(path, bytesCount)
    }

    private func isThere(_ path: String, _ bytes: Int) -> Bool {
        let item = Disk.item(root + "/" + path)
        return item?.kind == .file && item?.bytes == bytes
    }
}
