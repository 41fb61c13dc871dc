package import CacheStorage
import Foundation
import HTTPCaching

/// The state of an edge at one moment, for people and programs.
package struct EdgeReport: Sendable {
    package let counters: EdgeCounters
    package let tally: TrafficTally
    package let storage: CacheStatistics
    package let runningFills: Int
    package let waitingRequests: Int
    package let residentBytes: Int
    package let startedAtSeconds: Int
    package let droppedLogLines: Int

    package init(of server: EdgeServer) async {
        counters = await server.counters()
        tally = await server.tally()
        storage = server.storage
        runningFills = server.runningFills
        waitingRequests = server.waitingRequests
        residentBytes = ProcessMemory.residentBytes
        startedAtSeconds = server.startedAt.secondsSinceEpoch
        droppedLogLines = server.droppedLogLines
    }

    /// Share of requests answered without the origin, 0…1; `nil` before the first request.
    package var hitShare: Double? {
        let served = counters.outcomes[CacheOutcome.hit.index] + counters.outcomes[CacheOutcome.staleHit.index]
        return counters.requests == 0 ? nil : Double(served) / Double(counters.requests)
    }

    /// One JSON object; keys are stable.
    package var json: String {
        let outcomes = zip(CacheOutcome.names, counters.outcomes).map { "\"\($0)\":\($1)" }.joined(separator: ",")
        let statuses = (1...5).map { "\"\($0)xx\":\(counters.statusClasses[$0])" }.joined(separator: ",")
        let share = hitShare.map { String(($0 * 10_000).rounded() / 10_000) } ?? "null"
        return """
            {"requests":\(counters.requests),"hitShare":\(share),"outcomes":{\(outcomes)},"statuses":{\(statuses)},\
            "expressHits":\(counters.expressHits),"bytesSent":\(counters.bytesSent),\
            "clients":{"open":\(counters.openClients),"total":\(counters.clientConnections)},\
            "origin":{"open":\(counters.openOrigins),"requests":\(counters.originRequests),\
            "failures":\(counters.originFailures),"fills":\(runningFills),"waiting":\(waitingRequests)},\
            "storage":{"objects":\(storage.objects),"bytes":\(storage.costBytes),"budgetBytes":\(storage.budgetBytes),\
            "insertions":\(storage.insertions),"evictions":\(storage.evictions)},\
            "behaviors":\(Self.json(tally.behaviors)),"origins":\(Self.json(tally.origins)),\
            "originFailures":\(Self.json(tally.originFailures)),"refusals":\(Self.json(named(tally.refusals))),\
            "process":{"residentBytes":\(residentBytes),"startedAt":\(startedAtSeconds)}}
            """
    }

    /// By the words that are printed.
    func named(_ refusals: [StorageRefusal: Int]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: refusals.map { ($0.key.rawValue, $0.value) })
    }

    static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
}
