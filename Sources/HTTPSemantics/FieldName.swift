/// The name of a header or trailer field.
///
/// RFC 9110 §5.1: names are tokens and compare without regard to case. The spelling that was received is kept for
/// whoever passes the field on; `canonical` is the identity.
package struct FieldName: Hashable, Sendable {
    /// As it was written.
    package let original: String
    /// In lower case: what equality and hashing look at.
    package let canonical: String

    /// A name, or `nil` when `text` is not a token (RFC 9110 §5.6.2).
    package init?(_ text: some StringProtocol) {
        guard isToken(text.utf8) else { return nil }
        self.init(token: String(text))
    }

    /// A name from bytes that a parser has already found to be a token.
    package init(validated bytes: some Collection<UInt8>) {
        self.init(token: String(decoding: bytes, as: UTF8.self))
    }

    private init(token: String) {
        original = token
        canonical = token.utf8.contains(where: isUpperCase) ? token.lowercased() : token
    }

    package static func == (left: FieldName, right: FieldName) -> Bool { left.canonical == right.canonical }

    package func hash(into hasher: inout Hasher) { hasher.combine(canonical) }
}

extension FieldName: ExpressibleByStringLiteral {
    /// A name written in the source; it must be a token.
    package init(stringLiteral value: String) {
        precondition(isToken(value.utf8), "a field name in the source is a token (RFC 9110 §5.6.2)")
        self.init(token: value)
    }
}

extension FieldName: CustomStringConvertible {
    package var description: String { original }
}
