import CacheStorage
import HTTPCaching
import HTTPSemantics
import HTTPWire
import NIOCore

/// What a request to the origin is for.
enum FillPurpose {
    /// A whole response for whoever may have it; asked about is the stored one, where there is one (RFC 9111 §4.3).
    case whole(validating: CachedObject?)
    /// A whole response, unless the client that asks first already has it: its conditions go along (RFC 9111 §4.3.2),
    /// for nothing is stored.
    case unlessHeld
    /// The bytes that one client wants.
    case part
    /// The bytes that are wanting in what is stored (RFC 9111 §3.3).
    case completing(CachedObject, missing: Range<Int>)
    /// The answer to one client's request. It may be about what is stored, but is not asked for to be stored.
    case pass

    var validating: CachedObject? {
        switch self {
        case .whole(let object): object.flatMap { $0.head.canBeValidated ? $0 : nil }
        case .unlessHeld, .part, .completing, .pass: nil
        }
    }

    var mayStore: Bool {
        switch self {
        case .whole, .unlessHeld, .part, .completing: true
        case .pass: false
        }
    }

    /// Whether a 206 answers what was asked.
    func mayBePartial(_ request: OriginRequest) -> Bool {
        switch self {
        case .whole, .part: request.head.fields.contains("range")
        case .unlessHeld, .completing: false
        case .pass: true
        }
    }

    /// Whether a 304 answers what was asked, though nothing of ours was asked about.
    var mayBeUnchanged: Bool {
        switch self {
        case .unlessHeld, .pass: true
        case .whole, .part, .completing: false
        }
    }

    /// Whether others may wait for it.
    var isForAll: Bool {
        switch self {
        case .whole, .unlessHeld: true
        case .part, .completing, .pass: false
        }
    }
}

/// What a fill asks the origin, and what may become of the answer.
struct FillOrder {
    let origin: OriginServer
    let request: OriginRequest
    let key: CacheKey
    let policy: CachePolicy
    /// The fields of the request that caused the fill, as the origin may see them: what `Vary` selects by, and what
    /// may forbid storing.
    let clientFields: Fields
    let clientMethod: Method
    let purpose: FillPurpose
    /// The same request without conditions, for a 304 that is about something else than we hold.
    let unconditional: OriginRequest?
}

/// The producing side of a fill: sends its request, judges the head, hands on the body, stores the whole.
///
/// Owner: the event loop of whoever started the fill.
final class FillSource: OriginReceiver {
    let fill: Fill
    let order: FillOrder
    unowned let loop: EdgeLoop
    /// Who sends a request body along and is told of interim responses; gone when the client is.
    weak var client: (any FillClient)?
    private var connection: OriginConnection?
    var requestTime: Instant
    private var stored: StoredResponse?
    /// What goes before and after the bytes that come, where they complete what is stored.
    private var completion: Completion?
    private var receivedBytes = 0
    private var hasHead = false
    private var isKept = true
    private var hasRetried = false
    private var isUnconditional = false
    private(set) var isAbandoned = false
    private var request: OriginRequest
    /// When the request was made: what is invalidated since must not come back with the answer.
    private var epoch: FillTable.Epoch

    init(_ order: FillOrder, fill: Fill, loop: EdgeLoop, client: (any FillClient)?) {
        self.order = order
        self.fill = fill
        self.loop = loop
        self.client = client
        request = order.request
        epoch = loop.edge.fills.epoch(of: order.key)
        requestTime = loop.now()
    }

