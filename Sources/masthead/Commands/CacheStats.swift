import EdgeProxy

/// The edge's `/stats`, as far as people are shown it.
struct EdgeStats: Decodable {
    struct Clients: Decodable { let open: Int; let total: Int }
    struct Origin: Decodable { let open: Int; let requests: Int; let failures: Int; let fills: Int; let waiting: Int }
    struct Storage: Decodable { let objects: Int; let bytes: Int; let budgetBytes: Int; let evictions: Int }
    struct Process: Decodable { let residentBytes: Int; let startedAt: Int }

    let requests: Int
    let hitShare: Double?
    let outcomes: [String: Int]
    let expressHits: Int
    let bytesSent: Int
    let clients: Clients
    let origin: Origin
    let storage: Storage
    let behaviors: [String: Traffic]
    let originFailures: [String: [String: Int]]
    let refusals: [String: Int]
    let process: Process

    var table: String {
        var table = Table(["requests", "\(requests)"])
        table.add(["from the cache", hitShare.map(Self.percent) ?? "-"])
        for (name, count) in Self.ranked(outcomes) { table.add(["  \(name)", "\(count)"]) }
        if behaviors.count > 1 {
            table.add(["by behavior", ""])
            let ranked = behaviors.sorted { ($1.value.requests, $0.key) < ($0.value.requests, $1.key) }
            for (name, traffic) in ranked {
                let share = Self.percent(Double(traffic.hits) / Double(max(traffic.requests, 1)))
                table.add(["  \(name)", "\(traffic.requests), \(share) from the cache"])
            }
        }
        if !refusals.isEmpty { table.add(["not stored", ""]) }
        for (name, count) in Self.ranked(refusals) { table.add(["  \(name)", "\(count)"]) }
        table.add(["sent", bytesSent.shownAsBytes])
        table.add([
            "stored",
            "\(storage.objects) objects, \(storage.bytes.shownAsBytes) of \(storage.budgetBytes.shownAsBytes)",
        ])
        table.add(["evicted", "\(storage.evictions)"])
        table.add(["memory", "\(process.residentBytes.shownAsBytes) for the whole process"])
        table.add(["origin", "\(origin.requests) requests, \(origin.failures) failed, \(origin.open) connections"])
        for (name, failures) in originFailures.sorted(by: { $0.key < $1.key }) {
            table.add(["  \(name)", Self.ranked(failures).map { "\($0.key) \($0.value)" }.joined(separator: ", ")])
        }
        table.add(["fills", "\(origin.fills) running, \(origin.waiting) requests waiting"])
        table.add(["clients", "\(clients.open) open, \(clients.total) so far"])
        return table.text
    }

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }

    private static func ranked(_ counts: [String: Int]) -> [(key: String, value: Int)] {
        counts.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    }
}
