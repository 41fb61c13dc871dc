import CacheStorage
import HTTPCaching
import HTTPSemantics
import HTTPWire
import NIOCore

/// The answers an exchange can give, each a head and what follows it.
extension Exchange {
    // MARK: From storage

    /// Answers with a stored response, or the part of it or the word about it that the client asked for.
    func serve(_ object: CachedObject, outcome: CacheOutcome, forwardStatus: Int? = nil) {
        let now = loop.now()
        let head = object.head
        let trailer = Trailer(
            age: shownAge(head.age(at: now), outcome), outcome: outcome,
            ttl: head.freshness.lifetimeSeconds - head.age(at: now), forwardStatus: forwardStatus)
        var fields = head.fields
        if head.status != 204, head.status != 304 {
            fields.set("Content-Length", to: FieldValue(String(object.bodyBytes)))
        }
        if let part = head.part { return serve(part, of: object, fields: fields, trailer: trailer) }
        if let condition = conditional(status: head.status, fields: fields, now: now) {
            return respondConditionally(condition, fields: fields, trailer: trailer)
        }
        switch range(status: head.status, fields: fields, length: object.bodyBytes, now: now) {
        case .whole:
            respond(
                status: head.status, reason: head.reason, fields: fields, trailer: trailer,
                body: request.method == .head ? nil : ResponseBody(.pieces(object.body)),
                express: outcome == .hit ? object : nil)
        case .unsatisfiable:
            respondUnsatisfiable(length: object.bodyBytes, fields: fields, trailer: trailer)
        case .parts(let parts):
            guard let first = parts.first else { return }
            if parts.count == 1 {
                respondPart(first, of: object.bodyBytes, fields: fields, trailer: trailer, source: .pieces(object.body))
            } else {
                respondParts(parts, of: object, fields: fields, trailer: trailer)
            }
        }
    }

    /// Answers with bytes of a stored part, which the request has been found to ask for.
    private func serve(_ part: StoredPart, of object: CachedObject, fields: Fields, trailer: Trailer) {
        let now = loop.now()
        if let condition = conditional(status: 206, fields: fields, now: now) {
            return respondConditionally(condition, fields: fields, trailer: trailer)
        }
        guard case .part(let wanted) = object.head.coverage(of: self.fields, method: request.method, now: now) else {
            return refuse(status: 502, outcome: .failed(.partial))
        }
        respondPart(
            wanted, of: part.completeLengthBytes, fields: fields, trailer: trailer, source: .pieces(object.body),
            startingAt: part.range.lowerBound)
    }

    /// What `Age` says, if anything: there, it means that the origin has not been asked (RFC 9111 §5.1).
    private func shownAge(_ age: Int, _ outcome: CacheOutcome) -> Int? {
        switch outcome {
        case .revalidated: age == 0 ? nil : age
        case .hit, .staleHit, .staleOnError, .miss, .collapsed, .pass, .refused, .failed: age
        }
    }

    // MARK: From the origin

