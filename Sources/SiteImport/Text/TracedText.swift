/// Text that remembers from which line of the source each of its lines came.
struct TracedText: Hashable {
    private(set) var text = ""
    /// The source's line of each line here.
    private(set) var lines: [Int]

    /// - Parameter line: Where the text begins in the source, from 1.
    init(startingAt line: Int) { lines = [line] }

    init(_ text: String, startingAt line: Int) {
        self.init(startingAt: line)
        append(text, from: line)
    }

    /// Adds text that begins at a line of the source and goes on with it.
    mutating func append(_ addition: some StringProtocol, from line: Int) {
        if text.isEmpty || text.utf8.last == 10 { lines[lines.count - 1] = line }
        text += addition
        var line = line
        for byte in addition.utf8 where byte == 10 {
            line += 1
            lines.append(line)
        }
    }

    /// Adds text of our own in place of what stands at one line.
    mutating func insert(_ addition: String, at line: Int) {
        text += addition
        for byte in addition.utf8 where byte == 10 { lines.append(line) }
    }

    /// Takes away an end that holds no line break.
    mutating func dropLast(_ end: String) { text.removeLast(end.count) }

    mutating func dropTrailingSpace() {
        while let last = text.unicodeScalars.last, last == " " || last == "\t" || last == "\n" {
            text.unicodeScalars.removeLast()
            if last == "\n" { lines.removeLast() }
        }
    }

    /// Goes over the lines; each may be kept, changed (to any number of lines) or dropped.
    func mapLines(_ change: (_ line: Substring, _ sourceLine: Int) -> String?) -> TracedText {
        var result = TracedText(startingAt: lines.first ?? 1)
        var isFirst = true
        for (line, source) in zip(text.split(separator: "\n", omittingEmptySubsequences: false), lines) {
            guard let changed = change(line, source) else { continue }
            if !isFirst { result.insert("\n", at: source) }
            isFirst = false
            if result.text.isEmpty || result.text.utf8.last == 10 { result.lines[result.lines.count - 1] = source }
            result.insert(changed, at: source)
        }
        return result
    }
}
