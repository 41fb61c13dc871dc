import CacheStorage
import HTTPCaching
import HTTPSemantics
import HTTPWire
import NIOCore

/// What a fill asks the origin, and what may become of the answer.
struct FillOrder {
    let origin: OriginServer
    let request: OriginRequest
    let key: CacheKey
    let policy: CachePolicy
    /// The fields of the request that caused the fill: what `Vary` selects by, and what may forbid storing.
    let clientFields: Fields
    let clientMethod: Method
    /// The stored response the request asks about (RFC 9111 §4.3), if it does.
    let validating: CachedObject?
    /// False for what only passes through.
    let mayStore: Bool
    /// The same request without conditions, for a 304 that is about something else than we hold.
    let unconditional: OriginRequest?
}

/// The producing side of a fill: sends its request, judges the head, hands on the body, stores the whole.
///
/// Owner: the event loop of whoever started the fill.
final class FillSource: OriginReceiver {
    let fill: Fill
    private let order: FillOrder
    private unowned let loop: EdgeLoop
    /// Who sends a request body along and is told of interim responses; gone when the client is.
    weak var client: (any FillClient)?
    private var connection: OriginConnection?
    private var requestTime: Instant
    private var stored: StoredResponse?
    private var hasHead = false
    private var isKept = true
    private var hasRetried = false
    private(set) var isAbandoned = false
    private var request: OriginRequest

    init(_ order: FillOrder, fill: Fill, loop: EdgeLoop, client: (any FillClient)?) {
        self.order = order
        self.fill = fill
        self.loop = loop
        self.client = client
        request = order.request
        requestTime = loop.now()
    }

    func start() {
        let held = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        fill.attachSource(
            resume: { eventLoop.execute { held.value.connection?.resume() } },
            abandon: { eventLoop.execute { held.value.abandon() } })
        loop.pool.send(request, to: order.origin, for: self)
    }

    /// The client went away while its own request was still going up, or nobody reads what isn't kept.
    func abandon() {
        guard !isAbandoned else { return }
        isAbandoned = true
        loop.edge.fills.remove(fill)
        fill.decide(.failed(.closedEarly(afterBytes: false)))
        fill.cutShort()
        connection?.abandon()
        connection = nil
    }

    // MARK: The origin answers

    func originSentInterim(_ head: ResponseHead) {
        client?.originSentInterim(head)
    }

    func originTakesBody(_ connection: OriginConnection) {
        self.connection = connection
        client?.originTakesBody(connection)
    }

    func originSentHead(_ head: ResponseHead, framing: BodyFraming, on connection: OriginConnection) {
        self.connection = connection
        let now = loop.now()
        if invalidatesTarget(order.clientMethod, status: head.status) { invalidate(head.fields) }
        if head.status == 304, let validating = order.validating {
            return holds(validating, head, now: now)
        }
        hasHead = true
        decide(head, framing: framing, now: now)
    }

    func originSentBody(_ bytes: ByteBuffer) {
        guard hasHead else { return }
        let (pause, isKept) = fill.append(bytes, keepingAtMost: stored == nil ? 0 : loop.edge.store.largestBodyBytes)
        if self.isKept, !isKept {
            self.isKept = false
            loop.edge.fills.remove(fill)
        }
        if pause { connection?.pause() }
    }

    func originEnded() {
        connection = nil
        guard hasHead else { return }
        if let whole = fill.finish(), let stored {
            let body = CachedObject.packed(whole)
            loop.edge.store.insert(CachedObject(key: order.key, head: stored, body: body))
        }
        loop.edge.fills.remove(fill)
    }

    func originFailed(_ failure: OriginFailure) {
        let wasReused = (connection?.requestsServed ?? 2) > 1
        connection = nil
        guard !isAbandoned else { return }
        if !hasHead, !hasRetried, request.isRepeatable, wasReused, failure == .closedEarly(afterBytes: false) {
            // An idle connection may end just as it is used again; that says nothing about the origin.
            hasRetried = true
            return loop.pool.send(request, to: order.origin, for: self, fresh: true)
        }
        loop.edge.fills.remove(fill)
        loop.counters.originFailures += 1
        loop.edge.note(failure, origin: order.origin)
        if hasHead { fill.cutShort() } else { fill.decide(.failed(failure)) }
    }

    // MARK: Judging a head

    private func holds(_ object: CachedObject, _ head: ResponseHead, now: Instant) {
        if let tag = head.fields.first("etag"), let held = object.head.entityTag,
            let answered = EntityTag(tag.text), !answered.matchesWeakly(held), let unconditional = order.unconditional
        {
            // RFC 9111 §4.3.4: about another version than ours, so it answers nothing we asked.
            request = unconditional
            requestTime = now
            hasRetried = true
            return loop.pool.send(request, to: order.origin, for: self)
        }
        var updated = object.head
        updated.update(by: head.fields, requestTime: requestTime, responseTime: now, policy: order.policy)
        let renewed = CachedObject(key: object.key, head: updated, body: object.body)
        loop.edge.store.insert(renewed)
        loop.edge.fills.remove(fill)
        fill.decide(.stillValid(renewed))
    }

    private func decide(_ head: ResponseHead, framing: BodyFraming, now: Instant) {
        var fields = head.fields
        if !fields.contains("date") {
            // RFC 9110 §6.6.1: whoever passes on a response without Date adds the time it came.
            fields.append("Date", FieldValue(HTTPDate(secondsSinceEpoch: now.secondsSinceEpoch).description))
        }
        let refusal = refusal(status: head.status, fields: fields, framing: framing)
        if refusal == nil {
            stored = StoredResponse(
                status: head.status, reason: head.reason, fields: fields, requestFields: order.clientFields,
                requestTime: requestTime, responseTime: now, policy: order.policy)
            loop.edge.fills.forgetUnshareable(order.key)
        } else {
            isKept = false
            loop.edge.fills.remove(fill)
            // Worth remembering only where it says something about the resource, not about a bad moment.
            if order.mayStore, head.status < 500 { loop.edge.fills.rememberUnshareable(order.key, now: now) }
        }
        let length: Int? =
            switch framing {
            case .length(let count): count
            case .none, .chunked, .untilClose: nil
            }
        fill.decide(
            .response(
                FillHead(
                    status: head.status, reason: head.reason, fields: stored?.fields ?? fields.withoutHopByHop(),
                    stored: stored, contentLength: length)))
    }

    private func refusal(status: Int, fields: Fields, framing: BodyFraming) -> StorageRefusal? {
        guard order.mayStore else { return .method }
        let refusal = storageRefusal(
            method: order.clientMethod, requestFields: order.clientFields, status: status, fields: fields,
            policy: order.policy)
        if let refusal { return refusal }
        switch framing {
        case .length(let count) where count > loop.edge.store.largestBodyBytes: return .tooLarge
        case .length, .none, .chunked, .untilClose: return nil
        }
    }

    private func invalidate(_ fields: Fields) {
        loop.edge.store.invalidate(order.key)
        for path in alsoInvalidated(by: fields, path: order.key.target, host: order.key.authority) {
            loop.edge.store.invalidate(
                CacheKey(origin: order.key.origin, authority: order.key.authority, target: path))
        }
    }
}

/// The client whose request a fill carries to the origin, for what only it can see or give.
protocol FillClient: AnyObject {
    func originSentInterim(_ head: ResponseHead)
    func originTakesBody(_ connection: OriginConnection)
}
