/// From a source to nodes, in four steps: cut into tokens, pair the tags, lay out the lines, build.
///
/// Building begins only when the first two found nothing wrong, so it needs to handle no errors.
struct TemplateParser {
    private(set) var problems: [TemplateProblem] = []

    private let templateSource: TemplateSource
    private let source: [UInt8]
    private let indices: [String: Int]
    private var tokens: [Token] = []
    private var outline = Outline(tokens: [], source: [])
    private var layout = LineLayout(tokens: [], outline: Outline(tokens: [], source: []), source: [])
    private var references: Set<Int> = []

    /// - Parameter indices: The names of the library's templates, so that references are resolved once.
    init(_ templateSource: TemplateSource, indices: [String: Int]) {
        self.templateSource = templateSource
        self.source = Array(templateSource.text.utf8)
        self.indices = indices
    }

    mutating func parse() -> ParsedTemplate {
        var scanner = TagScanner(source)
        scanner.scan()
        tokens = scanner.tokens
        outline = Outline(tokens: tokens, source: source)
        // Behind a tag that never ends, openings without their closings aren't news.
        let failures = scanner.failures.isEmpty ? outline.failures : scanner.failures
        var template = ParsedTemplate(
            name: templateSource.name, path: templateSource.path, source: source, body: [], references: [])
        problems = failures.map { template.problem(at: $0.offset, $0.message) }
        guard problems.isEmpty else { return template }
        layout = LineLayout(tokens: tokens, outline: outline, source: source)
        template.body = nodes(of: tokens.indices, dedent: 0)
        template.references = references
        return template
    }

    /// - Parameter dedent: How much white space to take from the beginning of each line: what a block's own
    ///   indentation is, since whoever shows the block puts the place's indentation there instead.
    private mutating func nodes(of range: Range<Int>, dedent: Int) -> [Node] {
        var nodes: [Node] = []
        var literal = LiteralBuilder()
        var index = range.lowerBound
        while index < range.upperBound {
            switch tokens[index] {
            case .text(let text):
                append(trimmed(text, at: index), to: &literal, dedent: dedent)
            case .tag(let tag):
                if source.isLineStart(tag.range.lowerBound), layout.textEnds[index] == nil {
                    literal.beginLine()
                }
                if let node = node(for: tag, at: index, dedent: dedent) {
                    literal.finish(into: &nodes)
                    nodes.append(node)
                }
            }
            index = (outline.closings[index] ?? index) + 1
        }
        literal.finish(into: &nodes)
        return nodes
    }

    /// A text without the white space that the tags beside it take away.
    private func trimmed(_ text: Range<Int>, at index: Int) -> Range<Int> {
        let begin = max(text.lowerBound, layout.textBegins[index - 1] ?? text.lowerBound)
        let end = min(text.upperBound, layout.textEnds[index + 1] ?? text.upperBound)
        return begin..<max(begin, end)
    }

    private func append(_ text: Range<Int>, to literal: inout LiteralBuilder, dedent: Int) {
        var index = text.lowerBound
        while index < text.upperBound {
            if source.isLineStart(index) {
                literal.beginLine()
                index += min(dedent, source[index..<text.upperBound].prefix(while: \.isSpaceOrTab).count)
            }
            let rest = source[index..<text.upperBound]
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.upperBound
            literal.bytes.append(contentsOf: source[index..<end])
            index = end
        }
    }

    private mutating func node(for tag: Tag, at index: Int, dedent: Int) -> Node? {
        let offset = tag.range.lowerBound
        let body = (index + 1)..<(outline.closings[index] ?? index + 1)
        switch tag.kind {
        case .variable, .unescaped:
            return .variable(Variable(path: NamePath(tag.name), isEscaped: tag.kind == .variable, offset: offset))
        case .section, .inverted:
            let nodes = nodes(of: body, dedent: dedent)
            let isInverted = tag.kind == .inverted
            return .section(Section(path: NamePath(tag.name), isInverted: isInverted, body: nodes, offset: offset))
        case .partial:
            return .partial(inclusion(for: tag, at: index, dedent: dedent))
        case .parent:
            return .parent(inheritance(for: tag, at: index, body: body, dedent: dedent))
        case .block:
            return .block(block(for: tag, at: index, body: body, outerDedent: dedent))
        case .close, .silent:
            return nil
        }
    }

    private mutating func inclusion(for tag: Tag, at index: Int, dedent: Int) -> Inclusion {
        let indentation = Array(ownIndentation(of: tag, at: index).dropFirst(dedent))
        let target = refer(to: tag.name)
        return Inclusion(name: tag.name, target: target, indentation: indentation, offset: tag.range.lowerBound)
    }

    private mutating func inheritance(for tag: Tag, at index: Int, body: Range<Int>, dedent: Int) -> Inheritance {
        let parent = inclusion(for: tag, at: index, dedent: dedent)
        var overrides: [String: Block] = [:]
        var strayTags: [Int] = []
        var index = body.lowerBound
        while index < body.upperBound {
            let closing = outline.closings[index] ?? index
            if case .tag(let tag) = tokens[index], tag.kind == .block {
                let block = block(for: tag, at: index, body: (index + 1)..<closing, outerDedent: 0)
                overrides[tag.name] = block
            } else if case .tag(let tag) = tokens[index], tag.kind != .silent {
                strayTags.append(tag.range.lowerBound)
            }
            index = closing + 1
        }
        return Inheritance(parent: parent, overrides: overrides, strayTags: strayTags)
    }

    /// A block whose text begins on a line of its own is as deep as its first line; one without text, as its tag.
    private mutating func block(for tag: Tag, at index: Int, body: Range<Int>, outerDedent: Int) -> Block {
        var indentation = ownIndentation(of: tag, at: index)
        var dedent = outline.overrides.contains(index) ? 0 : outerDedent
        if let begin = layout.textBegins[index], case .tag(let closing) = tokens[body.upperBound],
            let own = firstIndentation(from: begin, to: closing.range.lowerBound)
        {
            indentation = own
            dedent = own.count
        }
        return Block(
            name: tag.name, body: nodes(of: body, dedent: dedent),
            indentation: Array(indentation.dropFirst(outerDedent)), offset: tag.range.lowerBound)
    }

    /// The white space that begins the first line with anything on it.
    private func firstIndentation(from begin: Int, to end: Int) -> [UInt8]? {
        guard begin < end else { return nil }
        for line in source[begin..<end].split(separator: UInt8(ascii: "\n")) {
            let indentation = line.prefix(while: \.isSpaceOrTab)
            let rest = line[indentation.endIndex...]
            if rest.contains(where: { $0 != UInt8(ascii: "\r") }) { return Array(indentation) }
        }
        return nil
    }

    /// What stands before a tag that has a line to itself.
    private func ownIndentation(of tag: Tag, at index: Int) -> [UInt8] {
        guard let start = layout.lineStarts[index] else { return [] }
        return source[start..<tag.range.lowerBound].prefix(while: \.isSpaceOrTab).map(\.self)
    }

    private mutating func refer(to name: String) -> Int? {
        guard let target = indices[name] else { return nil }
        references.insert(target)
        return target
    }
}

/// A `Literal` while it grows.
private struct LiteralBuilder {
    var bytes: [UInt8] = []
    private var lineStarts: [Int] = []

    mutating func beginLine() {
        lineStarts.append(bytes.count)
    }

    mutating func finish(into nodes: inout [Node]) {
        if !bytes.isEmpty || !lineStarts.isEmpty { nodes.append(.text(Literal(bytes: bytes, lineStarts: lineStarts))) }
        self = LiteralBuilder()
    }
}
