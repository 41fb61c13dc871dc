/// How the tags of a template hold each other.
///
/// Found before any node is made, so that every mistake in the nesting is told and the parser proper meets none.
struct Outline {
    /// Sections, parents and blocks may be nested this deep in one template. It bounds the renderer's stack.
    static let nestingLimit = 64

    /// For each token that opens something, the token that closes it.
    private(set) var closings: [Int: Int] = [:]
    /// Blocks that stand directly in a parent tag: they fill places, they aren't places.
    private(set) var overrides: Set<Int> = []
    /// Tags between which no text is ever shown: parents, overrides, and what closes them.
    private(set) var inheriting: Set<Int> = []
    private(set) var failures: [(offset: Int, message: String)] = []

    private let source: [UInt8]
    private var open: [(token: Int, tag: Tag)] = []

    init(tokens: [Token], source: [UInt8]) {
        self.source = source
        for (index, token) in tokens.enumerated() {
            guard case .tag(let tag) = token else { continue }
            switch tag.kind {
            case .section, .inverted, .parent, .block: opened(tag, at: index)
            case .close: closed(tag, at: index)
            case .variable, .unescaped, .partial, .silent: break
            }
        }
        for (_, tag) in open { neverClosed(tag) }
    }

    private mutating func opened(_ tag: Tag, at index: Int) {
        if tag.kind == .block, open.last?.tag.kind == .parent { overrides.insert(index) }
        if tag.kind == .parent || overrides.contains(index) { inheriting.insert(index) }
        open.append((index, tag))
        if open.count == Self.nestingLimit + 1 {
            failures.append((tag.range.lowerBound, "tags are nested deeper than \(Self.nestingLimit) levels"))
        }
    }

    private mutating func closed(_ tag: Tag, at index: Int) {
        guard let depth = open.lastIndex(where: { $0.tag.name == tag.name }) else {
            let inside = open.last.map { ", and `\($0.tag.spelling)` from \(place(of: $0.tag)) is open" } ?? ""
            failures.append((tag.range.lowerBound, "`\(tag.spelling)` closes nothing that is open here\(inside)"))
            return
        }
        for (_, forgotten) in open[(depth + 1)...] {
            let message =
                "`\(forgotten.spelling)` is still open where `\(tag.spelling)` at \(place(of: tag)) closes"
                + " `\(open[depth].tag.spelling)` from \(place(of: open[depth].tag))"
            failures.append((forgotten.range.lowerBound, message))
        }
        let opener = open[depth].token
        closings[opener] = index
        if inheriting.contains(opener) { inheriting.insert(index) }
        open.removeSubrange(depth...)
    }

    private mutating func neverClosed(_ tag: Tag) {
        let message = "`\(tag.spelling)` is never closed; it needs `{{/\(tag.name)}}`"
        failures.append((tag.range.lowerBound, message))
    }

    private func place(of tag: Tag) -> String {
        let (line, column) = position(of: tag.range.lowerBound, in: source)
        return "\(line):\(column)"
    }
}

extension Tag {
    /// The tag with the usual delimiters, for messages.
    var spelling: String {
        switch kind {
        case .variable: "{{\(name)}}"
        case .unescaped: "{{{\(name)}}}"
        case .section: "{{#\(name)}}"
        case .inverted: "{{^\(name)}}"
        case .close: "{{/\(name)}}"
        case .partial: "{{>\(name)}}"
        case .parent: "{{<\(name)}}"
        case .block: "{{$\(name)}}"
        case .silent: "{{!}}"
        }
    }
}
