import Jobs
import NIOCore
import NIOPosix
import NIOSSL

/// An open connection to the carrier, used by one delivery at a time.
final class SMTPConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<SMTPHandler>
    let opened = ContinuousClock.now

    private init(_ channel: any Channel, _ handler: NIOLoopBound<SMTPHandler>) {
        self.channel = channel
        self.handler = handler
    }

    var isOpen: Bool { channel.isActive }

    /// What was found out while opening.
    struct Facts: Sendable {
        let greeting: String
        let extensions: SMTPExtensions
        let tlsVersion: String?
        let authenticatedBy: String?
    }

    var facts: Facts {
        get async throws {
            try await channel.eventLoop.submit { [handler] in
                let handler = handler.value
                return Facts(
                    greeting: handler.conversation.greeting, extensions: handler.conversation.extensions,
                    tlsVersion: handler.tlsVersion, authenticatedBy: handler.conversation.authenticatedBy)
            }.get()
        }
    }

    /// Connects, secures, logs in.
    static func open(
        _ configuration: SMTPMailer.Configuration, tls: NIOSSLContext?
    ) async throws(DeliveryFailure) -> SMTPConnection {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let opening = loop.makePromise(of: SMTPHandler.Outcome.self)
        do {
            let (channel, handler) = try await connect(configuration, tls: tls, loop: loop, opening: opening)
            let connection = SMTPConnection(channel, handler)
            _ = try await opening.futureResult.get()
            return connection
        } catch let failure as DeliveryFailure {
            throw failure
        } catch {
            opening.fail(error)
            throw .unreachable(
                reason: JobNote("\(configuration.host):\(configuration.port) can't be reached: \(error)"))
        }
    }

    private static func connect(
        _ configuration: SMTPMailer.Configuration, tls: NIOSSLContext?, loop: any EventLoop,
        opening: EventLoopPromise<SMTPHandler.Outcome>
    ) async throws -> (any Channel, NIOLoopBound<SMTPHandler>) {
        let name = configuration.host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x3A }
        let serverName = name || configuration.host.contains(":") ? nil : configuration.host
        let conversation = SMTPConversation(
            name: configuration.helloName, security: configuration.security, credentials: configuration.credentials)
        let idleLife = TimeAmount.seconds(configuration.idleLife.components.seconds)
        let isImplicit = configuration.security == .implicit
        let made = loop.makePromise(of: NIOLoopBound<SMTPHandler>.self)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.seconds(configuration.connectTimeout.components.seconds))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let makeTLS: () throws -> NIOSSLClientHandler = {
                        guard let tls else { throw DeliveryFailure.unavailable(reason: "TLS is not set up") }
                        return try NIOSSLClientHandler(context: tls, serverHostname: serverName)
                    }
                    let handler = SMTPHandler(conversation, opening: opening, idleLife: idleLife, makeTLS: makeTLS)
                    if isImplicit { try channel.pipeline.syncOperations.addHandler(makeTLS()) }
                    try channel.pipeline.syncOperations.addHandler(handler)
                    made.succeed(NIOLoopBound(handler, eventLoop: channel.eventLoop))
                }
            }
        do {
            let channel = try await bootstrap.connect(host: configuration.host, port: configuration.port).get()
            return (channel, try await made.futureResult.get())
        } catch {
            // Already kept when the initializer ran; a promise takes the first word only.
            made.fail(error)
            throw error
        }
    }

    func deliver(
        _ envelope: Envelope, _ message: [UInt8], mayLeave: @Sendable () async -> Bool
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        _ = try await step { handler, promise in handler.deliver(envelope, message, promise) }
        guard await mayLeave() else {
            channel.eventLoop.execute { [handler] in handler.value.abandon() }
            throw .withdrawn
        }
        guard case .accepted(let receipt) = try await step({ $0.commit($1) }) else {
            throw .unknown(reason: "no word on the message")
        }
        return receipt
    }

    /// Says goodbye, without waiting for the answer.
    func close() {
        channel.eventLoop.execute { [handler] in handler.value.quit() }
    }

    func untilClosed() async { try? await channel.closeFuture.get() }

    private func step(
        _ work: @escaping @Sendable (SMTPHandler, EventLoopPromise<SMTPHandler.Outcome>) -> Void
    ) async throws(DeliveryFailure) -> SMTPHandler.Outcome {
        let promise = channel.eventLoop.makePromise(of: SMTPHandler.Outcome.self)
        channel.eventLoop.execute { [handler] in work(handler.value, promise) }
        do {
            return try await promise.futureResult.get()
        } catch let failure as DeliveryFailure {
            throw failure
        } catch {
            throw .unreachable(reason: JobNote("\(error)"))
        }
    }
}
