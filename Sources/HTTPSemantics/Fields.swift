/// The fields of a head or a trailer section, in the order of their lines.
///
/// RFC 9110 §5.3: lines of one name keep their order, lines of different names may be reordered but are not. Names
/// are looked up without regard to case, by walking the lines: heads are short.
package struct Fields: Hashable, Sendable {
    private var lines: [Field]

    package init() { lines = [] }

    package init(_ lines: [Field]) { self.lines = lines }

    /// How many field lines there are.
    package var count: Int { lines.count }

    package var isEmpty: Bool { lines.isEmpty }

    package mutating func reserveCapacity(_ count: Int) { lines.reserveCapacity(count) }

    /// Adds a line at the end.
    package mutating func append(_ field: Field) { lines.append(field) }

    package mutating func append(_ name: FieldName, _ value: FieldValue) {
        lines.append(Field(name: name, value: value))
    }

    package mutating func append(contentsOf fields: some Sequence<Field>) { lines.append(contentsOf: fields) }

    /// Leaves one line of `name`, where the first of them was, or at the end if there was none.
    package mutating func set(_ name: FieldName, to value: FieldValue) {
        guard let place = lines.firstIndex(where: { $0.name == name }) else {
            append(name, value)
            return
        }
        lines[place] = Field(name: name, value: value)
        let after = place + 1
        if lines[after...].contains(where: { $0.name == name }) {
            lines = lines[..<after] + lines[after...].filter { $0.name != name }
        }
    }

    package mutating func removeAll(named name: FieldName) { lines.removeAll { $0.name == name } }

    package mutating func removeAll(where shouldBeRemoved: (Field) throws -> Bool) rethrows {
        try lines.removeAll(where: shouldBeRemoved)
    }

    /// The lines for which `isIncluded` holds, in the same order.
    package func filter(_ isIncluded: (Field) throws -> Bool) rethrows -> Fields {
        Fields(try lines.filter(isIncluded))
    }

    package func contains(_ name: FieldName) -> Bool { lines.contains { $0.name == name } }

    /// The value of the first line of `name`.
    package func first(_ name: FieldName) -> FieldValue? { lines.first { $0.name == name }?.value }

    /// The values of all lines of `name`, in order.
    package func values(_ name: FieldName) -> [FieldValue] { lines.filter { $0.name == name }.map(\.value) }
}

extension Fields: Sequence {
    package func makeIterator() -> IndexingIterator<[Field]> { lines.makeIterator() }

    package var underestimatedCount: Int { lines.count }
}

extension Fields: ExpressibleByDictionaryLiteral {
    /// Fields as the source spells them; a repeated name gives repeated lines.
    package init(dictionaryLiteral elements: (FieldName, FieldValue)...) {
        lines = elements.map(Field.init(name:value:))
    }
}

extension Fields: CustomStringConvertible {
    package var description: String { lines.map(\.description).joined(separator: "\n") }
}
