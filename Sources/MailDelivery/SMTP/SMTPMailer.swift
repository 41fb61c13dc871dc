import Jobs
import NIOSSL
import Synchronization

/// Hands messages to a mail server over a few connections that are kept open.
///
/// Whoever wants to send takes an idle connection, opens one while there may be more, or waits for one to come back.
/// A kept connection that turns out to be dead costs nothing: the message, of which nothing was sent, goes over a new one.
package final class SMTPMailer: Mailer {
    package struct Configuration: Sendable {
        package var host: String
        /// Default: 587, submission (RFC 6409 §3.1); implicit TLS is at home on 465.
        package var port = 587
        package var security = SMTPConversation.Security.required
        /// A PEM file with the certificates to trust. Default: `nil`, the system's.
        package var trustFile: String?
        package var credentials: SMTPCredentials?
        /// Said in EHLO. Default: `localhost`; better the name that this machine has for others.
        package var helloName = "localhost"
        /// Connections at the same time, 1 to 100. Default: 4.
        package var connections = 4
        /// Default: 100; some servers count.
        package var mailsPerConnection = 100
        package var connectionLife: Duration = .seconds(300)
        package var idleLife: Duration = .seconds(30)
        package var connectTimeout: Duration = .seconds(15)

        package init(host: String) { self.host = host }
    }

    private struct Kept {
        let connection: SMTPConnection
        var mails: Int
    }

    private struct State {
        var idle: [Kept] = []
        var open = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isClosed = false
    }

    private let configuration: Configuration
    private let tls: NIOSSLContext?
    private let state = Mutex(State())

    /// - Throws: When the file with trusted certificates can't be read.
    package init(_ configuration: Configuration) throws {
        self.configuration = configuration
        if configuration.security == .none {
            tls = nil
        } else {
            var settings = TLSConfiguration.makeClientConfiguration()
            settings.minimumTLSVersion = .tlsv12
            if let file = configuration.trustFile { settings.trustRoots = .file(file) }
            tls = try NIOSSLContext(configuration: settings)
        }
    }

    package var name: String { "smtp" }

    package func send(
        _ envelope: Envelope, _ message: [UInt8], mayLeave: @Sendable () async -> Bool
    ) async throws(DeliveryFailure) -> DeliveryReceipt {
        while true {
            let (kept, isFresh) = try await take()
            do throws(DeliveryFailure) {
                let receipt = try await kept.connection.deliver(envelope, message, mayLeave: mayLeave)
                giveBack(kept)
                return receipt
            } catch {
                giveBack(kept)
                // What was kept may have been closed in the meantime, and says so with the first command.
                if !isFresh, case .unreachable = error, !kept.connection.isOpen { continue }
                throw error
            }
        }
    }

    package func close() async {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            state.open -= state.idle.count
            return state.idle
        }
        for kept in idle { kept.connection.close() }
        for kept in idle { await kept.connection.untilClosed() }
    }

    // MARK: Connections

    private enum Place { case kept(Kept), room, none }

    private func take() async throws(DeliveryFailure) -> (Kept, isFresh: Bool) {
        while true {
            switch state.withLock({ place(&$0) }) {
            case .kept(let kept): return (kept, false)
            case .room:
                do throws(DeliveryFailure) {
                    return (Kept(connection: try await .open(configuration, tls: tls), mails: 0), true)
                } catch {
                    leave()
                    throw error
                }
            case .none:
                await withCheckedContinuation { continuation in
                    let isThere = state.withLock { state in
                        if state.open < configuration.connections || !state.idle.isEmpty { return true }
                        state.waiting.append(continuation)
                        return false
                    }
                    if isThere { continuation.resume() }
                }
            }
        }
    }

    private func place(_ state: inout State) -> Place {
        while let kept = state.idle.popLast() {
            if kept.connection.isOpen { return .kept(kept) }
            state.open -= 1
        }
        guard state.open < configuration.connections else { return .none }
        state.open += 1
        return .room
    }

    private func giveBack(_ kept: Kept) {
        var kept = kept
        kept.mails += 1
        let isWorn =
            kept.mails >= configuration.mailsPerConnection
            || ContinuousClock.now - kept.connection.opened >= configuration.connectionLife
        if isWorn { kept.connection.close() }
        let next = state.withLock { state in
            if isWorn || state.isClosed || !kept.connection.isOpen {
                state.open -= 1
            } else {
                state.idle.append(kept)
            }
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        }
        if !isWorn, state.withLock({ $0.isClosed }) { kept.connection.close() }
        next?.resume()
    }

    /// A connection that never came to be.
    private func leave() {
        let next = state.withLock { state in
            state.open -= 1
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        }
        next?.resume()
    }

    // MARK: Looking

    /// What `mail doctor` shows: opens a connection of its own, logs in, and hangs up.
    package func probe() async throws(DeliveryFailure) -> [(String, String)] {
        let connection = try await SMTPConnection.open(configuration, tls: tls)
        defer { connection.close() }
        guard let facts = try? await connection.facts else { return [] }
        return [
            ("greeting", facts.greeting), ("tls", facts.tlsVersion ?? "none"),
            ("login", facts.authenticatedBy ?? "none"),
            ("offers", facts.extensions.names.joined(separator: ", ")),
        ]
    }
}
