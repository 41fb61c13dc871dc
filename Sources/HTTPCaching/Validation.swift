package import HTTPSemantics

extension StoredResponse {
    /// Whether there is anything to ask the origin with (RFC 9111 §4.3.1).
    package var canBeValidated: Bool { fields.contains("etag") || fields.contains("last-modified") }

    /// The request that asks the origin whether this response still holds.
    ///
    /// RFC 9111 §4.3.1: the client's own conditions are ours to answer, so they are replaced.
    ///
    /// - Parameter request: The fields of the request that made us ask.
    package func validating(_ request: Fields) -> Fields {
        var fields = request.withoutConditions()
        for value in self.fields.values("etag").prefix(1) {
            fields.append(Field(name: "If-None-Match", value: value))
        }
        for value in self.fields.values("last-modified").prefix(1) {
            fields.append(Field(name: "If-Modified-Since", value: value))
        }
        return fields
    }
}

extension Fields {
    /// Without conditions and ranges: what asks for the whole representation as it now is.
    package func withoutConditions() -> Fields {
        filter { !conditional.contains($0.name.canonical) }
    }
}

private let conditional: Set<String> = [
    "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "range",
]
