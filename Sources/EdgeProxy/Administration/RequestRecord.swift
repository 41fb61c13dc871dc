import HTTPCaching

/// What requests for one address have in common, shared by their records. Bounded in size, whatever a client sends.
final class RequestSubject: Sendable {
    let method: String
    let host: String
    /// The path, without the query.
    let path: String
    /// The behavior's pattern.
    let route: String
    let origin: String

    private static let mostBytes = 256

    init(method: String, host: String, target: String, route: String?, origin: String?) {
        self.method = Self.bounded(method)
        self.host = Self.bounded(host)
        path = Self.bounded(target.utf8.prefix { $0 != UInt8(ascii: "?") })
        self.route = route ?? "-"
        self.origin = origin ?? "-"
    }

    private static func bounded(_ text: String) -> String {
        text.utf8.count <= mostBytes ? text : bounded(text.utf8)
    }

    /// A copy, so that nothing longer is kept alive.
    private static func bounded(_ bytes: some Collection<UInt8>) -> String {
        let kept = String(decoding: bytes.prefix(mostBytes), as: UTF8.self)
        return bytes.count > mostBytes ? kept + "…" : kept
    }
}

/// One request that is over: the same size for each, so that a ring of them never grows.
struct RequestRecord {
    let subject: RequestSubject
    let milliseconds: Int
    let status: UInt16
    let outcome: CacheOutcome.Kind
    let reason: ForwardReason?
    let refusal: StorageRefusal?
    /// A constant word.
    let failure: String?
    let bytes: Int
    let durationMicroseconds: Int
    /// Of that, spent waiting for the origin's head.
    let originMicroseconds: Int
}

/// The last requests of one event loop, the oldest overwritten.
struct RequestRing {
    private var slots: [RequestRecord?]
    /// How many there have been.
    private(set) var count = 0
    static let capacity = 2048

    init() {
        slots = Array(repeating: nil, count: Self.capacity)
    }

    @inline(__always)
    mutating func add(_ record: RequestRecord) {
        slots[count % Self.capacity] = record
        count += 1
    }

    /// What came after the first `seen`, the oldest first, and how many of those are lost.
    func records(after seen: Int) -> (records: [RequestRecord], missed: Int) {
        // A number from another life of the edge is as good as none.
        let start = seen <= count ? max(seen, 0) : 0
        let first = max(start, count - Self.capacity)
        return ((first..<count).compactMap { slots[$0 % Self.capacity] }, first - start)
    }
}
