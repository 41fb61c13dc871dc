/// Where one field line lies in the bytes it was scanned from.
package struct FieldLayout: Hashable, Sendable {
    private let nameStart: UInt32
    private let nameEnd: UInt32
    private let valueStart: UInt32
    private let valueEnd: UInt32
    /// Which field it is, if it is one that a proxy or a cache acts on.
    package let known: KnownField?

    @inline(__always)
    init(name: (start: Int, end: Int), value: (start: Int, end: Int), known: KnownField?) {
        nameStart = UInt32(truncatingIfNeeded: name.start)
        nameEnd = UInt32(truncatingIfNeeded: name.end)
        valueStart = UInt32(truncatingIfNeeded: value.start)
        valueEnd = UInt32(truncatingIfNeeded: value.end)
        self.known = known
    }

    package var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }

    /// Without the blanks around it (OWS, RFC 9112 §5).
    package var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}

/// Where the parts of one head lie in the bytes it was scanned from.
///
/// All ranges count from the first byte given to the scanner. Scanning into the same layout again keeps its storage,
/// so that a connection allocates for its first head alone. Between two calls for one head it holds what is known so far.
package struct HeadLayout: Sendable {
    /// The whole head in bytes: empty lines before it and the empty line after it included. The body begins here.
    package internal(set) var headLength = 0
    package internal(set) var version = HTTPVersion.http11
    /// In requests; empty in responses, as is `target`.
    package internal(set) var method = 0..<0
    package internal(set) var target = 0..<0
    /// In responses; 0 in requests.
    package internal(set) var status = 0
    /// In responses: the reason phrase, maybe empty.
    package internal(set) var reason = 0..<0
    /// The field lines in order.
    package internal(set) var fields: [FieldLayout] = []
    /// Which known fields there are.
    package internal(set) var present = KnownFieldSet()
    /// Which of them have more than one line.
    package internal(set) var repeated = KnownFieldSet()

    package init() {}

    /// The first line of a known field.
    package func first(_ field: KnownField) -> FieldLayout? {
        guard present.contains(field) else { return nil }
        return fields.first { $0.known == field }
    }

    @inline(__always)
    mutating func add(_ field: FieldLayout) {
        if let known = field.known {
            let member = KnownFieldSet(only: known)
            repeated.formUnion(present.intersection(member))
            present.formUnion(member)
        }
        fields.append(field)
    }

    mutating func clear() {
        headLength = 0
        method = 0..<0
        target = 0..<0
        status = 0
        reason = 0..<0
        fields.removeAll(keepingCapacity: true)
        present = []
        repeated = []
    }
}
