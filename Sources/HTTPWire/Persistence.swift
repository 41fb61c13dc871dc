import HTTPSemantics

/// Whether the connection may serve another message after this one (RFC 9112 §9.3).
///
/// - Parameter connection: The members of `Connection`, in any case.
package func isPersistent(version: HTTPVersion, connection: [String]) -> Bool {
    let options = connection.map { $0.lowercased() }
    if options.contains("close") { return false }
    return version >= .http11 || options.contains("keep-alive")
}

package func isPersistent(_ head: RequestHead) -> Bool {
    isPersistent(version: head.version, connection: head.fields.list("Connection"))
}

package func isPersistent(_ head: ResponseHead) -> Bool {
    isPersistent(version: head.version, connection: head.fields.list("Connection"))
}

extension HeadLayout {
    /// Whether the connection may serve another message after this one (RFC 9112 §9.3), found without allocating.
    package func isPersistent(in bytes: RawSpan) -> Bool {
        guard present.contains(.connection) else { return version >= .http11 }
        if hasMember("close", of: .connection, in: bytes) { return false }
        return version >= .http11 || hasMember("keep-alive", of: .connection, in: bytes)
    }

    /// Whether the comma-separated list in a known field has this member. Quotes mean nothing here.
    ///
    /// - Parameter member: In lower case; matches either.
    package func hasMember(_ member: StaticString, of field: KnownField, in bytes: RawSpan) -> Bool {
        guard present.contains(field) else { return false }
        for line in fields where line.known == field {
            let value = line.value
            var start = value.lowerBound
            var index = start
            while index <= value.upperBound {
                if index == value.upperBound || bytes.byte(index) == UInt8(ascii: ",") {
                    if bytes.matches(bytes.trimmed(start..<index), member) { return true }
                    start = index + 1
                }
                index += 1
            }
        }
        return false
    }
}
