import Foundation
import HTTPSemantics
import Logging
import NIOCore
import Origin
import Testing

@Suite struct `The origin as a server` {
    @Test func `health follows the back end`() async throws {
        var origin = try TestOrigin()
        try await origin.serve { client async throws in
            let answer = try await client.get("/api/v1/health")
            #expect(
                answer.status == 200 && answer.text == #"{"status":"ok"}"#
                    && answer.fields["Cache-Control"] == "no-store")
        }
        origin.isHealthy = false
        try await origin.serve { client async throws in
            #expect(try await client.get("/api/v1/health").status == 503)
        }
    }

    @Test(
        arguments: [
            ("PUT", "/api/v1/subscriptions", 405, "POST"), ("GET", "/api/v1/subscriptions", 405, "POST"),
            ("DELETE", "/api/v1/posts", 405, "GET, HEAD"),
            ("PUT", "/api/v1/subscriptions/confirm/x", 405, "GET, HEAD, POST"),
            ("POST", "/api/v1/health", 405, "GET, HEAD"), ("GET", "/api/v1/nothing", 404, nil),
            ("POST", "/api", 404, nil),
            ("GET", "/api/v1/posts/", 404, nil),
        ] as [(String, String, Int, String?)])
    func `refusals of the API are problems`(_ method: String, _ target: String, _ status: Int, _ allow: String?)
        async throws
    {
        try await TestOrigin().serve { client async throws in
            let answer = try await client.send(method, target)
            #expect(answer.status == status && answer.fields["Allow"] == allow)
            #expect(answer.fields["Content-Type"] == "application/problem+json")
        }
    }

    @Test func `one line is logged for each request, and no path, token or address is in it`() async throws {
        let origin = try TestOrigin()
        try origin.folder.write("public/private-page.html", "x")
        try await origin.serve { client async throws in
            _ = try await client.get("/private-page.html?who=me")
            _ = try await client.get("/api/v1/subscriptions/confirm/good", ["X-Forwarded-For: 192.0.2.77"])
            _ = try await client.send("PROPFIND", "/../private")
            _ = try await client.send(
                "POST", "/api/v1/subscriptions", ["Content-Type: application/json"],
                body: #"{"email":"jo@example.com"}"#)
        }
        let lines = origin.log.entries.filter { $0.message == "request" }
        #expect(
            lines.map { $0.metadata["http.route"] } == [
                "/{file}", "/api/v1/subscriptions/confirm/{token}", "/{unservable}", "/api/v1/subscriptions",
            ])
        #expect(lines.map { $0.metadata["http.status"] } == ["200", "200", "404", "202"])
        #expect(lines.map { $0.metadata["http.method"] } == ["GET", "GET", "OTHER", "POST"])
        #expect(lines.allSatisfy { $0.level == .info && Double($0.metadata["duration.ms"] ?? "") != nil })
        #expect(Set(lines.compactMap { $0.metadata["request.id"] }).count == 4)
        for secret in ["private", "good", "192.0.2", "127.0.0.1", "example.com", "who"] {
            #expect(!origin.log.entries.contains { $0.whole.contains(secret) }, "\(secret) is in the log")
        }
    }

    @Test func `a head over its limit is refused`() async throws {
        try await TestOrigin().serve { client async throws in
            let answer = try await client.get("/", ["X: " + String(repeating: "x", count: 20_000)])
            #expect(answer.status == 400)
        }
    }

    @Test func `a connection carries many requests, and one that lies idle is closed`() async throws {
        var origin = try TestOrigin()
        // Long enough for three answers on a machine that is busy with other tests.
        origin.configuration.idleTimeout = .seconds(2)
        try origin.folder.write("public/a.txt", "abc")
        try await origin.serve { client async throws in
            let received = try await client.exchange(
                String(repeating: "GET /a.txt HTTP/1.1\r\nHost: t\r\n\r\n", count: 3))
            #expect(String(decoding: received, as: UTF8.self).matches(of: /HTTP\/1.1 200 OK/).count == 3)
        }
    }

    @Test func `a body that doesn't come costs its connection`() async throws {
        var origin = try TestOrigin()
        origin.configuration.bodyTimeout = .milliseconds(50)
        try await origin.serve { client async throws in
            let received = try await client.exchange(
                "POST /api/v1/subscriptions HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
            )
            #expect(!String(decoding: received, as: UTF8.self).contains("202"))
        }
        #expect(origin.desk.requests.entries.isEmpty)
    }

    @Test func `a client that takes nothing costs its connection, not the server`() async throws {
        var origin = try TestOrigin()
        origin.configuration.writeTimeout = .milliseconds(50)
        let path = origin.folder.path + "/public/big.bin"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        try FileHandle(forWritingAtPath: path)?.truncate(atOffset: 200 << 20)
        let log = origin.log
        try await origin.serve { client async throws in
            try await client.connect().executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: "GET /big.bin HTTP/1.1\r\nHost: t\r\n\r\n"))
                // Nothing is read until the origin's log says that it gave up.
                await log.wait { $0.metadata["complete"] == "false" }
            }
        }
    }

    @Test func `a graceful stop closes idle connections, sends what it has begun, and accepts nothing more`()
        async throws
    {
        let origin = try TestOrigin()
        let path = origin.folder.path + "/public/big.bin"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        try FileHandle(forWritingAtPath: path)?.truncate(atOffset: 50 << 20)
        try await origin.serve { client async throws in
            try await client.connect().executeThenClose { idle, _ in
                try await client.connect().executeThenClose { inbound, outbound in
                    try await outbound.write(ByteBuffer(string: "GET /big.bin HTTP/1.1\r\nHost: t\r\n\r\n"))
                    var received = 0
                    for try await part in inbound {
                        if received == 0 { await client.stop() }
                        received += part.readableBytes
                    }
                    #expect(received > 50 << 20)
                }
                for try await _ in idle { Issue.record("nothing was asked here") }
            }
            await #expect(throws: (any Error).self) { try await client.connect().executeThenClose { _, _ in } }
        }
    }

    @Test func `an address that is taken is named`() async throws {
        let first = try TestOrigin()
        try await first.serve { client async throws in
            var second = try TestOrigin()
            second.configuration.listenPort = client.port
            let failure = OriginFailure.cannotListen(
                host: "127.0.0.1", port: client.port, reason: "something else listens there already")
            await #expect(throws: failure) { try await second.serve { _ in } }
        }
    }
}