    /// Answers with what a fill brings, from its first byte. False if that is gone.
    func stream(_ head: FillHead, from fill: Fill, outcome: CacheOutcome) -> Bool {
        let held = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        guard let reader = fill.open(wake: { eventLoop.execute { held.value.pump() } }) else { return false }
        let now = loop.now()
        let trailer = Trailer(
            age: outcome.isCollapsed ? head.stored?.age(at: now) : statedAge(head.fields), outcome: outcome,
            ttl: head.stored.map { $0.freshness.lifetimeSeconds - $0.age(at: now) }, forwardStatus: nil)
        // What is only for the client whose request it was goes to that one alone (`private="a"`, `no-cache="a"`).
        var fields = outcome.isCollapsed ? head.stored?.fields ?? head.fields : head.fields
        if trailer.age != nil { fields.removeAll(named: "age") }
        let source = ResponseBody.Source.fill(fill, reader: reader)
        // What only passes has had the client's own conditions answered by the origin.
        if !outcome.isPass {
            if let condition = conditional(status: head.status, fields: fields, now: now) {
                fill.close(reader)
                respondConditionally(condition, fields: fields, trailer: trailer)
                return true
            }
            if let length = head.contentLength,
                case .parts(let parts) = range(status: head.status, fields: fields, length: length, now: now),
                parts.count == 1, let part = parts.first
            {
                respondPart(part, of: length, fields: fields, trailer: trailer, source: source)
                return true
            }
        }
        let hasBody = request.method != .head && head.status != 204 && head.status != 304
        if !hasBody { fill.close(reader) }
        let isChunked = hasBody && head.contentLength == nil && request.version == .http11
        if hasBody, head.contentLength == nil, !isChunked { keepsAlive = false }
        respond(
            status: head.status, reason: head.reason, fields: fields, trailer: trailer,
            body: hasBody ? ResponseBody(source, isChunked: isChunked) : nil)
        return true
    }

    // MARK: From the edge itself

    /// Answers with a status of our own and a line about it.
    func refuse(status: Int, outcome: CacheOutcome = .refused) {
        guard responding == nil else { return connection.abort() }
        let text = "\(status) \(reasonPhrase(status))\n"
        var fields: Fields = [
            "Content-Type": "text/plain; charset=utf-8", "Content-Length": FieldValue(String(text.utf8.count)),
            "Cache-Control": "no-store",
            "Date": FieldValue(HTTPDate(secondsSinceEpoch: loop.now().secondsSinceEpoch).description),
        ]
        if status == 405 { fields.append("Allow", (route?.behavior.methods ?? .all).allow) }
        if status == 503 { fields.append("Retry-After", "1") }
        respond(
            status: status, reason: Array(reasonPhrase(status).utf8), fields: fields,
            trailer: Trailer(age: nil, outcome: outcome, ttl: nil, forwardStatus: nil),
            body: request.method == .head ? nil : ResponseBody(.pieces([ByteBuffer(string: text)])))
    }

    /// What can be asked of this edge, for an OPTIONS request that is not to go further (RFC 9110 §7.6.2, §9.3.7).
    func answerOptions() {
        let fields: Fields = [
            "Allow": (route?.behavior.methods ?? .all).allow,
            "Date": FieldValue(HTTPDate(secondsSinceEpoch: loop.now().secondsSinceEpoch).description),
        ]
        respond(
            status: 204, reason: Array(reasonPhrase(204).utf8), fields: fields,
            trailer: Trailer(age: nil, outcome: .refused, ttl: nil, forwardStatus: nil), body: nil)
    }

    /// Answers for the origin whether a script may ask.
    func respondToPreflight(_ fields: Fields) {
        respond(
            status: 204, reason: Array(reasonPhrase(204).utf8), fields: fields,
            trailer: Trailer(age: nil, outcome: .refused, ttl: nil, forwardStatus: nil), body: nil)
    }

    /// Sends a plain request on to TLS, at the same host (RFC 9110 §15.4.2, §15.4.8).
    func redirect(to target: OriginFormTarget, port: Int) {
        // Whoever names no host can't be sent to it.
        guard let host = target.host else { return refuse(status: 400) }
        let mayChangeMethod = request.method == .get || request.method == .head
        let location = "https://\(host)\(port == 443 ? "" : ":\(port)")\(target.text)"
        // Not to be remembered: an operator who takes the redirection back takes it back.
        let fields: Fields = [
            "Location": FieldValue(location), "Content-Length": "0", "Cache-Control": "no-store",
            "Date": FieldValue(HTTPDate(secondsSinceEpoch: loop.now().secondsSinceEpoch).description),
        ]
        let status = mayChangeMethod ? 301 : 307
        respond(
            status: status, reason: Array(reasonPhrase(status).utf8), fields: fields,
            trailer: Trailer(age: nil, outcome: .refused, ttl: nil, forwardStatus: nil), body: nil)
    }

