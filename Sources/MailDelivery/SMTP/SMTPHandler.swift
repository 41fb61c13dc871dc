import Jobs
import NIOCore
import NIOSSL
import NIOTLS

/// Carries out what `SMTPConversation` decides, on one channel.
///
/// Owned by its event loop. At most one step (opening, delivering, committing) is under way; its promise is kept until the
/// machine tells how it ended.
final class SMTPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How a step ended well.
    enum Outcome { case ready, composed, accepted(DeliveryReceipt) }

    private(set) var conversation: SMTPConversation
    private let makeTLS: () throws -> NIOSSLClientHandler
    private let idleLife: TimeAmount
    private var context: ChannelHandlerContext?
    private var step: EventLoopPromise<Outcome>?
    private var timer: Scheduled<Void>?
    private(set) var tlsVersion: String?

    /// - Parameter opening: Fulfilled when mail may be sent.
    init(
        _ conversation: SMTPConversation, opening: EventLoopPromise<Outcome>, idleLife: TimeAmount,
        makeTLS: @escaping () throws -> NIOSSLClientHandler
    ) {
        self.conversation = conversation
        self.makeTLS = makeTLS
        self.idleLife = idleLife
        step = opening
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        watchTheClock(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
        end(.failure(.unreachable(reason: "the connection is gone")))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        perform(conversation.received(Self.unwrapInboundIn(data).readableBytesView), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(conversation.closed(), context)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            tlsVersion = (try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self))?.tlsVersion
                .map { "\($0)" }
            perform(conversation.tlsEstablished(), context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A peer that hangs up without TLS's own goodbye is the most ordinary thing.
        if case .uncleanShutdown? = error as? NIOSSLError { return }
        perform(conversation.closed(JobNote("\(error)")), context)
    }

    // MARK: Steps, on the event loop

    func deliver(_ envelope: Envelope, _ message: [UInt8], _ promise: EventLoopPromise<Outcome>) {
        begin(promise) { $0.deliver(envelope, message) }
    }

    func commit(_ promise: EventLoopPromise<Outcome>) { begin(promise) { $0.commit() } }

    func abandon() { if let context { perform(conversation.abandon(), context) } }

    func quit() { if let context { perform(conversation.quit(), context) } }

    private func begin(
        _ promise: EventLoopPromise<Outcome>, _ input: (inout SMTPConversation) -> [SMTPConversation.Action]
    ) {
        guard let context, step == nil else {
            promise.fail(DeliveryFailure.unreachable(reason: "the connection is gone"))
            return
        }
        step = promise
        perform(input(&conversation), context)
    }

    private func perform(_ actions: [SMTPConversation.Action], _ context: ChannelHandlerContext) {
        for action in actions {
            switch action {
            case .write(let bytes):
                context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            case .startTLS: startTLS(context)
            case .ready: end(.success(.ready))
            case .composed: end(.success(.composed))
            case .accepted(let receipt): end(.success(.accepted(receipt)))
            case .failed(let failure): end(.failure(failure))
            case .close: context.close(promise: nil)
            }
        }
        watchTheClock(context)
    }

    private func startTLS(_ context: ChannelHandlerContext) {
        do {
            try context.pipeline.syncOperations.addHandler(try makeTLS(), position: .first)
        } catch {
            perform(conversation.closed(JobNote("TLS: \(error)")), context)
        }
    }

    private func end(_ result: Result<Outcome, DeliveryFailure>) {
        let promise = step
        step = nil
        switch result {
        case .success(let outcome): promise?.succeed(outcome)
        case .failure(let failure): promise?.fail(failure)
        }
    }

    private func watchTheClock(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        if conversation.isIdle {
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: idleLife) { self.quit() }
        } else if let patience = conversation.patience {
            let seconds = TimeAmount.seconds(patience.components.seconds)
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: seconds) {
                self.perform(self.conversation.timedOut(), context)
            }
        }
    }
}
