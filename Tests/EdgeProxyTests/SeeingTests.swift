import EdgeProxy
import Foundation
import HTTPCaching
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Seeing into the edge` {
    private static func run(
        script: @escaping ScriptedOrigin.Script = { request in
            request.target == "/missing"
                ? answer(404) : answer(200, "Cache-Control: max-age=60", body: request.target)
        }, _ body: (EdgeUnderTest, String) async throws -> Void
    ) async throws {
        // Short: a socket's path has at most 107 bytes.
        let path = NSTemporaryDirectory() + "see-\(UInt32.random(in: 0 ... .max)).sock"
        try await EdgeUnderTest.run({ $0.administrationSocket = path }, script: script) { edge in
            try await body(edge, path)
        }
    }

    private static func ask(_ path: String, _ target: String) async throws -> RawResponse {
        let client = try await RawClient(socketPath: path)
        let response = try await client.exchange("GET \(target) HTTP/1.1\r\nHost: edge\r\n\r\n")
        await client.close()
        return response
    }

    private static func ask<Value: Decodable>(_ path: String, _ target: String, as: Value.Type) async throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(try await ask(path, target).body))
    }

    @Test func `tail tells the last requests, the express lane's too, and goes on where it was`() async throws {
        try await Self.run { edge, path in
            let client = try await edge.client()
            for _ in 0..<4 { _ = try await client.exchange(request("/a?secret=1")) }
            _ = try await client.exchange(request("/missing"))
            let first = try await Self.ask(path, "/tail", as: RecentRequests.self)
            #expect(first.requests.map(\.outcome) == ["miss", "hit", "hit", "hit", "miss"])
            #expect(first.requests.map(\.path) == ["/a", "/a", "/a", "/a", "/missing"], "queries are not told")
            #expect(first.requests.last?.refusal == "no-freshness" && first.requests.last?.reason == "uri-miss")
            #expect(first.missed == 0)
            let nothing = try await Self.ask(path, "/tail?cursor=\(first.cursor)", as: RecentRequests.self)
            #expect(nothing.requests.isEmpty && nothing.cursor == first.cursor)
            _ = try await client.exchange(request("/b"))
            let more = try await Self.ask(path, "/tail?cursor=\(first.cursor)", as: RecentRequests.self)
            #expect(more.requests.map(\.path) == ["/b"])
            let errors = try await Self.ask(path, "/tail?status=4xx&outcome=miss&path=%2Fmis*", as: RecentRequests.self)
            #expect(errors.requests.map(\.status) == [404])
            #expect(try await Self.ask(path, "/tail?limit=1", as: RecentRequests.self).requests.map(\.path) == ["/b"])
        }
    }

    @Test func `the ring keeps the last and counts what is lost`() async throws {
        try await Self.run { edge, path in
            let client = try await edge.client()
            _ = try await client.exchange(request("/a"))
            let first = try await Self.ask(path, "/tail", as: RecentRequests.self)
            for _ in 0..<2100 { _ = try await client.exchange(request("/a")) }
            let rest = try await Self.ask(path, "/tail?cursor=\(first.cursor)", as: RecentRequests.self)
            #expect(rest.requests.count == 2048 && rest.missed == 52)
        }
    }

    @Test func `top counts by each dimension, and express hits among them`() async throws {
        try await Self.run { edge, path in
            let client = try await edge.client()
            for _ in 0..<4 { _ = try await client.exchange(request("/a")) }
            _ = try await client.exchange(request("/missing"))
            let paths = try await Self.ask(path, "/top", as: TrafficReport.self)
            #expect(paths.rows.map(\.name) == ["/a", "/missing"])
            #expect(paths.rows.first?.traffic.requests == 4 && paths.rows.first?.traffic.hits == 3)
            #expect(paths.rows.first?.traffic.bytes == 8 && paths.total.requests == 5)
            for (dimension, names) in [
                ("behavior", ["*"]), ("outcome", ["hit", "miss"]), ("origin", ["origin"]), ("status", ["200", "404"]),
            ] {
                let report = try await Self.ask(path, "/top?by=\(dimension)", as: TrafficReport.self)
                #expect(report.rows.map(\.name) == names)
            }
        }
    }

    @Test(arguments: [
        "/tail?status=abc", "/tail?outcome=lucky", "/top?by=cookie", "/explain", "/explain?url=/a",
        "/explain?url=http%3A%2F%2Fh%2F&field=nonsense", "/explain?url=http%3A%2F%2Fh%2F&field=A%3A%20b%0D%0AC%3A%20d",
        "/explain?url=http%3A%2F%2Fh%2F&method=G%20T", "/explain?url=%zz",
        "/explain?url=http%3A%2F%2Fh%2F&field=Host%3A%20a%2Fb",
    ])
    func `a question that means nothing is refused`(_ target: String) async throws {
        try await Self.run { _, path in
            let response = try await Self.ask(path, target)
            #expect(response.status == 400)
        }
    }

    @Test func `explain answers over the socket`() async throws {
        try await Self.run { edge, path in
            _ = try await edge.get("/a")
            let found = try await Self.ask(
                path, "/explain?url=http%3A%2F%2FH%2Fa&field=Accept%3A%20text%2Fhtml", as: Explanation.self)
            #expect(found.now.decision == "serve" && found.stored?.bytes == 2)
        }
    }

    @Test func `metrics are proper Prometheus text`() async throws {
        try await Self.run { edge, path in
            _ = try await edge.get("/a")
            _ = try await edge.get("/a")
            _ = try await edge.get("/missing")
            let text = try await Self.ask(path, "/metrics").text
            try Exposition.check(text)
            for line in [
                "masthead_edge_requests_total{outcome=\"hit\"} 1", "masthead_edge_requests_total{outcome=\"failed\"} 0",
                "masthead_edge_not_stored_total{reason=\"no-freshness\"} 1",
                "masthead_edge_behavior_requests_total{behavior=\"*\"} 3",
                "masthead_edge_origin_requests_total{origin=\"origin\"} 2",
                "masthead_edge_request_duration_seconds_count{source=\"cache\"} 1",
                "masthead_edge_request_duration_seconds_bucket{source=\"cache\",le=\"+Inf\"} 1",
            ] {
                #expect(text.contains("\n" + line + "\n"), "\(line)")
            }
        }
    }

    @Test func `a pattern with quotes is an escaped label`() async throws {
        let path = NSTemporaryDirectory() + "see-\(UInt32.random(in: 0 ... .max)).sock"
        try await EdgeUnderTest.run {
            $0.administrationSocket = path
            $0.behaviors = [Behavior(pattern: "/a\"b\\c", origin: "origin"), Behavior(pattern: "*", origin: "origin")]
        } _: { edge in
            edge.origin.answering { _ in answer(200, "Cache-Control: max-age=60", body: "x") }
            _ = try await edge.get("/a\"b\\c")
            let text = try await Self.ask(path, "/metrics").text
            try Exposition.check(text)
        }
    }

    @Test func `the busiest names survive any flood of others`() {
        var list = BusiestList(wanted: 16)
        var traffic = Traffic()
        traffic.requests = 1
        for round in 0..<1000 {
            list.add(traffic, to: "/busy")
            for other in 0..<3 { list.add(traffic, to: "/\(round)-\(other)") }
        }
        #expect(list.entries.count <= 32)
        #expect(list.entries["/busy"]?.requests == 1000)
    }
}

