import CacheStorage
import HTTPCaching
import HTTPSemantics
import HTTPWire
import NIOCore

/// One request and its answer.
///
/// ```
/// receive → limits → route → key → look up → decide ─┬─ serve ──────────────────────────┐
///                                                    ├─ serve stale and refresh ────────┤
///                                                    ├─ validate ─┐                     ├─ respond → log
///                                                    ├─ fill ─────┴─ verdict ───────────┤
///                                                    └─ pass ──────── verdict ──────────┘
/// ```
///
/// The functions below stand in that order. Owner: the connection's event loop.
final class Exchange: FillClient {
    let request: RequestHead
    /// The request's fields as far as they may go on: what decides and selects, so that a client cannot have the
    /// origin see something else than the cache does.
    private(set) var fields: Fields
    let framing: BodyFraming
    unowned let connection: ClientConnection
    let loop: EdgeLoop

    var route: Router.Route?
    var key: CacheKey?
    private var source: FillSource?
    private var attempts = 0
    private var joined = false
    private var isPassing = false
    private var reason = ForwardReason.uriMiss
    private var fallback: CachedObject?
    private(set) var isOver = false

    // The response, once there is one.
    var responding: ResponseBody?
    var isPumping = false
    var sentBytes = 0
    var status = 0
    var outcome = CacheOutcome.failed(nil)
    var failure: OriginFailure?
    /// Why what the origin sent was not kept.
    var refusal: StorageRefusal?
    var watch = ExchangeWatch()
    var keepsAlive = true

    // The request's body, on its way to the origin.
    private weak var upload: OriginConnection?
    private var uploadHasEnded = false

    init(_ request: RequestHead, framing: BodyFraming, connection: ClientConnection, loop: EdgeLoop) {
        self.request = request
        fields = request.fields.withoutHopByHop()
        self.framing = framing
        self.connection = connection
        self.loop = loop
        uploadHasEnded = framing == .none
        keepsAlive = isPersistent(request)
    }

    // MARK: limits → route → key

    func start() {
        let admission = Admission(
            request, framing: framing, router: loop.edge.router, forwarding: forwarding,
            redirectPort: loop.edge.configuration.tls?.redirectPort)
        switch admission {
        case .redirected(let target, let port):
            redirect(to: target, port: port)
        case .byPolicy(let route):
            self.route = route
            answerByPolicy(route.behavior)
        case .answered(let route, let key):
            self.route = route
            self.key = key
            answerOptions()
        case .refused(let status, let failure):
            self.failure = failure
            refuse(status: status)
        case .past(let route, let key, let fields, let reason):
            self.route = route
            self.key = key
            self.fields = fields
            pass(reason)
        case .lookUp(let route, let key, let fields):
            self.route = route
            self.key = key
            self.fields = fields
            lookUp()
        }
    }

    // MARK: look up → decide

    private func lookUp() {
        guard let key else { return }
        let found = Lookup(key, fields: fields, method: request.method, in: loop.edge, now: loop.now())
        let object = found.object
        switch found.decision {
        case .serve:
            if let object { serve(object, outcome: isFresh(object) ? .hit : .staleHit) }
        case .serveStale:
            if let object {
                refresh(object)
                serve(object, outcome: .staleHit)
            }
        case .validate(let reason):
            fallback = object
            if request.method == .head { return ask(.pass, reason) }
            // Of a part, other clients can make no use.
            if object?.head.part != nil { return ask(.whole(validating: object), reason) }
            self.reason = reason
            fill(validating: object)
        case .complete(let missing):
            if let object { ask(.completing(object, missing: missing), .partial) }
        case .forward(let reason):
            // A part, or only a head, asks for less than a fill would fetch.
            if request.method == .head { return ask(.pass, reason) }
            if fields.contains("range") { return ask(.part, reason) }
            self.reason = reason
            fill(validating: nil)
        case .refuse:
            refuse(status: 504)
        }
    }

    private func isFresh(_ object: CachedObject) -> Bool { object.head.isFresh(at: loop.now()) }

    // MARK: fill, validate, pass

    private func fill(validating object: CachedObject?) {
        guard let key else { return }
        attempts += 1
        connection.waitForOrigin()
        switch loop.edge.fills.place(for: key, selection: selection, now: loop.now()) {
        case .join(let fill):
            joined = true
            wait(for: fill)
        case .lead(let fill):
            if handOverIfMeanwhileStored(fill) { return }
            lead(fill, object == nil && isFirstToHold(key) ? .unlessHeld : .whole(validating: object))
        case .alone(let fill):
            lead(fill, .whole(validating: object))
        }
    }

