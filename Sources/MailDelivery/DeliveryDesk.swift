package import Foundation
package import Jobs
import Logging
import Synchronization

/// The pacer that all deliveries of a worker share, and what it says put into the store.
package final class DeliveryDesk: ClaimGate {
    private let pacer: Mutex<DeliveryPacer>
    private let kinds: Set<JobKind>
    private let jobs: any JobStore
    private let counts = Mutex<[String: Int]>([:])

    /// - Parameter kinds: Those that leave through this desk.
    package init(_ configuration: DeliveryPacer.Configuration, mailer: String, kinds: Set<JobKind>, jobs: any JobStore)
    {
        pacer = Mutex(DeliveryPacer(configuration, carrier: "mailer:\(mailer)"))
        self.kinds = kinds
        self.jobs = jobs
    }

    package func terms(at now: Date) -> ClaimTerms { pacer.withLock { $0.terms(for: kinds, at: now) } }

    func admit(_ domain: String, at now: Date) -> DeliveryPacer.Admission {
        pacer.withLock { $0.admit(domain, at: now) }
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

    func count(_ outcome: String) { counts.withLock { $0[outcome, default: 0] += 1 } }

    /// Attempts since the start, by `mail.outcome`.
    package var attempts: [String: Int] { counts.withLock { $0 } }
}