    func start() {
        let held = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        fill.attachSource(
            resume: { eventLoop.execute { held.value.connection?.resume() } },
            abandon: { eventLoop.execute { held.value.abandon() } })
        loop.tally.noteRequest(to: order.origin.name)
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
        guard !isAbandoned else { return connection.abandon() }
        let head = order.policy.admitting(head)
        self.connection = connection
        let now = loop.now()
        invalidate(by: head)
        if order.clientMethod == .head { noteHead(head, now: now) }
        if head.status == 304, let validating = order.purpose.validating {
            return holds(validating, head, now: now)
        }
        if case .completing(let object, let missing) = order.purpose, !isUnconditional, head.status != 200,
            !countsAsFailure(head.status)
        {
            return complete(object, missing: missing, with: head, framing: framing, now: now)
        }
        if (head.status == 304 && !order.purpose.mayBeUnchanged)
            || (head.status == 206 && !order.purpose.mayBePartial(request))
        {
            // Neither a condition nor a range was asked about: it is no answer to anything.
            self.connection = nil
            connection.abandon()
            return originFailed(.unasked(status: head.status), onReused: false)
        }
        hasHead = true
        if head.status == 304, order.purpose.mayStore { loop.noteHeld(order.key) }
        decide(head, framing: framing, now: now)
        // Nobody may have it, and whoever asked is gone: the rest of the body serves no purpose.
        if stored == nil, framing != .none, !fill.hasReaders { abandon() }
    }

    func originSentBody(_ bytes: ByteBuffer) {
        guard hasHead else { return }
        receivedBytes += bytes.readableBytes
        let (pause, isKept) = fill.append(bytes, keepingAtMost: stored == nil ? 0 : loop.edge.store.largestBodyBytes)
        if self.isKept, !isKept {
            self.isKept = false
            if stored != nil { loop.tally.note(.tooLarge) }
            loop.edge.fills.remove(fill)
        }
        // Whoever asked has left, and what was to be kept turned out too large.
        if !isKept, !fill.hasReaders { return abandon() }
        if pause { connection?.pause() }
    }

    func originEnded() {
        connection = nil
        guard hasHead else { return }
        if let expected = expectedBytes, receivedBytes != expected {
            // Other bytes than the head spoke of: not even whoever gets them may take them for the whole.
            fill.cutShort()
        } else {
            for piece in completion?.after ?? [] { _ = fill.append(piece, keepingAtMost: .max) }
            if let whole = fill.finish(), let stored {
                store(CachedObject(key: order.key, head: stored, body: CachedObject.packed(whole)))
            }
        }
        loop.edge.fills.remove(fill)
    }

    /// How many bytes a part must have, where its head says.
    private var expectedBytes: Int? { completion?.missing.count ?? stored?.part?.range.count }

    func originFailed(_ failure: OriginFailure, onReused wasReused: Bool) {
        connection = nil
        guard !isAbandoned else { return }
        if !hasHead, !hasRetried, request.isRepeatable, wasReused, failure == .closedEarly(afterBytes: false) {
            // An idle connection may end just as it is used again; that says nothing about the origin.
            hasRetried = true
            return loop.pool.send(request, to: order.origin, for: self, fresh: true)
        }
        loop.edge.fills.remove(fill)
        loop.counters.originFailures += 1
        loop.tally.note(failure, of: order.origin.name)
        if hasHead, stored != nil { loop.tally.note(.incomplete) }
        loop.edge.note(failure, origin: order.origin)
        if hasHead { fill.cutShort() } else { fill.decide(.failed(failure)) }
    }

    func store(_ object: CachedObject) {
        guard loop.edge.fills.hasPassed(epoch, for: object, askedFor: order.key) else { return }
        guard let object = object.head.part == nil ? object : joinedWithHeld(object) else { return }
        let key = loop.edge.keep(object)
        // An invalidation between the two lines above must win.
        if !loop.edge.fills.hasPassed(epoch, for: object, askedFor: order.key) { loop.edge.store.invalidate(key) }
    }

    // MARK: Judging a head

