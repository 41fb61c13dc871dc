/// A language as data: its names, its tables of words, and the states of its lexer. No language has code of its own.
struct LanguageDefinition: Sendable {
    /// As people write it.
    let title: String
    /// What a fence may call it; the first is the one that pages say.
    let names: [String]
    var ignoresCase = false
    /// Code that holds this text starts in the state `outside` instead of the first (PHP inside HTML).
    var outsideMarker: String?
    var words: [WordList] = []
    /// The first is where code starts.
    let states: [StateDefinition]
}

/// Words of one class.
struct WordList: Sendable {
    let table: String
    let tokenClass: TokenClass
    let words: String
    let move: Move

    /// - Parameters:
    ///   - words: Separated by blanks.
    ///   - table: Which of the language's tables they belong to.
    @inline(never)
    init(_ tokenClass: TokenClass, _ words: String, _ move: Move = .stay, table: String = "") {
        self.table = table
        self.tokenClass = tokenClass
        self.words = words
        self.move = move
    }
}

struct StateDefinition: Sendable {
    let name: String
    let rules: [Rule]

    @inline(never)
    init(_ name: String, _ rules: [Rule]) {
        self.name = name
        self.rules = rules
    }
}

/// What to do with bytes that match. Of all rules of a state the longest match wins, of equally long ones the first whose
/// conditions hold.
struct Rule: Sendable {
    enum Kind: Sendable {
        case match(String, TokenClass)
        /// Matches only what the table holds, with the class and the move that stand there.
        case words(String, table: String)
        /// One match of several classes; each part takes as much as it can.
        case parts([Part])
        /// The rules of another state, here.
        case include(String)
        /// Where nothing matches: move without reading.
        case otherwise
    }

    struct Part: Sendable {
        let pattern: String
        let tokenClass: TokenClass

        @inline(never)
        init(_ pattern: String, _ tokenClass: TokenClass) {
            self.pattern = pattern
            self.tokenClass = tokenClass
        }
    }

    var kind: Kind
    var move = Move.stay
    var start = Start.anywhere
    /// One of these follows, at once or after blanks (`""` is the end of the code); empty for no matter what.
    var before: [String] = []

    @inline(never)
    init(
        _ pattern: String, _ tokenClass: TokenClass, _ move: Move = .stay, at start: Start = .anywhere,
        before: [String] = []
    ) {
        kind = .match(pattern, tokenClass)
        self.move = move
        self.start = start
        self.before = before
    }

    @inline(never)
    init(parts: [Part], _ move: Move = .stay, at start: Start = .anywhere, before: [String] = []) {
        kind = .parts(parts)
        self.move = move
        self.start = start
        self.before = before
    }

    private init(kind: Kind, move: Move = .stay) {
        self.kind = kind
        self.move = move
    }

    @inline(never)
    static func words(
        _ pattern: String, table: String = "", at start: Start = .anywhere, before: [String] = []
    ) -> Rule {
        var rule = Rule(kind: .words(pattern, table: table))
        rule.start = start
        rule.before = before
        return rule
    }
    @inline(never)
    static func include(_ state: String) -> Rule { Rule(kind: .include(state)) }
    @inline(never)
    static func otherwise(_ move: Move) -> Rule { Rule(kind: .otherwise, move: move) }

    enum Start: UInt8, Sendable {
        case anywhere
        /// In the first column.
        case lineStart
        /// Only blanks before it on its line.
        case firstOnLine
        /// Where a value may begin: `/` opens a regular expression there and divides elsewhere.
        case operandExpected
        /// Right after a value, without a blank.
        case afterOperand
    }
}

/// Where a lexer goes after a match.
enum Move: Sendable, Hashable {
    case stay
    /// Into a state, to come back from.
    case push(String)
    /// Into a state instead of this one.
    case become(String)
    case pop
    /// Out of two states.
    case popTwice
    /// The token goes on through this text, or to the end of the code.
    case through(String, escapes: Bool = false, nests: String? = nil)
    /// The token goes on through a text made of its own: `prefix`, those of its bytes that are in `keeping`, `suffix`.
    case closing(prefix: String = "", keeping: String = "", suffix: String = "")
    /// The lines after this one up to one that holds the word in this token are text of a class.
    case heredoc(TokenClass)
    /// Another language goes on, up to this text in any case of letters, or to the end.
    case embed(String, until: String)
    /// The language that the token names, in its letters and digits, goes on up to this text.
    case embedNamed(until: String)
}
