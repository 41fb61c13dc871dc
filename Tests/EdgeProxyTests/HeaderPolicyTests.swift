import EdgeProxy
import HTTPSemantics
import Testing

@Suite struct `Header policies` {
    private func result(
        _ policy: HeaderPolicy, _ response: Fields = [:], request: Fields = [:], isSecure: Bool = false
    ) -> Fields {
        var fields = response
        policy.apply(to: &fields, request: request, isSecure: isSecure)
        return fields
    }

    @Test func `remove first, then add: what was removed may be set anew`() {
        var policy = HeaderPolicy()
        policy.removed = ["server", "x-frame-options"]
        policy.additions = [
            .init("X-Frame-Options", "DENY", overrides: false), .init("Server", "mine", overrides: false),
        ]
        let fields = result(policy, ["Server": "a", "X-Frame-Options": "ALLOW", "X-Frame-Options": "B", "X-Kept": "1"])
        #expect(fields.map(\.description) == ["X-Kept: 1", "X-Frame-Options: DENY", "Server: mine"])
    }

    @Test(arguments: [(true, ["ours"]), (false, ["theirs", "also"])])
    func `the origin's field gives way only to one that overrides`(_ overrides: Bool, _ expected: [String]) {
        var policy = HeaderPolicy()
        policy.additions = [.init("X-A", "ours", overrides: overrides)]
        #expect(result(policy, ["X-A": "theirs", "X-A": "also"]).values("x-a").map(\.text) == expected)
        #expect(result(policy)["x-a"] == "ours")
    }

    @Test func `Strict-Transport-Security goes over TLS alone, RFC 6797 §7_2`() {
        var policy = HeaderPolicy()
        policy.transportSecurity = .init("Strict-Transport-Security", "max-age=1", overrides: true)
        #expect(result(policy, isSecure: true)["strict-transport-security"] == "max-age=1")
        #expect(!result(policy).contains("strict-transport-security"))
    }

    @Test func `CORS for anybody is the same for everybody`() {
        var policy = HeaderPolicy()
        policy.cors = CORSPolicy()
        policy.cors?.exposedHeaders = ["ETag", "X-A"]
        for request: Fields in [[:], ["Origin": "https://evil.example"]] {
            let fields = result(policy, ["Access-Control-Allow-Origin": "https://other"], request: request)
            #expect(fields.values("access-control-allow-origin").map(\.text) == ["*"])
            #expect(fields["access-control-expose-headers"] == "ETag, X-A" && !fields.contains("vary"))
        }
        #expect(!policy.dependsOnOrigin)
    }

    @Test(
        arguments: [
            (["https://app.example"], "https://app.example"), (["https://APP.example"], "https://APP.example"),
            (["https://app.example.evil"], nil), (["https://app.example", "https://evil"], nil), ([], nil),
            (["null"], nil),
            (["http://app.example"], nil),
        ] as [([String], String?)])
    func `CORS for some names the one that asks, and always says that it depends`(
        _ origins: [String], _ allowed: String?
    ) {
        var policy = HeaderPolicy()
        policy.cors = CORSPolicy()
        policy.cors?.origins = .only(["https://app.example"])
        policy.cors?.allowsCredentials = true
        let request = Fields(origins.map { Field(name: "Origin", value: FieldValue($0)) })
        let fields = result(policy, ["Vary": "Accept", "Access-Control-Allow-Origin": "*"], request: request)
        #expect(fields["access-control-allow-origin"] == allowed)
        #expect(fields["access-control-allow-credentials"] == (allowed == nil ? nil : "true"))
        #expect(fields["vary"] == "Accept, Origin")
    }

    @Test func `an origin's own CORS stays where the policy doesn't override`() {
        var policy = HeaderPolicy()
        policy.cors = CORSPolicy()
        policy.cors?.overrides = false
        #expect(
            result(policy, ["Access-Control-Allow-Origin": "https://a"])["access-control-allow-origin"] == "https://a")
        #expect(result(policy)["access-control-allow-origin"] == "*")
    }
}