    private func holds(_ object: CachedObject, _ head: ResponseHead, now: Instant) {
        if let tag = head.fields.first("etag"), let held = object.head.entityTag,
            let answered = EntityTag(tag.text), !answered.matchesWeakly(held)
        {
            // RFC 9111 §4.3.4: about another version than ours, so it answers nothing we asked.
            return askForWhole(insteadOf: 304)
        }
        let (renewed, refusal) = renew(object, by: head.fields, now: now)
        remember(isShareable: refusal == nil && isReusable(renewed.head, now: now), refusal: refusal, now: now)
        loop.edge.fills.remove(fill)
        fill.decide(.stillValid(renewed))
    }

    /// Asks again, for the whole and without conditions: what came answers nothing that was asked.
    ///
    /// - Parameter status: What came instead.
    func askForWhole(insteadOf status: Int) {
        // The body of what came is of no use; a 304 has none, and its connection is good for more.
        if status != 304 { connection?.abandon() }
        connection = nil
        guard !isUnconditional, let unconditional = order.unconditional else {
            return originFailed(.unasked(status: status), onReused: false)
        }
        isUnconditional = true
        request = unconditional
        requestTime = loop.now()
        hasRetried = true
        loop.pool.send(request, to: order.origin, for: self)
    }

    /// Tells everybody of a whole that is made of what is stored and what comes.
    func begin(_ whole: StoredResponse, lengthBytes: Int, completion: Completion) {
        hasHead = true
        stored = whole
        self.completion = completion
        var fields = whole.fields
        fields.set("Content-Length", to: FieldValue(String(lengthBytes)))
        fill.decide(
            .response(
                FillHead(
                    status: whole.status, reason: whole.reason, fields: fields, stored: whole,
                    contentLength: lengthBytes)))
        for piece in completion.before { _ = fill.append(piece, keepingAtMost: .max) }
    }

    /// Brings a stored response up to date by the head of a 304, or of an answer to HEAD.
    func renew(_ object: CachedObject, by fields: Fields, now: Instant) -> (CachedObject, StorageRefusal?) {
        var updated = object.head
        updated.update(by: fields, requestTime: requestTime, responseTime: now, policy: order.policy)
        let renewed = CachedObject(key: object.key, head: updated, body: object.body)
        var judged = updated.fields
        // A stored part's own Content-Range is not among its fields any more.
        if let part = updated.part {
            judged.set("Content-Range", to: FieldValue(contentRange(part.range, of: part.completeLengthBytes)))
        }
        let refusal = storageRefusal(
            method: .get, requestFields: order.clientFields, status: updated.status, fields: judged,
            responseTime: now, policy: order.policy)
        switch refusal {
        case nil: store(renewed)
        case .some(let reason) where reason.concernsRequest || reason == .partial: break
        case .some:
            // The permission to keep it was taken back (RFC 9111 §3).
            loop.edge.store.invalidate(object.key)
            renewed.retire()
        }
        return (renewed, refusal)
    }

    /// Whether another request could be answered with it right now.
    private func isReusable(_ head: StoredResponse, now: Instant) -> Bool {
        !head.freshness.mustValidate
            && (head.isFresh(at: now) || head.freshness.staleWhileRevalidateSeconds > 0)
    }

    /// What to do with requests for the key while one is under way, from now on.
    private func remember(isShareable: Bool, refusal: StorageRefusal?, now: Instant) {
        if isShareable {
            loop.edge.fills.forgetUnshareable(order.key)
        } else if refusal?.concernsRequest != true {
            loop.edge.fills.rememberUnshareable(order.key, because: refusal, now: now)
        }
    }

