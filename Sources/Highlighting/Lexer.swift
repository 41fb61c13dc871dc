/// A piece of code of one class, up to an offset; the piece before it ends where this one starts.
package struct CodeToken: Hashable, Sendable {
    package var tokenClass: TokenClass
    package var end: Int
}

/// Cuts code into tokens by a language's tables.
///
/// Invariants, which make it linear in the code's length:
/// 1. Every step either reads on or is one of at most 16 moves without reading in a row.
/// 2. A match reads at most `overshoot` bytes past what it takes, and what is longer than that isn't read twice.
/// 3. Searches for an end (of a comment, a raw string, an embedded language) take what they search through.
///
/// Tokens never cut a character in two, they cover the code without gaps, and neighbours differ in class.
struct Lexer {
    private(set) var tokens: [CodeToken] = []

    private let code: [UInt8]
    private let depth: Int
    private var position: Int
    private let end: Int
    private let language: CompiledLanguage
    private var state: Int
    private var stack: [Int] = []
    private var heredocs: [(word: Range<Int>, tokenClass: TokenClass)] = []
    private var lastClass = TokenClass.text
    private var lastEnd = 0
    /// Which starts have been looked at for the match under way, and which of them hold.
    private var starts: (known: UInt8, holding: UInt8) = (0, 0)

    private static let overshoot = 512
    private static let deepest = 200

    init(_ code: [UInt8], _ range: Range<Int>, _ language: CompiledLanguage, depth: Int = 0) {
        self.code = code
        self.language = language
        self.depth = depth
        position = range.lowerBound
        end = range.upperBound
        state = language.initialState
        if let marker = language.outsideMarker, find(marker, from: position, ignoringCase: true) != nil {
            state = language.outsideState
        }
    }

    mutating func run() {
        tokens.reserveCapacity((end - position) / 4)
        // Of constants of this function, so that the loop neither counts references nor asks who else changes them.
        let (code, table, columns) = (code, language.table, language.columns)
        run(code: code.span, table: table.span, columns: columns.span)
    }

    private mutating func run(code: Span<UInt8>, table: Span<Int32>, columns: Span<UInt8>) {
        var idle = 0
        while position < end {
            if !heredocs.isEmpty, position > 0, code[position - 1] == UInt8(ascii: "\n") { readHeredocs() }
            if position >= end { break }
            if let match = match(code, table, columns) {
                idle = 0
                take(match.rule, upTo: match.end)
            } else {
                let otherwise = language.otherwise[state]
                if otherwise >= 0, idle < 16 {
                    idle += 1
                    perform(language.rules[Int(otherwise)].move, .text, start: position)
                } else {
                    idle = 0
                    emit(code[position] == UInt8(ascii: "\n") ? .w : .text, upTo: characterEnd(position + 1))
                }
            }
        }
    }

    // MARK: Matching

    private struct Match {
        var rule: CompiledRule
        var end: Int
    }

    private mutating func match(_ code: Span<UInt8>, _ table: Span<Int32>, _ columns: Span<UInt8>) -> Match? {
        starts = (0, 0)
        let longest = longestMatch(in: state, code, table, columns)
        guard longest.row > 0 else { return nil }
        if let rule = candidate(at: longest.row, upTo: longest.end) { return Match(rule: rule, end: longest.end) }
        if longest.end - position > Self.overshoot {
            // Looking for a shorter one would read it all again from the next byte.
            return Match(rule: CompiledRule.text, end: longest.end)
        }
        return shorterMatch()
    }

    private mutating func longestMatch(
        in automaton: Int, _ code: Span<UInt8>, _ table: Span<Int32>, _ columns: Span<UInt8>
    ) -> (row: Int, end: Int) {
        var row = Int(language.starts[automaton])
        let firstColumn = automaton << 8
        var index = position
        let end = end
        var found = (row: 0, end: position)
        while index < end {
            row = Int(table[row + 1 + Int(columns[firstColumn + Int(code[index])])])
            if row == 0 { break }
            index += 1
            let accepted = table[row]
            if accepted > 0 || (accepted < 0 && mayStart(Int(-accepted))) {
                found = (row, index)
            } else if index - found.end > Self.overshoot {
                break
            }
        }
        return found
    }

