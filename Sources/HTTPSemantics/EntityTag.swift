/// A validator that names one version of a representation (RFC 9110 §8.8.3).
package struct EntityTag: Hashable, Sendable {
    /// What stands between the quotes.
    package let opaque: String
    /// Whether versions that are merely equivalent may share it (RFC 9110 §8.8.1).
    package let isWeak: Bool

    /// A tag, or `nil` when `opaque` holds a quote, a blank or a control.
    package init?(opaque: String, isWeak: Bool) {
        guard opaque.unicodeScalars.allSatisfy(Self.mayHold) else { return nil }
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// The tag that `text` spells, as in `"abc"` or `W/"abc"`; `nil` for anything else. `W` is case-sensitive.
    package init?(_ text: some StringProtocol) {
        let scalars = text.unicodeScalars
        let isWeak = text.hasPrefix("W/")
        let quoted = isWeak ? scalars.dropFirst(2) : scalars[...]
        guard quoted.count >= 2, quoted.first == "\"", quoted.last == "\"" else { return nil }
        self.init(opaque: String(String.UnicodeScalarView(quoted.dropFirst().dropLast())), isWeak: isWeak)
    }

    package init?(_ value: FieldValue) { self.init(value.text) }

    /// RFC 9110 §8.8.3.2: same text, and neither is weak.
    package func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && opaque == other.opaque }

    /// RFC 9110 §8.8.3.2: same text, weak or not.
    package func matchesWeakly(_ other: EntityTag) -> Bool { opaque == other.opaque }

    private static func mayHold(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "\"" && scalar.value > 0x20 && scalar.value != 0x7F && scalar.value <= 0xFF
    }
}

extension EntityTag: CustomStringConvertible {
    package var description: String { (isWeak ? "W/\"" : "\"") + opaque + "\"" }
}

/// What `If-Match` or `If-None-Match` asks about (RFC 9110 §13.1.1, §13.1.2).
package enum TagCondition: Hashable, Sendable {
    /// `*`: is there any representation at all?
    case any
    /// Is one of these the current one?
    case tags([EntityTag])

    /// The condition in the lines of `name`, `nil` if there are none. Members that are no entity tags match nothing.
    init?(_ fields: Fields, _ name: FieldName) {
        guard let value = fields.combined(name) else { return nil }
        self =
            trimmingOptionalWhitespace(value.bytes).elementsEqual([UInt8(ascii: "*")])
            ? .any : .tags(entityTags(in: value))
    }
}

/// The entity tags of a comma-separated list, in order, whatever is no tag left out.
///
/// A backslash inside an entity tag is itself (RFC 9110 §8.8.3), unlike in a quoted string: hence no `list(_:)` here.
package func entityTags(in value: FieldValue) -> [EntityTag] {
    var tags: [EntityTag] = []
    var member: [UInt8] = []
    var isQuoted = false
    for byte in value.bytes + [UInt8(ascii: ",")] {
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if byte == UInt8(ascii: ","), !isQuoted {
            if let tag = EntityTag(FieldValue(Array(trimmingOptionalWhitespace(member)))) { tags.append(tag) }
            member.removeAll(keepingCapacity: true)
        } else {
            member.append(byte)
        }
    }
    return tags
}