    // MARK: Conditions and ranges

    /// What the client's conditions come to, where the answer would be a 2xx (RFC 9110 §13.2.1).
    private func conditional(status: Int, fields: Fields, now: Instant) -> PreconditionOutcome? {
        guard (200..<300).contains(status), request.method == .get || request.method == .head else { return nil }
        let date = HTTPDate(secondsSinceEpoch: now.secondsSinceEpoch)
        let conditions = Conditions(request.fields, now: date)
        guard !conditions.isEmpty else { return nil }
        var current = Validators(fields, now: date)
        // RFC 9111 §4.3.2: without Last-Modified, the response's Date is what If-Modified-Since is compared with.
        current.lastModified = current.lastModified ?? current.observed
        let outcome = conditions.evaluate(method: request.method, current: current)
        return outcome == .proceed ? nil : outcome
    }

    private func respondConditionally(_ outcome: PreconditionOutcome, fields: Fields, trailer: Trailer) {
        var fields = fields
        // RFC 9110 §15.4.5: nothing that describes a body which isn't sent.
        fields.removeAll {
            ["content-length", "content-range", "content-encoding", "content-type"].contains($0.name.canonical)
        }
        let status = outcome == .notModified ? 304 : 412
        if status == 412 { fields.append("Content-Length", "0") }
        respond(status: status, reason: Array(reasonPhrase(status).utf8), fields: fields, trailer: trailer, body: nil)
    }

    private func range(status: Int, fields: Fields, length: Int, now: Instant) -> RangeResolution {
        guard status == 200, request.method == .get, let range = RangeRequest(request.fields) else { return .whole }
        let date = HTTPDate(secondsSinceEpoch: now.secondsSinceEpoch)
        guard Conditions(request.fields, now: date).allowsRange(of: Validators(fields, now: date)) else {
            return .whole
        }
        return range.resolve(lengthBytes: length)
    }

    private func respondPart(
        _ part: Range<Int>, of length: Int?, fields: Fields, trailer: Trailer, source: ResponseBody.Source,
        startingAt start: Int = 0
    ) {
        var fields = fields
        fields.set("Content-Length", to: FieldValue(String(part.count)))
        fields.set("Content-Range", to: FieldValue(contentRange(part, of: length)))
        respond(
            status: 206, reason: Array(reasonPhrase(206).utf8), fields: fields, trailer: trailer,
            body: ResponseBody(source, part: part.lowerBound - start..<part.upperBound - start))
    }

    private func respondUnsatisfiable(length: Int, fields: Fields, trailer: Trailer) {
        var fields = fields
        fields.set("Content-Length", to: "0")
        fields.set("Content-Range", to: FieldValue("bytes */\(length)"))
        fields.removeAll(named: "content-type")
        respond(status: 416, reason: Array(reasonPhrase(416).utf8), fields: fields, trailer: trailer, body: nil)
    }

    /// RFC 9110 §14.6: several parts in one body.
    private func respondParts(_ parts: [Range<Int>], of object: CachedObject, fields: Fields, trailer: Trailer) {
        let boundary = "masthead-" + String(UInt64.random(in: .min ... .max), radix: 16)
        let type = fields["content-type"]
        var pieces: [ByteBuffer] = []
        for part in parts {
            var head = "--\(boundary)\r\n"
            if let type { head += "Content-Type: \(type)\r\n" }
            head += "Content-Range: bytes \(part.lowerBound)-\(part.upperBound - 1)/\(object.bodyBytes)\r\n\r\n"
            pieces.append(ByteBuffer(string: (pieces.isEmpty ? "" : "\r\n") + head))
            var body = ResponseBody(.pieces(object.body), part: part)
            while case .data(let bytes) = body.next() { pieces.append(bytes) }
        }
        pieces.append(ByteBuffer(string: "\r\n--\(boundary)--\r\n"))
        var fields = fields
        fields.set("Content-Type", to: FieldValue("multipart/byteranges; boundary=\(boundary)"))
        fields.set("Content-Length", to: FieldValue(String(pieces.reduce(0) { $0 + $1.readableBytes })))
        respond(
            status: 206, reason: Array(reasonPhrase(206).utf8), fields: fields, trailer: trailer,
            body: ResponseBody(.pieces(pieces)))
    }

