import EdgeProxy
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `The access log` {
    @Test func `has one JSON line for each request, with nothing of the client's in it`() async throws {
        let pipe = Pipe()
        let log = AccessLog(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        try await EdgeUnderTest.run(
            accessLog: log,
            script: { request in
                request.target == "/secret" ? answer(200, "Cache-Control: max-age=60", body: "12345") : answer(404)
            }
        ) { edge in
            let client = try await edge.client()
            for _ in 0..<3 { _ = try await client.exchange(request("/secret", ["Cookie: token"])) }
            _ = try await client.exchange(request("/missing"))
            _ = try await client.exchange(request("/secret", method: "HEAD"), method: "HEAD")
            _ = try await edge.client().exchange("NONSENSE\r\n\r\n")
        }
        try pipe.fileHandleForWriting.close()
        let data = try #require(try pipe.fileHandleForReading.readToEnd())
        let text = String(decoding: data, as: UTF8.self)
        let lines = try text.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(lines.count == 6)
        #expect(!text.contains("secret") && !text.contains("missing") && !text.contains("token"))
        #expect(
            lines.compactMap { $0["cache.outcome"] as? String } == ["miss", "hit", "hit", "miss", "hit", "refused"])
        let particulars: Set = ["cache.fwd", "cache.refusal", "origin.failure"]
        #expect(Set(lines.map { $0.keys.filter { !particulars.contains($0) }.sorted() }).count == 1, "\(text)")
        #expect(lines.map { $0["cache.fwd"] as? String } == ["uri-miss", nil, nil, "uri-miss", nil, nil])
        #expect(
            lines.map { $0["cache.refusal"] as? String } == [nil, nil, nil, "no-freshness", nil, nil],
            "why something was not kept is told")
    }
}
