import CacheStorage
import EdgeProxy
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Administration` {
    private static func run(_ body: (EdgeUnderTest, String) async throws -> Void) async throws {
        // Short: a socket's path has at most 107 bytes.
        let path = NSTemporaryDirectory() + "edge-\(UInt32.random(in: 0 ... .max)).sock"
        try await EdgeUnderTest.run {
            $0.administrationSocket = path
        } script: { request in
            answer(
                200, "Cache-Control: max-age=60", request.target.contains("?") ? "Vary: Accept-Language" : "X: 1",
                body: request.target)
        } _: { edge in
            try await body(edge, path)
        }
        #expect(!FileManager.default.fileExists(atPath: path), "the socket goes with the edge")
    }

    private static func ask(_ path: String, _ line: String) async throws -> RawResponse {
        let client = try await RawClient(socketPath: path)
        let response = try await client.exchange("\(line) HTTP/1.1\r\nHost: edge\r\n\r\n")
        await client.close()
        return response
    }

    @Test func `only its owner may open the socket`() async throws {
        try await Self.run { _, path in
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `statistics are one JSON object, and the same for Prometheus`() async throws {
        try await Self.run { edge, path in
            for _ in 0..<3 { _ = try await edge.get("/a") }
            let stats = try await Self.ask(path, "GET /stats")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(stats.body)) as? [String: Any])
            #expect(object["requests"] as? Int == 3)
            #expect((object["outcomes"] as? [String: Int])?["hit"] == 2)
            #expect((object["outcomes"] as? [String: Int])?["miss"] == 1)
            #expect((object["storage"] as? [String: Int])?["objects"] == 1)
            #expect(object["expressHits"] as? Int == 1)
            let metrics = try await Self.ask(path, "GET /metrics")
            #expect(metrics["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(metrics.text.contains("\nmasthead_edge_requests_total{outcome=\"hit\"} 2\n"))
            for line in metrics.text.split(separator: "\n") where !line.hasPrefix("#") {
                #expect(line.split(separator: " ").count == 2 && line.hasPrefix("masthead_edge_"), "\(line)")
            }
        }
    }

    @Test func `one address can be purged with all its variants, or everything`() async throws {
        try await Self.run { edge, path in
            for language in ["de", "en"] { _ = try await edge.get("/a?b=1", "Accept-Language: \(language)") }
            _ = try await edge.get("/other")
            #expect(edge.server.storage.objects == 3)
            let one = try await Self.ask(path, "POST /purge?url=http%3A%2F%2FH%2Fa%3Fb%3D1")
            #expect(one.status == 200 && edge.server.storage.objects == 1)
            #expect(try await edge.get("/a?b=1", "Accept-Language: de").cacheStatus.contains("uri-miss"))
            let all = try await Self.ask(path, "POST /purge?everything")
            #expect(all.text == #"{"purged":2}"# && edge.server.storage.objects == 0)
        }
    }

    @Test func `a tag or a prefix can be purged, softly or only counted`() async throws {
        try await Self.run { edge, path in
            edge.origin.answering { _ in answer(200, "Cache-Control: max-age=60", "Cache-Tag: a:1") }
            for target in ["/2026/x", "/2026/y", "/2025/"] { _ = try await edge.get(target) }
            for (query, purged, left) in [
                ("tag=A%3A1&dry-run", 3, 3), ("prefix=http%3A%2F%2Fh%2F2026%2F&soft", 2, 3),
                ("prefix=http%3A%2F%2Fh%2F2026%2F", 2, 1), ("soft&tag=a%3A1", 1, 1), ("tag=a%3A1", 1, 0),
            ] {
                let response = try await Self.ask(path, "POST /purge?\(query)")
                #expect(response.text == #"{"purged":\#(purged)}"#, "\(query)")
                #expect(edge.server.storage.objects == left, "\(query)")
            }
        }
    }

    @Test func `a purged answer leaves the express lane too`() async throws {
        try await Self.run { edge, path in
            let client = try await edge.client()
            for _ in 0..<4 { _ = try await client.exchange(request("/a")) }
            #expect(await edge.server.counters().expressHits == 2)
            _ = try await Self.ask(path, "POST /purge?everything")
            #expect(try await client.exchange(request("/a")).cacheStatus.contains("uri-miss"))
        }
    }

    @Test(arguments: [
        "GET /purge?everything", "POST /purge", "POST /purge?url=", "POST /purge?url=/a", "POST /stats", "GET /",
        "POST /purge?everything&tag=a", "POST /purge?tag=", "POST /purge?tag=a%20b", "POST /purge?tag=a%ZZ",
        "POST /purge?everything=1", "POST /purge?everything&hard", "POST /purge?soft", "POST /purge?prefix=/a",
        "POST /purge?url=http%3A%2F%2F%2Fa",
    ])
    func `anything else is refused and changes nothing`(_ line: String) async throws {
        try await Self.run { edge, path in
            _ = try await edge.get("/a")
            #expect([400, 404].contains(try await Self.ask(path, line).status))
            #expect(edge.server.storage.objects == 1)
        }
    }
}
