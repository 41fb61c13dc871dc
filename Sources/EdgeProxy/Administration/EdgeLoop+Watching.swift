import CacheStorage
import HTTPCaching
import NIOCore

/// One request that is over, as all who look on want it: counters, the tally, the ring and the log.
struct FinishedRequest {
    let subject: RequestSubject
    let status: Int
    let outcome: CacheOutcome
    var refusal: StorageRefusal?
    var failure: OriginFailure?
    var bytes = 0
    var durationMicroseconds = 0
    var originMicroseconds = 0
}

extension EdgeLoop {
    /// - Parameter visit: Called only where the log shows such things.
    func note(_ request: FinishedRequest, visit: () -> AccessLog.Visit) {
        let now = now()
        counters.count(request.outcome, status: request.status, bytes: request.bytes)
        let record = RequestRecord(
            subject: request.subject, milliseconds: now.millisecondsSinceEpoch,
            status: UInt16(clamping: request.status), outcome: request.outcome.kind,
            reason: request.outcome.forwardReason, refusal: request.refusal, failure: request.failure?.name,
            bytes: request.bytes, durationMicroseconds: request.durationMicroseconds,
            originMicroseconds: request.originMicroseconds)
        tally.add(record)
        recent.add(record)
        log?.write(
            .init(
                method: request.subject.method, status: request.status, outcome: request.outcome,
                route: request.subject.route, bytes: request.bytes,
                durationMicroseconds: request.durationMicroseconds, refusal: request.refusal,
                failure: request.failure, visit: log?.wantsVisits == true ? visit() : nil), now: now)
    }

    /// The same for an answer of the express lane. What it comes to is added to the tally now and then.
    @inline(__always)
    func note(express entry: ExpressEntry, now: Instant, visit: () -> AccessLog.Visit) {
        counters.count(.hit, status: entry.object.head.status, bytes: entry.object.bodyBytes)
        counters.expressHits += 1
        entry.uncountedHits += 1
        recent.add(
            RequestRecord(
                subject: entry.subject, milliseconds: now.millisecondsSinceEpoch,
                status: UInt16(clamping: entry.object.head.status), outcome: .hit, reason: nil, refusal: nil,
                failure: nil, bytes: entry.object.bodyBytes, durationMicroseconds: 0, originMicroseconds: 0))
        guard let log else { return }
        log.write(
            .init(
                method: "GET", status: entry.object.head.status, outcome: .hit, route: entry.subject.route,
                bytes: entry.object.bodyBytes, durationMicroseconds: 0, refusal: nil, failure: nil,
                visit: log.wantsVisits ? visit() : nil), now: now)
    }

    /// Adds to the tally what express entries have counted for themselves.
    func settle() {
        express.forEachEntry { settle($0) }
        secureExpress.forEachEntry { settle($0) }
    }

    func settle(_ entry: ExpressEntry) {
        guard entry.uncountedHits > 0 else { return }
        var traffic = Traffic()
        traffic.requests = entry.uncountedHits
        traffic.hits = entry.uncountedHits
        traffic.bytes = entry.uncountedHits * entry.object.bodyBytes
        if entry.object.head.status >= 500 { traffic.errors = entry.uncountedHits }
        entry.uncountedHits = 0
        tally.add(express: traffic, of: entry.subject, status: entry.object.head.status)
    }
}
