import CacheStorage
import HTTPCaching
import HTTPWire
import NIOCore

/// The express lane's own table: the responses this event loop has lately served from storage, ready to be written.
///
/// A plain GET found here is answered on the spot with a head kept serialised. The key is what the client sent, byte for
/// byte: host, target and `Accept-Encoding`; whatever else might change the answer keeps a request out of the lane, and
/// only responses that vary by nothing else get in. An entry is used while its object is current and fresh, so purges,
/// updates and eviction need not know about this table.
struct ExpressTable {
    private var slots: [ExpressEntry?]
    private static let slotCount = 4096
    private var nextToSweep = 0

    /// Bodies above this stay out: a table of copies of large bodies would outgrow any budget.
    static let mostBodyBytes = 256 << 10

    /// The fields a request in this lane may have, among those that mean anything to a cache.
    let harmless: KnownFieldSet

    private static let alwaysHarmless: KnownFieldSet = [
        .init(.host, .accept, .acceptEncoding, .acceptLanguage, .userAgent, .referer, .cookie, .via),
        .init(.forwarded, .xForwardedFor, .xForwardedProto, .xForwardedHost, .connection, .keepAlive, .link),
    ]

    /// - Parameter dependsOnOrigin: Whether some answers differ with the request's `Origin`.
    init(dependsOnOrigin: Bool = false) {
        harmless = dependsOnOrigin ? Self.alwaysHarmless : Self.alwaysHarmless.union(.init(.origin))
        slots = Array(repeating: nil, count: Self.slotCount)
    }

    /// The entry for a head, if it is there and still good.
    @inline(__always)
    func entry(for key: ExpressKey, in bytes: borrowing RawSpan, now: Instant) -> ExpressEntry? {
        guard let entry = slots[Int(truncatingIfNeeded: key.hash % UInt64(Self.slotCount))],
            entry.hash == key.hash, entry.isGood(at: now), key.equals(entry.key, in: bytes)
        else { return nil }
        return entry
    }

    /// Lets go of a part of what the store has let go of, or the table would keep it alive; all is seen in 16 rounds.
    mutating func sweep() {
        for index in nextToSweep..<(nextToSweep + Self.slotCount / 16) where slots[index]?.object.isCurrent == false {
            slots[index] = nil
        }
        nextToSweep = (nextToSweep + Self.slotCount / 16) % Self.slotCount
    }

    /// - Returns: The entry whose place it takes.
    mutating func insert(_ entry: ExpressEntry) -> ExpressEntry? {
        let index = Int(truncatingIfNeeded: entry.hash % UInt64(Self.slotCount))
        defer { slots[index] = entry }
        return slots[index]
    }

    func forEachEntry(_ visit: (ExpressEntry) -> Void) {
        for case let entry? in slots { visit(entry) }
    }
}

/// Which parts of a request head name an entry, and their hash.
struct ExpressKey {
    let host: Range<Int>
    let target: Range<Int>
    let encoding: Range<Int>
    let hash: UInt64

    init(host: Range<Int>, target: Range<Int>, encoding: Range<Int>, in bytes: borrowing RawSpan) {
        self.host = host
        self.target = target
        self.encoding = encoding
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        Self.mix(bytes.extracting(host), into: &hash)
        Self.mix(bytes.extracting(target), into: &hash)
        Self.mix(bytes.extracting(encoding), into: &hash)
        self.hash = hash
    }

    /// The bytes an entry is compared with: the parts one after the other, their lengths in front.
    func bytes(from source: borrowing RawSpan) -> [UInt8] {
        var key: [UInt8] = []
        for part in [host, target, encoding] {
            for index in part { key.append(source.checkedByte(index)) }
        }
        return key
    }

    @inline(__always)
    func equals(_ key: [UInt8], in source: borrowing RawSpan) -> Bool {
        guard key.count == host.count + target.count + encoding.count else { return false }
        // A span of bytes over an array of bytes: nothing is reinterpreted.
        let held = unsafe key.span.bytes
        return Self.equal(held, 0, source, host)
            && Self.equal(held, host.count, source, target)
            && Self.equal(held, host.count + target.count, source, encoding)
    }

    @inline(__always)
    private static func equal(
        _ held: borrowing RawSpan, _ start: Int, _ source: borrowing RawSpan, _ part: Range<Int>
    ) -> Bool {
        var offset = 0
        while offset + 8 <= part.count {
            if held.word(at: start + offset) != source.word(at: part.lowerBound + offset) { return false }
            offset += 8
        }
        while offset < part.count {
            if held.checkedByte(start + offset) != source.checkedByte(part.lowerBound + offset) { return false }
            offset += 1
        }
        return true
    }

    @inline(__always)
    private static func mix(_ part: borrowing RawSpan, into hash: inout UInt64) {
        var offset = 0
        while offset + 8 <= part.byteCount {
            stir(part.word(at: offset), into: &hash)
            offset += 8
        }
        var rest = UInt64(truncatingIfNeeded: part.byteCount)
        while offset < part.byteCount {
            rest = rest << 8 | UInt64(part.checkedByte(offset))
            offset += 1
        }
        stir(rest, into: &hash)
    }

    @inline(__always)
    private static func stir(_ word: UInt64, into hash: inout UInt64) {
        hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
    }
}

extension RawSpan {
    @inline(__always)
    fileprivate func word(at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset <= byteCount - 8)
        // In bounds by the line above.
        return unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    func checkedByte(_ offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount)
        // In bounds by the line above.
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }
}

/// One response of the express lane. Owner: the event loop of its table.
final class ExpressEntry {
    let hash: UInt64
    let key: [UInt8]
    let object: CachedObject
    let subject: RequestSubject
    /// Hits that the loop's tally does not know of yet.
    var uncountedHits = 0
    private let head: [UInt8]
    private let expiry: Int
    private var tail: [UInt8] = []
    private var tailSecond = -1
    private let name: String

    init(hash: UInt64, key: [UInt8], object: CachedObject, head: [UInt8], subject: RequestSubject, name: String) {
        self.hash = hash
        self.key = key
        self.object = object
        self.head = head
        self.subject = subject
        self.name = name
        expiry = object.head.expiry.millisecondsSinceEpoch
    }

    @inline(__always)
    func isGood(at now: Instant) -> Bool {
        now.millisecondsSinceEpoch < expiry && object.isCurrent
    }

    /// Of the head, as last written.
    var headBytes: Int { head.count + tail.count }

    /// Appends the whole response.
    func write(to buffer: inout ByteBuffer, now: Instant) {
        let age = object.head.age(at: now)
        if age != tailSecond { renewTail(age: age) }
        buffer.writeBytes(head)
        buffer.writeBytes(tail)
        for piece in object.body { buffer.writeImmutableBuffer(piece) }
    }

    private func renewTail(age: Int) {
        tailSecond = age
        let ttl = object.head.freshness.lifetimeSeconds - age
        tail = Array("Age: \(age)\r\nCache-Status: \(CacheOutcome.hit.cacheStatus(by: name, ttl: ttl))\r\n\r\n".utf8)
        object.touch()
    }
}
