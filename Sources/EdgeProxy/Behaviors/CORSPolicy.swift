import HTTPSemantics

/// Which scripts of other sites may read a behavior's answers, by the Fetch standard's CORS protocol.
package struct CORSPolicy: Hashable, Sendable {
    package enum Origins: Hashable, Sendable {
        case any
        /// Each `scheme://host[:port]`, in lower case.
        case only([String])
    }

    package var origins = Origins.any
    /// Methods a script may use. Default GET and HEAD.
    package var methods = ["GET", "HEAD"]
    /// Request fields a script may send beyond the harmless ones.
    package var requestHeaders: [String] = []
    /// Response fields a script may read beyond the harmless ones.
    package var exposedHeaders: [String] = []
    /// Seconds for which a browser may remember the answer to a preflight; `nil` for its own default.
    package var maxAgeSeconds: Int?
    /// Whether cookies may be sent along. Never with `any` origin.
    package var allowsCredentials = false
    /// Whether the origin's own CORS fields are replaced. Otherwise, where it sent any, nothing is added.
    package var overrides = true

    package init() {}

    /// Whether the answer differs with the request's `Origin`: then it says so in `Vary`.
    package var dependsOnOrigin: Bool { origins != .any }

    func apply(to fields: inout Fields, request: Fields) {
        guard overrides || !fields.contains("access-control-allow-origin") else { return }
        fields.removeAll { Self.ofEveryAnswer.contains($0.name.canonical) }
        if dependsOnOrigin, !fields.list("vary").contains(where: { $0.lowercased() == "origin" || $0 == "*" }) {
            fields.append("Vary", "Origin")
        }
        guard let allowed = allowedOrigin(for: request) else { return }
        fields.append("Access-Control-Allow-Origin", allowed)
        if allowsCredentials, dependsOnOrigin { fields.append("Access-Control-Allow-Credentials", "true") }
        if !exposedHeaders.isEmpty {
            fields.append("Access-Control-Expose-Headers", FieldValue(exposedHeaders.joined(separator: ", ")))
        }
    }

    /// Fields that mean something in answers other than those to preflights.
    private static let ofEveryAnswer: Set<String> = [
        "access-control-allow-origin", "access-control-allow-credentials", "access-control-expose-headers",
    ]

    /// The value of `Access-Control-Allow-Origin`; `nil` where the request's origin may not.
    private func allowedOrigin(for request: Fields) -> FieldValue? {
        switch origins {
        case .any: return "*"
        case .only(let names):
            let sent = request.values("origin")
            guard sent.count == 1, let origin = sent.first, names.contains(origin.text.lowercased()) else { return nil }
            return origin
        }
    }

    /// What an answer to a preflight says besides; a browser asks before a script does what a form can't.
    func preflight(_ request: Fields) -> Fields {
        var fields: Fields = ["Cache-Control": "no-store"]
        guard allowedOrigin(for: request) != nil else { return fields }
        fields.append("Access-Control-Allow-Methods", FieldValue(methods.joined(separator: ", ")))
        if !requestHeaders.isEmpty {
            fields.append("Access-Control-Allow-Headers", FieldValue(requestHeaders.joined(separator: ", ")))
        }
        if let maxAgeSeconds { fields.append("Access-Control-Max-Age", FieldValue(String(maxAgeSeconds))) }
        return fields
    }

    /// Whether a request is a preflight rather than any other OPTIONS.
    static func isPreflight(_ method: Method, _ fields: Fields) -> Bool {
        method == .options && fields.contains("origin") && fields.contains("access-control-request-method")
    }
}