    private func decide(_ head: ResponseHead, framing: BodyFraming, now: Instant) {
        var fields = head.fields
        if !fields.contains("date") {
            // RFC 9110 §6.6.1: whoever passes on a response without Date adds the time it came.
            fields.append("Date", FieldValue(HTTPDate(secondsSinceEpoch: now.secondsSinceEpoch).description))
        }
        let refusal = refusal(status: head.status, fields: fields, framing: framing, now: now)
        if let refusal { loop.tally.note(refusal) }
        if refusal == nil {
            stored = StoredResponse(
                status: head.status, reason: head.reason, fields: fields, requestFields: order.clientFields,
                requestTime: requestTime, responseTime: now, policy: order.policy)
        } else {
            isKept = false
            loop.edge.fills.remove(fill)
        }
        // Worth remembering only where it says something about the resource, not about a bad moment.
        if order.purpose.isForAll, head.status != 304, head.status < 500 {
            remember(isShareable: stored.map { isReusable($0, now: now) } ?? false, refusal: refusal, now: now)
        }
        let length: Int? =
            switch framing {
            case .length(let count): count
            case .none, .chunked, .untilClose: nil
            }
        fill.decide(
            .response(
                FillHead(
                    status: head.status, reason: head.reason, fields: fields.withoutHopByHop(),
                    stored: stored, contentLength: length, refusal: refusal)))
    }

    private func refusal(status: Int, fields: Fields, framing: BodyFraming, now: Instant) -> StorageRefusal? {
        let refusal =
            switch order.purpose {
            case .whole, .unlessHeld, .part, .completing:
                storageRefusal(
                    method: order.clientMethod, requestFields: order.clientFields, status: status, fields: fields,
                    responseTime: now, policy: order.policy)
            case .pass where order.clientMethod == .post:
                postStorageRefusal(
                    requestFields: order.clientFields, status: status, fields: fields, target: order.key.target,
                    host: order.key.authority, responseTime: now, policy: order.policy)
            case .pass: StorageRefusal.method
            }
        if let refusal { return refusal }
        // A failure is no reason to let go of what can stand in for it.
        if countsAsFailure(status), case .whole(let object?) = order.purpose, object.isCurrent,
            mayStandIn(object.head, forRequest: order.clientFields, now: now)
        {
            return .status
        }
        if let part = StoredPart(of: fields), status == 206, case .length(let count) = framing,
            count != part.range.count
        {
            return .partial
        }
        switch framing {
        case .length(let count) where count > loop.edge.store.largestBodyBytes: return .tooLarge
        case .length, .none, .chunked, .untilClose: return nil
        }
    }

    private func invalidate(by head: ResponseHead) {
        let isUndisturbed = loop.edge.fills.epoch(of: order.key) == epoch
        let groups = invalidatedGroups(order.clientMethod, head.fields)
        let isTargetUntrue = invalidatesTarget(order.clientMethod, status: head.status)
        guard isTargetUntrue || !groups.isEmpty else { return }
        if isTargetUntrue { invalidate(head.fields) }
        loop.edge.invalidate(groups: groups, authority: order.key.authority)
        // What this very answer brings is newer than what it invalidates, though not than what others did.
        if isUndisturbed { epoch = loop.edge.fills.epoch(of: order.key) }
    }

    private func invalidate(_ fields: Fields) {
        loop.edge.invalidate(order.key)
        for target in alsoInvalidated(by: fields, path: order.key.target, host: order.key.authority) {
            guard let route = loop.edge.router.route(path: target.utf8.prefix { $0 != UInt8(ascii: "?") }) else {
                continue
            }
            loop.edge.invalidate(
                CacheKey(
                    origin: route.origin.name, authority: order.key.authority,
                    target: route.behavior.queryKey.apply(to: target)))
        }
    }
}

/// The client whose request a fill carries to the origin, for what only it can see or give.
protocol FillClient: AnyObject {
    func originSentInterim(_ head: ResponseHead)
    func originTakesBody(_ connection: OriginConnection)
}

extension CachePolicy {
    /// A head as far as the behavior lets it in.
    fileprivate func admitting(_ head: ResponseHead) -> ResponseHead {
        guard setCookie == .strip, head.fields.contains("set-cookie") else { return head }
        let fields = head.fields.filter { $0.name != "set-cookie" }
        return ResponseHead(status: head.status, reason: head.reason, fields: fields)
    }
}
