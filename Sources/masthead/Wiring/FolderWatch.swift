import Dispatch
import Foundation
import Synchronization

/// Tells when anything below some folders changes (inotify(7)).
///
/// A burst of events, as an editor's save is, counts as one change once it has been quiet for a moment. Folders that come to
/// be are watched from then on; a watched one may go away and come back. What editors keep for themselves (`.x.swp`, `x~`) is
/// no change.
final class FolderWatch: Sendable {
    private struct State {
        /// By watch descriptor.
        var folders: [Int32: String] = [:]
        /// Grows with every change.
        var changes = 0
        /// A file has come to be that somebody may still be writing.
        var isBeingWritten = false
        var isDue = false
        var hasComplained = false
    }

    private let descriptor: Int32
    private let roots: Set<String>
    private let files: Set<String>
    /// Where roots and files appear again after they went away.
    private let parents: Set<String>
    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    /// Made and cancelled once; dispatch sources look after their own safety but do not say so.
    private nonisolated(unsafe) let source: any DispatchSourceRead

    private static let quiet = Duration.milliseconds(8)
    private static let writing = Duration.milliseconds(60)
    private static let events = UInt32(
        IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF)

    /// - Parameters:
    ///   - roots: Folders, watched with all below them.
    ///   - files: Watched by name, whatever an editor puts in their place.
    init(_ roots: [String], files: [String] = []) throws {
        self.roots = Set(roots)
        self.files = Set(files)
        parents = Set((roots + files).map { URL(fileURLWithPath: $0).deletingLastPathComponent().path })
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else {
            throw CommandFailure(
                "changes can't be watched (\(unsafe String(cString: strerror(errno)))); raise fs.inotify.max_user_instances (sysctl), or do without: `up --no-build`"
            )
        }
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        unsafe source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
        let descriptor = descriptor
        unsafe source.setEventHandler { [weak self] in self?.readEvents() }
        unsafe source.setCancelHandler { close(descriptor) }
        unsafe source.resume()
        watchAll()
    }

    /// Waits for a change, or until a moment has come. False once stopped.
    func nextChange(orAt due: Date?) async -> Bool {
        let alarm = due.map { due in
            Task { [weak self] in
                try await Task.sleep(for: .seconds(max(0.1, due.timeIntervalSinceNow)))
                self?.state.withLock { $0.isDue = true }
                self?.signal.yield()
            }
        }
        defer { alarm?.cancel() }
        var iterator = signals.makeAsyncIterator()
        repeat {
            guard await iterator.next(isolation: nil) != nil else { return false }
            // The signal of a change that the last round took along wakes nobody.
        } while state.withLock { $0.changes == 0 && !$0.isDue }
        await settle()
        return true
    }

    private func settle() async {
        let begun = ContinuousClock.now
        while true {
            let (changes, isBeingWritten) = state.withLock { ($0.changes, $0.isBeingWritten) }
            try? await Task.sleep(for: isBeingWritten ? Self.writing : Self.quiet)
            let isQuiet = state.withLock { state in
                guard state.changes == changes || ContinuousClock.now - begun > .milliseconds(500) else { return false }
                (state.changes, state.isBeingWritten, state.isDue) = (0, false, false)
                return true
            }
            if isQuiet { return }
        }
    }

    func stop() {
        unsafe source.cancel()
        signal.finish()
    }

    // MARK: Events

    private func readEvents() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            // struct inotify_event: wd, mask, cookie, len, then a name padded with zeros.
            var rest = buffer[..<count]
            while rest.count >= 16 {
                let start = rest.startIndex
                let length = Int(Self.word(rest, start + 12))
                let name = rest[(start + 16)...].prefix(length).prefix { $0 != 0 }
                take(
                    Int32(bitPattern: Self.word(rest, start)), Self.word(rest, start + 4),
                    String(decoding: name, as: UTF8.self))
                rest = rest.dropFirst(16 + length)
            }
        }
    }

    /// In the machine's own order of bytes.
    private static func word(_ bytes: ArraySlice<UInt8>, _ place: Int) -> UInt32 {
        let word = bytes[place..<(place + 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return UInt32(littleEndian: word)
    }

    private func take(_ watch: Int32, _ mask: UInt32, _ name: String) {
        if mask & UInt32(IN_Q_OVERFLOW) != 0 {
            watchAll()
            return note(isBeingWritten: true)
        }
        if mask & UInt32(IN_IGNORED) != 0 {
            return state.withLock { $0.folders[watch] = nil }
        }
        guard let folder = state.withLock({ $0.folders[watch] }) else { return }
        let path = name.isEmpty ? folder : "\(folder)/\(name)"
        let isBelowRoot = roots.contains { folder == $0 || folder.hasPrefix($0 + "/") }
        guard isBelowRoot || roots.contains(path) || files.contains(path) else { return }
        let isFolder = mask & UInt32(IN_ISDIR) != 0
        let isNew = mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0
        if isFolder, isNew { watchTree(path) }
        // Editors' own files.
        if isBelowRoot, name.hasPrefix(".") || name.hasSuffix("~") || name == "4913" { return }
        note(isBeingWritten: !isFolder && mask & UInt32(IN_CREATE) != 0)
    }

    private func note(isBeingWritten: Bool) {
        state.withLock { state in
            state.changes += 1
            // Whoever made it closes it, which is the next event; only links are never closed.
            state.isBeingWritten = isBeingWritten
        }
        signal.yield()
    }

    // MARK: Watching

    private func watchAll() {
        for folder in parents {
            watch(folder, UInt32(IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO))
        }
        for root in roots { watchTree(root) }
    }

    private func watchTree(_ root: String) {
        watch(root, Self.events)
        let below = FileManager.default.enumerator(atPath: root)
        while let path = below?.nextObject() as? String {
            if below?.fileAttributes?[.type] as? FileAttributeType == .typeDirectory {
                watch("\(root)/\(path)", Self.events)
            }
        }
    }

    /// Watching what is watched already changes nothing but the name it goes by.
    private func watch(_ folder: String, _ events: UInt32) {
        state.withLock { state in
            let watch = unsafe inotify_add_watch(descriptor, folder, events | UInt32(IN_MASK_ADD))
            if watch >= 0 {
                state.folders[watch] = folder
            } else if errno == ENOSPC, !state.hasComplained {
                // A folder that went away meanwhile is no matter; this is.
                state.hasComplained = true
                Console.complain(
                    "warning: the system watches no more folders, so changes in \(folder) and others stay unnoticed. "
                        + "Raise fs.inotify.max_user_watches (sysctl).")
            }
        }
    }
}
