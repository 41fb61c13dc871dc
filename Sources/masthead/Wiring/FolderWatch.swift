import Dispatch
import Foundation

/// Tells when anything below some folders changes (inotify(7)).
///
/// A burst of events, as an editor's save is, counts as one change once it has been quiet for a moment. Folders that
/// come to be are watched from then on.
final class FolderWatch: Sendable {
    private let descriptor: Int32
    private let roots: [String]
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    /// Made and cancelled once; dispatch sources look after their own safety but do not say so.
    private nonisolated(unsafe) let source: any DispatchSourceRead

    private static let quiet = Duration.milliseconds(60)
    private static let events = UInt32(
        IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF)

    init(_ roots: [String]) throws {
        self.roots = roots
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else {
            throw CommandFailure(
                "changes can't be watched (\(unsafe String(cString: strerror(errno)))); `up --no-build` does without")
        }
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        unsafe source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
        let (descriptor, signal) = (descriptor, signal)
        unsafe source.setEventHandler {
            // What changed is found by the build; here it only matters that something did.
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while unsafe buffer.withUnsafeMutableBytes({ unsafe read(descriptor, $0.baseAddress, $0.count) }) > 0 {}
            signal.yield()
        }
        unsafe source.setCancelHandler { close(descriptor) }
        unsafe source.resume()
        watchAll()
    }

    /// Waits for a change, or until a moment has come. False once stopped.
    func nextChange(orAt due: Date?) async -> Bool {
        let alarm = due.map { due in
            Task { [signal] in
                try await Task.sleep(for: .seconds(max(0.1, due.timeIntervalSinceNow)))
                signal.yield()
            }
        }
        defer { alarm?.cancel() }
        var iterator = signals.makeAsyncIterator()
        guard await iterator.next(isolation: nil) != nil else { return false }
        try? await Task.sleep(for: Self.quiet)
        watchAll()
        return true
    }

    func stop() {
        unsafe source.cancel()
        signal.finish()
    }

    /// Adding a folder that is watched already changes nothing.
    private func watchAll() {
        for root in roots {
            watch(root)
            let below = FileManager.default.enumerator(atPath: root)
            while let path = below?.nextObject() as? String {
                if below?.fileAttributes?[.type] as? FileAttributeType == .typeDirectory { watch("\(root)/\(path)") }
            }
        }
    }

    private func watch(_ folder: String) {
        // A folder that went away meanwhile is no matter.
        _ = unsafe inotify_add_watch(descriptor, folder, Self.events)
    }
}
