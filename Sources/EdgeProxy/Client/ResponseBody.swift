import NIOCore

/// What is still to be sent of a response's body, as much at a time as the client takes.
struct ResponseBody {
    enum Source {
        case pieces([ByteBuffer])
        case fill(Fill, reader: Int)
    }

    enum Next {
        case data(ByteBuffer)
        case wait
        case end
        case cutShort
    }

    private var source: Source
    /// Bytes before the part that was asked for, not sent.
    private var skip: Int
    /// Bytes left of that part; `nil` for all there is.
    private var remaining: Int?
    let isChunked: Bool

    /// Small enough that a client which takes one in a minute is just about alive.
    private static let sliceBytes = 128 << 10

    init(_ source: Source, part: Range<Int>? = nil, isChunked: Bool = false) {
        self.source = source
        skip = part?.lowerBound ?? 0
        remaining = part?.count
        self.isChunked = isChunked
    }

    mutating func next() -> Next {
        while true {
            if remaining == 0 {
                cancel()
                return .end
            }
            switch take() {
            case .data(var bytes):
                let skipped = min(skip, bytes.readableBytes)
                bytes.moveReaderIndex(forwardBy: skipped)
                skip -= skipped
                if let left = remaining, bytes.readableBytes > left {
                    bytes = bytes.getSlice(at: bytes.readerIndex, length: left) ?? bytes
                }
                guard bytes.readableBytes > 0 else { continue }
                remaining = remaining.map { $0 - bytes.readableBytes }
                return .data(bytes)
            case .wait: return .wait
            case .end:
                cancel()
                return .end
            case .cutShort:
                cancel()
                return .cutShort
            }
        }
    }

    /// Wants nothing more.
    func cancel() {
        if case .fill(let fill, let reader) = source { fill.close(reader) }
    }

    private mutating func take() -> Next {
        switch source {
        case .pieces(var pieces):
            guard var piece = pieces.first else { return .end }
            if let slice = piece.readSlice(length: min(Self.sliceBytes, piece.readableBytes)) {
                if piece.readableBytes > 0 { pieces[0] = piece } else { pieces.removeFirst() }
                source = .pieces(pieces)
                return .data(slice)
            }
            return .end
        case .fill(let fill, let reader):
            switch fill.read(reader) {
            case .data(let bytes): return .data(bytes)
            case .wait: return .wait
            case .end: return .end
            case .cutShort: return .cutShort
            }
        }
    }
}
