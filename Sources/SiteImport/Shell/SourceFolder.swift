import Foundation
import SiteModel

/// Reads another site's folder. Symbolic links are left alone, whatever they point to.
package enum SourceFolder {
    /// Larger files are taken over unread.
    static let largestText = 16 * 1024 * 1024

    /// - Parameter progress: Told how many files were seen.
    package static func read(_ root: String, progress: (Int) -> Void = { _ in }) throws(ImportFailure) -> SourceTree {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue else {
            throw .unreadable("\(root) is not a folder")
        }
        var tree = SourceTree()
        try scan(root, "", &tree, progress)
        return tree
    }

    private static func scan(
        _ root: String, _ folder: String, _ tree: inout SourceTree, _ progress: (Int) -> Void
    ) throws(ImportFailure) {
        let path = root + "/" + folder
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw .unreadable("\(path) can't be read")
        }
        for name in names.sorted() {
            let relative = folder + name
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: root + "/" + relative),
                let type = attributes[.type] as? FileAttributeType
            else {
                note(&tree, relative, "it can't be read")
                continue
            }
            switch type {
            case .typeSymbolicLink: note(&tree, relative, "it is a symbolic link, and links are never followed")
            case .typeDirectory: if !isSkipped(name) { try scan(root, relative + "/", &tree, progress) }
            case .typeRegular: take(root, relative, attributes[.size] as? Int ?? 0, &tree)
            default: note(&tree, relative, "it is neither a file nor a folder")
            }
            progress(tree.files.count)
        }
    }

    /// Other people's code, what the old generator made, and what keeps versions.
    private static func isSkipped(_ name: String) -> Bool {
        [".git", ".hg", ".svn", "node_modules", "_site", ".jekyll-cache", ".sass-cache", ".bundle"].contains(name)
    }

    private static func take(_ root: String, _ relative: String, _ size: Int, _ tree: inout SourceTree) {
        if relative.hasSuffix("/.DS_Store") || relative == ".DS_Store" { return }
        if let problem = relative.split(separator: "/").lazy.compactMap({ problem(with: $0) }).first {
            return note(&tree, relative, "it can't be taken: \(problem)")
        }
        tree.files.insert(relative)
        guard SourceTree.holdsText(relative) else { return }
        guard size <= largestText else {
            if Paths.isMarkdown(relative) { note(&tree, relative, "it is larger than 16 MiB, too large for a text") }
            return
        }
        guard let data = FileManager.default.contents(atPath: root + "/" + relative) else {
            return note(&tree, relative, "it can't be read")
        }
        if let text = String(validating: data, as: UTF8.self) {
            tree.texts[relative] = text
        } else if Paths.isMarkdown(relative) {
            tree.texts[relative] = String(data: data, encoding: .windowsCP1252)
            note(&tree, relative, "it is not UTF-8 and is read as Windows-1252", kind: .changed)
        }
    }

    /// A name that is no part of a path here; hidden ones are for the generators' rules to drop.
    private static func problem(with name: Substring) -> String? {
        name.hasPrefix(".") ? SitePath.problem(with: "x" + name) : SitePath.problem(with: name)
    }

    private static func note(
        _ tree: inout SourceTree, _ file: String, _ message: String, kind: ImportNote.Kind = .leftOut
    ) {
        tree.notes.append(ImportNote(kind: kind, file: file, line: nil, message: message))
    }
}
