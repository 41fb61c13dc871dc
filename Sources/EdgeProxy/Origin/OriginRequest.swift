import HTTPCaching
package import HTTPSemantics
package import HTTPWire
import OriginAccess

/// A request as the origin will see it.
package struct OriginRequest: Hashable, Sendable {
    package var head: RequestHead
    package var framing: BodyFraming

    /// Whether it may be sent again after a connection broke without an answer (RFC 9110 §9.2.2): it asks for the same
    /// thing twice at worst, and its body, if any, has not been used up.
    package var isRepeatable: Bool { head.method.isIdempotent && framing == .none }

    /// The head to send to an origin: signed for the moment it leaves, if the origin asks for that.
    func head(for origin: OriginServer, at now: Instant) -> RequestHead {
        guard let key = origin.accessKey else { return head }
        var head = head
        let parts = SignedParts(
            method: head.method.rawValue, authority: head.fields.first("Host")?.text ?? "", target: head.targetText)
        key.sign(parts, at: now.secondsSinceEpoch, in: &head.fields)
        return head
    }
}

/// How a client's request is passed on.
package struct RequestForwarding: Sendable {
    /// This cache's name in `Via`.
    package var name: String
    /// The client's address, `nil` where there is none to tell (a Unix socket).
    package var clientAddress: String?
    /// `http` or `https`, as the client spoke to us.
    package var scheme: String

    package init(name: String, clientAddress: String?, scheme: String) {
        self.name = name
        self.clientAddress = clientAddress
        self.scheme = scheme
    }

    /// The request to send for a client's.
    ///
    /// Hop-by-hop fields go (RFC 9110 §7.6.1), `Via` is added (§7.6.3), the client's address joins `X-Forwarded-For`,
    /// whose earlier entries are hearsay; everything else passes as it came.
    ///
    /// - Parameters:
    ///   - fields: The client's, with conditions already replaced where we ask for ourselves.
    ///   - authority: The `Host` to send: where the target named one, it counts (RFC 9112 §3.2.2).
    package func request(
        method: Method, target: String, authority: String, fields: Fields, version: HTTPVersion, framing: BodyFraming
    ) -> OriginRequest {
        var sent: Fields = [:]
        sent.append("Host", FieldValue(authority))
        for field in fields.withoutHopByHop() where !Self.replaced.contains(field.name.canonical) {
            sent.append(field)
        }
        let via = fields.values("via").map(\.text) + ["\(version.major).\(version.minor) \(name)"]
        sent.append("Via", FieldValue(via.joined(separator: ", ")))
        if let clientAddress {
            let chain = fields.values("x-forwarded-for").map(\.text) + [clientAddress]
            sent.append("X-Forwarded-For", FieldValue(chain.joined(separator: ", ")))
        }
        sent.append("X-Forwarded-Proto", FieldValue(scheme))
        switch framing {
        case .length(let count): sent.append("Content-Length", FieldValue(String(count)))
        case .chunked: sent.append("Transfer-Encoding", "chunked")
        case .none, .untilClose: break
        }
        let head = RequestHead(method: method, target: Array(target.utf8), version: .http11, fields: sent)
        return OriginRequest(head: head, framing: framing)
    }

    private static let replaced: Set<String> = [
        "host", "via", "x-forwarded-for", "x-forwarded-proto", "content-length",
    ]

    /// Whether the request has been through this very cache too often to be going anywhere (RFC 9110 §7.6.3).
    package func isLooping(_ fields: Fields) -> Bool {
        guard fields.contains("via") else { return false }
        let own = fields.list("via").count { $0.split(separator: " ").dropFirst().first.map(String.init) == name }
        return own >= Self.mostPasses
    }

    /// A shield behind an edge is two passes; more than this is a circle.
    private static let mostPasses = 5
}
