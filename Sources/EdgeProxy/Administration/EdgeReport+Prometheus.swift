import CacheStorage
import HTTPCaching

extension EdgeReport {
    /// Prometheus text; every label comes from a closed list: outcomes, refusals, failures, and what the configuration
    /// names.
    package var prometheus: String {
        var text = PrometheusText(prefix: "masthead_edge_")
        addRequests(to: &text)
        addOrigins(to: &text)
        addStorage(to: &text)
        addProcess(to: &text)
        return text.text
    }

    private func addRequests(to text: inout PrometheusText) {
        text.counter(
            "requests_total", "Requests by cache outcome.",
            zip(CacheOutcome.names, counters.outcomes).map { ([("outcome", $0)], $1) })
        text.counter(
            "responses_total", "Responses by status class.",
            (1...5).map { ([("class", "\($0)xx")], counters.statusClasses[$0]) })
        text.counter("express_hits_total", "Hits answered by the express lane.", [([], counters.expressHits)])
        text.counter("sent_bytes_total", "Bytes of bodies sent.", [([], counters.bytesSent)])
        let behaviors = tally.behaviors.sorted { $0.key < $1.key }
        text.counter(
            "behavior_requests_total", "Requests by the pattern of the behavior that took them.",
            behaviors.map { ([("behavior", $0.key)], $0.value.requests) })
        text.counter(
            "behavior_hits_total", "Of these, answered without the origin.",
            behaviors.map { ([("behavior", $0.key)], $0.value.hits) })
        text.counter(
            "behavior_sent_bytes_total", "Bytes of bodies sent, by behavior.",
            behaviors.map { ([("behavior", $0.key)], $0.value.bytes) })
        text.counter(
            "not_stored_total", "Responses that were not kept, by reason.",
            StorageRefusal.allCases.map { ([("reason", $0.rawValue)], tally.refusals[$0] ?? 0) })
        text.histogram(
            "request_duration_seconds", "From a request's head to its answer's end, by who answered.",
            AnswerSource.allCases.map { ([("source", $0.rawValue)], tally.latencies[$0] ?? LatencyHistogram()) })
        text.gauge("clients_open", "Open client connections.", [([], counters.openClients)])
        text.counter("client_connections_total", "Client connections accepted.", [([], counters.clientConnections)])
        text.counter("log_lines_dropped_total", "Log lines that nobody took in time.", [([], droppedLogLines)])
    }

    private func addOrigins(to text: inout PrometheusText) {
        text.gauge("origin_connections_open", "Open origin connections.", [([], counters.openOrigins)])
        text.counter(
            "origin_requests_total", "Requests to origins.",
            tally.originRequests.sorted { $0.key < $1.key }.map { ([("origin", $0.key)], $0.value) })
        text.counter(
            "origin_failures_total", "Requests that an origin failed, by how.",
            tally.originFailures.sorted { $0.key < $1.key }.flatMap { origin, failures in
                failures.sorted { $0.key < $1.key }.map { ([("origin", origin), ("failure", $0.key)], $0.value) }
            })
        text.gauge("fills_running", "Fills under way.", [([], runningFills)])
        text.gauge("fill_waiters", "Requests that wait for a fill.", [([], waitingRequests)])
    }

    private func addStorage(to text: inout PrometheusText) {
        text.gauge("stored_objects", "Objects in memory.", [([], storage.objects)])
        text.gauge("stored_bytes", "Memory they take.", [([], storage.costBytes)])
        text.gauge("stored_budget_bytes", "Memory they may take.", [([], storage.budgetBytes)])
        text.counter("insertions_total", "Objects stored.", [([], storage.insertions)])
        text.counter("evictions_total", "Objects evicted.", [([], storage.evictions)])
    }

    private func addProcess(to text: inout PrometheusText) {
        text.gauge("process_resident_memory_bytes", "Memory of the whole process.", [([], residentBytes)])
        text.gauge(
            "process_start_time_seconds", "When the edge started, in seconds since 1970.", [([], startedAtSeconds)])
    }
}

/// Metrics in Prometheus' text format, version 0.0.4.
struct PrometheusText {
    typealias Labels = [(name: String, value: String)]

    let prefix: String
    private(set) var text = ""

    init(prefix: String) {
        self.prefix = prefix
    }

    mutating func counter(_ name: String, _ help: String, _ samples: [(Labels, Int)]) {
        begin(name, "counter", help)
        for (labels, value) in samples { add(name, labels, "\(value)") }
    }

    mutating func gauge(_ name: String, _ help: String, _ samples: [(Labels, Int)]) {
        begin(name, "gauge", help)
        for (labels, value) in samples { add(name, labels, "\(value)") }
    }

    mutating func histogram(_ name: String, _ help: String, _ samples: [(Labels, LatencyHistogram)]) {
        begin(name, "histogram", help)
        for (labels, histogram) in samples {
            var sum = 0
            for (index, count) in histogram.counts.enumerated() {
                sum += count
                let bound =
                    index < LatencyHistogram.bounds.count
                    ? "\(Double(LatencyHistogram.bounds[index]) / 1_000_000)" : "+Inf"
                add(name + "_bucket", labels + [("le", bound)], "\(sum)")
            }
            add(name + "_sum", labels, "\(Double(histogram.sumMicroseconds) / 1_000_000)")
            add(name + "_count", labels, "\(histogram.count)")
        }
    }

    private mutating func begin(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(prefix)\(name) \(help)\n# TYPE \(prefix)\(name) \(kind)\n"
    }

    private mutating func add(_ name: String, _ labels: Labels, _ value: String) {
        let shown = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += "\(prefix)\(name)\(shown.isEmpty ? "" : "{\(shown)}") \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            case _: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
