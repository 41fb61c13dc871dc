/// What kind of value a template may count on under a name; the declaration that `TemplateLibrary.check` holds
/// templates against.
package enum TemplateShape: Sendable, Hashable {
    case flag
    case number
    case text
    case markup
    indirect case list(TemplateShape)
    case object([TemplateField])
    /// An object with any keys at all, whose values have one shape.
    indirect case open(TemplateShape)
    /// Whatever a site's author made of it: any name may be asked for, and printed as text.
    case any
}

/// A named part of an object's shape.
package struct TemplateField: Sendable, Hashable {
    package var name: String
    package var shape: TemplateShape
    /// The producer may leave it out; templates should ask with a section before they rely on it.
    package var isOptional: Bool
    /// One line for the theme author's reference.
    package var summary: String

    package init(_ name: String, _ shape: TemplateShape, isOptional: Bool = false, summary: String = "") {
        self.name = name
        self.shape = shape
        self.isOptional = isOptional
        self.summary = summary
    }
}

extension TemplateShape {
    /// The kind with its article, for messages.
    var kind: String {
        switch self {
        case .flag: "a flag"
        case .number: "a number"
        case .text: "text"
        case .markup: "markup"
        case .list: "a list"
        case .object, .open, .any: "an object"
        }
    }

    /// The shape under a name; `nil` when no such name is declared.
    func field(_ name: String) -> TemplateShape? {
        switch self {
        case .object(let fields): fields.first { $0.name == name }?.shape
        case .open(let shape): shape
        case .any: .any
        case .flag, .number, .text, .markup, .list: nil
        }
    }

    var fieldNames: [String] {
        if case .object(let fields) = self { fields.map(\.name) } else { [] }
    }
}
