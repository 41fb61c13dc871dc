import Foundation
import Glibc

/// Why a file could not be read or written: the system's word, and the file.
package struct DiskFailure: Error, Hashable, CustomStringConvertible {
    package let path: String
    package let action: String
    package let code: Int32

    package var description: String {
        "cannot \(action) \(path): \(unsafe String(cString: strerror(code)))"
    }
}

/// What lies in a folder.
struct DiskItem: Hashable {
    enum Kind { case file, folder, link, other }

    let name: String
    let kind: Kind
    let stamp: FileStamp

    var bytes: Int { stamp.bytes }
}

/// What the system says of a file that changes whenever its content does: two equal stamps, the same bytes.
///
/// But for one case: a file written twice within the clock's tick. `isSettled` tells whether that can be.
struct FileStamp: Hashable, Sendable {
    var bytes = 0
    var inode: UInt64 = 0
    /// Nanoseconds since 1970, of the content and of anything about the file.
    var modified: Int64 = 0
    var changed: Int64 = 0

    /// Whether anything written from `instant` on shows in the stamp. The kernel's clock ticks every few milliseconds.
    func isSettled(at instant: Int64) -> Bool { changed < instant - 20_000_000 }

    static var now: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension DiskItem {
    fileprivate init(_ name: String, _ status: stat) {
        self.name = name
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        stamp = FileStamp(
            bytes: Int(status.st_size), inode: UInt64(status.st_ino), modified: nanoseconds(status.st_mtim),
            changed: nanoseconds(status.st_ctim))
    }
}

private func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }

/// Files as the build needs them: symbolic links are never followed in the last part of a path.
///
/// The one place that calls the system; everything above deals in paths and bytes.
enum Disk {
    /// A folder's items by name; names that aren't UTF-8 are left out.
    static func list(_ folder: String) throws(DiskFailure) -> [DiskItem] {
        guard let stream = unsafe opendir(folder) else { throw failure(folder, "list") }
        defer { unsafe closedir(stream) }
        var items: [DiskItem] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(validatingCString: $0) }
            }
            guard let name, name != ".", name != ".." else { continue }
            var status = stat()
            guard unsafe fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            items.append(DiskItem(name, status))
        }
        return items.sorted { $0.name < $1.name }
    }

    /// What lies at a path; `nil` when nothing does.
    static func item(_ path: String) -> DiskItem? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return DiskItem(
            String(path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]), status)
    }

    /// How long ago anything about a file changed, its place included; `nil` when there is none.
    static func secondsSinceChange(_ path: String) -> Int? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return time(nil) - status.st_ctim.tv_sec
    }

    static func read(_ path: String) throws(DiskFailure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "read") }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw failure(path, "read") }
        // A file may grow while it is read, so its size is only where to begin.
        var bytes: [UInt8] = []
        var wanted = Int(status.st_size) + 1
        while true {
            var failed = false
            let start = bytes.count
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
                while initialized < wanted {
                    let got = unsafe Glibc.read(
                        descriptor, buffer.baseAddress?.advanced(by: initialized), wanted - initialized)
                    if got < 0, errno == EINTR { continue }
                    failed = got < 0
                    guard got > 0 else { return }
                    initialized += got
                }
            }
            if failed { throw failure(path, "read") }
            if start == 0 { bytes = chunk } else { bytes += chunk }
            if chunk.count < wanted { break }
            wanted = 65_536
        }
        return bytes
    }

    /// Writes a file anew; it must not exist.
    static func create(_ path: String, _ bytes: [UInt8]) throws(DiskFailure) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(0o644))
        guard descriptor >= 0 else { throw failure(path, "write") }
        defer { close(descriptor) }
        var offset = 0
        while offset < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if written < 0, errno != EINTR { throw failure(path, "write") }
            offset += max(written, 0)
        }
    }

    /// Writes beside the place and renames, so that readers see the old file or the new one.
    static func replace(_ path: String, _ bytes: [UInt8]) throws(DiskFailure) {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        let temporary = "\(folder).\(path.dropFirst(folder.count)).\(UUID().uuidString.prefix(8))"
        try create(temporary, bytes)
        try move(temporary, to: path)
    }

    static func move(_ path: String, to destination: String) throws(DiskFailure) {
        guard unsafe rename(path, destination) == 0 else { throw failure(destination, "write") }
    }

    /// - Returns: Whether it went well.
    static func tryMove(_ path: String, to destination: String) -> Bool { unsafe rename(path, destination) == 0 }

    /// What a link leads to, as a stamp.
    static func stamp(following path: String) -> FileStamp? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return DiskItem("", status).stamp
    }

    /// - Returns: Whether there was such a file.
    @discardableResult
    static func removeFile(_ path: String) throws(DiskFailure) -> Bool {
        if unsafe unlink(path) == 0 { return true }
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw failure(path, "delete")
    }

    /// - Returns: Whether the folder was empty and is gone.
    @discardableResult
    static func removeEmptyFolder(_ path: String) -> Bool {
        unsafe rmdir(path) == 0
    }

    /// Makes one folder; its parent exists. An existing folder is fine.
    static func makeFolder(_ path: String) throws(DiskFailure) {
        if unsafe mkdir(path, mode_t(0o755)) == 0 || errno == EEXIST { return }
        throw failure(path, "make the folder")
    }

    /// Makes a folder and those above it, following links: for places that the configuration names.
    static func makeFolders(_ path: String) throws(DiskFailure) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + part
            try makeFolder(prefix)
        }
    }

    /// Removes what is below a folder and the folder; links themselves, never what they point to.
    static func removeTree(_ path: String) throws(DiskFailure) {
        guard let item = item(path) else { return }
        guard item.kind == .folder else {
            try removeFile(path)
            return
        }
        for child in try list(path) { try removeTree(path + "/" + child.name) }
        removeEmptyFolder(path)
    }

    static func failure(_ path: String, _ action: String) -> DiskFailure {
        DiskFailure(path: path, action: action, code: errno)
    }
}

/// An advisory lock on a folder, held until the value goes; the system lets go of it when the process dies.
struct FolderLock: ~Copyable {
    private let descriptor: Int32

    /// - Returns: `nil` when somebody else holds it, and still does when patience is at its end.
    init?(_ path: String, patience: Duration = .zero) throws(DiskFailure) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Disk.failure(path, "lock") }
        let end = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < end else {
                close(descriptor)
                return nil
            }
            usleep(2_000)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}

/// A file read and written at any place, by any thread.
final class RandomFile: Sendable {
    private let descriptor: Int32
    private let path: String

    /// - Returns: `nil` when it can't be opened; one to be written is made where there is none.
    init?(_ path: String, isWritable: Bool) {
        let flags = isWritable ? O_RDWR | O_CREAT : O_RDONLY
        descriptor = unsafe open(path, flags | O_NOFOLLOW | O_CLOEXEC, mode_t(0o644))
        self.path = path
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    var bytesCount: Int {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    func truncate() { _ = ftruncate(descriptor, 0) }

    /// - Returns: `nil` when the file has no so many bytes there.
    func read(_ count: Int, at offset: Int) -> [UInt8]? {
        guard count >= 0, offset >= 0, offset + count <= bytesCount else { return nil }
        var isWhole = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                let got = unsafe pread(
                    descriptor, buffer.baseAddress?.advanced(by: initialized), count - initialized,
                    off_t(offset + initialized))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { return }
                initialized += got
            }
            isWhole = true
        }
        return isWhole ? bytes : nil
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(DiskFailure) {
        var done = 0
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            }
            if written < 0, errno != EINTR { throw Disk.failure(path, "write") }
            done += max(written, 0)
        }
    }
}
