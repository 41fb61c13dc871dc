import Logging
import NIOPosix
import Synchronization

/// What a file says, read again when the file has changed.
///
/// A file that can't be understood, or has gone, leaves the last good value in place: it is being written by a build, and a
/// half-finished one must not take the site down.
final class ReloadingFile<Value: Sendable>: Sendable {
    private let path: String
    private let logger: Logger
    private let parse: @Sendable ([UInt8], FileStamp) throws -> Value
    private let state = Mutex<(stamp: FileStamp?, value: Value?)>((nil, nil))

    init(path: String, logger: Logger, parse: @escaping @Sendable ([UInt8], FileStamp) throws -> Value) {
        self.path = path
        self.logger = logger
        self.parse = parse
    }

    /// The value as the file has it now; `nil` when there never was a good one.
    func current() async -> Value? {
        guard let stamp = FileStamp(path: path) else { return state.withLock { $0.value } }
        if let known = state.withLock({ $0.stamp == stamp ? Optional($0.value) : nil }) { return known }
        do {
            let (value, read) = try await NIOThreadPool.singleton.runIfActive { try self.load() }
            state.withLock { $0 = (read, value) }
            return value
        } catch {
            logger.warning("a file of the site could not be read", metadata: ["error": "\(error)"])
            // Remembered, so that a broken file is not read again by every request.
            return state.withLock {
                $0.stamp = stamp
                return $0.value
            }
        }
    }

    private func load() throws -> (Value, FileStamp) {
        guard let file = try OpenFile.open(in: folder, [name]), file.stamp.kind == .regular else {
            throw FileFailure(code: 0)
        }
        return (try parse(try file.bytes(0..<file.stamp.sizeBytes), file.stamp), file.stamp)
    }

    private var slash: String.Index? { path.lastIndex(of: "/") }
    private var folder: String { slash.map { String(path[..<$0]) } ?? "." }
    private var name: String { slash.map { String(path[path.index(after: $0)...]) } ?? path }
}
