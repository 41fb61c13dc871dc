package import HTTPSemantics

extension Fields {
    /// What may travel on: without the fields that belong to one connection, and those that `Connection` names.
    ///
    /// RFC 9110 §7.6.1, RFC 9111 §3.1. `Proxy-Authenticate` and its kin concern the hop too (§11.7).
    package func withoutHopByHop() -> Fields {
        var named: Set<String> = []
        if contains("connection") { named = Set(list("connection").map { $0.lowercased() }) }
        return filter { field in
            let name = field.name.canonical
            return !Self.hopByHop.contains(name) && (named.isEmpty || !named.contains(name) || Self.kept.contains(name))
        }
    }

    private static let hopByHop: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
        "proxy-authenticate", "proxy-authentication-info", "proxy-authorization", "http2-settings",
    ]

    /// Naming these in `Connection` would let a client strip what the message cannot do without.
    private static let kept: Set<String> = [
        "host", "content-length", "cache-control", "content-type", "via", "x-forwarded-for",
    ]
}
