import HTTPCaching
import HTTPSemantics
import HTTPWire

/// Where a behavior's policies meet an exchange.
extension Exchange {
    /// Whether the client came over TLS.
    var isSecure: Bool { connection.isSecure }

    /// Answers what the behavior leaves no origin to answer: preflights and methods that don't pass.
    func answerByPolicy(_ behavior: Behavior) {
        if let cors = behavior.headers?.cors, CORSPolicy.isPreflight(request.method, request.fields) {
            respondToPreflight(cors.preflight(request.fields))
        } else {
            refuse(status: 405)
        }
    }

    /// The fields of an answer as the behavior wants them sent.
    func underPolicy(_ fields: Fields) -> Fields {
        guard let policy = route?.behavior.headers else { return fields }
        var fields = fields
        policy.apply(to: &fields, request: request.fields, isSecure: isSecure)
        return fields
    }

    /// Whether the next request for the same bytes gets the same head: what the express lane has to know.
    var hasSharedHead: Bool {
        !(route?.behavior.headers?.dependsOnOrigin ?? false) || !request.fields.contains("origin")
    }

    /// What a fill for this request is for, among those for the same address.
    var selection: [UInt8] { route?.behavior.policy.key.value(in: fields) ?? [] }
}
