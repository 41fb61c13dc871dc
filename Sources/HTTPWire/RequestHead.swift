package import HTTPSemantics

/// A request head of its own, for everything that is not answered on the spot.
package struct RequestHead: Hashable, Sendable {
    package var method: Method
    /// As received, nothing decoded.
    package var target: [UInt8]
    package var version: HTTPVersion
    package var fields: Fields

    package init(method: Method, target: [UInt8], version: HTTPVersion = .http11, fields: Fields = [:]) {
        self.method = method
        self.target = target
        self.version = version
        self.fields = fields
    }

    package init(method: Method, target: String, version: HTTPVersion = .http11, fields: Fields = [:]) {
        self.init(method: method, target: Array(target.utf8), version: version, fields: fields)
    }

    /// A copy of a complete head out of the bytes it was scanned from.
    package init(layout: HeadLayout, bytes: RawSpan) {
        method = Method(rawValue: String(decoding: bytes.copy(layout.method), as: UTF8.self))
        target = bytes.copy(layout.target)
        version = layout.version
        fields = Fields(layout: layout, bytes: bytes)
    }

    /// The target as text. Valid targets are ASCII; in others, whatever isn't UTF-8 shows as U+FFFD.
    package var targetText: String { String(decoding: target, as: UTF8.self) }

    /// The host and port that the request is for, as written: in its target, if that has any, else in `Host`
    /// (RFC 9112 §3.2.2, §3.3). `nil` when neither names a valid one.
    package var effectiveAuthority: [UInt8]? {
        if let form = try? RequestTarget(of: self) {
            switch form {
            case .absolute(_, let authority, _, _), .authority(let authority): return Array(target[authority])
            case .origin, .asterisk: break
            }
        }
        guard let host = fields.first("Host")?.bytes else { return nil }
        return host.withRawSpan { Authority($0, host.indices) } == nil ? nil : host
    }
}

/// A response head of its own.
package struct ResponseHead: Hashable, Sendable {
    package var version: HTTPVersion
    package var status: Int
    /// As received: for people, maybe empty, maybe not ASCII.
    package var reason: [UInt8]
    package var fields: Fields

    package init(version: HTTPVersion = .http11, status: Int, reason: [UInt8], fields: Fields = [:]) {
        self.version = version
        self.status = status
        self.reason = reason
        self.fields = fields
    }

    /// A head with the usual words for its status.
    package init(version: HTTPVersion = .http11, status: Int, fields: Fields = [:]) {
        self.init(version: version, status: status, reason: Array(reasonPhrase(status).utf8), fields: fields)
    }

    /// A copy of a complete head out of the bytes it was scanned from.
    package init(layout: HeadLayout, bytes: RawSpan) {
        version = layout.version
        status = layout.status
        reason = bytes.copy(layout.reason)
        fields = Fields(layout: layout, bytes: bytes)
    }
}

extension Fields {
    /// A copy of the fields of a scanned head, in order, verbatim.
    package init(layout: HeadLayout, bytes: RawSpan) {
        self.init(
            layout.fields.map { field in
                Field(
                    name: FieldName(validated: bytes.copy(field.name)), value: FieldValue(bytes.copy(field.value)))
            })
    }
}
