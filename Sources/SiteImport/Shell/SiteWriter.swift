import Foundation
import SiteModel

/// Writes an imported site: whole, or not at all.
package struct SiteWriter {
    /// The source's folder, of which files are copied.
    let source: String
    /// The new site's folder: empty, or not there yet.
    let folder: String

    package init(source: String, folder: String) {
        self.source = source
        self.folder = folder
    }

    /// - Throws: `occupied` when something is there already.
    package func refuseIfOccupied() throws(ImportFailure) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: folder) else { return }
        let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        guard isFolder, names == [] else { throw .occupied(path: folder) }
    }

    /// Makes everything in a hidden folder beside the place, then renames it.
    ///
    /// - Parameters:
    ///   - theme: The theme's folder to copy, named `broadsheet`.
    ///   - progress: Told how many files of how many are written.
    package func write(_ files: [ImportedFile], theme: String?, progress: (Int, Int) -> Void = { _, _ in }) throws {
        try refuseIfOccupied()
        let place = URL(filePath: folder).standardizedFileURL
        let parent = place.deletingLastPathComponent()
        let manager = FileManager.default
        try manager.createDirectory(at: parent, withIntermediateDirectories: true)
        let staging = parent.appending(path: ".\(place.lastPathComponent).import-\(UUID().uuidString.prefix(8))")
        try manager.createDirectory(at: staging, withIntermediateDirectories: false)
        do {
            for (index, file) in files.enumerated() {
                try write(file, below: staging)
                progress(index + 1, files.count)
            }
            if let theme {
                try manager.createDirectory(at: staging.appending(path: "themes"), withIntermediateDirectories: true)
                try manager.copyItem(at: URL(filePath: theme), to: staging.appending(path: "themes/broadsheet"))
            }
            // An empty folder gives way; one that was filled meanwhile doesn't.
            try refuseIfOccupied()
            if manager.fileExists(atPath: place.path) { try manager.removeItem(at: place) }
            try manager.moveItem(at: staging, to: place)
        } catch {
            try? manager.removeItem(at: staging)
            throw error
        }
    }

    private func write(_ file: ImportedFile, below staging: URL) throws {
        // Paths come from the source's names: none may lead out of the new site.
        let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw ImportFailure.unreadable("`\(file.path)` is no place in a site")
        }
        let place = staging.appending(path: file.path)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        switch file.content {
        case .text(let text): try Data(text.utf8).write(to: place)
        case .copy(let path):
            let original = source + "/" + path
            let type = try FileManager.default.attributesOfItem(atPath: original)[.type] as? FileAttributeType
            guard type == .typeRegular else {
                throw ImportFailure.unreadable("\(original) has changed while it was read")
            }
            try FileManager.default.copyItem(atPath: original, toPath: place.path)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place.path)
        }
    }
}