@Suite struct `The API's own description` {
    private static let python = "import openapi_spec_validator"

    private static func run(_ program: String, input: [UInt8] = []) -> (status: Int32, output: String)? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        let (standardInput, output) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = output
        guard (try? process.run()) != nil else { return nil }
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input))
        try? standardInput.fileHandleForWriting.close()
        let text = (try? output.fileHandleForReading.readToEnd()).map { String(decoding: $0, as: UTF8.self) } ?? ""
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    private static let hasValidator = run(python)?.status == 0

    @Test(.enabled(if: hasValidator, "python3 has no openapi_spec_validator: `pip install openapi-spec-validator`"))
    func `is valid OpenAPI 3.1`() async throws {
        let document = try await TestOrigin().serve { client async throws in
            try await client.get("/api/v1/openapi.json").body
        }
        let program = "import json, sys; \(Self.python) as v; v.validate(json.load(sys.stdin))"
        let result = try #require(Self.run(program, input: document))
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func `names exactly the routes there are, and every method they answer`() async throws {
        let samples = [
            "/subscriptions", "/subscriptions/received", "/subscriptions/confirm/{token}",
            "/subscriptions/unsubscribe/{token}", "/posts", "/posts/{slug}", "/photos/{id}", "/health", "/openapi.json",
        ]
        let object = try await TestOrigin().serve { client async throws in
            try await client.get("/api/v1/openapi.json").body
        }
        let document = try #require(try JSONSerialization.jsonObject(with: Data(object)) as? [String: Any])
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        #expect(Set(paths.keys) == Set(samples))
        for (path, item) in paths {
            let sample = path.replacing("{", with: "").replacing("}", with: "")
            let route = Route(try RequestTarget("/api/v1" + sample).path)
            #expect(route.pattern == "/api/v1" + path)
            let described = Set(item.keys).subtracting(["parameters"])
            #expect(described == Set(route.methods.map { $0.rawValue.lowercased() }), "\(path)")
        }
    }
}
