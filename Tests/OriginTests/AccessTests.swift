import HTTPSemantics
import Logging
import Origin
import OriginAccess
import Testing

private let key = AccessKey(secret: Array(0..<32))
private let now = 1_795_000_000

/// Field lines by which an edge would sign.
private func signature(
    _ method: String, _ target: String, host: String = "test", by key: AccessKey? = key, at seconds: Int = now
) -> [String] {
    var fields: Fields = [:]
    key?.sign(SignedParts(method: method, authority: host, target: target), at: seconds, in: &fields)
    return fields.map { "\($0.name.original): \($0.value.text)" }
}

private func guarded() throws -> TestOrigin {
    var origin = try TestOrigin()
    origin.configuration.accessGate = key.map { AccessGate($0) }
    try origin.folder.write("public/about/index.html", "<p>About")
    return origin
}

@Suite struct `The origin behind its gate` {
    @Test func `whoever isn't an edge gets 403, whatever there is at the address`() async throws {
        let origin = try guarded()
        try await origin.serve { client async throws in
            for target in [
                "/about/", "/about/?x", "/nothing", "/", "/.git/config", "/%zz", "/photos/0011223344556677/1.jpg",
            ] {
                for fields in [[], signature("GET", target + "x"), signature("GET", target, at: now - 301)] {
                    let answer = try await client.get(target, fields)
                    #expect(answer.status == 403 && answer.fields["Cache-Control"] == "no-store", "\(target)")
                    #expect(answer.text == "Forbidden\n")
                }
            }
            for (method, target) in [
                ("GET", "/api/v1/posts"), ("GET", "/api/v1/openapi.json"), ("POST", "/api/v1/subscriptions"),
                ("GET", "/api/v1/subscriptions/confirm/good"), ("GET", "/api/nothing"), ("DELETE", "/api/v1/posts"),
            ] {
                let answer = try await client.send(method, target)
                #expect(answer.status == 403, "\(method) \(target)")
                #expect(answer.fields["Content-Type"] == "application/problem+json")
                #expect(answer.fields["Cache-Control"] == "no-store" && answer.text.contains("edges only"))
            }
        }
    }

    @Test func `an edge's request is answered`() async throws {
        try await guarded().serve { client async throws in
            let page = try await client.get("/about/?a=b%20c", signature("GET", "/about/?a=b%20c"))
            #expect(page.status == 200 && page.text == "<p>About")
            #expect(
                try await client.get("/api/v1/openapi.json", signature("GET", "/api/v1/openapi.json")).status == 200)
            #expect(try await client.get("/nothing", signature("GET", "/nothing")).status == 404)
            let subscribed = try await client.send(
                "POST", "/api/v1/subscriptions",
                signature("POST", "/api/v1/subscriptions") + ["Content-Type: application/json"],
                body: #"{"email":"jo@example.com"}"#)
            #expect(subscribed.status == 202)
        }
    }

    @Test func `health is open, and says no more than it does`() async throws {
        try await guarded().serve { client async throws in
            #expect(try await client.get("/api/v1/health").text == #"{"status":"ok"}"#)
            #expect(try await client.send("POST", "/api/v1/health").status == 405)
        }
    }

    @Test func `a signature that fails is logged with its reason, an unsigned request only as any other`() async throws
    {
        let origin = try guarded()
        let other = AccessKey(secret: Array(1..<33))
        try await origin.serve { client async throws in
            _ = try await client.get("/about/")
            _ = try await client.get("/about/", signature("GET", "/about/", by: other))
            _ = try await client.get("/about/", signature("GET", "/about/", at: now + 301))
            _ = try await client.get("/about/", signature("GET", "/about/", host: "other"))
        }
        let warnings = origin.log.entries.filter { $0.level == .warning }
        #expect(warnings.map { $0.metadata["refusal"] } == ["unknown-key", "out-of-time", "wrong"])
        #expect(origin.log.entries.allSatisfy { !$0.whole.contains("Signature") && !$0.whole.contains("/about") })
    }
}
