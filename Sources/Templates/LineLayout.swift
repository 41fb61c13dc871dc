/// Which white space around a tag belongs to the template's layout and not to the page.
///
/// A tag other than a variable that has a line to itself takes the whole line away, its line end included. Tags of
/// inheritance may share such a line, since no text between them is ever shown. An override whose text begins on the
/// next line, or whose closing tag begins a line, leaves out that line end or that white space as well.
struct LineLayout {
    /// For tags alone on their line: where the line begins.
    private(set) var lineStarts: [Int: Int] = [:]
    /// Where text before the tag ends, when that isn't where the tag begins.
    private(set) var textEnds: [Int: Int] = [:]
    /// Where text behind the tag begins, when that isn't where the tag ends.
    private(set) var textBegins: [Int: Int] = [:]

    private let tokens: [Token]
    private let source: [UInt8]
    private let inheriting: Set<Int>

    init(tokens: [Token], outline: Outline, source: [UInt8]) {
        self.tokens = tokens
        self.source = source
        self.inheriting = outline.inheriting
        let starts = blankStarts()
        let ends = blankEnds()
        for (index, token) in tokens.enumerated() {
            guard case .tag(let tag) = token, tag.kind != .variable, tag.kind != .unescaped else { continue }
            if let start = starts[index], let end = ends[index] {
                lineStarts[index] = start
                textEnds[index] = start
                textBegins[index] = end
            } else if outline.overrides.contains(index) {
                textBegins[index] = source.blankLineEnd(from: tag.range.upperBound)
            } else if tag.kind == .close, inheriting.contains(index) {
                textEnds[index] = source.blankLineStart(before: tag.range.lowerBound)
            }
        }
    }

    /// Tags with nothing but layout before them on their line, and where that line begins.
    private func blankStarts() -> [Int: Int] {
        var starts: [Int: Int] = [:]
        for case (let index, .tag(let tag)) in tokens.enumerated() {
            starts[index] =
                source.blankLineStart(before: tag.range.lowerBound)
                ?? neighbour(of: index, towards: -1).flatMap { starts[$0] }
        }
        return starts
    }

    /// Tags with nothing but layout behind them on their line, and where the next line begins.
    private func blankEnds() -> [Int: Int] {
        var ends: [Int: Int] = [:]
        for case (let index, .tag(let tag)) in tokens.enumerated().reversed() {
            ends[index] =
                source.blankLineEnd(from: tag.range.upperBound)
                ?? neighbour(of: index, towards: 1).flatMap { ends[$0] }
        }
        return ends
    }

    /// For a tag of inheritance: the next of its kind on the same line, when only white space lies between.
    private func neighbour(of index: Int, towards step: Int) -> Int? {
        guard inheriting.contains(index) else { return nil }
        var next = index + step
        if tokens.indices.contains(next), case .text(let range) = tokens[next] {
            guard source[range].allSatisfy(\.isSpaceOrTab) else { return nil }
            next += step
        }
        return inheriting.contains(next) ? next : nil
    }
}

extension UInt8 {
    var isSpaceOrTab: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}

extension [UInt8] {
    func isLineStart(_ offset: Int) -> Bool {
        offset == 0 || self[offset - 1] == UInt8(ascii: "\n")
    }

    /// The beginning of the line, when nothing but spaces stands between it and the offset.
    func blankLineStart(before offset: Int) -> Int? {
        var start = offset
        while start > 0, self[start - 1].isSpaceOrTab { start -= 1 }
        return isLineStart(start) ? start : nil
    }

    /// The beginning of the next line, when nothing but spaces stands between it and the offset.
    func blankLineEnd(from offset: Int) -> Int? {
        var end = offset
        while end < count, self[end].isSpaceOrTab { end += 1 }
        if end < count, self[end] == UInt8(ascii: "\r") { end += 1 }
        if end == count { return end }
        return self[end] == UInt8(ascii: "\n") ? end + 1 : nil
    }
}