    /// Whether the client may have what isn't stored here, and saying so to the origin can spare its body.
    private func isFirstToHold(_ key: CacheKey) -> Bool {
        guard attempts == 1, request.method == .get else { return false }
        return (fields.contains("if-none-match") || fields.contains("if-modified-since")) && !loop.wasHeld(key)
    }

    /// Somebody else's fill may have ended between our look-up and now; then there is nothing to ask.
    private func handOverIfMeanwhileStored(_ fill: Fill) -> Bool {
        let found = Variance.first(in: loop.edge.stored(for: fill.key), matching: fields) { $0.head.variance }
        guard let found, found !== fallback,
            case .serve = decide(fields, stored: found.head, now: loop.now())
        else { return false }
        loop.edge.fills.remove(fill)
        fill.decide(.stillValid(found))
        serve(found, outcome: .hit)
        return true
    }

    /// Asks the origin for this client alone, and has it judge the client's conditions.
    private func pass(_ reason: ForwardReason) {
        isPassing = true
        ask(.pass, reason)
    }

    /// Asks the origin for this client alone.
    private func ask(_ purpose: FillPurpose, _ reason: ForwardReason) {
        guard let key else { return }
        self.reason = reason
        connection.waitForOrigin()
        lead(loop.edge.fills.single(for: key), purpose)
    }

    private func lead(_ fill: Fill, _ purpose: FillPurpose) {
        guard let route, let key else { return }
        joined = false
        let source = FillSource(order(route, key, purpose), fill: fill, loop: loop, client: self)
        self.source = source
        loop.counters.originRequests += 1
        wait(for: fill)
        source.start()
    }

    private func order(_ route: Router.Route, _ key: CacheKey, _ purpose: FillPurpose) -> FillOrder {
        func asking(_ fields: Fields, method: Method) -> OriginRequest {
            forwarding.request(
                method: method, target: key.target, authority: key.authority, fields: fields,
                version: self.request.version, framing: framing)
        }
        // A stored GET is validated by a GET, or a changed answer would come without its body.
        let method = purpose.mayStore ? Method.get : request.method
        // What is stored must answer everybody, so it is asked for without this client's conditions.
        let whole = fields.withoutConditions()
        let asked =
            switch purpose {
            case .whole(let object):
                object.flatMap { $0.head.canBeValidated ? $0.head.validating(fields) : nil } ?? whole
            case .unlessHeld: fields.filter { $0.name != "range" && $0.name != "if-range" }
            case .part: fields.withoutConditionsButRange()
            case .completing(let object, let missing): object.head.completing(fields, missing: missing)
            case .pass: isPassing ? fields : whole
            }
        return FillOrder(
            origin: route.origin, request: asking(asked, method: method), key: key, policy: route.behavior.policy,
            clientFields: fields, clientMethod: method, purpose: purpose,
            unconditional: purpose.mayStore ? asking(whole, method: method) : nil)
    }

    /// Fetches anew what has just been served stale, unless somebody is at it.
    private func refresh(_ object: CachedObject) {
        guard let route, let key,
            case .lead(let fill) = loop.edge.fills.place(for: key, selection: selection, now: loop.now())
        else { return }
        loop.counters.originRequests += 1
        FillSource(
            order(route, key, .whole(validating: object)), fill: fill, loop: loop, client: nil
        ).start()
    }

