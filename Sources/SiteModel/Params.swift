package import Foundation

/// A value that a site made up for itself: a field of its own in front matter, or what a data file holds.
package indirect enum ParamValue: Hashable, Sendable {
    case null
    case flag(Bool)
    case integer(Int)
    case text(String)
    case date(Date)
    case list([ParamValue])
    case table([Param])

    /// What a value means that nobody declared: `true` and `false` are flags and whole numbers numbers, unless they were
    /// quoted; everything else stays as it was written.
    package init(_ value: MetadataValue) {
        switch value {
        case .scalar(let text, let isQuoted):
            if isQuoted {
                self = .text(text)
            } else if value.isNull {
                self = .null
            } else if text == "true" || text == "false" {
                self = .flag(text == "true")
            } else if let number = Int(text), String(number) == text {
                self = .integer(number)
            } else {
                self = .text(text)
            }
        case .list(let items): self = .list(items.map(ParamValue.init))
        case .table(let fields): self = .table(fields.map { Param(key: $0.key, value: ParamValue($0.value)) })
        }
    }

    /// A field of a table.
    package subscript(key: String) -> ParamValue? {
        guard case .table(let fields) = self else { return nil }
        return fields.first { $0.key == key }?.value
    }

    /// The text of a single value; `nil` for all others.
    package var text: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .flag(let flag): String(flag)
        case .null, .date, .list, .table: nil
        }
    }
}

package struct Param: Hashable, Sendable {
    package let key: String
    package let value: ParamValue

    package init(key: String, value: ParamValue) {
        self.key = key
        self.value = value
    }
}

extension [Param] {
    package subscript(key: String) -> ParamValue? { first { $0.key == key }?.value }

    /// Takes a field; of two with one name the later counts.
    mutating func set(_ param: Param) {
        removeAll { $0.key == param.key }
        append(param)
    }
}

/// A front matter field that the site declares for itself.
package struct FieldSchema: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case text, int, number, bool, date, list
        case choice = "enum"
    }

    package var name: String
    package var kind: Kind
    /// Posts must have it.
    package var isRequired: Bool
    /// What an `enum` may be.
    package var values: [String]

    package init(name: String, kind: Kind, isRequired: Bool = false, values: [String] = []) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.values = values
    }
}
