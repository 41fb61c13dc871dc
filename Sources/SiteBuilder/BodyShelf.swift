import Markdown
import Records
import Synchronization

/// The bodies of all documents, in one file that grows.
final class BodyShelf: Sendable {
    /// Where a body lies, and how one knows it again.
    struct Place: Hashable, Sendable {
        let offset: Int
        let bytesCount: Int
        let identity: Fingerprint

        func write(to record: inout RecordWriter) {
            record.write(offset)
            record.write(bytesCount)
            record.write(identity)
        }

        init(offset: Int, bytesCount: Int, identity: Fingerprint) {
            self.offset = offset
            self.bytesCount = bytesCount
            self.identity = identity
        }

        init(from record: inout RecordReader) throws(RecordFailure) {
            self.init(
                offset: try record.integer(), bytesCount: try record.integer(), identity: try Fingerprint(from: &record)
            )
        }
    }

    private struct State {
        var file: RandomFile?
        /// Where the next body goes.
        var end = 0
        /// Not written yet; lies at `end - pending.count`.
        var pending: [UInt8] = []
        /// Where nothing may be written, another build having the file, bodies stay here.
        var held: [Int: [UInt8]] = [:]
    }

    private let path: String
    private let isWritable: Bool
    private let state: Mutex<State>

    private static let bufferBytes = 1 << 20

    init(_ path: String, isWritable: Bool, isClean: Bool) {
        self.path = path
        self.isWritable = isWritable
        let file = RandomFile(path, isWritable: isWritable)
        if isClean, isWritable { file?.truncate() }
        state = Mutex(State(file: file, end: file?.bytesCount ?? 0))
    }

    func append(_ bytes: [UInt8], identity: Fingerprint) throws -> Place {
        try state.withLock { state in
            let place = Place(offset: state.end, bytesCount: bytes.count, identity: identity)
            state.end += bytes.count
            if isWritable, state.file != nil {
                state.pending += bytes
                if state.pending.count >= Self.bufferBytes { try Self.flush(&state) }
            } else {
                state.held[place.offset] = bytes
            }
            return place
        }
    }

    func flush() throws { try state.withLock { try Self.flush(&$0) } }

    private static func flush(_ state: inout State) throws {
        guard !state.pending.isEmpty else { return }
        try state.file?.write(state.pending, at: state.end - state.pending.count)
        state.pending = []
    }

    /// The body's record; `nil` when the file doesn't hold it.
    func bytes(at place: Place) -> [UInt8]? {
        let bytes: [UInt8]? = state.withLock { state in
            if let held = state.held[place.offset] { return held }
            let start = state.end - state.pending.count
            if place.offset >= start, place.offset + place.bytesCount <= state.end {
                return Array(state.pending[(place.offset - start)..<(place.offset - start + place.bytesCount)])
            }
            return nil
        }
        let found = bytes ?? state.withLock(\.file)?.read(place.bytesCount, at: place.offset)
        guard let found, Fingerprint(found) == place.identity else { return nil }
        return found
    }

    func body(at place: Place) -> MarkdownBody? {
        guard let bytes = bytes(at: place) else { return nil }
        var reader = RecordReader(bytes)
        return try? MarkdownBody(from: &reader)
    }

    /// Whether more than half of the file is bodies that nobody wants any more.
    func isWasteful(live: Int) throws -> Bool { state.withLock { isWritable && $0.end > 2 * live + (8 << 20) } }

    func clear() throws {
        state.withLock { state in
            state.file?.truncate()
            (state.end, state.pending, state.held) = (0, [], [:])
        }
    }
}
