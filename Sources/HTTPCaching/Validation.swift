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
        // Of a part, that part is asked for again if it has changed.
        var fields = part == nil ? request.withoutConditions() : request.withoutConditionsButRange()
        for value in self.fields.values("etag").prefix(1) {
            fields.append(Field(name: "If-None-Match", value: value))
        }
        for value in self.fields.values("last-modified").prefix(1) {
            fields.append(Field(name: "If-Modified-Since", value: value))
        }
        return fields
    }
}

extension StoredResponse {
    /// The request for the bytes that are wanting, if they are still of the same version (RFC 9110 §13.1.5).
    package func completing(_ request: Fields, missing: Range<Int>) -> Fields {
        var fields = request.withoutConditions()
        let last = missing.upperBound == part?.completeLengthBytes ? "" : String(missing.upperBound - 1)
        fields.append("Range", FieldValue("bytes=\(missing.lowerBound)-\(last)"))
        for value in self.fields.values("etag").prefix(1) { fields.append(Field(name: "If-Range", value: value)) }
        return fields
    }
}

extension Fields {
    /// Without conditions but those of the range: what asks for a part of the representation as it now is.
    package func withoutConditionsButRange() -> Fields {
        var fields = withoutConditions()
        for value in values("range") { fields.append(Field(name: "Range", value: value)) }
        for value in values("if-range") { fields.append(Field(name: "If-Range", value: value)) }
        return fields
    }

    /// Without conditions and ranges: what asks for the whole representation as it now is.
    package func withoutConditions() -> Fields {
        filter { !conditional.contains($0.name.canonical) }
    }
}

private let conditional: Set<String> = [
    "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "range",
]
