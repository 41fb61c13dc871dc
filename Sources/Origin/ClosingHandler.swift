import NIOCore

/// Lets what has been written leave before the connection closes.
///
/// On a graceful stop the framework writes an answer's end and closes at once, and whatever the client hadn't taken yet was
/// lost: of 50 MB, eight arrived. Here such a close waits for the writes before it, at most `patience` long. A second
/// close doesn't wait, and neither does half of one.
final class ClosingHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = Any

    private enum State {
        case open
        /// Close when the last write is done, and tell them.
        case closing([EventLoopPromise<Void>])
        case closed
    }

    private let patience: TimeAmount
    private var state = State.open
    private var writesUnderWay = 0
    private var deadline: Scheduled<Void>?

    init(patience: TimeAmount) { self.patience = patience }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let promise = promise ?? context.eventLoop.makePromise()
        writesUnderWay += 1
        promise.futureResult.assumeIsolated().whenComplete { _ in
            self.writesUnderWay -= 1
            if self.writesUnderWay == 0 { self.closeNow(context) }
        }
        context.write(data, promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch (mode, state) {
        case (.input, _), (.output, _), (_, .closed):
            context.close(mode: mode, promise: promise)
        case (.all, .open):
            state = .closing([promise].compactMap(\.self))
            if writesUnderWay == 0 { return closeNow(context) }
            context.flush()
            deadline = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { self.closeNow(context) }
        case (.all, .closing(let promises)):
            state = .closing(promises + [promise].compactMap(\.self))
            closeNow(context)
        }
    }

    private func closeNow(_ context: ChannelHandlerContext) {
        guard case .closing(let promises) = state else { return }
        state = .closed
        deadline?.cancel()
        let promise = promises.first
        for other in promises.dropFirst() { promise?.futureResult.cascade(to: other) }
        context.close(mode: .all, promise: promise)
    }
}
