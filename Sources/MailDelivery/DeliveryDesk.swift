package import Foundation
package import Jobs
import Logging
import Synchronization

/// The pacer that all deliveries of a worker share, and what it says put into the store.
package final class DeliveryDesk: ClaimGate {
    private let pacer: Mutex<DeliveryPacer>
    private let kinds: Set<JobKind>
    private let jobs: any JobStore
    private let configuration: DeliveryPacer.Configuration
    private let rates: (any SharedRates)?
    private let mailer: String
    private let counts = Mutex(DeliveryMetrics())

    /// - Parameters:
    ///   - kinds: Those that leave through this desk.
    ///   - rates: Where several workers share their speed. Default: `nil`, this one has it for itself.
    package init(
        _ configuration: DeliveryPacer.Configuration, mailer: String, kinds: Set<JobKind>, jobs: any JobStore,
        rates: (any SharedRates)? = nil
    ) {
        pacer = Mutex(DeliveryPacer(configuration, carrier: "mailer:\(mailer)"))
        self.kinds = kinds
        self.jobs = jobs
        self.configuration = configuration
        self.rates = rates
        self.mailer = mailer
    }

    package func terms(at now: Date) -> ClaimTerms { pacer.withLock { $0.terms(for: kinds, at: now) } }

    package func admit(_ domain: String, at now: Date) async throws -> DeliveryPacer.Admission {
        let admission = pacer.withLock { $0.admit(domain, at: now) }
        guard case .admitted = admission, let rates else { return admission }
        let turns = [("", configuration.perSecond), (domain, configuration.domainPerSecond)].compactMap { name, rate in
            rate.map { RateTurn(name: name, perSecond: $0) }
        }
        guard !turns.isEmpty else { return admission }
        do {
            guard let wait = try await rates.take(turns, at: now) else { return .admitted }
            pacer.withLock { $0.takeBack(domain) }
            return .wait(wait)
        } catch {
            pacer.withLock { $0.takeBack(domain) }
            throw error
        }
    }

    func conclude(
        _ domain: String, _ experience: DeliveryPacer.Experience, at now: Date, actor: String, log: Logger
    ) async throws {
        for consequence in pacer.withLock({ $0.conclude(domain, experience, at: now) }) {
            switch consequence {
            case .pause(let name, let until, let reason):
                log.warning(
                    "mail paused",
                    metadata: [
                        "mail.pause": "\(name)", "mail.until": "\(until.ISO8601Format())", "mail.note": "\(reason)",
                    ])
                try await jobs.pause(
                    Pause(name, since: now, until: until, reason: reason, actor: actor, isAutomatic: true))
            case .resume(let name):
                log.info("mail resumed", metadata: ["mail.pause": "\(name)"])
                try await jobs.resume(name, onlyAutomatic: true)
            }
        }
    }

    // MARK: Metrics

    func count(_ outcome: String, took duration: Duration) { counts.withLock { $0.add(outcome, took: duration) } }

    /// Attempts since the start.
    package var metrics: DeliveryMetrics { counts.withLock { $0 } }

    /// For Prometheus, with the queue as it stands.
    package func prometheus(_ queue: any MailQueue, at now: Date) async -> String {
        let counts = try? await queue.mailCounts()
        let pauses = try? await jobs.pauses(at: now)
        return metrics.prometheus(mailer: mailer, queue: counts, pauses: pauses?.count)
    }
}