/// The grammar of Prometheus' text format, as far as it is used.
enum Exposition {
    static func check(_ text: String) throws {
        var kinds: [String: String] = [:]
        var helped: Set<String> = []
        var samples: Set<String> = []
        #expect(text.hasSuffix("\n"))
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            if let match = line.wholeMatch(of: /# HELP ([a-z_:][a-z0-9_:]*) .+/) {
                #expect(helped.insert(String(match.1)).inserted, "HELP once: \(line)")
            } else if let match = line.wholeMatch(of: /# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram)/) {
                #expect(kinds.updateValue(String(match.2), forKey: String(match.1)) == nil, "TYPE once: \(line)")
            } else {
                let sample = try #require(
                    line.wholeMatch(
                        of:
                            /([a-z_:][a-z0-9_:]*)(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? [0-9][0-9.e+-]*/
                    ),
                    "\(line)")
                let name = String(sample.1)
                let family =
                    ["_bucket", "_sum", "_count"].first { name.hasSuffix($0) && kinds[name] == nil }
                    .map { String(name.dropLast($0.count)) } ?? name
                #expect(kinds[family] != nil && helped.contains(family), "\(line)")
                #expect(kinds[family] != "counter" || name.hasSuffix("_total"), "\(line)")
                #expect(samples.insert(name + String(sample.2 ?? "")).inserted, "once: \(line)")
            }
        }
    }
}
