/// Walks a template as the renderer would, with shapes where values would be.
///
/// Invariants: a template is walked once for each way it can be reached (its scopes and the overrides in force), so
/// the walk ends even when templates include each other; a mistake is told once, however often it is reached.
struct ShapeChecker {
    private(set) var problems: [TemplateProblem] = []

    private let library: TemplateLibrary
    private var scopes: [TemplateShape]
    private var current = 0
    private var nesting = 0
    private var overrides: [Overrides] = []
    private var visits: Set<Visit> = []
    /// The overrides being walked: template and offset.
    private var filling: [(Int, Int)] = []
    private var told: Set<TemplateProblem> = []

    /// The blocks of one parent tag, which its template and offset identify.
    private struct Overrides {
        var blocks: [String: Block]
        var template: Int
        var offset: Int
    }

    private struct Visit: Hashable {
        var template: Int
        var scopes: [TemplateShape]
        var overrides: [[Int]]
    }

    init(library: TemplateLibrary, root: TemplateShape) {
        self.library = library
        self.scopes = [root]
    }

    mutating func check(_ template: Int) {
        // Only the innermost of equal scopes and the first of equal overrides can matter.
        let inForce = overrides.map { [$0.template, $0.offset] }
        let visit = Visit(template: template, scopes: scopes.reversed().unique, overrides: inForce.unique)
        guard visits.insert(visit).inserted else { return }
        let caller = current
        current = template
        check(library.templates[template].body)
        current = caller
    }

    private mutating func check(_ nodes: [Node]) {
        // Deeper the renderer doesn't go either.
        guard nesting < Renderer.nestingLimit else { return }
        nesting += 1
        defer { nesting -= 1 }
        for node in nodes {
            switch node {
            case .text: break
            case .variable(let variable): check(variable)
            case .section(let section): check(section)
            case .partial(let inclusion): check(inclusion)
            case .parent(let inheritance): check(inheritance)
            case .block(let block): check(block)
            }
        }
    }

    private mutating func tell(at offset: Int, _ message: String, suggestion: String? = nil) {
        let problem = library.templates[current].problem(at: offset, message, suggestion: suggestion)
        if told.insert(problem).inserted { problems.append(problem) }
    }
}

// MARK: Names

extension ShapeChecker {
    private mutating func check(_ variable: Variable) {
        guard let shape = resolve(variable.path, at: variable.offset) else { return }
        let name = variable.path.description
        switch shape {
        case .any where !variable.isEscaped && !isMarkupOutside(variable.path):
            tell(
                at: variable.offset, "`\(name)` may be text, which `{{{\(name)}}}` would not escape: use `{{\(name)}}`")
        case .text where !variable.isEscaped:
            tell(at: variable.offset, "`\(name)` is text, which `{{{\(name)}}}` would not escape: use `{{\(name)}}`")
        case .markup where variable.isEscaped:
            tell(at: variable.offset, "`\(name)` is markup, which `{{\(name)}}` would escape: use `{{{\(name)}}}`")
        case .flag, .list, .object, .open:
            tell(at: variable.offset, "`\(name)` is \(shape.kind) and has no text: use a section, `{{#\(name)}}`")
        case .text, .markup, .number, .any:
            break
        }
    }

    /// Inside a section over anything at all, an outer scope may still be what is meant.
    private func isMarkupOutside(_ path: NamePath) -> Bool {
        guard let first = path.first, path.rest.isEmpty else { return false }
        return scopes.contains { $0.field(first) == .markup }
    }

    /// The shape of a name, as the renderer would find its value; tells what is wrong when there is none.
    private mutating func resolve(_ path: NamePath, at offset: Int) -> TemplateShape? {
        guard let first = path.first else { return scopes.last }
        guard var shape = scopes.reversed().lazy.compactMap({ $0.field(first) }).first else {
            tell(at: offset, "`\(first)` is not known here", suggestion: suggestion(for: first, path))
            return nil
        }
        for (index, name) in path.rest.enumerated() {
            let parent = ([first] + path.rest[..<index]).joined(separator: ".")
            guard let next = shape.field(name) else {
                tellMissing(name, of: shape, parent, at: offset)
                return nil
            }
            shape = next
        }
        return shape
    }

