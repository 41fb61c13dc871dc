import HTTPSemantics
import OriginAccess
import Testing

private let key = AccessKey(secret: Array(0..<32))
private let otherKey = AccessKey(secret: Array(1..<33))
private let asked = SignedParts(method: "GET", authority: "blog.example", target: "/a?b=c")
private let now = 1_795_000_000

private func signed(by key: AccessKey? = key, at seconds: Int = now, _ parts: SignedParts = asked) -> Fields {
    var fields: Fields = ["Host": "blog.example"]
    key?.sign(parts, at: seconds, in: &fields)
    return fields
}

private func judged(_ fields: Fields, _ parts: SignedParts = asked, at seconds: Int = now) -> AccessRefusal? {
    key.flatMap { AccessGate($0).refusal(of: parts, fields: fields, at: seconds) }
}

/// A request that is not what was signed, and the word for it.
struct TamperCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let parts: SignedParts
    let fields: Fields
    let refusal: AccessRefusal?

    init(_ description: String, _ parts: SignedParts, _ fields: Fields = signed(), _ refusal: AccessRefusal? = .wrong) {
        testDescription = description
        self.parts = parts
        self.fields = fields
        self.refusal = refusal
    }

    private static func replacing(_ name: FieldName, _ part: String, with other: String) -> Fields {
        var fields = signed()
        fields.set(name, to: FieldValue((fields.first(name)?.text ?? "").replacing(part, with: other)))
        return fields
    }

    private static func doubled(_ name: FieldName) -> Fields {
        var fields = signed()
        if let value = fields.first(name) { fields.append(name, value) }
        return fields
    }

    private static func without(_ name: FieldName) -> Fields {
        var fields = signed()
        fields.removeAll(named: name)
        return fields
    }

    static let all: [TamperCase] = [
        .init("nothing changed", asked, signed(), nil),
        .init("another method", SignedParts(method: "POST", authority: "blog.example", target: "/a?b=c")),
        .init("another path", SignedParts(method: "GET", authority: "blog.example", target: "/b?b=c")),
        .init("another query", SignedParts(method: "GET", authority: "blog.example", target: "/a?b=d")),
        .init("no query", SignedParts(method: "GET", authority: "blog.example", target: "/a")),
        .init(
            "another spelling of the path", SignedParts(method: "GET", authority: "blog.example", target: "/%61?b=c")),
        .init("another host", SignedParts(method: "GET", authority: "other.example", target: "/a?b=c")),
        .init("another port", SignedParts(method: "GET", authority: "blog.example:81", target: "/a?b=c")),
        .init(
            "the same host in capitals with its scheme's port",
            SignedParts(method: "GET", authority: "BLOG.example:80", target: "/a?b=c"), signed(), nil),
        .init(
            "a line break that would begin another line of the base",
            SignedParts(method: "GET", authority: "blog.example", target: "/a?b=c\n\"@method\": PUT")),
        .init("another date", asked, replacing("Signature-Input", "\(now)", with: "\(now - 1)")),
        .init("a date that is none", asked, replacing("Signature-Input", "\(now)", with: "soon"), .malformed),
        .init(
            "a date too large to count", asked,
            replacing("Signature-Input", "\(now)", with: "99999999999999999999"), .malformed),
        .init("a negative date", asked, replacing("Signature-Input", "\(now)", with: "-1"), .malformed),
        .init(
            "fewer components", asked, replacing("Signature-Input", " \"@request-target\"", with: ""), .malformed),
        .init("another algorithm", asked, replacing("Signature-Input", "hmac-sha256", with: "none"), .malformed),
        .init(
            "a further parameter", asked, replacing("Signature-Input", ";alg", with: ";nonce=\"1\";alg"), .unknownKey),
        .init("another label", asked, replacing("Signature", "edge=", with: "sig1="), .malformed),
        .init("a signature cut short", asked, replacing("Signature", "=:", with: ":"), .malformed),
        .init("another key", asked, signed(by: otherKey), .unknownKey),
        .init("another key under this one's name", asked, forged, .wrong),
        .init("two signatures", asked, doubled("Signature"), .malformed),
        .init("two inputs", asked, doubled("Signature-Input"), .malformed),
        .init("no signature", asked, without("Signature"), .malformed),
        .init("no input", asked, without("Signature-Input"), .malformed),
        .init("neither", asked, ["Host": "blog.example"], .unsigned),
        .init("as old as may be", asked, signed(at: now - 300), nil),
        .init("a second older", asked, signed(at: now - 301), .outOfTime),
        .init("a clock five minutes ahead", asked, signed(at: now + 300), nil),
        .init("further ahead", asked, signed(at: now + 301), .outOfTime),
    ]

    private static var forged: Fields {
        var fields = signed(by: otherKey)
        if let key, let otherKey, let input = fields.first("Signature-Input")?.text {
            fields.set("Signature-Input", to: FieldValue(input.replacing(otherKey.id, with: key.id)))
        }
        return fields
    }
}

@Suite struct `Signatures between edge and origin, RFC 9421` {
    @Test(arguments: TamperCase.all)
    func `only what was signed lately, with the key, gets in`(_ row: TamperCase) {
        #expect(judged(row.fields, row.parts) == row.refusal)
    }

    @Test func `a request is written as the standard has it`() {
        let fields = signed()
        let id = key?.id ?? ""
        #expect(id.utf8.count == 16)
        #expect(
            fields.first("Signature-Input")?.text
                == "edge=(\"@method\" \"@authority\" \"@request-target\");created=1795000000;keyid=\"\(id)\";alg=\"hmac-sha256\""
        )
        // Computed by another program, `openssl dgst -sha256 -mac HMAC`, over RFC 9421's signature base.
        #expect(fields.first("Signature")?.text == "edge=:jj1o1zt1ldPqWHSG8WiVbSkMpTI6XvEri+JerkcsbEg=:")
    }

    @Test func `a client's own fields of that name give way`() {
        var fields: Fields = ["Signature": "edge=:AAAA:", "signature-input": "edge=()", "Signature": "x=:BBBB:"]
        key?.sign(asked, at: now, in: &fields)
        #expect(fields.count == 2 && judged(fields) == nil)
    }

    @Test func `a short secret is no key, and a key shows nothing of its secret`() {
        #expect(AccessKey(secret: Array(repeating: 7, count: 31)) == nil)
        #expect(key.map { "\($0)" } == "key \(key?.id ?? "")")
    }
}
