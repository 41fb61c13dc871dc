package import Foundation
package import Jobs

/// How fast mail may leave, and what has to rest, from what deliveries have shown.
///
/// 1. **Speed.** Two token buckets, one for everything and one for each domain; a full bucket holds one second's worth.
/// 2. **Width.** A domain starts with `domainConcurrency` deliveries at a time. Trouble halves it, a success adds one.
/// 3. **Breaker.** After `breakerThreshold` failures in a row a domain, or the carrier itself, is paused; then one try is
///    let through, and it decides. Each pause in a row is twice as long, up to `longestPause`.
/// 4. **Good name.** When 5 of the last 100 mails were refused by policy, all mail pauses for an hour: more of the same
///    only makes it worse.
package struct DeliveryPacer: Sendable {
    package struct Configuration: Hashable, Sendable {
        /// Mails a second, all together. Default: `nil`, as many as go.
        package var perSecond: Double?
        /// Mails a second to one domain. Default: `nil`.
        package var domainPerSecond: Double?
        /// Deliveries to one domain at the same time. Default: 20.
        package var domainConcurrency = 20
        /// Failures in a row that open a breaker. Default: 5.
        package var breakerThreshold = 5
        package var firstPause: Duration = .seconds(30)
        package var longestPause: Duration = .seconds(600)

        package init() {}
    }

    /// What a delivery showed.
    package enum Experience: Hashable, Sendable {
        case accepted
        /// This mail had a problem; the way is free.
        case neutral
        case refusedByPolicy(String)
        case domainInTrouble(String)
        case carrierUnreachable(String)
        /// A setting is wrong: more tries show nothing new.
        case misconfigured(String)
    }

    package enum Admission: Hashable, Sendable {
        case admitted
        case wait(Duration)
    }

    /// What follows for the pauses in the store.
    package enum Consequence: Hashable, Sendable {
        case pause(String, until: Date, reason: String)
        case resume(String)
    }

    private struct Bucket {
        var tokens: Double
        var updated: Date

        /// Seconds until there is a whole token; 0 when there is one now.
        mutating func fill(_ rate: Double, at now: Date) -> Double {
            let most = max(1, rate)
            tokens = min(most, tokens + max(0, now.timeIntervalSince(updated)) * rate)
            updated = now
            return tokens >= 1 - 1e-9 ? 0 : (1 - tokens) / rate
        }
    }

    private struct Breaker {
        var failures = 0
        /// Pauses in a row; more than 0 means that the next failure opens it again.
        var pauses = 0
        var until: Date?
    }

    private struct Domain {
        var running = 0
        var width: Int
        var bucket: Bucket?
        var breaker = Breaker()
        var used: Date
    }

    private let configuration: Configuration
    private let carrier: String
    private var bucket: Bucket?
    private var domains: [String: Domain] = [:]
    private var carrierBreaker = Breaker()
    private var policyRefusals: [Bool] = []

    /// - Parameter carrier: The name of the pause that stops all mail through it, such as `mailer:smtp`.
    package init(_ configuration: Configuration, carrier: String) {
        self.configuration = configuration
        self.carrier = carrier
    }

    // MARK: Before

    package mutating func admit(_ name: String, at now: Date) -> Admission {
        var domain = domain(name, at: now)
        defer { domains[name] = domain }
        if let until = carrierBreaker.until, until > now { return .wait(until.span(since: now)) }
        if let until = domain.breaker.until, until > now { return .wait(until.span(since: now)) }
        // A breaker that is half open lets one through.
        let width = domain.breaker.pauses > 0 ? 1 : domain.width
        if domain.running >= width { return .wait(.seconds(1)) }
        var wait = 0.0
        if let rate = configuration.perSecond {
            var all = bucket ?? Bucket(tokens: max(1, rate), updated: now)
            wait = all.fill(rate, at: now)
            bucket = all
        }
        if let rate = configuration.domainPerSecond {
            var own = domain.bucket ?? Bucket(tokens: max(1, rate), updated: now)
            wait = max(wait, own.fill(rate, at: now))
            domain.bucket = own
        }
        if wait > 0 { return .wait(.seconds(wait)) }
        bucket?.tokens -= 1
        domain.bucket?.tokens -= 1
        domain.running += 1
        return .admitted
    }

    /// Undoes an admission that came to nothing.
    package mutating func takeBack(_ name: String) {
        bucket?.tokens += 1
        domains[name]?.bucket?.tokens += 1
        guard let running = domains[name]?.running else { return }
        domains[name]?.running = max(0, running - 1)
    }

    /// What a claim at this moment would only have to put back.
    package mutating func terms(for kinds: Set<JobKind>, at now: Date) -> ClaimTerms {
        var terms = ClaimTerms()
        if let rate = configuration.perSecond, var all = bucket {
            let wait = all.fill(rate, at: now)
            bucket = all
            if wait > 0 {
                terms.closedKinds = kinds
                terms.until = now.addingTimeInterval(wait)
            }
        }
        for (name, var domain) in domains {
            var wait = 0.0
            if let rate = configuration.domainPerSecond, var own = domain.bucket {
                wait = own.fill(rate, at: now)
                domain.bucket = own
                domains[name] = domain
            }
            let isFull = domain.running >= (domain.breaker.pauses > 0 ? 1 : domain.width)
            guard wait > 0 || isFull else { continue }
            terms.closedDestinations.insert(name)
            // A full domain opens with the end of a delivery, which wakes the worker anyway.
            if wait > 0 { terms.until = min(terms.until ?? .distantFuture, now.addingTimeInterval(wait)) }
        }
        return terms
    }

    // MARK: After

    package mutating func conclude(_ name: String, _ experience: Experience, at now: Date) -> [Consequence] {
        var domain = domain(name, at: now)
        domain.running = max(0, domain.running - 1)
        var consequences: [Consequence] = []
        switch experience {
        case .accepted, .neutral, .refusedByPolicy:
            domain.width = min(configuration.domainConcurrency, domain.width + 1)
            consequences += close(&domain.breaker, Pause.destination(name)) + close(&carrierBreaker, carrier)
        case .domainInTrouble(let reason):
            domain.width = max(1, domain.width / 2)
            consequences += fail(&domain.breaker, Pause.destination(name), reason, at: now)
            consequences += close(&carrierBreaker, carrier)
        case .carrierUnreachable(let reason):
            consequences += fail(&carrierBreaker, carrier, reason, at: now)
        case .misconfigured(let reason):
            carrierBreaker.failures = configuration.breakerThreshold
            consequences += fail(&carrierBreaker, carrier, reason, at: now)
        }
        domains[name] = domain
        return consequences + guardGoodName(experience, at: now)
    }

    private func close(_ breaker: inout Breaker, _ name: String) -> [Consequence] {
        let wasOpen = breaker.pauses > 0
        breaker = Breaker()
        return wasOpen ? [.resume(name)] : []
    }

    private func fail(_ breaker: inout Breaker, _ name: String, _ reason: String, at now: Date) -> [Consequence] {
        breaker.failures += 1
        guard breaker.failures >= configuration.breakerThreshold || breaker.pauses > 0 else { return [] }
        // Deliveries that were under way together fail together, and count once.
        if let until = breaker.until, until > now { return [] }
        let span = min(configuration.longestPause, configuration.firstPause * (1 << min(breaker.pauses, 10)))
        let until = now.adding(span)
        breaker.pauses += 1
        breaker.until = until
        return [.pause(name, until: until, reason: reason)]
    }

    private mutating func guardGoodName(_ experience: Experience, at now: Date) -> [Consequence] {
        switch experience {
        case .accepted: policyRefusals.append(false)
        case .refusedByPolicy: policyRefusals.append(true)
        case .neutral, .domainInTrouble, .carrierUnreachable, .misconfigured: return []
        }
        if policyRefusals.count > 100 { policyRefusals.removeFirst() }
        guard case .refusedByPolicy(let reason) = experience, policyRefusals.count(where: \.self) >= 5 else {
            return []
        }
        policyRefusals = []
        return [.pause(carrier, until: now.adding(.seconds(3600)), reason: "refused by policy five times: \(reason)")]
    }

    private mutating func domain(_ name: String, at now: Date) -> Domain {
        if domains.count > Self.domainsLimit {
            domains = domains.filter { $0.value.running > 0 || now.timeIntervalSince($0.value.used) < 3600 }
        }
        var domain = domains[name] ?? Domain(width: configuration.domainConcurrency, used: now)
        domain.used = now
        return domain
    }

    private static let domainsLimit = 10_000
}