    private mutating func tellMissing(_ name: String, of shape: TemplateShape, _ parent: String, at offset: Int) {
        switch shape {
        case .list:
            tell(at: offset, "`\(parent)` is a list: its items' `\(name)` is reached in a section, `{{#\(parent)}}`")
        case .object, .open:
            let suggestion = closestSpelling(to: name, in: shape.fieldNames).map { "\(parent).\($0)" }
            tell(at: offset, "`\(parent)` has no `\(name)`", suggestion: suggestion)
        case .flag, .number, .text, .markup, .any:
            tell(at: offset, "`\(parent)` is \(shape.kind) and has no `\(name)`")
        }
    }

    /// A name like it in some scope, or else the same name one level down.
    private func suggestion(for first: String, _ path: NamePath) -> String? {
        let known = scopes.flatMap(\.fieldNames)
        if let close = closestSpelling(to: first, in: known) {
            return ([close] + path.rest).joined(separator: ".")
        }
        for scope in scopes.reversed() {
            for name in scope.fieldNames {
                if case .object(let fields)? = scope.field(name), fields.contains(where: { $0.name == first }) {
                    return "\(name).\(path.description)"
                }
            }
        }
        return nil
    }
}

// MARK: Sections, partials, inheritance

extension ShapeChecker {
    private mutating func check(_ section: Section) {
        let shape = resolve(section.path, at: section.offset)
        if section.isInverted {
            check(section.body)
            return
        }
        switch shape {
        case .list(let item): check(section.body, in: item)
        case .object, .open, .text, .markup, .number, .any: check(section.body, in: shape)
        case .flag: check(section.body)
        // What the body would see is anybody's guess; one message is enough.
        case nil: break
        }
    }

    private mutating func check(_ nodes: [Node], in scope: TemplateShape?) {
        guard let scope else { return }
        scopes.append(scope)
        check(nodes)
        scopes.removeLast()
    }

    private mutating func check(_ inclusion: Inclusion) {
        guard let target = inclusion.target else {
            let suggestion = closestSpelling(to: inclusion.name, in: library.names)
            tell(at: inclusion.offset, "there is no partial `\(inclusion.name)`", suggestion: suggestion)
            return
        }
        check(target)
    }

    private mutating func check(_ inheritance: Inheritance) {
        for offset in inheritance.strayTags {
            tell(at: offset, "only blocks count inside `{{<\(inheritance.parent.name)}}`: this is never shown")
        }
        guard let target = inheritance.parent.target else {
            let suggestion = closestSpelling(to: inheritance.parent.name, in: library.names)
            tell(
                at: inheritance.parent.offset, "there is no parent `\(inheritance.parent.name)`", suggestion: suggestion
            )
            return
        }
        let places = library.blocks(reachableFrom: target)
        for block in inheritance.overrides.values where !places.contains(block.name) {
            let suggestion = closestSpelling(to: block.name, in: places)
            tell(at: block.offset, "`\(inheritance.parent.name)` has no block `\(block.name)`", suggestion: suggestion)
        }
        overrides.append(Overrides(blocks: inheritance.overrides, template: current, offset: inheritance.parent.offset))
        check(target)
        overrides.removeLast()
    }

    private mutating func check(_ block: Block) {
        guard let level = overrides.firstIndex(where: { $0.blocks[block.name] != nil }),
            let override = overrides[level].blocks[block.name]
        else {
            check(block.body)
            return
        }
        let hidden = Array(overrides[(level + 1)...])
        let caller = current
        current = overrides[level].template
        overrides.removeLast(hidden.count)
        // An override may hold the place it fills, by mistake or through a partial: the renderer would never end.
        if filling.contains(where: { $0 == (current, override.offset) }) {
            tell(at: override.offset, "the block `\(block.name)` is filled with itself")
        } else {
            filling.append((current, override.offset))
            check(override.body)
            filling.removeLast()
        }
        overrides += hidden
        current = caller
    }
}

extension Sequence where Element: Hashable {
    /// The elements in order, each where it comes first.
    fileprivate var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
