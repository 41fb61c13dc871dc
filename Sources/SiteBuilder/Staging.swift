import Glibc
import SiteModel
import Synchronization

/// Where finished bytes wait until everything is ready: beside the place they go to, as `.NAME.new`.
///
/// One folder for all would be simpler, but tens of thousands of files in one folder, each to be renamed into another, cost
/// twice the time. Which paths may wait is in `.masthead/staging.list` before the first of them does.
final class Staging: Sendable {
    static let list = "staging.list"

    private let root: String
    /// Folders known to be reached without a link.
    private let folders = Mutex<Set<String>>([""])

    init(_ root: String) { self.root = root }

    private var listPath: String { "\(root)/.masthead/\(Self.list)" }
    /// For what can't wait beside its place: a file stands where a folder is to be.
    private var aside: String { "\(root)/.masthead/staging" }

    /// Notes what may be staged from here on.
    func begin(_ paths: [String]) throws(DiskFailure) {
        guard !paths.isEmpty else { return }
        try Disk.replace(listPath, Array(paths.joined(separator: "\n").utf8))
    }

    /// Removes everything that waits, and the folders made for it alone.
    func clear() throws(DiskFailure) {
        if let bytes = try? Disk.read(listPath) {
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                let path = String(decoding: line, as: UTF8.self)
                // Only paths that a build of ours writes.
                guard (try? SitePath(path))?.file == path else { continue }
                if unsafe unlink(Self.name(root, path)) == 0 { removeEmptyFolders(above: path) }
            }
            try Disk.removeFile(listPath)
        }
        try Disk.removeTree(aside)
    }

    /// - Parameter number: Differs from output to output.
    /// - Returns: Where the bytes wait.
    func stage(_ path: String, number: Int, _ bytes: [UInt8]) throws(DiskFailure) -> String {
        let place = Self.name(root, path)
        let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
        guard try isReady(folder) else {
            try Disk.makeFolder(aside)
            let place = "\(aside)/\(number)"
            try Disk.create(place, bytes)
            return place
        }
        do {
            try Disk.create(place, bytes)
        } catch  where error.code == EEXIST {
            try Disk.removeFile(place)
            try Disk.create(place, bytes)
        }
        return place
    }

    /// Makes a folder unless something else is in its place.
    private func isReady(_ folder: Substring) throws(DiskFailure) -> Bool {
        let key = String(folder)
        if folders.withLock({ $0.contains(key) }) { return true }
        let parent = folder.lastIndex(of: "/").map { folder[..<$0] } ?? ""
        guard try isReady(parent) else { return false }
        let place = root + "/" + folder
        if unsafe mkdir(place, mode_t(0o755)) != 0 {
            guard errno == EEXIST else { throw Disk.failure(place, "make the folder") }
            guard Disk.item(place)?.kind == .folder else { return false }
        }
        _ = folders.withLock { $0.insert(key) }
        return true
    }

    private func removeEmptyFolders(above path: String) {
        var folder = path[...]
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            guard Disk.removeEmptyFolder(root + "/" + folder) else { return }
            _ = folders.withLock { $0.remove(String(folder)) }
        }
    }

    private static func name(_ root: String, _ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "\(root)/.\(path).new" }
        return "\(root)/\(path[...slash]).\(path[path.index(after: slash)...]).new"
    }
}
