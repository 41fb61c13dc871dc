/// A language's definition as flat tables of numbers, which is what makes the lexer fast: nothing is allocated or counted while
/// it runs.
final class CompiledLanguage: Sendable {
    /// Row by row: which candidates match here (0 for none, negative where each asks for a certain start), then the next row for each column. A row is named by where it
    /// starts; 0 is none.
    let table: [Int32]
    /// 256 columns for each automaton.
    let columns: [UInt8]
    /// The first row of each automaton. Those of the states come first, those of the parts of rules after them.
    let starts: [Int32]
    /// Candidates: a count, then that many rules.
    let candidates: [Int32]
    let rules: [CompiledRule]
    /// What to do in each state where nothing matches, as a rule; -1 for nothing.
    let otherwise: [Int32]
    let words: WordTable
    let texts: [[UInt8]]
    let textLists: [[Int]]
    let parts: [[CompiledPart]]
    let moves: [CompiledMove]
    let initialState: Int
    let outsideMarker: [UInt8]?
    let outsideState: Int

    init(_ definition: LanguageDefinition) {
        var compiler = Compiler(definition)
        compiler.compile()
        table = compiler.table
        columns = compiler.columns
        starts = compiler.starts
        candidates = compiler.candidates
        rules = compiler.rules
        otherwise = compiler.otherwise
        words = compiler.words
        texts = compiler.texts
        textLists = compiler.textLists
        parts = compiler.parts
        moves = compiler.moves
        initialState = 0
        outsideMarker = definition.outsideMarker.map { Array($0.utf8) }
        outsideState = compiler.stateNumbers["outside"] ?? 0
    }
}

struct CompiledRule {
    enum Kind: UInt8 { case match, words, parts }

    var kind: Kind
    var tokenClass: TokenClass
    var start: Rule.Start
    /// Into `textLists`; -1 for no matter what.
    var before: Int32
    /// Table of words or list of parts.
    var argument: Int32
    /// Into `moves`; 0 is to stay.
    var move: Int32

    static let text = CompiledRule(kind: .match, tokenClass: .text, start: .anywhere, before: -1, argument: 0, move: 0)
}

struct CompiledPart {
    var automaton: Int
    var tokenClass: TokenClass
}

/// A move with names as numbers.
enum CompiledMove: Hashable {
    case stay, pop, popTwice
    case push(Int)
    case become(Int)
    case through(Int, escapes: Bool, nests: Int?)
    case closing(prefix: Int, keeping: Int, suffix: Int)
    case heredoc(TokenClass)
    case embed(Int, until: Int)
    case embedNamed(until: Int)
}

private struct Compiler {
    let definition: LanguageDefinition
    let stateNumbers: [String: Int]
    var table: [Int32] = [0]
    var columns: [UInt8] = []
    var starts: [Int32] = []
    var candidates: [Int32] = [0]
    var rules: [CompiledRule] = []
    var otherwise: [Int32] = []
    var words = WordTable()
    var texts: [[UInt8]] = []
    var textLists: [[Int]] = []
    var parts: [[CompiledPart]] = []
    var moves: [CompiledMove] = [.stay]
    private var moveNumbers: [CompiledMove: Int32] = [.stay: 0]
    private var textNumbers: [String: Int] = [:]
    private var tableNumbers: [String: Int32] = [:]
    /// Automata of parts are made last, so that the states' numbers are those of their automata.
    private var pendingParts: [[Rule.Part]] = []

    init(_ definition: LanguageDefinition) {
        self.definition = definition
        stateNumbers = Dictionary(uniqueKeysWithValues: definition.states.enumerated().map { ($1.name, $0) })
    }

    mutating func compile() {
        for list in definition.words {
            let move = number(list.move)
            let table = tableNumber(list.table)
            for word in list.words.split(whereSeparator: \.isWhitespace) {
                words.insert(
                    Array((definition.ignoresCase ? word.lowercased() : String(word)).utf8), table: table,
                    list.tokenClass, move)
            }
        }
        words.ignoresCase = definition.ignoresCase
        words.index()
        for state in definition.states { compile(state) }
        for list in pendingParts {
            parts.append(
                list.map { part in
                    let automaton = starts.count
                    add(Automaton([Pattern(part.pattern, ignoresCase: definition.ignoresCase)]), rules: [-1])
                    return CompiledPart(automaton: automaton, tokenClass: part.tokenClass)
                })
        }
    }

