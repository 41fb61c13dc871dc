package import HTTPSemantics

/// What a behavior takes from the fields of its answers and adds to them: CloudFront's response headers policy.
///
/// In CloudFront's order: fields are removed, then CORS, then security fields, then the others are set. It is applied
/// when an answer is sent, after the cache: what is stored is what the origin said.
package struct HeaderPolicy: Hashable, Sendable {
    /// A field and whether it takes the place of the origin's.
    package struct Addition: Hashable, Sendable {
        package let field: Field
        package let overrides: Bool

        package init(_ name: FieldName, _ value: FieldValue, overrides: Bool) {
            field = Field(name: name, value: value)
            self.overrides = overrides
        }
    }

    package var removed: [FieldName] = []
    package var cors: CORSPolicy?
    /// Security fields, then any others.
    package var additions: [Addition] = []
    /// Sent over TLS alone (RFC 6797 §7.2).
    package var transportSecurity: Addition?

    package init() {}

    /// - Parameters:
    ///   - request: The fields of the request that is answered.
    ///   - isSecure: Whether the client came over TLS.
    package func apply(to fields: inout Fields, request: Fields, isSecure: Bool) {
        if !removed.isEmpty { fields.removeAll { removed.contains($0.name) } }
        cors?.apply(to: &fields, request: request)
        if let transportSecurity, isSecure { Self.add(transportSecurity, to: &fields) }
        for addition in additions { Self.add(addition, to: &fields) }
    }

    /// Whether answers differ with the request's `Origin`.
    package var dependsOnOrigin: Bool { cors?.dependsOnOrigin ?? false }

    private static func add(_ addition: Addition, to fields: inout Fields) {
        guard addition.overrides || !fields.contains(addition.field.name) else { return }
        fields.set(addition.field.name, to: addition.field.value)
    }
}
