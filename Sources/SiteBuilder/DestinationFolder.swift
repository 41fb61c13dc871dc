import Foundation
import SiteModel

/// The folder that a site is published into, from the first look to the last rename.
///
/// Invariants:
/// 1. Nothing that is served changes before every output is ready. Until then bytes wait beside their places under dot-names,
///    which are never served (see `Staging`); what may lie there is written down first, so that an interrupted build leaves
///    nothing to search for.
/// 2. What is about to be placed is written down first (`.masthead/publishing.json`); a build that finds such a list owns those
///    files too, so the next build heals an interrupted one.
/// 3. Only files of the last manifest or of such a list are deleted.
/// 4. No symbolic link below the folder is followed.
final class DestinationFolder {
    let root: String
    private let retired: String
    private let lock: FolderLock
    private var knownFolders: Set<String> = []
    private(set) var previous: Manifest
    /// Of the manifest that `previous` is, as it lay there; `nil` when there was none or the build before was cut short.
    let manifestStamp: FileStamp?
    let crew: WorkCrew

    private var internals: String { root + "/.masthead" }
    let staging: Staging
    private var journal: String { internals + "/publishing.json" }

    /// Refuses a folder that holds files of somebody else. Changes nothing.
    static func check(_ root: String) throws(BuildFailure) {
        guard let items = try? Disk.list(root) else {
            guard Disk.item(root) == nil else { throw .foreignDestination(path: root) }
            return
        }
        let internals = root + "/.masthead"
        let isOurs = ["manifest.json", "publishing.json", Staging.list].contains {
            Disk.item(internals + "/" + $0)?.kind == .file
        }
        if isOurs { return }
        for item in items where item.name != ".gitignore" {
            // A first build that was cut short before it placed anything.
            let isRemnant =
                item.name == ".masthead" && item.kind == .folder
                && ((try? Disk.list(internals)) ?? []).allSatisfy { $0.name == "staging" }
            if !isRemnant { throw .foreignDestination(path: root) }
        }
    }

    /// Takes the folder for this build.
    ///
    /// - Parameter retired: Where fingerprinted files go that no page names any more; they are answered for a week.
    init(opening root: String, retired: String, state: BuildState?, isClean: Bool, crew: WorkCrew) throws {
        self.root = root
        self.retired = retired
        self.crew = crew
        try Disk.makeFolders(root)
        try Disk.makeFolder(root + "/.masthead")
        guard Disk.item(root + "/.masthead")?.kind == .folder else { throw BuildFailure.foreignDestination(path: root) }
        guard let lock = try FolderLock(root) else { throw BuildFailure.busyDestination(path: root) }
        self.lock = lock
        staging = Staging(root)
        let manifest = root + "/.masthead/manifest.json"
        let stamp = Disk.item(manifest)?.stamp
        let journal = try? Disk.read(root + "/.masthead/publishing.json")
        previous = Manifest()
        if let state, let stamp, state.manifest == stamp {
            previous = Manifest(files: Dictionary(state.outputs.map { ($0.path, $0.file) }) { $1 })
        } else if let bytes = try? Disk.read(manifest) {
            guard let manifest = Manifest(bytes) else { throw BuildFailure.foreignDestination(path: root) }
            previous = manifest
        }
        manifestStamp = journal == nil ? stamp : nil
        if let bytes = journal, let interrupted = Manifest(bytes) {
            for (path, file) in interrupted.files {
                // Whether it was placed is not known, so no digest matches it.
                previous.files[path] = Manifest.File(
                    sha256: "", bytes: file.bytes, kind: file.kind, variant: file.variant)
            }
        }
        if isClean {
            for path in previous.files.keys { previous.files[path]?.sha256 = "" }
        }
        try staging.clear()
    }

    /// Forgets everything that was staged; the site stands as it was.
    func abandon() {
        try? staging.clear()
    }

    /// What to put where.
    struct Placement: Sendable {
        let path: String
        let staged: String
        let kind: PlannedOutput.Kind
        /// Waits beside its place; otherwise something is in the way.
        var isBeside: Bool { !staged.contains("/.masthead/") }
    }

