package import HTTPCaching
import HTTPSemantics
package import NIOCore
import Synchronization

/// A whole response in memory. Its parts never change: an update makes a new object over the same body.
package final class CachedObject: Sendable {
    package let key: CacheKey
    package let head: StoredResponse
    /// The body in order. Several buffers, because one of an odd size would take twice its bytes.
    package let body: [ByteBuffer]
    package let bodyBytes: Int
    /// What it may be purged by.
    package let labels: [CacheLabel]
    /// What the object takes of the budget.
    package let costBytes: Int

    /// False once the store has let go of it or something newer has taken its place; whoever still holds the
    /// object outside the store looks before using it.
    private let current = Atomic<Bool>(true)
    /// Whether it was used since the eviction hand last came by, 0…3 (S3-FIFO's counter).
    private let uses = Atomic<UInt8>(0)

    package init(key: CacheKey, head: StoredResponse, body: [ByteBuffer]) {
        self.key = key
        self.head = head
        self.body = body
        bodyBytes = body.reduce(0) { $0 + $1.readableBytes }
        let fieldBytes = head.fields.reduce(0) { $0 + $1.name.original.utf8.count + $1.value.bytes.count + 160 }
        let keyBytes = key.target.utf8.count + key.authority.utf8.count + head.variance.costBytes
        labels = CacheLabel.labels(of: head, authority: key.authority)
        let labelBytes = labels.reduce(0) { $0 + $1.costBytes }
        costBytes = body.reduce(0) { $0 + $1.capacity } + fieldBytes + keyBytes + labelBytes + 1024
    }

    package var isCurrent: Bool { current.load(ordering: .relaxed) }

    package func retire() { current.store(false, ordering: .relaxed) }

    /// Notes a use. A counter already full is only read, so that the hottest objects cause no writes.
    package func touch() {
        let count = uses.load(ordering: .relaxed)
        if count < 3 { uses.store(count + 1, ordering: .relaxed) }
    }

    package var useCount: UInt8 { uses.load(ordering: .relaxed) }

    func forgetOneUse() {
        let count = uses.load(ordering: .relaxed)
        if count > 0 { uses.store(count - 1, ordering: .relaxed) }
    }
}

extension CachedObject {
    /// Chops a body into buffers whose sizes are powers of two, so that what is allocated is what is used.
    package static func packed(_ chunks: [ByteBuffer], allocator: ByteBufferAllocator = .init()) -> [ByteBuffer] {
        var remaining = chunks.reduce(0) { $0 + $1.readableBytes }
        var source = chunks[...]
        var packed: [ByteBuffer] = []
        while remaining > 0 {
            let size = pieceSize(for: remaining)
            var piece = allocator.buffer(capacity: size)
            fill(&piece, upTo: min(size, remaining), from: &source)
            remaining -= piece.readableBytes
            packed.append(piece)
        }
        return packed
    }

    /// The largest power of two not above `bytes`, between 4 KiB and 1 MiB; the last piece may be rounded up.
    private static func pieceSize(for bytes: Int) -> Int {
        guard bytes > 4096 else { return bytes }
        return min(1 << (Int.bitWidth - 1 - bytes.leadingZeroBitCount), 1 << 20)
    }

    private static func fill(_ piece: inout ByteBuffer, upTo size: Int, from source: inout ArraySlice<ByteBuffer>) {
        while piece.readableBytes < size, var chunk = source.popFirst() {
            let wanted = min(chunk.readableBytes, size - piece.readableBytes)
            if var part = chunk.readSlice(length: wanted) { piece.writeBuffer(&part) }
            if chunk.readableBytes > 0 { source = [chunk] + source }
        }
    }
}