    private mutating func compile(_ state: StateDefinition) {
        var patterns: [Pattern] = []
        var numbers: [Int32] = []
        var otherwise: Int32 = -1
        for rule in flattened(state.rules, depth: 0) {
            let number = Int32(rules.count)
            var compiled = CompiledRule(
                kind: .match, tokenClass: .text, start: rule.start, before: list(rule.before), argument: 0,
                move: self.number(rule.move))
            switch rule.kind {
            case .match(let text, let tokenClass):
                compiled.tokenClass = tokenClass
                patterns.append(Pattern(text, ignoresCase: definition.ignoresCase))
            case .words(let text, let table):
                compiled.kind = .words
                compiled.argument = tableNumber(table)
                patterns.append(Pattern(text, ignoresCase: definition.ignoresCase))
            case .parts(let list):
                compiled.kind = .parts
                compiled.argument = Int32(pendingParts.count)
                pendingParts.append(list)
                patterns.append(
                    .sequence(list.map { Pattern($0.pattern, ignoresCase: definition.ignoresCase) }))
            case .otherwise:
                otherwise = number
                rules.append(compiled)
                continue
            case .include: continue
            }
            numbers.append(number)
            rules.append(compiled)
        }
        self.otherwise.append(otherwise)
        add(Automaton(patterns), rules: numbers)
    }

    private func flattened(_ rules: [Rule], depth: Int) -> [Rule] {
        if depth > 16 { preconditionFailure("\(definition.title): states include each other") }
        return rules.flatMap { rule -> [Rule] in
            guard case .include(let name) = rule.kind else { return [rule] }
            return flattened(state(name).rules, depth: depth + 1)
        }
    }

    private func state(_ name: String) -> StateDefinition {
        guard let state = definition.states.first(where: { $0.name == name }) ?? SharedStates.all[name] else {
            preconditionFailure("\(definition.title): there is no state `\(name)`")
        }
        return state
    }

    /// Puts an automaton behind the others, its patterns named by rules.
    private mutating func add(_ automaton: Automaton, rules numbers: [Int32]) {
        let width = automaton.columnsCount + 1
        let base = table.count
        func offset(_ row: Int) -> Int32 { row == 0 ? 0 : Int32(base + (row - 1) * width) }
        columns += automaton.columns
        starts.append(offset(1))
        for (row, accepted) in zip(automaton.rows, automaton.accepted).dropFirst() {
            if accepted.isEmpty {
                table.append(0)
            } else {
                let isConditional = accepted.allSatisfy { isStartAsked(numbers[$0]) }
                table.append(isConditional ? -Int32(candidates.count) : Int32(candidates.count))
                candidates.append(Int32(accepted.count))
                candidates += accepted.map { numbers[$0] }
            }
            table += row.map(offset)
        }
    }

    private func isStartAsked(_ rule: Int32) -> Bool {
        rules.indices.contains(Int(rule)) && rules[Int(rule)].start != .anywhere
    }

    // MARK: Names to numbers

    private mutating func number(_ move: Move) -> Int32 {
        let compiled: CompiledMove =
            switch move {
            case .stay: .stay
            case .pop: .pop
            case .popTwice: .popTwice
            case .push(let state): .push(stateNumber(state))
            case .become(let state): .become(stateNumber(state))
            case .through(let text, let escapes, let nests):
                .through(textNumber(text), escapes: escapes, nests: nests.map { textNumber($0) })
            case .closing(let prefix, let keeping, let suffix):
                .closing(prefix: textNumber(prefix), keeping: textNumber(keeping), suffix: textNumber(suffix))
            case .heredoc(let tokenClass): .heredoc(tokenClass)
            case .embed(let language, let text): .embed(textNumber(language), until: textNumber(text))
            case .embedNamed(let text): .embedNamed(until: textNumber(text))
            }
        if let number = moveNumbers[compiled] { return number }
        moveNumbers[compiled] = Int32(moves.count)
        moves.append(compiled)
        return Int32(moves.count - 1)
    }

    private func stateNumber(_ name: String) -> Int {
        guard let number = stateNumbers[name] else {
            preconditionFailure("\(definition.title): there is no state `\(name)`")
        }
        return number
    }

    private mutating func textNumber(_ text: String) -> Int {
        if let number = textNumbers[text] { return number }
        textNumbers[text] = texts.count
        texts.append(Array(text.utf8))
        return texts.count - 1
    }

    private mutating func tableNumber(_ name: String) -> Int32 {
        let number = tableNumbers[name] ?? Int32(tableNumbers.count)
        tableNumbers[name] = number
        return number
    }

    private mutating func list(_ texts: [String]) -> Int32 {
        guard !texts.isEmpty else { return -1 }
        textLists.append(texts.map { textNumber($0) })
        return Int32(textLists.count - 1)
    }
}
