package import CacheStorage
import HTTPCaching

/// The state of an edge at one moment, for people and programs.
package struct EdgeReport: Sendable {
    package let counters: EdgeCounters
    package let storage: CacheStatistics
    package let runningFills: Int

    package init(of server: EdgeServer) async {
        counters = await server.counters()
        storage = server.storage
        runningFills = server.runningFills
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
            "failures":\(counters.originFailures),"fills":\(runningFills)},\
            "storage":{"objects":\(storage.objects),"bytes":\(storage.costBytes),"budgetBytes":\(storage.budgetBytes),\
            "insertions":\(storage.insertions),"evictions":\(storage.evictions)}}
            """
    }

    /// Prometheus text; every label comes from a closed list.
    package var prometheus: String {
        var text = ""
        func metric(_ name: String, _ kind: String, _ help: String, _ samples: [(labels: String, value: Int)]) {
            text += "# HELP masthead_edge_\(name) \(help)\n# TYPE masthead_edge_\(name) \(kind)\n"
            for sample in samples { text += "masthead_edge_\(name)\(sample.labels) \(sample.value)\n" }
        }
        metric(
            "requests_total", "counter", "Requests by cache outcome.",
            zip(CacheOutcome.names, counters.outcomes).map { ("{outcome=\"\($0)\"}", $1) })
        metric(
            "responses_total", "counter", "Responses by status class.",
            (1...5).map { ("{class=\"\($0)xx\"}", counters.statusClasses[$0]) })
        metric("express_hits_total", "counter", "Hits answered by the express lane.", [("", counters.expressHits)])
        metric("sent_bytes_total", "counter", "Bytes of bodies sent.", [("", counters.bytesSent)])
        metric("clients_open", "gauge", "Open client connections.", [("", counters.openClients)])
        metric("origin_connections_open", "gauge", "Open origin connections.", [("", counters.openOrigins)])
        metric("origin_requests_total", "counter", "Requests to origins.", [("", counters.originRequests)])
        metric("origin_failures_total", "counter", "Requests that an origin failed.", [("", counters.originFailures)])
        metric("fills_running", "gauge", "Fills under way.", [("", runningFills)])
        metric("stored_objects", "gauge", "Objects in memory.", [("", storage.objects)])
        metric("stored_bytes", "gauge", "Memory they take.", [("", storage.costBytes)])
        metric("evictions_total", "counter", "Objects evicted.", [("", storage.evictions)])
        return text
    }
}
