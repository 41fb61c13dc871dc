import Foundation
import Synchronization

/// A log file that may be moved away while it is written to.
///
/// Whoever is about to write asks `follow()`. At most once a second it looks whether the path still leads to the open
/// file; if not, as after a rotation, the path is opened anew and takes over the descriptor, so that everybody who writes
/// to it goes on in the new file. No signal is needed, and no line is lost: those on their way end up in the old file.
final class LogFile: Sendable {
    let path: String
    let descriptor: Int32
    private let state: Mutex<State>

    private struct State {
        var lastLook = ContinuousClock.now
        var identity: [UInt64]
    }

    init(_ path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        self.path = path
        descriptor = Self.open(path)
        state = Mutex(State(identity: Self.identity(path)))
        guard descriptor >= 0 else {
            throw CommandFailure(
                "the log \(path) can't be written: \(unsafe String(cString: strerror(errno)))", code: .usage)
        }
    }

    private static func open(_ path: String) -> Int32 {
        unsafe Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    }

    /// - Returns: Whether the descriptor now leads to a new file.
    func follow() -> Bool {
        state.withLock { state in
            guard ContinuousClock.now - state.lastLook >= .seconds(1) else { return false }
            state.lastLook = .now
            guard Self.identity(path) != state.identity else { return false }
            let opened = Self.open(path)
            // Where that fails, the old file is better than none.
            guard opened >= 0 else { return false }
            defer { close(opened) }
            guard dup2(opened, descriptor) >= 0 else { return false }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            state.identity = Self.identity(path)
            return true
        }
    }

    /// Which file a path leads to: its device and number; empty where there is none.
    private static func identity(_ path: String) -> [UInt64] {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return [attributes?[.systemNumber], attributes?[.systemFileNumber]].compactMap {
            ($0 as? NSNumber)?.uint64Value
        }
    }
}