    /// Whether one of some candidates, all of which ask for a certain start, may start here.
    private mutating func mayStart(_ first: Int) -> Bool {
        for offset in 1...Int(language.candidates[first]) {
            let start = language.rules[Int(language.candidates[first + offset])].start
            let bit: UInt8 = 1 << start.rawValue
            if starts.known & bit == 0 {
                starts = (starts.known | bit, holds(start) ? starts.holding | bit : starts.holding)
            }
            if starts.holding & bit != 0 { return true }
        }
        return false
    }

    /// The longest match whose conditions hold, where those of the longest of all don't.
    private func shorterMatch() -> Match? {
        var row = Int(language.starts[state])
        let columns = state << 8
        var index = position
        var found: Match?
        while index < end, index - position < Self.overshoot {
            row = Int(language.table[row + 1 + Int(language.columns[columns + Int(code[index])])])
            if row == 0 { break }
            index += 1
            if language.table[row] != 0, let rule = candidate(at: row, upTo: index) {
                found = Match(rule: rule, end: index)
            }
        }
        return found
    }

    private func candidate(at row: Int, upTo tokenEnd: Int) -> CompiledRule? {
        let first = Int(abs(language.table[row]))
        for offset in 1...Int(language.candidates[first]) {
            var rule = language.rules[Int(language.candidates[first + offset])]
            guard holds(rule.start), holds(rule.before, after: tokenEnd) else { continue }
            if rule.kind == .words {
                guard let word = language.words.find(code, position..<tokenEnd, table: rule.argument) else { continue }
                rule.tokenClass = word.tokenClass
                rule.move = word.move
            }
            return rule
        }
        return nil
    }

    private func holds(_ start: Rule.Start) -> Bool {
        switch start {
        case .anywhere: return true
        case .lineStart: return position == 0 || code[position - 1] == UInt8(ascii: "\n")
        case .firstOnLine:
            var index = position
            while index > 0, position - index < Self.overshoot {
                switch code[index - 1] {
                case UInt8(ascii: " "), UInt8(ascii: "\t"): index -= 1
                case UInt8(ascii: "\n"): return true
                default: return false
                }
            }
            return index == 0
        case .operandExpected: return lastEnd == 0 || !lastClass.endsOperand(lastByte: code[lastEnd - 1])
        case .afterOperand:
            return lastEnd == position && lastEnd > 0 && lastClass.endsOperand(lastByte: code[lastEnd - 1])
        }
    }

    private func holds(_ before: Int32, after tokenEnd: Int) -> Bool {
        guard before >= 0 else { return true }
        var index = tokenEnd
        let limit = min(end, tokenEnd + Self.overshoot)
        while index < limit, code[index] == UInt8(ascii: " ") || code[index] == UInt8(ascii: "\t") { index += 1 }
        return language.textLists[Int(before)].contains { text in
            let wanted = language.texts[text]
            if wanted.isEmpty { return index >= end }
            return isText(wanted, at: index, ignoringCase: false) || isText(wanted, at: tokenEnd, ignoringCase: false)
        }
    }

    // MARK: Taking

    private mutating func take(_ rule: CompiledRule, upTo tokenEnd: Int) {
        let start = position
        let tokenEnd = characterEnd(tokenEnd)
        if rule.kind == .parts {
            let (code, table, columns) = (code, language.table, language.columns)
            for part in language.parts[Int(rule.argument)] {
                let partEnd = min(longestMatch(in: part.automaton, code.span, table.span, columns.span).end, tokenEnd)
                if partEnd > position { emit(part.tokenClass, upTo: partEnd) }
            }
            if position < tokenEnd { emit(.text, upTo: tokenEnd) }
        } else {
            emit(rule.tokenClass, upTo: tokenEnd)
        }
        if rule.move != 0 { perform(rule.move, lastEmitted, start: start) }
    }

    private var lastEmitted: TokenClass { tokens.last?.tokenClass ?? .text }

    private func characterEnd(_ index: Int) -> Int {
        var index = index
        while index < end, code[index] & 0xC0 == 0x80 { index += 1 }
        return index
    }

    private mutating func emit(_ tokenClass: TokenClass, upTo tokenEnd: Int) {
        position = tokenEnd
        if tokenClass != .w, tokenClass != .text, !tokenClass.isComment {
            lastClass = tokenClass
            lastEnd = tokenEnd
        }
        if let last = tokens.indices.last, tokens[last].tokenClass == tokenClass {
            tokens[last].end = tokenEnd
        } else {
            tokens.append(CodeToken(tokenClass: tokenClass, end: tokenEnd))
        }
    }

