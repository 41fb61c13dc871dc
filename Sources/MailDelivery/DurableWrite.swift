import Foundation
import Glibc

/// A system call that failed, and on what.
struct SystemProblem: Error, CustomStringConvertible {
    let call: String
    let path: String
    let code: Int32
    var happenedAfterRename = false

    var description: String { "\(call) \(path): \(unsafe String(cString: strerror(code)))" }
}

/// Makes `path` hold `bytes`, wholly or not at all, and on the disk when this returns.
///
/// Readable by this user only. Writes `temporary` (same file system), syncs, renames, syncs the folder.
func writeDurably(_ bytes: [UInt8], to path: String, by temporary: String) throws {
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SystemProblem(call: "open", path: temporary, code: errno) }
    do {
        defer { close(descriptor) }
        try writeAll(bytes, to: descriptor, path: temporary)
        guard fsync(descriptor) == 0 else { throw SystemProblem(call: "fsync", path: temporary, code: errno) }
    } catch {
        _ = unsafe unlink(temporary)
        throw error
    }
    guard unsafe rename(temporary, path) == 0 else {
        let code = errno
        _ = unsafe unlink(temporary)
        throw SystemProblem(call: "rename", path: path, code: code)
    }
    try syncFolder(of: path)
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
    var offset = 0
    while offset < bytes.count {
        // The pointer lives for this call only.
        let count = unsafe bytes.withUnsafeBytes { all in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: all[offset...])
            return unsafe write(descriptor, rest.baseAddress, rest.count)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw SystemProblem(call: "write", path: path, code: errno) }
        offset += count
    }
}

private func syncFolder(of path: String) throws {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
        throw SystemProblem(call: "open", path: folder, code: errno, happenedAfterRename: true)
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
        throw SystemProblem(call: "fsync", path: folder, code: errno, happenedAfterRename: true)
    }
}
