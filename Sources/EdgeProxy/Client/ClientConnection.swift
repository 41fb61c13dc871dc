import CacheStorage
import HTTPCaching
import HTTPSemantics
import HTTPWire
import NIOCore
import NIOTLS

/// One client's connection: finds where requests begin and end, answers plain hits itself, hands the rest to an
/// `Exchange`, one after the other.
///
/// ```
/// reading ──head──> express hit ──> reading
///    │                └─ else ──> exchange (reads the request's body) ──> reading or closed
///    └─ malformed ──> refused, closed
/// ```
///
/// While an exchange runs, what the client sends ahead stays unread past a limit.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let loop: EdgeLoop
    /// Whether there is TLS in front of this handler.
    let isSecure: Bool
    /// Written and not flushed, of which TLS keeps no count that makes the connection unwritable.
    private var unflushedBytes = 0
    private var channel: (any Channel)?
    private var scanner: RequestHeadScanner
    private var layout = HeadLayout()
    private var inbound = ByteBuffer()
    private var outbound = ByteBuffer()
    private var exchange: Exchange?
    private var body: BodyReader?
    private var isReadingPaused = false
    private var inputHasEnded = false
    private var isClosing = false
    private var isProcessing = false
    private var isDraining = false
    /// On the loop's clock; what it means follows from what the connection is doing.
    private(set) var deadline = Int.max

    init(loop: EdgeLoop, isSecure: Bool = false) {
        self.loop = loop
        self.isSecure = isSecure
        scanner = RequestHeadScanner(limits: loop.edge.configuration.limits.request)
    }

    var clientAddress: String? { channel?.remoteAddress?.ipAddress }
    var clientPort: Int? { channel?.remoteAddress?.port }
    var isWritable: Bool { channel?.isWritable ?? false }

    // MARK: Channel events

    func channelActive(context: ChannelHandlerContext) {
        channel = context.channel
        guard loop.add(self) else { return context.close(promise: nil) }
        loop.counters.clientConnections += 1
        let timeouts = loop.edge.configuration.timeouts
        deadline = loop.seconds + (isSecure ? timeouts.requestHead : timeouts.keepAlive)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Already answered for the last time: what still comes is read only so that closing doesn't reset the
        // connection and take the answer with it (RFC 9112 §9.6).
        guard !isClosing else { return }
        var bytes = unwrapInboundIn(data)
        if inbound.readableBytes == 0 {
            inbound = bytes
        } else {
            // What has been read would otherwise stay as long as something is always left.
            inbound.discardReadBytes()
            inbound.writeBuffer(&bytes)
        }
        process()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else { return }
        if exchange != nil { expectProgress() }
        exchange?.pump()
        process()
        flush()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            inputHasEnded = true
            if isClosing { context.close(promise: nil) } else { process() }
        } else if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
            if !isClosing { deadline = loop.seconds + loop.edge.configuration.timeouts.keepAlive }
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosing = true
        deadline = .max
        exchange?.clientLeft()
        exchange = nil
        loop.remove(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        abort()
    }

    // MARK: Requests

    /// Works through what has arrived until it runs out, an exchange takes over, or the client stops reading.
    private func process() {
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        while !isClosing {
            if exchange != nil {
                guard readBody() else { break }
            } else {
                guard inbound.readableBytes > 0, isWritable, readHead() else { break }
            }
        }
        limitReadingAhead()
        if inputHasEnded { endAfterInput() }
    }

    /// The client has sent all it will. What is whole is answered; what isn't never will be.
    private func endAfterInput() {
        guard !isClosing else { return }
        if exchange != nil {
            if body != nil, inbound.readableBytes == 0 { abort() }
        } else if isWritable || inbound.readableBytes == 0 {
            close()
        }
    }

    /// - Returns: Whether to go on.
    private func readHead() -> Bool {
        do throws(WireError) {
            guard try scanner.scan(inbound.readableBytesSpan, into: &layout) else {
                if scanner.hasBegun {
                    // Counted from the first byte, so that a byte now and then gains nothing.
                    deadline = min(deadline, loop.seconds + loop.edge.configuration.timeouts.requestHead)
                }
                return false
            }
            scanner.reset()
            deadline = loop.seconds + loop.edge.configuration.timeouts.keepAlive
            if answerExpress() { return true }
            let head = RequestHead(layout: layout, bytes: inbound.readableBytesSpan)
            let framing = try requestFraming(head)
            inbound.moveReaderIndex(forwardBy: layout.headLength)
            begin(head, framing: framing)
            return true
        } catch {
            refuse(error)
            return false
        }
    }

    private func begin(_ head: RequestHead, framing: BodyFraming) {
        flushOutbound()
        body = framing == .none ? nil : BodyReader(framing)
        let exchange = Exchange(head, framing: framing, connection: self, loop: loop)
        self.exchange = exchange
        expectProgress()
        exchange.start()
    }

    /// Hands request body to the exchange. Returns whether to go on.
    private func readBody() -> Bool {
        guard let exchange, var reader = body, exchange.wantsBody else { return false }
        // A body of known length is over with its last byte, whether or not anything follows.
        guard inbound.readableBytes > 0 || reader.isComplete else { return false }
        do throws(WireError) {
            var used = 0
            let event = try reader.read(inbound.readableBytesSpan, consumed: &used)
            let slice: ByteBuffer? =
                switch event {
                case .data(let range): inbound.getSlice(at: inbound.readerIndex + range.lowerBound, length: range.count)
                case .needMore, .end: nil
                }
            inbound.moveReaderIndex(forwardBy: used)
            body = reader
            expectProgress()
            switch event {
            case .data:
                if let slice { exchange.received(slice) }
                return true
            case .needMore:
                return false
            case .end:
                body = nil
                exchange.receivedWhole()
                return true
            }
        } catch {
            guard exchange.clientSentNonsense() else {
                abort()
                return false
            }
            self.exchange = nil
            refuse(error)
            return false
        }
    }

    /// The exchange takes more of the request's body.
    func resumeBody() {
        guard !isProcessing else { return }
        process()
    }

    private func refuse(_ error: WireError) {
        loop.counters.refusedRequests += 1
        let page = "\(error.status) \(reasonPhrase(error.status))\n\n\(error.reason)\n"
        let head =
            "HTTP/1.1 \(error.status) \(reasonPhrase(error.status))\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: \(page.utf8.count)\r\nConnection: close\r\n"
            + "X-Cache: \(CacheOutcome.refused.xCache)\r\n\r\n"
        outbound.writeString(head + page)
        noteRefusal(status: error.status, headBytes: head.utf8.count, bodyBytes: page.utf8.count)
        close()
    }

    /// For what was never a request.
    private func noteRefusal(status: Int, headBytes: Int, bodyBytes: Int) {
        let subject = RequestSubject(method: "-", host: "", target: "", route: nil, origin: nil)
        loop.note(.init(subject: subject, status: status, outcome: .refused, bytes: bodyBytes)) {
            AccessLog.Visit(
                clientAddress: clientAddress, clientPort: clientPort, isSecure: isSecure, headBytes: headBytes)
        }
    }

    private func limitReadingAhead() {
        let isTooMuch = inbound.readableBytes > loop.edge.configuration.limits.pipelinedBytes
        let shouldPause = isTooMuch && (exchange != nil || !isWritable)
        guard shouldPause != isReadingPaused, !isClosing else { return }
        isReadingPaused = shouldPause
        try? channel?.syncOptions?.setOption(.autoRead, value: !shouldPause)
        if !shouldPause { channel?.read() }
    }

    // MARK: The express lane

    /// Answers a GET that the loop's own table holds. Returns whether it did.
    private func answerExpress() -> Bool {
        let now = loop.now()
        guard let entry = expressEntry(for: inbound.readableBytesSpan, now: now) else { return false }
        // Copied only for the logs that show it.
        let request =
            loop.log?.wantsVisits == true ? RequestHead(layout: layout, bytes: inbound.readableBytesSpan) : nil
        inbound.moveReaderIndex(forwardBy: layout.headLength)
        entry.write(to: &outbound, now: now)
        if let request {
            loop.note(express: entry, now: now) { visit(of: request, answeredBy: entry) }
        } else {
            loop.note(express: entry, now: now) { AccessLog.Visit() }
        }
        if outbound.readableBytes > 65_536 { flush() }
        return true
    }

    private func visit(of request: RequestHead, answeredBy entry: ExpressEntry) -> AccessLog.Visit {
        var response = entry.object.head.fields
        response.set("Content-Length", to: FieldValue(String(entry.object.bodyBytes)))
        return AccessLog.Visit(
            clientAddress: clientAddress, clientPort: clientPort, isSecure: isSecure, request: request,
            requestBytes: layout.headLength,
            response: response, headBytes: entry.headBytes, firstByteMicroseconds: 0)
    }

    private func expressEntry(for head: borrowing RawSpan, now: Instant) -> ExpressEntry? {
        guard let key = expressKey(of: layout, in: head) else { return nil }
        return isSecure
            ? loop.secureExpress.entry(for: key, in: head, now: now) : loop.express.entry(for: key, in: head, now: now)
    }

    private func expressKey(of layout: HeadLayout, in head: borrowing RawSpan) -> ExpressKey? {
        guard layout.version == .http11, layout.method.count == 3, head.checkedByte(layout.method.lowerBound) == 0x47,
            layout.present.subtracting(loop.express.harmless).isEmpty, !layout.repeated.contains(.acceptEncoding),
            !layout.repeated.contains(.host), !isDraining, let host = layout.first(.host),
            head.checkedByte(layout.target.lowerBound) == UInt8(ascii: "/"), isKeptAlive(layout, in: head)
        else { return nil }
        let encoding = layout.first(.acceptEncoding)?.value ?? 0..<0
        return ExpressKey(host: host.value, target: layout.target, encoding: encoding, in: head)
    }

    /// Whether `Connection` says nothing, or nothing but `keep-alive`.
    private func isKeptAlive(_ layout: HeadLayout, in head: borrowing RawSpan) -> Bool {
        guard let connection = layout.first(.connection) else { return true }
        guard connection.value.count == 10, !layout.repeated.contains(.connection) else { return false }
        for (offset, letter) in "keep-alive".utf8.enumerated()
        where head.checkedByte(connection.value.lowerBound + offset) | 0x20 != letter | 0x20 { return false }
        return true
    }

    /// Puts what the long way has just served from storage into the lane, if the next request like it may take it.
    func offerExpress(_ object: CachedObject, request: RequestHead, head: [UInt8], subject: RequestSubject) {
        guard object.bodyBytes <= ExpressTable.mostBodyBytes,
            object.head.variance.policy.isEmpty,
            object.head.variance.selectors.allSatisfy({ $0.name == "accept-encoding" }),
            request.fields.list("connection").allSatisfy({ $0.lowercased() == "keep-alive" }),
            request.method == .get, request.version == .http11, request.target.first == UInt8(ascii: "/"),
            let host = request.fields.first("host"), request.fields.values("accept-encoding").count <= 1
        else { return }
        let encoding = request.fields.first("accept-encoding")?.bytes ?? []
        // The span lies over this very array and ends with the call.
        let whole = host.bytes + request.target + encoding
        let targetEnd = host.bytes.count + request.target.count
        let key = ExpressKey(
            host: 0..<host.bytes.count, target: host.bytes.count..<targetEnd, encoding: targetEnd..<whole.count,
            in: unsafe whole.span.bytes)
        let entry = ExpressEntry(
            hash: key.hash, key: whole, object: object, head: head, subject: subject,
            name: loop.edge.configuration.name)
        let replaced = isSecure ? loop.secureExpress.insert(entry) : loop.express.insert(entry)
        if let replaced { loop.settle(replaced) }
    }

    // MARK: Responses

    func write(_ bytes: ByteBuffer) {
        flushOutbound()
        channel?.write(bytes, promise: nil)
        guard isSecure else { return }
        unflushedBytes += bytes.readableBytes
        if unflushedBytes >= Self.mostUnflushedBytes { flush() }
    }

    private static let mostUnflushedBytes = 64 << 10

    func flush() {
        flushOutbound()
        unflushedBytes = 0
        channel?.flush()
    }

    private func flushOutbound() {
        guard outbound.readableBytes > 0, let channel else { return }
        channel.write(outbound, promise: nil)
        outbound = ByteBuffer()
    }

    /// The exchange has handed over all of its response.
    func finished(_ exchange: Exchange, keepsAlive: Bool) {
        guard self.exchange === exchange else { return }
        self.exchange = nil
        guard keepsAlive, body == nil, !isDraining else { return close() }
        deadline = loop.seconds + loop.edge.configuration.timeouts.keepAlive
        flush()
        process()
        // No read is under way that would end in a flush of what the express lane has answered since.
        if !isProcessing { flush() }
    }

    var mayKeepAlive: Bool { !isDraining && body == nil && !(inputHasEnded && inbound.readableBytes == 0) }

    /// Sends what is written, then ends our half; the rest goes when the client ends its own, or a little later.
    private func close() {
        guard !isClosing else { return }
        isClosing = true
        deadline = loop.seconds + Self.lingerSeconds
        guard let channel else { return }
        let held = NIOLoopBound(self, eventLoop: loop.eventLoop)
        flushOutbound()
        channel.writeAndFlush(ByteBuffer()).whenComplete { _ in
            let connection = held.value
            if connection.inputHasEnded {
                channel.close(promise: nil)
            } else {
                channel.close(mode: .output, promise: nil)
            }
            connection.deadline = connection.loop.seconds + Self.lingerSeconds
        }
        if isReadingPaused { try? channel.syncOptions?.setOption(.autoRead, value: true) }
        // A client that takes its answer slowly is not late until it stops taking it.
        if !channel.isWritable { deadline = loop.seconds + loop.edge.configuration.timeouts.clientStall }
    }

    private static let lingerSeconds = 3

    /// Closes at once: the client must see that what it got is not the whole.
    func abort() {
        isClosing = true
        deadline = .max
        exchange?.clientLeft()
        exchange = nil
        channel?.sever()
    }

    func drain() {
        isDraining = true
        if exchange == nil { close() }
    }

    /// Called by the loop's timer once the deadline has passed.
    func timeOut() {
        if !isClosing, exchange == nil, scanner.hasBegun {
            let head = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            outbound.writeString(head)
            noteRefusal(status: 408, headBytes: head.utf8.count, bodyBytes: 0)
            close()
        } else {
            abort()
        }
    }

    /// Something moved between the client and us: it has another while.
    func expectProgress() {
        deadline = loop.seconds + loop.edge.configuration.timeouts.clientStall
    }

    /// The origin is what is waited for; its own time-outs count.
    func waitForOrigin() {
        deadline = .max
    }
}
