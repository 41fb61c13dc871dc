import Foundation
import SiteModel
import SiteRendering
import Synchronization

extension Build {
    /// Renders everything into the staging folder, then publishes.
    mutating func produce(_ plan: BuildPlan, renderer: SiteRenderer) throws {
        let destination = try DestinationFolder(
            opening: configuration.folders.destination, retired: configuration.folders.cache + "/retired",
            isClean: configuration.isClean)
        let products: [Product]
        do {
            products = try step(.render) { try $0.render(plan, into: destination) }
        } catch {
            destination.abandon()
            throw error
        }
        let manifest = Manifest(
            files: Dictionary(products.map { ($0.path.file, $0.file) }) { first, _ in first })
        let placements = products.compactMap { product in
            product.staged.map {
                DestinationFolder.Placement(path: product.path.file, staged: $0, kind: product.file.kind)
            }
        }
        noteChanges(products, manifest, destination.previous)
        report.written = placements.count
        report.unchanged = products.count - placements.count
        report.deleted = try step(.publish) { _ in
            try destination.publish(
                placements, manifest: manifest,
                internals: [
                    "posts.json": renderer.postsIndex(), "site.json": renderer.siteState(),
                    "redirects.json": renderer.redirectRules(),
                ])
        }
    }

    /// A file that is ready.
    private struct Product: Sendable {
        let path: SitePath
        let file: Manifest.File
        /// Where its bytes wait; `nil` when the site holds them already.
        let staged: String?
    }

    private func render(_ plan: BuildPlan, into destination: DestinationFolder) throws -> [Product] {
        let outputs = Array(plan.outputs.enumerated())
        let observer = observer
        let stage = Stage(destination)
        return try crew.map(outputs, progress: { observer.progress(.render, $0, outputs.count) }) { number, output in
            try Self.produce(output, number: number, stage)
        }
    }

    private static func produce(_ output: PlannedOutput, number: Int, _ stage: Stage) throws -> Product {
        let path = output.path
        if case .file(_, let sha256?, let bytesCount) = output.source,
            stage.holds(path.file, sha256: sha256, bytesCount: bytesCount)
        {
            let file = Manifest.File(sha256: sha256, bytes: bytesCount, kind: output.kind, tags: tags(of: output))
            return Product(path: path, file: file, staged: nil)
        }
        let bytes =
            switch output.source {
            case .rendered(let render): try render()
            case .file(let file, _, _): try Disk.read(file)
            }
        let file = Manifest.File(
            sha256: Digest.sha256(bytes), bytes: bytes.count, kind: output.kind, tags: tags(of: output))
        if stage.holds(path.file, sha256: file.sha256, bytesCount: file.bytes) {
            return Product(path: path, file: file, staged: nil)
        }
        let staged = stage.path(number)
        try Disk.create(staged, bytes)
        return Product(path: path, file: file, staged: staged)
    }

    private static func tags(of output: PlannedOutput) -> [String]? { output.tags.isEmpty ? nil : output.tags }

    private mutating func noteChanges(_ products: [Product], _ manifest: Manifest, _ previous: Manifest) {
        let profile = configuration.profile
        for product in products {
            switch previous.files[product.path.file] {
            case nil: report.changes.added.append(profile.href(product.path))
            case let file? where file.sha256 != product.file.sha256:
                report.changes.changed.append(profile.href(product.path))
            case .some: break
            }
        }
        for path in previous.files.keys where manifest.files[path] == nil {
            let address = path == "index.html" ? "" : path.hasSuffix("/index.html") ? String(path.dropLast(10)) : path
            if let path = try? SitePath(address) { report.changes.removed.append(profile.href(path)) }
        }
        report.changes.added.sort()
        report.changes.changed.sort()
        report.changes.removed.sort()
    }
}

/// What rendering threads may ask of the destination: all of it reads, nothing changes while they run.
private struct Stage: Sendable {
    private let root: String
    private let previous: Manifest
    private let staging: String

    init(_ destination: DestinationFolder) {
        root = destination.root
        previous = destination.previous
        staging = destination.staging
    }

    /// Whether the site holds these bytes. Trusts the manifest and the file's size.
    func holds(_ path: String, sha256: String, bytesCount: Int) -> Bool {
        guard let file = previous.files[path], file.sha256 == sha256, file.bytes == bytesCount else { return false }
        let item = Disk.item(root + "/" + path)
        return item?.kind == .file && item?.bytes == bytesCount
    }

    func path(_ number: Int) -> String { "\(staging)/\(number)" }
}
