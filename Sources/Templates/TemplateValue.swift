/// What a template is filled with: a tree of values, made once and never changed.
///
/// `markup` is the only case that `{{{name}}}` is meant for: HTML made by code that has already escaped what came from
/// people. Everything else is `text`.
package enum TemplateValue: Sendable, Hashable {
    /// Known to be absent. Renders as nothing, and hides a value of the same name in an outer scope.
    case none
    case flag(Bool)
    case number(Int)
    /// Anything a person wrote; escaped wherever it is put.
    case text(String)
    /// Trusted HTML.
    case markup(String)
    case list([TemplateValue])
    case object([String: TemplateValue])
}

extension TemplateValue {
    /// Whether a section over this value shows its body.
    ///
    /// False are: nothing, `false`, zero, an empty list and an empty text. An object is true even when it is empty.
    package var isTruthy: Bool {
        switch self {
        case .none: false
        case .flag(let flag): flag
        case .number(let number): number != 0
        case .text(let text), .markup(let text): !text.isEmpty
        case .list(let items): !items.isEmpty
        case .object: true
        }
    }

    /// The field of an object; `nil` when there is none, or when this isn't an object.
    package subscript(name: String) -> TemplateValue? {
        guard case .object(let fields) = self else { return nil }
        return fields[name]
    }
}

extension TemplateValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension TemplateValue: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(integerLiteral value: Int) { self = .number(value) }
    package init(arrayLiteral elements: TemplateValue...) { self = .list(elements) }

    /// Of two equal keys the later one wins, as it would in JSON.
    package init(dictionaryLiteral elements: (String, TemplateValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, later in later }))
    }
}
