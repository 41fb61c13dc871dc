import HTTPSemantics
import HTTPWire
import NIOCore
import NIOTLS

/// One connection to an origin: bytes to response events, one request at a time.
///
/// ```
/// securing ──handshake──> idle ──send──> head ──final head──> body ──whole──> idle (pool) or closed
///    │ (TLS only)                          │ 1xx: stays          │ error, cut short
///    └──────────────────────────> closed <─┴─────────────────────┘
/// ```
///
/// Whatever an origin sends while nothing is asked of it ends the connection: a late or second answer must not be taken
/// for the next one.
final class OriginConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        case securing
        case idle
        case head
        case body(BodyReader)
        case closed
    }

    let origin: OriginServer
    private let loop: EdgeLoop
    private var state: State
    /// What to send once there is TLS, and who asked for it.
    private var first: (request: OriginRequest, receiver: any OriginReceiver)?
    /// Why it has ended, if that was before anything was sent.
    private var earlyFailure: OriginFailure?
    private var scanner: ResponseHeadScanner
    private var layout = HeadLayout()
    private var inbound = ByteBuffer()
    private var channel: (any Channel)?
    /// Kept alive by the exchange it is part of; let go of when that ends.
    private var receiver: (any OriginReceiver)?
    private var method = Method.get
    private var requestIsComplete = true
    private var mayPersist = true
    private var isPaused = false
    private var hasReceived = false
    private var interimCount = 0
    /// Interim responses to one request; whoever sends more will never send a final one.
    private static let mostInterim = 32
    private(set) var requestsServed = 0
    /// Seconds on the loop's clock after which the connection has taken too long over what it is doing.
    private(set) var deadline = Int.max
    /// What passing the deadline means just now.
    private var lateness = OriginFailure.headTimedOut

    init(origin: OriginServer, loop: EdgeLoop) {
        self.origin = origin
        self.loop = loop
        state = origin.tls == nil ? .idle : .securing
        scanner = ResponseHeadScanner(limits: loop.edge.configuration.limits.response)
    }

    var isUsable: Bool {
        switch state {
        case .idle: channel?.isActive == true
        case .securing, .head, .body, .closed: false
        }
    }

    var isWritable: Bool { channel?.isWritable ?? false }

    // MARK: Requests

    /// Sends a connection's first request, as soon as it may.
    func begin(_ request: OriginRequest, for receiver: any OriginReceiver) {
        switch state {
        case .idle, .head, .body: send(request, for: receiver)
        case .securing:
            first = (request, receiver)
            setDeadline(loop.edge.configuration.timeouts.connect, meaning: .connectTimedOut)
        case .closed:
            receiver.originFailed(earlyFailure ?? .closedEarly(afterBytes: false), onReused: false)
        }
    }

    func send(_ request: OriginRequest, for receiver: any OriginReceiver) {
        self.receiver = receiver
        method = request.head.method
        state = .head
        mayPersist = true
        hasReceived = false
        requestIsComplete = request.framing == .none
        requestsServed += 1
        interimCount = 0
        scanner.reset()
        setDeadline(loop.edge.configuration.timeouts.originHead, meaning: .headTimedOut)
        var bytes: [UInt8] = []
        do throws(WireError) {
            try bytes.append(request.head(for: origin, at: loop.now()))
        } catch {
            return fail(.malformed(error))
        }
        channel?.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        if !requestIsComplete { receiver.originTakesBody(self) }
    }

    func sendBody(_ bytes: ByteBuffer, isChunked: Bool) {
        guard !requestIsComplete, let channel, bytes.readableBytes > 0 else { return }
        setDeadline(loop.edge.configuration.timeouts.originHead, meaning: .headTimedOut)
        if isChunked {
            channel.write(ByteBuffer(string: String(bytes.readableBytes, radix: 16) + "\r\n"), promise: nil)
            channel.write(bytes, promise: nil)
            channel.writeAndFlush(ByteBuffer(string: "\r\n"), promise: nil)
        } else {
            channel.writeAndFlush(bytes, promise: nil)
        }
    }

    func endBody(isChunked: Bool) {
        guard !requestIsComplete else { return }
        requestIsComplete = true
        if isChunked { channel?.writeAndFlush(ByteBuffer(string: "0\r\n\r\n"), promise: nil) }
    }

    /// Stops reading until `resume`; the origin's window fills and it stops sending.
    func pause() {
        guard !isPaused else { return }
        isPaused = true
        deadline = .max
        try? channel?.syncOptions?.setOption(.autoRead, value: false)
    }

    func resume() {
        guard isPaused else { return }
        isPaused = false
        setDeadline(loop.edge.configuration.timeouts.originStall, meaning: .stalled)
        try? channel?.syncOptions?.setOption(.autoRead, value: true)
        channel?.read()
    }

    /// Ends the exchange and the connection with it: nobody wants the rest.
    func abandon() {
        receiver = nil
        close()
    }

    func close() {
        state = .closed
        deadline = .max
        channel?.close(promise: nil)
    }

    /// The loop's timer found the deadline passed.
    func timeOut() {
        fail(lateness)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        switch state {
        case .securing, .idle, .closed:
            close()
        case .head, .body:
            hasReceived = true
            if inbound.readableBytes == 0 { inbound = bytes } else { inbound.writeBuffer(&bytes) }
            if !isPaused { setDeadline(loop.edge.configuration.timeouts.originStall, meaning: .stalled) }
            process()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, !requestIsComplete { receiver?.originTakesBody(self) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted(let negotiated)? = event as? TLSUserEvent, case .securing = state
        else { return context.fireUserInboundEventTriggered(event) }
        guard negotiated == nil || negotiated == alpnName else {
            return fail(.tls("it insists on another protocol than \(alpnName)"))
        }
        state = .idle
        deadline = .max
        guard let (request, receiver) = first else { return }
        first = nil
        // Whoever asked may have gone meanwhile.
        if receiver.isAbandoned { close() } else { send(request, for: receiver) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch state {
        case .securing: fail(.tls("it hung up during the handshake"))
        case .body(var reader):
            mayPersist = false
            switch reader.atEndOfInput() {
            case .complete: finish()
            case .cutShort: fail(.closedEarly(afterBytes: hasReceived))
            }
        case .head: fail(.closedEarly(afterBytes: hasReceived))
        case .idle, .closed: break
        }
        state = .closed
        loop.pool.remove(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch state {
        case .securing: fail(.tls(tlsReason(of: error)))
        case .head, .body: fail(.closedEarly(afterBytes: hasReceived))
        case .idle, .closed: close()
        }
    }

    // MARK: Responses

    private func process() {
        while true {
            switch state {
            case .head:
                guard readHead() else { return }
            case .body(let reader):
                guard readBody(reader) else { return }
            case .idle:
                // More than was asked for: the connection cannot be trusted any further.
                if inbound.readableBytes > 0 { close() }
                return
            case .securing, .closed:
                return
            }
        }
    }

    /// - Returns: Whether there may be more to process.
    private func readHead() -> Bool {
        do throws(WireError) {
            guard try scanner.scan(inbound.readableBytesSpan, into: &layout) else { return false }
            let head = ResponseHead(layout: layout, bytes: inbound.readableBytesSpan)
            inbound.moveReaderIndex(forwardBy: layout.headLength)
            scanner.reset()
            if (100..<200).contains(head.status) {
                // 101 was not asked for: hop-by-hop fields never leave here (RFC 9110 §7.8).
                interimCount += 1
                guard head.status != 101, interimCount <= Self.mostInterim else { throw .malformedStatusLine }
                receiver?.originSentInterim(head)
                return true
            }
            let framing = try responseFraming(head, to: method)
            mayPersist = isPersistent(head) && framing != .untilClose
            state = .body(BodyReader(framing, limits: .response))
            receiver?.originSentHead(head, framing: framing, on: self)
            return true
        } catch {
            fail(.malformed(error))
            return false
        }
    }

    private func readBody(_ reader: BodyReader) -> Bool {
        var reader = reader
        do throws(WireError) {
            var used = 0
            let event = try reader.read(inbound.readableBytesSpan, consumed: &used)
            switch event {
            case .data(let range):
                let bytes = inbound.getSlice(at: inbound.readerIndex + range.lowerBound, length: range.count)
                inbound.moveReaderIndex(forwardBy: used)
                state = .body(reader)
                if let bytes, bytes.readableBytes > 0 { receiver?.originSentBody(bytes) }
                return true
            case .needMore:
                inbound.moveReaderIndex(forwardBy: used)
                state = .body(reader)
                return false
            case .end:
                inbound.moveReaderIndex(forwardBy: used)
                finish()
                return true
            }
        } catch {
            fail(.malformed(error))
            return false
        }
    }

    private func finish() {
        let receiver = receiver
        self.receiver = nil
        deadline = .max
        // An answer that came before the request was through leaves the rest of it on the wire.
        if mayPersist, requestIsComplete, !isPaused, channel?.isActive == true, inbound.readableBytes == 0 {
            state = .idle
            setDeadline(loop.edge.configuration.timeouts.originIdle, meaning: .stalled)
            loop.pool.giveBack(self)
        } else {
            close()
        }
        receiver?.originEnded()
    }

    private func fail(_ failure: OriginFailure) {
        let receiver = receiver ?? first?.receiver
        self.receiver = nil
        first = nil
        earlyFailure = failure
        close()
        receiver?.originFailed(failure, onReused: requestsServed > 1)
    }

    private func setDeadline(_ seconds: Int, meaning lateness: OriginFailure) {
        deadline = loop.seconds + seconds
        self.lateness = lateness
    }
}