    // MARK: Writing

    /// What the edge adds below the origin's fields, and what changes from second to second.
    struct Trailer {
        let age: Int?
        let outcome: CacheOutcome
        let ttl: Int?
        let forwardStatus: Int?
    }

    private func respond(
        status: Int, reason: [UInt8], fields: Fields, trailer: Trailer, body: ResponseBody?,
        express: CachedObject? = nil
    ) {
        let name = loop.edge.configuration.name
        self.status = status
        outcome = trailer.outcome
        var fields = underPolicy(fields)
        fields.append("Via", FieldValue("1.1 \(name)"))
        fields.append("X-Cache", FieldValue(trailer.outcome.xCache))
        if body?.isChunked == true { fields.append("Transfer-Encoding", "chunked") }
        var bytes: [UInt8] = []
        do throws(WireError) {
            try bytes.appendStatusLine(status, reason: reason)
            try bytes.append(fields)
        } catch {
            return connection.abort()
        }
        if let express, keepsAlive, hasSharedHead, status == express.head.status {
            connection.offerExpress(express, request: request, head: bytes, subject: subject)
        }
        var rest = trailer.age.map { "Age: \($0)\r\n" } ?? ""
        let cacheStatus = trailer.outcome.cacheStatus(
            by: name, ttl: trailer.ttl, forwardStatus: trailer.forwardStatus, refusal: refusal, failure: failure?.name)
        rest += "Cache-Status: \(cacheStatus)\r\n"
        keepsAlive = keepsAlive && connection.mayKeepAlive
        if !keepsAlive {
            rest += "Connection: close\r\n"
        } else if request.version == .http10 {
            rest += "Connection: keep-alive\r\n"
        }
        bytes.append(contentsOf: (rest + "\r\n").utf8)
        watch.responds(headBytes: bytes.count, fields: loop.log?.wantsVisits == true ? fields : nil)
        connection.write(ByteBuffer(bytes: bytes))
        responding = body ?? ResponseBody(.pieces([]))
        pump()
    }

    /// Sends as much of the body as the client takes just now.
    func pump() {
        // Flushing may make the connection writable on the spot, and so call back here.
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        while !isOver, responding != nil, connection.isWritable {
            switch responding?.next() {
            case .data(let bytes)?:
                sentBytes += bytes.readableBytes
                connection.expectProgress()
                write(bytes, isChunked: responding?.isChunked == true)
                if !connection.isWritable { connection.flush() }
            case .wait?:
                connection.flush()
                return connection.waitForOrigin()
            case .end?:
                if responding?.isChunked == true { connection.write(ByteBuffer(string: "0\r\n\r\n")) }
                return end()
            case .cutShort?:
                // The client must be able to tell: no last chunk, fewer bytes than announced (RFC 9112 §8).
                outcome = .failed(outcome.forwardReason)
                return connection.abort()
            case nil:
                return
            }
        }
        if !isOver { connection.flush() }
    }

    private func write(_ bytes: ByteBuffer, isChunked: Bool) {
        guard isChunked else { return connection.write(bytes) }
        connection.write(ByteBuffer(string: String(bytes.readableBytes, radix: 16) + "\r\n"))
        connection.write(bytes)
        connection.write(ByteBuffer(string: "\r\n"))
    }
}

extension CacheOutcome {
    var isPass: Bool {
        switch self {
        case .pass: true
        case .hit, .staleHit, .staleOnError, .revalidated, .miss, .collapsed, .refused, .failed: false
        }
    }
}
