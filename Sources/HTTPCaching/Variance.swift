package import HTTPSemantics

/// Whether `Vary` has `*` anywhere in it (RFC 9110 §12.5.5): such a response answers no other request.
package func variesOnAnything(_ fields: Fields) -> Bool {
    fields.contains("vary") && fields.list("vary").contains("*")
}

/// The request fields a stored response was selected by, and what they held (RFC 9111 §4.1).
package struct Variance: Hashable, Sendable {
    /// One selecting field: `nil` where the request did not have it.
    package struct Selector: Hashable, Sendable {
        package let name: FieldName
        package let value: [UInt8]?
    }

    package let selectors: [Selector]

    /// - Parameters:
    ///   - fields: The response's; its `Vary` names the selectors.
    ///   - request: The fields of the request it answered.
    package init(of fields: Fields, for request: Fields) {
        guard fields.contains("vary") else {
            selectors = []
            return
        }
        let names = Set(fields.list("vary").compactMap { FieldName($0.lowercased()) })
        selectors = names.sorted { $0.canonical < $1.canonical }
            .map { Selector(name: $0, value: Self.normalized($0, in: request)) }
    }

    package var isEmpty: Bool { selectors.isEmpty }

    /// Whether a request with these fields is answered by the same variant.
    package func matches(_ request: Fields) -> Bool {
        selectors.allSatisfy { $0.value == Self.normalized($0.name, in: request) }
    }

    /// A field's lines joined, white space around members taken away and, for fields whose members have no
    /// meaning in their letters' case, lower case: what RFC 9111 §4.1 allows without knowing the field.
    private static func normalized(_ name: FieldName, in request: Fields) -> [UInt8]? {
        guard request.contains(name) else { return nil }
        let isCaseless = caseless.contains(name.canonical)
        let members = request.list(name).map { isCaseless ? $0.lowercased() : $0 }
        return Array(members.joined(separator: ",").utf8)
    }

    private static let caseless: Set<String> = ["accept-encoding", "accept-language", "accept-charset"]
}
