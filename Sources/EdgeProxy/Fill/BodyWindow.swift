import DequeModule
package import NIOCore

/// The bytes of one body between the connection they come from and everybody who reads them.
///
/// ```
///            first                             end
///              │ chunk │ chunk │ chunk │ chunk │  <── append
///                  ▲ reader 2      ▲ reader 1
/// ```
///
/// While the body is to be kept, every chunk stays and a reader may start at any time. Otherwise chunks go once the
/// slowest reader is past them, and the source pauses when it is `readAheadBytes` ahead of that reader.
///
/// A value without a lock or a loop; `Fill` guards it.
package struct BodyWindow {
    package enum Read: Equatable {
        case data(ByteBuffer)
        /// Nothing yet: the reader is woken by the next append.
        case wait
        case end
        case cutShort
    }

    private struct Reader {
        var chunk: Int
        var position: Int
        var isWaiting = false
    }

    private enum Progress {
        case open, finished, cutShort
    }

    package private(set) var keepsAll: Bool
    private let readAheadBytes: Int
    private var chunks = Deque<ByteBuffer>()
    private var firstChunk = 0
    private var firstByte = 0
    package private(set) var endByte = 0
    private var readers: [Int: Reader] = [:]
    private var nextReader = 0
    private var progress = Progress.open
    private var isPaused = false

    package init(keepsAll: Bool, readAheadBytes: Int) {
        self.keepsAll = keepsAll
        self.readAheadBytes = readAheadBytes
    }

    package var hasReaders: Bool { !readers.isEmpty }

    /// A reader at the first byte, or `nil` if that is gone.
    package mutating func open() -> Int? {
        guard firstByte == 0 else { return nil }
        defer { nextReader += 1 }
        readers[nextReader] = Reader(chunk: 0, position: 0)
        return nextReader
    }

    /// - Returns: Whether a paused source may go on.
    package mutating func close(_ id: Int) -> Bool {
        readers[id] = nil
        trim()
        return resumes()
    }

    /// Takes in what has arrived.
    ///
    /// - Returns: The readers to wake, and whether the source should pause.
    package mutating func append(_ chunk: ByteBuffer) -> (wake: [Int], pause: Bool) {
        chunks.append(chunk)
        endByte += chunk.readableBytes
        trim()
        isPaused = !keepsAll && aheadBytes > readAheadBytes
        return (wakeAll(), isPaused)
    }

    package mutating func finish() -> [Int] {
        progress = .finished
        return wakeAll()
    }

    package mutating func cutShort() -> [Int] {
        progress = .cutShort
        return wakeAll()
    }

    /// Stops keeping: from now on chunks go as they are read.
    package mutating func stopKeeping() {
        keepsAll = false
        trim()
    }

    /// The whole body, if it was kept and is complete.
    package var whole: [ByteBuffer]? {
        keepsAll && progress == .finished ? Array(chunks) : nil
    }

    /// What comes next for a reader, at most one chunk.
    ///
    /// - Returns: Also whether a paused source may go on.
    package mutating func read(_ id: Int) -> (read: Read, resumes: Bool) {
        guard var reader = readers[id] else { return (.cutShort, false) }
        let index = reader.chunk - firstChunk
        guard index < chunks.count else {
            switch progress {
            case .finished: return (.end, false)
            case .cutShort: return (.cutShort, false)
            case .open:
                reader.isWaiting = true
                readers[id] = reader
                return (.wait, false)
            }
        }
        let chunk = chunks[index]
        reader.chunk += 1
        reader.position += chunk.readableBytes
        readers[id] = reader
        trim()
        return (.data(chunk), resumes())
    }

    private var aheadBytes: Int {
        endByte - (readers.values.map(\.position).min() ?? endByte)
    }

    private mutating func resumes() -> Bool {
        guard isPaused, aheadBytes <= readAheadBytes / 2 else { return false }
        isPaused = false
        return true
    }

    private mutating func trim() {
        guard !keepsAll else { return }
        let slowest = readers.values.map(\.chunk).min() ?? firstChunk + chunks.count
        while firstChunk < slowest, let chunk = chunks.popFirst() {
            firstChunk += 1
            firstByte += chunk.readableBytes
        }
    }

    private mutating func wakeAll() -> [Int] {
        let waiting = readers.filter(\.value.isWaiting).map(\.key)
        for id in waiting { readers[id]?.isWaiting = false }
        return waiting
    }
}