    private func wait(for fill: Fill) {
        watch.asks()
        let held = NIOLoopBound((self, fill), eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        fill.whenDecided { verdict in
            if eventLoop.inEventLoop {
                held.value.0.decided(verdict, by: held.value.1)
            } else {
                eventLoop.execute { held.value.0.decided(verdict, by: held.value.1) }
            }
        }
    }

    // MARK: verdict

    private func decided(_ verdict: FillVerdict, by fill: Fill) {
        guard !isOver else { return }
        connection.expectProgress()
        watch.isAnswered()
        switch verdict {
        case .stillValid(let object):
            if joined, !object.isCurrent || !mayShare(object.head, withRequest: fields, now: loop.now()) {
                return goAlone()
            }
            serve(object, outcome: .revalidated(reason), forwardStatus: joined ? nil : 304)
        case .failed(let failure):
            failed(failure)
        case .response(let head):
            answered(head, by: fill)
        }
    }

    private func answered(_ head: FillHead, by fill: Fill) {
        if countsAsFailure(head.status), let object = standIn() {
            if !joined, head.stored == nil { source?.abandon() }
            return serve(object, outcome: .staleOnError(reason), forwardStatus: head.status)
        }
        if joined {
            // The first to ask had it already; of those who haven't, one asks for all.
            if head.status == 304, attempts < Self.mostAttempts { return self.fill(validating: fallback) }
            guard let stored = head.stored, mayShare(stored, withRequest: fields, now: loop.now()) else {
                return goAlone()
            }
        }
        let isStored = head.stored != nil
        refusal = head.refusal
        let outcome: CacheOutcome =
            if joined {
                .collapsed(reason, isStored: isStored)
            } else if isPassing {
                .pass(reason)
            } else {
                .miss(reason, isStored: isStored)
            }
        guard stream(head, from: fill, outcome: outcome) else { return goAlone() }
    }

    /// What others wait for is no use to us: our own request, joined by nobody.
    private func goAlone() {
        guard let key, attempts < Self.mostAttempts else { return failed(.overloaded) }
        attempts += 1
        connection.waitForOrigin()
        lead(loop.edge.fills.single(for: key), .whole(validating: fallback))
    }

    private func failed(_ failure: OriginFailure) {
        self.failure = failure
        if let object = standIn() { return serve(object, outcome: .staleOnError(reason)) }
        // The leader failed; whoever comes first here leads the next try.
        if joined, attempts < Self.mostAttempts { return fill(validating: fallback) }
        refuse(status: failure.status, outcome: .failed(reason))
    }

    private static let mostAttempts = 3

    private func standIn() -> CachedObject? {
        guard let fallback = currentFallback,
            mayStandIn(fallback.head, forRequest: fields, method: request.method, now: loop.now())
        else { return nil }
        return fallback
    }

    /// While the origin was being asked, what there was may have been purged, or made stale.
    private var currentFallback: CachedObject? {
        guard let key, let fallback, !fallback.isCurrent else { return fallback }
        return Variance.first(in: loop.edge.stored(for: key), matching: fields) { $0.head.variance }
    }

    var forwarding: RequestForwarding {
        RequestForwarding(
            name: loop.edge.configuration.name, clientAddress: connection.clientAddress,
            scheme: connection.isSecure ? "https" : "http")
    }

    // MARK: the request's body

    /// Whether the origin can take more of the body now.
    var wantsBody: Bool { !uploadHasEnded && (upload?.isWritable ?? false) }

    func originTakesBody(_ connection: OriginConnection) {
        upload = connection
        self.connection.resumeBody()
    }

    func received(_ bytes: ByteBuffer) {
        watch.bodyBytes += bytes.readableBytes
        upload?.sendBody(bytes, isChunked: framing == .chunked)
    }

    func receivedWhole() {
        uploadHasEnded = true
        upload?.endBody(isChunked: framing == .chunked)
        if responding == nil { connection.waitForOrigin() }
    }

    /// The client's message cannot be read to its end. What was sent of it to the origin ends there.
    ///
    /// - Returns: Whether the client can still be told.
    func clientSentNonsense() -> Bool {
        guard !isOver else { return false }
        isOver = responding == nil
        source?.abandon()
        return isOver
    }

    /// The client is gone. What is being stored goes on without it.
    func clientLeft() {
        guard !isOver else { return }
        responding?.cancel()
        // An answer that the origin cut short is the edge's to cut short.
        watch.isInterrupted = outcome.kind != .failed || status == 0
        if !uploadHasEnded { source?.abandon() }
        log()
        isOver = true
    }

    func originSentInterim(_ head: ResponseHead) {
        // RFC 9110 §15.2: an interim response is for clients of HTTP/1.1.
        guard !isOver, responding == nil, request.version == .http11 else { return }
        var bytes: [UInt8] = []
        let interim = ResponseHead(status: head.status, reason: head.reason, fields: head.fields.withoutHopByHop())
        guard (try? bytes.append(interim)) != nil else { return }
        connection.write(ByteBuffer(bytes: bytes))
        connection.flush()
    }

    // MARK: log

    func end() {
        guard !isOver else { return }
        log()
        isOver = true
        responding = nil
        connection.finished(self, keepsAlive: keepsAlive && uploadHasEnded)
    }

    private func log() {
        guard !isOver else { return }
        loop.note(
            .init(
                subject: subject, status: status, outcome: outcome, refusal: refusal, failure: failure,
                bytes: sentBytes, durationMicroseconds: watch.durationMicroseconds,
                originMicroseconds: watch.originMicroseconds)
        ) { watch.visit(of: request, on: connection) }
    }
}
