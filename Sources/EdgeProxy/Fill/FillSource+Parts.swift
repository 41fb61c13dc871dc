import CacheStorage
import HTTPCaching
import HTTPSemantics
import HTTPWire
import NIOCore

/// Putting stored parts together, and what an answer to HEAD says about what is stored.
extension FillSource {
    /// The bytes stored on either side of those that come.
    struct Completion {
        let missing: Range<Int>
        let before: [ByteBuffer]
        let after: [ByteBuffer]
    }

    /// The origin has answered a request for the bytes that are wanting.
    ///
    /// RFC 9110 §15.3.7.3: only what carries the same strong entity tag, and is the very range that was asked for, may
    /// be put together with what is held. Anything else is worth nothing here, and the whole is asked for.
    func complete(
        _ object: CachedObject, missing: Range<Int>, with head: ResponseHead, framing: BodyFraming, now: Instant
    ) {
        guard head.status == 206, let part = StoredPart(of: head.fields), part.range == missing,
            let held = object.head.part, let whole = held.joined(with: part), whole.isWhole,
            object.head.isSameVersion(as: head.fields), mayHold(missing.count, framing)
        else { return askForWhole(insteadOf: head.status) }
        let combined = object.head.combined(
            into: whole, with: head.fields, requestTime: requestTime, responseTime: now, policy: order.policy)
        let isBefore = held.range.lowerBound == 0
        begin(
            combined, lengthBytes: whole.range.count,
            completion: Completion(
                missing: missing, before: isBefore ? object.body : [], after: isBefore ? [] : object.body))
    }

    private func mayHold(_ count: Int, _ framing: BodyFraming) -> Bool {
        switch framing {
        case .length(let length): length == count
        case .chunked, .untilClose: true
        case .none: false
        }
    }

    /// A part joined with the one that is stored for the same selecting fields; as it is where there is none, or they
    /// don't touch; `nil` where something better is stored.
    func joinedWithHeld(_ object: CachedObject) -> CachedObject? {
        guard let part = object.head.part,
            let held = loop.edge.store.variants(of: object.key).first(where: {
                $0.head.variance == object.head.variance
            })
        else { return object }
        guard let heldPart = held.head.part else { return held.head.isFresh(at: loop.now()) ? nil : object }
        guard held !== object, object.head.isSameVersion(as: held.head.fields), held.head.isFresh(at: loop.now()),
            let whole = heldPart.joined(with: part), whole.range.count <= loop.edge.store.largestBodyBytes
        else { return object }
        var pieces = Self.bytes(of: held, before: part.range.lowerBound)
        pieces += object.body
        pieces += Self.bytes(of: held, from: part.range.upperBound)
        let head = object.head.covering(whole)
        return CachedObject(key: object.key, head: head, body: CachedObject.packed(pieces))
    }

    private static func bytes(of object: CachedObject, before position: Int) -> [ByteBuffer] {
        guard let range = object.head.part?.range, range.lowerBound < position else { return [] }
        return slice(object, 0..<min(range.count, position - range.lowerBound))
    }

    private static func bytes(of object: CachedObject, from position: Int) -> [ByteBuffer] {
        guard let range = object.head.part?.range, position < range.upperBound else { return [] }
        return slice(object, max(0, position - range.lowerBound)..<range.count)
    }

    private static func slice(_ object: CachedObject, _ part: Range<Int>) -> [ByteBuffer] {
        var pieces: [ByteBuffer] = []
        var body = ResponseBody(.pieces(object.body), part: part)
        while case .data(let bytes) = body.next() { pieces.append(bytes) }
        return pieces
    }

    /// RFC 9111 §4.3.5.
    func noteHead(_ head: ResponseHead, now: Instant) {
        let variants = loop.edge.stored(for: order.key)
        guard let object = Variance.first(in: variants, matching: order.clientFields, variance: { $0.head.variance })
        else { return }
        let length = object.head.part == nil ? object.bodyBytes : object.head.part?.completeLengthBytes
        switch headFinding(status: head.status, fields: head.fields, stored: object.head, bodyBytes: length) {
        case .same: _ = renew(object, by: head.fields, now: now)
        case .changed:
            var outdated = object.head
            outdated.isInvalidated = true
            store(CachedObject(key: object.key, head: outdated, body: object.body))
        case .unclear: break
        }
    }
}

/// The value of `Content-Range` (RFC 9110 §14.4).
func contentRange(_ range: Range<Int>, of lengthBytes: Int?) -> String {
    ContentRange.part(range, lengthBytes: lengthBytes).description
}
