import EdgeProxy
import Foundation
import Jobs
import Logging
import Origin
import SQLiteStore
import ServiceLifecycle
import SiteConfiguration
import UnixSignals

/// The edge as a service: listens, then waits to be told to stop.
struct EdgeService: Service {
    let server: EdgeServer
    let listen: ListenAddress
    let onListening: @Sendable (Int) -> Void

    func run() async throws {
        let port: Int
        do {
            port = try await server.start()
        } catch {
            throw CommandFailure.cannotListen(on: listen, error, flag: "edge.listen in masthead.yaml or --listen")
        }
        onListening(port)
        try? await gracefulShutdown()
        await server.stop()
    }
}

/// The worker as a service: what is under way is finished or handed back.
struct WorkerService: Service {
    let worker: Worker

    func run() async throws {
        await withGracefulShutdownHandler {
            await worker.run()
        } onGracefulShutdown: {
            worker.stop()
        }
    }
}

/// Forgets what is old, at the start and then every hour: bodies of mails after 7 days, the rest after 90.
struct HousekeepingService: Service {
    let store: SQLiteStore
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    _ = try await store.mail.tidy(
                        bodies: .seconds(7 * 86_400), facts: .seconds(90 * 86_400), at: Date())
                } catch {
                    logger.warning("housekeeping failed", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(3600))
            }
        }
    }
}

/// Services that start together and stop in order, the last one first, on Ctrl-C or TERM.
enum Services {
    static func run(_ services: [any Service], logger: Logger) async throws {
        var quiet = logger
        quiet.logLevel = .error
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigint, .sigterm], logger: quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: configuration).run()
    }
}
