package import Foundation

/// How long to wait between attempts.
///
/// The default suits mail: quick at first, because most faults pass within minutes, then ever slower up to half a day
/// (RFC 5321 §4.5.4.1 wants at least 30 minutes between the later tries).
package struct RetryPolicy: Hashable, Sendable {
    /// By failed attempt; the last one repeats.
    package var delays: [Duration] = [
        .seconds(60), .seconds(5 * 60), .seconds(15 * 60), .seconds(30 * 60), .seconds(3600), .seconds(2 * 3600),
        .seconds(4 * 3600), .seconds(8 * 3600), .seconds(12 * 3600),
    ]
    /// The share by which a delay may come out shorter or longer, so that a thousand jobs that failed together don't
    /// come back together.
    package var jitter = 0.2

    package init() {}

    package init(delays: [Duration], jitter: Double = 0.2) {
        self.delays = delays
        self.jitter = jitter
    }

    /// - Parameters:
    ///   - attempt: How many attempts have failed, counting from 1.
    ///   - chance: From 0 up to but not including 1.
    package func delay(afterAttempt attempt: Int, chance: Double) -> Duration {
        guard let last = delays.last else { return .zero }
        let index = max(0, attempt - 1)
        let base = index < delays.count ? delays[index] : last
        return base * (1 + jitter * (2 * chance - 1))
    }
}

/// What one kind of job may cost.
package struct JobPolicy: Hashable, Sendable {
    package var retry = RetryPolicy()
    /// For a job found in `sending` after a crash.
    package var unknownOutcome = UnknownOutcome.resend

    package init() {}

    package init(retry: RetryPolicy = .init(), unknownOutcome: UnknownOutcome = .resend) {
        self.retry = retry
        self.unknownOutcome = unknownOutcome
    }

    /// What a handler's outcome means for the job.
    ///
    /// A retry that would fall past the job's expiry, or past its attempts, is a death now: nobody gains from a job
    /// that waits only to expire.
    package func settlement(of outcome: JobOutcome, for job: Job, at now: Date, chance: Double) -> Settlement {
        switch outcome {
        case .done(let note): return Settlement(.done, note: note)
        case .dead(let note): return Settlement(.dead, note: note)
        case .hold(let note): return Settlement(.held, note: note)
        case .cancel(let note): return Settlement(.cancelled, note: note)
        case .snooze(let span, let note):
            return Settlement(.readyAgainFree(at: now.adding(span)), note: note)
        case .unknown(let note):
            switch unknownOutcome {
            case .hold: return Settlement(.held, note: note)
            case .resend: return again(note, after: nil, job: job, now: now, chance: chance)
            }
        case .retry(let note, let floor):
            return again(note, after: floor, job: job, now: now, chance: chance)
        }
    }

    private func again(_ note: JobNote, after floor: Duration?, job: Job, now: Date, chance: Double) -> Settlement {
        if job.attempt >= job.maxAttempts {
            return Settlement(.dead, note: note.prefixed("gave up after \(job.attempt) attempts"))
        }
        let delay = max(retry.delay(afterAttempt: job.attempt, chance: chance), floor ?? .zero)
        let next = now.adding(delay)
        if let expireAt = job.expireAt, next >= expireAt {
            return Settlement(.dead, note: note.prefixed("expired"))
        }
        return Settlement(.readyAgain(at: next), note: note)
    }
}

extension JobNote {
    fileprivate func prefixed(_ reason: String) -> JobNote {
        JobNote("\(reason): \(text)", code: code, enhancedCode: enhancedCode)
    }
}

extension Date {
    /// This instant moved by a span.
    package func adding(_ span: Duration) -> Date {
        let (seconds, attoseconds) = span.components
        return addingTimeInterval(Double(seconds) + Double(attoseconds) / 1e18)
    }

    /// The span from `earlier` to this instant; negative when that lies later.
    package func span(since earlier: Date) -> Duration { .seconds(timeIntervalSince(earlier)) }
}
