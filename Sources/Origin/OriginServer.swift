import Foundation
import HTTPSemantics
import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// The origin as a service: static files and the REST API on a listener of its own.
///
/// Runs until its service group shuts down gracefully: then it accepts nothing more, closes idle connections, and ends when the
/// last answer has been sent.
package struct OriginServer: Service {
    private let configuration: OriginConfiguration
    private let responder: OriginResponder
    private let clock: @Sendable () -> Date
    private let logger: Logger
    private let onListening: @Sendable (ListeningOrigin) -> Void

    /// - Parameter onListening: Called once connections are accepted, with the address they are accepted at.
    package init(
        configuration: OriginConfiguration, seams: OriginSeams, logger: Logger,
        onListening: @escaping @Sendable (ListeningOrigin) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
        clock = seams.now
        responder = OriginResponder(configuration, seams: seams, logger: logger)
    }

    /// - Throws: `OriginFailure` when the address can't be listened on.
    package func run() async throws {
        await responder.warm()
        try await Self.serve(
            OriginExchange(configuration, clock: clock, logger: logger) { [responder] in await responder.answer($0) },
            configuration, logger, onListening)
    }

    /// Listens and answers until the service group shuts down.
    static func serve(
        _ exchange: OriginExchange, _ configuration: OriginConfiguration, _ logger: Logger,
        _ onListening: @escaping @Sendable (ListeningOrigin) -> Void
    ) async throws {
        let application = Application(
            responder: exchange,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ClosingHandler(patience: TimeAmount(configuration.writeTimeout))],
                    idleTimeout: TimeAmount(configuration.idleTimeout),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: configuration.headLimitBytes,
                        maxHeaderListSize: configuration.headLimitBytes,
                        maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.listenHost, port: configuration.listenPort),
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.maxConnections)),
            onServerRunning: { channel in
                guard let address = channel.localAddress, let port = address.port else { return }
                onListening(ListeningOrigin(host: address.ipAddress ?? configuration.listenHost, port: port))
            },
            logger: quiet(logger))
        do {
            try await application.run()
        } catch let error as IOError {
            throw OriginFailure.cannotListen(
                host: configuration.listenHost, port: configuration.listenPort, reason: reason(error.errnoCode))
        } catch is SocketAddressError.UnknownHost {
            throw OriginFailure.cannotListen(
                host: configuration.listenHost, port: configuration.listenPort, reason: "there is no such host")
        }
    }

    /// The framework's own lines tell nothing that ours don't.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    private static func reason(_ code: CInt) -> String {
        switch code {
        case EADDRINUSE: "something else listens there already"
        case EACCES: "ports below 1024 need more rights"
        case EADDRNOTAVAIL: "this machine has no such address"
        case _: "the system refused (errno \(code))"
        }
    }
}

/// Where the origin accepts connections.
package struct ListeningOrigin: Hashable, Sendable {
    /// IPv6 without brackets.
    package let host: String
    package let port: Int
}

/// Why the origin didn't start: the operator's to mend.
package enum OriginFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case cannotListen(host: String, port: Int, reason: String)

    package var description: String {
        switch self {
        case .cannotListen(let host, let port, let reason): "the origin can't listen on \(host):\(port): \(reason)"
        }
    }
}
