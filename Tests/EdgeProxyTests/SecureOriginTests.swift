import EdgeProxy
import Foundation
import HTTPSemantics
import NIOCore
import NIOSSL
import OriginAccess
import TestSupport
import Testing

private func asking(_ host: String, trusting authorities: String? = "authority") -> (inout EdgeConfiguration) throws ->
    Void
{
    { configuration in
        let tls = try OriginTLS(authorities: authorities.map { TestCertificates.path("\($0).pem") })
        let port = configuration.origins[0].port
        configuration.origins = [OriginServer(name: "origin", host: host, port: port, tls: tls)]
    }
}

/// An origin over TLS, and what becomes of a request to it.
struct OriginTLSCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let certificate: String
    let host: String
    var authorities: String? = "authority"
    let status: Int

    init(
        _ description: String, _ certificate: String, at host: String, trusting: String? = "authority",
        gives status: Int
    ) {
        testDescription = description
        self.certificate = certificate
        self.host = host
        authorities = trusting
        self.status = status
    }

    static let all: [OriginTLSCase] = [
        .init("the right name", "one", at: "localhost", gives: 200),
        .init("the right address", "one", at: "127.0.0.1", gives: 200),
        .init("another name", "two", at: "localhost", gives: 502),
        .init("another address", "elsewhere", at: "127.0.0.1", gives: 502),
        .init("an unknown authority", "foreign", at: "localhost", gives: 502),
        .init("an authority that is trusted here", "foreign", at: "localhost", trusting: "stranger", gives: 200),
        .init("the system's authorities, to whom it is unknown", "one", at: "localhost", trusting: nil, gives: 502),
        .init("expired", "expired", at: "localhost", gives: 502),
    ]
}

@Suite(.timeLimit(.minutes(3))) struct `Origins over TLS` {
    @Test(arguments: OriginTLSCase.all)
    func `only a verified origin is asked`(_ row: OriginTLSCase) async throws {
        try await EdgeUnderTest.run(
            { configuration in try asking(row.host, trusting: row.authorities)(&configuration) },
            preparingOrigin: try TestTLS.server(row.certificate),
            script: { _ in answer(200, "Cache-Control: no-store", body: "from the origin") }
        ) { edge in
            let response = try await edge.get("/a")
            #expect(response.status == row.status)
            #expect(response.text.contains("from the origin") == (row.status == 200))
            // To one that isn't trusted, not a byte of a request goes.
            #expect(edge.origin.requests.count == (row.status == 200 ? 1 : 0))
            #expect(await edge.server.counters().originFailures == (row.status == 200 ? 0 : 1))
        }
    }

    @Test func `connections are kept and used again, and requests with bodies go through`() async throws {
        try await EdgeUnderTest.run(
            { try asking("localhost")(&$0) }, preparingOrigin: try TestTLS.server("one")
        ) { edge in
            let client = try await edge.client()
            for number in 1...2 {
                try await client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
                let asked = try await edge.origin.request()
                #expect(try await asked.body() == Array("abc".utf8) && asked.connectionNumber == 1)
                try await asked.answer(answer(200, body: "\(number)"))
                #expect(try await client.response().text == "\(number)")
            }
        }
    }

    @Test func `a body that only the end of the connection ends must have TLS's word for it`() async throws {
        try await EdgeUnderTest.run(
            { try asking("localhost")(&$0) }, preparingOrigin: try TestTLS.server("one")
        ) { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            let asked = try await edge.origin.request()
            try await asked.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n\r\nabc")
            try await client.connection.wait { bytes, _ in bytes.count > 100 }
            // The connection ends below TLS: no close_notify says that this was all.
            let channel = asked.connection.channel
            try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self).close(promise: nil)
            }.get()
            _ = try await client.connection.takeRest()
            // Nothing was stored: the next request asks again.
            try await edge.client().send(request("/a"))
            _ = try await edge.origin.request()
        }
    }

    @Test func `an origin that answers in plain HTTP is not listened to`() async throws {
        try await EdgeUnderTest.run({ try asking("localhost")(&$0) }) { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            let connection = try await edge.origin.firstConnection()
            try await connection.wait { bytes, _ in !bytes.isEmpty }
            try await connection.send(answer(200, "Cache-Control: max-age=60", body: "injected"))
            let response = try await client.response()
            #expect(response.status == 502 && !response.text.contains("injected"))
            #expect(!String(decoding: connection.received, as: UTF8.self).contains("/a"))
        }
    }

    @Test func `an origin that is silent in the handshake is given up on`() async throws {
        try await EdgeUnderTest.run({ try asking("localhost")(&$0) }) { edge in
            let client = try await edge.client()
            try await client.send(request("/a"))
            try await edge.origin.firstConnection().wait { bytes, _ in !bytes.isEmpty }
            await edge.server.advanceClocks(bySeconds: 6)
            #expect(try await client.response().status == 504)
        }
    }
}

@Suite(.timeLimit(.minutes(3))) struct `Requests that the edge signs` {
    private static let key = AccessKey(secret: Array(0..<32))

    private func signing(_ configuration: inout EdgeConfiguration) {
        configuration.origins[0].accessKey = Self.key
    }

    private func refusal(_ request: ScriptedRequest, at seconds: Int) throws -> AccessRefusal? {
        var fields: Fields = [:]
        for name in ["Signature", "Signature-Input"] {
            for value in request.fields where value.name == name.lowercased() {
                if let name = FieldName(name) { fields.append(name, FieldValue(value.value)) }
            }
        }
        let parts = SignedParts(method: request.method, authority: request["host"] ?? "", target: request.target)
        return AccessGate(try #require(Self.key)).refusal(of: parts, fields: fields, at: seconds)
    }

    @Test func `fills, passes, uploads, validations and background refreshes are signed, each for itself`() async throws
    {
        let script: ScriptedOrigin.Script = { request in
            request["if-none-match"] == nil
                ? answer(
                    200, "Cache-Control: max-age=0, stale-while-revalidate=60", "ETag: \"1\"", body: request.target)
                : answer(304, "Cache-Control: max-age=0, stale-while-revalidate=60", "ETag: \"1\"")
        }
        try await EdgeUnderTest.run(signing, script: script) { edge in
            let forged = "Signature: edge=:AAAA:"
            _ = try await edge.get("/a?b=c", forged, "Signature-Input: edge=()", "signature: x=:BBBB:")
            _ = try await edge.get("/a?b=c", "Cache-Control: no-cache")
            _ = try await edge.get("/a?b=c")
            _ = try await edge.get("/p", forged, method: "HEAD")
            _ = try await edge.client().exchange("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx")
            let now = Int(Date().timeIntervalSince1970)
            #expect(edge.origin.requests.count >= 4)
            for request in edge.origin.requests { #expect(try refusal(request, at: now) == nil, "\(request.target)") }
        }
    }

    @Test func `an origin that doesn't ask for signatures sees the client's own`() async throws {
        try await EdgeUnderTest.run(script: { _ in answer(200, body: "") }) { edge in
            _ = try await edge.get("/a", "Signature: sig1=:AAAA:")
            #expect(edge.origin.requests[0]["signature"] == "sig1=:AAAA:")
            #expect(edge.origin.requests[0]["signature-input"] == nil)
        }
    }
}