    // MARK: Moving

    private mutating func perform(_ move: Int32, _ tokenClass: TokenClass, start: Int) {
        switch language.moves[Int(move)] {
        case .stay: break
        case .pop: pop()
        case .popTwice:
            pop()
            pop()
        case .push(let next):
            if stack.count < Self.deepest { stack.append(state) }
            state = next
        case .become(let next): state = next
        case .through(let text, let escapes, let nests):
            emit(tokenClass, upTo: endOfRun(language.texts[text], escapes: escapes, nests.map { language.texts[$0] }))
        case .closing(let prefix, let keeping, let suffix):
            let kept = code[start..<position].filter(language.texts[keeping].contains)
            emit(
                tokenClass,
                upTo: endOfRun(language.texts[prefix] + kept + language.texts[suffix], escapes: false, nil))
        case .heredoc(let bodyClass):
            let letters = code[start..<position].indices.filter { ByteSet.word.contains(code[$0]) }
            if let first = letters.first, let last = letters.last { heredocs.append((first..<(last + 1), bodyClass)) }
        case .embed(let name, let text): embed(language.texts[name], until: language.texts[text])
        case .embedNamed(let text):
            embed(
                Array(
                    code[start..<position].drop { !ByteSet.word.contains($0) }
                        .prefix { ByteSet.word.contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }),
                until: language.texts[text])
        }
    }

    private mutating func pop() {
        state = stack.popLast() ?? language.initialState
    }

    private mutating func embed(_ name: [UInt8], until text: [UInt8]) {
        let stop = text.isEmpty ? end : find(text, from: position, ignoringCase: true) ?? end
        guard stop > position else { return }
        guard depth < 4, let inner = CodeLanguage(named: String(decoding: name, as: UTF8.self))?.compiled else {
            emit(.text, upTo: stop)
            return
        }
        var lexer = Lexer(code, position..<stop, inner, depth: depth + 1)
        lexer.run()
        for token in lexer.tokens { emit(token.tokenClass, upTo: token.end) }
        position = stop
    }

    private mutating func readHeredocs() {
        let pending = heredocs
        heredocs = []
        for (word, bodyClass) in pending {
            let delimiter = Array(code[word])
            while position < end {
                let lineEnd = code[position..<end].firstIndex(of: UInt8(ascii: "\n")) ?? end
                let line = code[position..<lineEnd].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                // PHP goes on after the word: `SQL;`.
                let isLast =
                    line.starts(with: delimiter)
                    && !line.dropFirst(delimiter.count).contains(where: ByteSet.word.contains)
                if isLast {
                    if line.startIndex > position { emit(bodyClass, upTo: line.startIndex) }
                    emit(.dl, upTo: line.startIndex + delimiter.count)
                    break
                }
                emit(bodyClass, upTo: min(lineEnd + 1, end))
            }
        }
    }

    // MARK: Searching

    private func endOfRun(_ text: [UInt8], escapes: Bool, _ nests: [UInt8]?) -> Int {
        guard let first = text.first else { return position }
        var index = position
        var depth = 1
        while index < end {
            let byte = code[index]
            if byte == first, isText(text, at: index, ignoringCase: false) {
                index += text.count
                depth -= 1
                if depth == 0 { return index }
            } else if escapes, byte == UInt8(ascii: "\\") {
                index += 2
            } else if let nests, byte == nests[0], isText(nests, at: index, ignoringCase: false) {
                index += nests.count
                depth += 1
            } else {
                index += 1
            }
        }
        return end
    }

    private func find(_ text: [UInt8], from start: Int, ignoringCase: Bool) -> Int? {
        var index = start
        while index + text.count <= end {
            if isText(text, at: index, ignoringCase: ignoringCase) { return index }
            index += 1
        }
        return nil
    }

    private func isText(_ text: [UInt8], at index: Int, ignoringCase: Bool) -> Bool {
        guard index + text.count <= end else { return false }
        for offset in text.indices {
            let byte = code[index + offset]
            if byte == text[offset] { continue }
            let isLetter = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            if !(ignoringCase && isLetter && byte | 32 == text[offset]) { return false }
        }
        return true
    }
}