    /// Puts new files in their places, in the order of kinds, deletes those that no plan names, and writes the manifest last.
    ///
    /// - Parameter internals: Files of the dot-folder by name, for other parts of the program.
    /// - Returns: How many files were deleted.
    func publish(
        _ placements: [Placement], manifest: Manifest, internals files: [String: [UInt8]], without gone: [String]
    )
        throws -> Int
    {
        if !placements.isEmpty {
            try replaceInternal("publishing.json", Manifest(files: placed(placements, manifest)).bytes())
        }
        for kind in PlannedOutput.Kind.allCases {
            let root = root
            let ofKind = placements.filter { $0.kind == kind }
            let stuck = try crew.map(ofKind) { placement in
                placement.isBeside && Disk.tryMove(placement.staged, to: root + "/" + placement.path)
            }
            for (placement, isPlaced) in zip(ofKind, stuck) where !isPlaced { try place(placement, manifest) }
        }
        if files.keys.contains(where: { $0.contains("/") }) { try Disk.makeFolder(internals + "/posts") }
        for (name, bytes) in files { try replaceInternal(name, bytes) }
        for name in gone { try Disk.removeFile(internals + "/" + name) }
        var deleted = 0
        for path in previous.files.keys.filter({ manifest.files[$0] == nil }).sorted() {
            // Compressed forms go with their files and don't count.
            if try retire(path) || delete(path), previous.files[path]?.variant == nil { deleted += 1 }
        }
        clearRetired()
        if placements.isEmpty, deleted == 0, manifest == previous, manifestStamp != nil {
            try staging.clear()
            return 0
        }
        try replaceInternal("manifest.json", manifest.bytes())
        try Disk.removeFile(journal)
        try staging.clear()
        return deleted
    }

    private func placed(_ placements: [Placement], _ manifest: Manifest) -> [String: Manifest.File] {
        Dictionary(placements.compactMap { placement in manifest.files[placement.path].map { (placement.path, $0) } }) {
            $1
        }
    }

    /// Writes a file of the dot-folder unless it holds those bytes already.
    private func replaceInternal(_ name: String, _ bytes: [UInt8]) throws {
        let path = internals + "/" + name
        if Disk.item(path)?.bytes == bytes.count, (try? Disk.read(path)) == bytes { return }
        try Disk.replace(path, bytes)
    }

    private func place(_ placement: Placement, _ manifest: Manifest) throws {
        try makeParents(of: placement.path)
        let target = root + "/" + placement.path
        if Disk.item(target)?.kind == .folder {
            // A page's folder of the last build, where a file goes now.
            for path in previous.files.keys where path.hasPrefix(placement.path + "/") && manifest.files[path] == nil {
                _ = try delete(path)
            }
        }
        try Disk.move(placement.staged, to: target)
    }

    private func makeParents(of path: String) throws {
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += (folder.isEmpty ? "" : "/") + part
            guard !knownFolders.contains(folder) else { continue }
            let place = root + "/" + folder
            switch Disk.item(place)?.kind {
            case .folder: break
            case .file where previous.files[folder] != nil:
                try Disk.removeFile(place)
                try Disk.makeFolder(place)
            case nil: try Disk.makeFolder(place)
            case .file, .link, .other:
                throw DiskFailure(path: place, action: "make the folder", code: EEXIST)
            }
            knownFolders.insert(folder)
        }
    }

    /// Moves a fingerprinted file aside instead of deleting it: pages that readers still have open name it.
    ///
    /// Its inode's change time, which the move sets, is when it retired.
    private func retire(_ path: String) throws -> Bool {
        // Whoever still asks for the file gets it as it is.
        guard previous.files[path]?.variant == nil else { return false }
        switch previous.files[path]?.kind {
        case .asset, .image: break
        case .file, .page, .feed, nil: return false
        }
        guard isReachedWithoutLinks(path), Disk.item(root + "/" + path)?.kind == .file else { return false }
        let target = retired + "/" + path
        try Disk.makeFolders(
            target.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
        // On another file system there is no moving; then it is simply deleted.
        guard (try? Disk.move(root + "/" + path, to: target)) != nil else { return false }
        removeEmptyFolders(above: path)
        return true
    }

    private func removeEmptyFolders(above path: String) {
        var folders = path.split(separator: "/").dropLast().map(String.init)
        while !folders.isEmpty, Disk.removeEmptyFolder(root + "/" + folders.joined(separator: "/")) {
            knownFolders.remove(folders.joined(separator: "/"))
            folders.removeLast()
        }
    }

    private func isReachedWithoutLinks(_ path: String) -> Bool {
        let folders = path.split(separator: "/").dropLast()
        return folders.indices.allSatisfy { end in
            Disk.item(root + "/" + folders[...end].joined(separator: "/"))?.kind == .folder
        }
    }

    private static let retiredSeconds = 7 * 86_400

    /// Deletes what retired more than a week ago. A file that resists is tried again by the next build.
    private func clearRetired() {
        for path in (try? Disk.files(below: retired)) ?? [] {
            guard let age = Disk.secondsSinceChange(retired + "/" + path), age > Self.retiredSeconds else { continue }
            _ = try? Disk.removeFile(retired + "/" + path)
        }
    }

    private func delete(_ path: String) throws -> Bool {
        guard isReachedWithoutLinks(path), Disk.item(root + "/" + path)?.kind == .file else { return false }
        let wasThere = try Disk.removeFile(root + "/" + path)
        removeEmptyFolders(above: path)
        return wasThere
    }
}
