/// One piece of a parsed template.
///
/// What a piece holds is an immutable object, so that the renderer passes it around for the price of one reference.
enum Node: Sendable {
    case text(Literal)
    case variable(Variable)
    case section(Section)
    case partial(Inclusion)
    case parent(Inheritance)
    case block(Block)
}

/// Text to copy as it is.
final class Literal: Sendable {
    let bytes: [UInt8]
    /// Where in `bytes` a line of the source begins; an indented partial puts its indentation there, and only there:
    /// the lines of a value are never indented.
    let lineStarts: [Int]

    init(bytes: [UInt8], lineStarts: [Int]) {
        self.bytes = bytes
        self.lineStarts = lineStarts
    }
}

/// A name, split at its dots.
struct NamePath: Sendable {
    /// `nil` for the implicit iterator `{{.}}`.
    let first: String?
    let rest: [String]

    init(_ name: String) {
        let names = name == "." ? [] : name.split(separator: ".").map(String.init)
        first = names.first
        rest = Array(names.dropFirst())
    }

    var description: String { first.map { ([$0] + rest).joined(separator: ".") } ?? "." }
}

final class Variable: Sendable {
    let path: NamePath
    let isEscaped: Bool
    /// Byte offset of the tag in its source.
    let offset: Int

    init(path: NamePath, isEscaped: Bool, offset: Int) {
        self.path = path
        self.isEscaped = isEscaped
        self.offset = offset
    }
}

final class Section: Sendable {
    let path: NamePath
    let isInverted: Bool
    let body: [Node]
    let offset: Int

    init(path: NamePath, isInverted: Bool, body: [Node], offset: Int) {
        self.path = path
        self.isInverted = isInverted
        self.body = body
        self.offset = offset
    }
}

/// `{{>name}}`.
final class Inclusion: Sendable {
    let name: String
    /// Which template of the library; `nil` when none has the name.
    let target: Int?
    /// What stood before the tag on a line of its own.
    let indentation: [UInt8]
    let offset: Int

    init(name: String, target: Int?, indentation: [UInt8], offset: Int) {
        self.name = name
        self.target = target
        self.indentation = indentation
        self.offset = offset
    }
}

/// `{{<name}}…{{/name}}`.
final class Inheritance: Sendable {
    let parent: Inclusion
    /// By name; where one is overridden twice the later counts.
    let overrides: [String: Block]
    /// Byte offsets of tags that stand between the blocks, where nothing is ever shown.
    let strayTags: [Int]

    init(parent: Inclusion, overrides: [String: Block], strayTags: [Int]) {
        self.parent = parent
        self.overrides = overrides
        self.strayTags = strayTags
    }
}

/// `{{$name}}…{{/name}}`: a place to fill when it stands in a template, what to fill it with when it stands in a
/// parent tag.
final class Block: Sendable {
    let name: String
    let body: [Node]
    /// What to put before each line of whatever fills the place.
    let indentation: [UInt8]
    let offset: Int

    init(name: String, body: [Node], indentation: [UInt8], offset: Int) {
        self.name = name
        self.body = body
        self.indentation = indentation
        self.offset = offset
    }
}
