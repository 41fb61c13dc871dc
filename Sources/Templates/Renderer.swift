/// Fills one template, writing into one buffer.
struct Renderer {
    /// How deep partials, parents and blocks may include each other; what goes deeper is taken for endless.
    static let depthLimit = 64
    /// How deep they and the sections in them may nest together; it keeps the renderer within a small thread's stack.
    static let nestingLimit = 256

    private(set) var output: [UInt8] = []

    private let templates: [ParsedTemplate]
    /// What `index` of `templates` is being rendered: where problems are.
    private var current = 0
    /// Outermost first; names are looked up from the end.
    private var scopes: [TemplateValue]
    /// The overrides of the parents being rendered. The first, of the template furthest from the base, wins.
    private var overrides: [Overrides] = []
    /// Put at the start of each line of the templates being rendered.
    private var indentation: [UInt8] = []
    private var depth = 0
    private var nesting = 0

    /// The blocks of one parent tag, and the template they were written in.
    private struct Overrides {
        var blocks: [String: Block]
        var template: Int
    }

    init(templates: [ParsedTemplate], root: TemplateValue) {
        self.templates = templates
        self.scopes = [root]
        output.reserveCapacity(16 * 1024)
    }

    mutating func render(_ template: Int) throws(TemplateProblem) {
        let caller = current
        current = template
        try render(templates[template].body)
        current = caller
    }

    private mutating func render(_ nodes: [Node]) throws(TemplateProblem) {
        for node in nodes {
            switch node {
            case .text(let literal): copy(literal)
            case .variable(let variable): put(variable)
            case .section(let section): try render(section)
            case .partial(let inclusion): try render(inclusion)
            case .parent(let inheritance): try render(inheritance)
            case .block(let block): try render(block)
            }
        }
    }
}

// MARK: Text and values

extension Renderer {
    private mutating func copy(_ literal: Literal) {
        guard !indentation.isEmpty, !literal.lineStarts.isEmpty else {
            output.append(contentsOf: literal.bytes)
            return
        }
        var copied = 0
        for start in literal.lineStarts {
            output.append(contentsOf: literal.bytes[copied..<start])
            output.append(contentsOf: indentation)
            copied = start
        }
        output.append(contentsOf: literal.bytes[copied...])
    }

    private mutating func put(_ variable: Variable) {
        switch lookUp(variable.path) {
        case .text(let text), .markup(let text):
            if variable.isEscaped {
                output.appendEscapingHTML(text)
            } else {
                output.append(contentsOf: text.utf8)
            }
        case .number(let number): output.append(contentsOf: String(number).utf8)
        case .flag(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .none, .list, .object: break
        }
    }

    /// The value of a name: its first part from the innermost scope that has it, the others only from there.
    private func lookUp(_ path: NamePath) -> TemplateValue {
        var index = scopes.count - 1
        guard let first = path.first else { return scopes[index] }
        while index >= 0 {
            if case .object(let fields) = scopes[index], var value = fields[first] {
                for name in path.rest {
                    guard case .object(let fields) = value, let next = fields[name] else { return .none }
                    value = next
                }
                return value
            }
            index -= 1
        }
        return .none
    }
}

// MARK: Sections, partials, inheritance

extension Renderer {
    private mutating func render(_ section: Section) throws(TemplateProblem) {
        let value = lookUp(section.path)
        guard value.isTruthy != section.isInverted else { return }
        nesting += 1
        guard nesting <= Self.nestingLimit else {
            throw tooDeep("`\(section.path.description)` is nested", Self.nestingLimit, at: section.offset)
        }
        if section.isInverted {
            try render(section.body)
        } else {
            try render(section.body, over: value)
        }
        nesting -= 1
    }

    private mutating func render(_ nodes: [Node], over value: TemplateValue) throws(TemplateProblem) {
        switch value {
        case .list(let items):
            for item in items { try render(nodes, in: item) }
        case .object, .text, .markup, .number:
            try render(nodes, in: value)
        case .flag, .none:
            try render(nodes)
        }
    }

    private mutating func render(_ nodes: [Node], in scope: TemplateValue) throws(TemplateProblem) {
        scopes.append(scope)
        try render(nodes)
        scopes.removeLast()
    }

    private mutating func render(_ inclusion: Inclusion) throws(TemplateProblem) {
        guard let target = inclusion.target else { return }
        try descend(to: inclusion.name, from: inclusion.offset)
        let outer = indentation.count
        indentation += inclusion.indentation
        try render(target)
        ascend(to: outer)
    }

    private mutating func render(_ inheritance: Inheritance) throws(TemplateProblem) {
        let parent = inheritance.parent
        guard let target = parent.target else { return }
        try descend(to: parent.name, from: parent.offset)
        let outer = indentation.count
        indentation += parent.indentation
        overrides.append(Overrides(blocks: inheritance.overrides, template: current))
        try render(target)
        overrides.removeLast()
        ascend(to: outer)
    }

    private mutating func render(_ block: Block) throws(TemplateProblem) {
        try descend(to: block.name, from: block.offset)
        let outer = indentation.count
        indentation += block.indentation
        if let level = overrides.firstIndex(where: { $0.blocks[block.name] != nil }),
            let override = overrides[level].blocks[block.name]
        {
            // Blocks inside the override are places for whoever overrides it, not for the parents it fills.
            let hidden = Array(overrides[(level + 1)...])
            let caller = current
            current = overrides[level].template
            overrides.removeLast(hidden.count)
            try render(override.body)
            overrides += hidden
            current = caller
        } else {
            try render(block.body)
        }
        ascend(to: outer)
    }

    private mutating func descend(to name: String, from offset: Int) throws(TemplateProblem) {
        depth += 1
        nesting += 1
        guard depth <= Self.depthLimit else { throw tooDeep("`\(name)` is included", Self.depthLimit, at: offset) }
        guard nesting <= Self.nestingLimit else { throw tooDeep("`\(name)` is nested", Self.nestingLimit, at: offset) }
    }

    private mutating func ascend(to outerIndentation: Int) {
        indentation.removeLast(indentation.count - outerIndentation)
        depth -= 1
        nesting -= 1
    }

    private func tooDeep(_ what: String, _ limit: Int, at offset: Int) -> TemplateProblem {
        let message = "\(what) deeper than \(limit) levels: the templates include each other"
        return templates[current].problem(at: offset, message)
    }
}
