/// A regular expression over bytes: the little language in which rules say what they match.
///
/// It has literals, `.` (all but a newline), sets (`[a-z_]`, `[^"]`), groups, `|`, `*`, `+`, `?`, `{n,m}`, and the escapes
/// `\n \r \t \s \S \d \w \W`. It has no look-around and no back-references: a rule's conditions serve for the one, a move for
/// the other, and every pattern becomes a table that is read once, byte by byte.
indirect enum Pattern {
    case bytes(ByteSet)
    case sequence([Pattern])
    case choice([Pattern])
    case many(Pattern, from: Int, upTo: Int?)

    init(_ text: String, ignoresCase: Bool = false) {
        var parser = PatternParser(text, ignoresCase: ignoresCase)
        self = parser.parse()
    }
}

/// Patterns are ours, so a faulty one is a programmer's mistake: every language is compiled by a test.
private struct PatternParser {
    private let text: [UInt8]
    private let ignoresCase: Bool
    private var index = 0

    init(_ text: String, ignoresCase: Bool) {
        self.text = Array(text.utf8)
        self.ignoresCase = ignoresCase
    }

    mutating func parse() -> Pattern {
        let pattern = choice()
        if index != text.count { fail("ends too early") }
        return pattern
    }

    private var next: UInt8? { index < text.count ? text[index] : nil }

    private mutating func choice() -> Pattern {
        var branches = [sequence()]
        while next == UInt8(ascii: "|") {
            index += 1
            branches.append(sequence())
        }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() -> Pattern {
        var parts: [Pattern] = []
        while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            parts.append(repeated(atom()))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func atom() -> Pattern {
        let byte = take()
        switch byte {
        case UInt8(ascii: "("):
            let inner = choice()
            if take() != UInt8(ascii: ")") { fail("has an open group") }
            return inner
        case UInt8(ascii: "["): return .bytes(cased(set()))
        case UInt8(ascii: "."): return .bytes(ByteSet.newline.inverted)
        case UInt8(ascii: "\\"): return .bytes(cased(escape()))
        default: return .bytes(cased(.only(byte)))
        }
    }

    private mutating func repeated(_ pattern: Pattern) -> Pattern {
        switch next {
        case UInt8(ascii: "*"):
            index += 1
            return .many(pattern, from: 0, upTo: nil)
        case UInt8(ascii: "+"):
            index += 1
            return .many(pattern, from: 1, upTo: nil)
        case UInt8(ascii: "?"):
            index += 1
            return .many(pattern, from: 0, upTo: 1)
        case UInt8(ascii: "{"):
            index += 1
            let least = number()
            guard take() == UInt8(ascii: ",") else { return .many(pattern, from: least, upTo: least) }
            let most = next == UInt8(ascii: "}") ? nil : number()
            index += 1
            return .many(pattern, from: least, upTo: most)
        default: return pattern
        }
    }

    private mutating func number() -> Int {
        var value = 0
        while let byte = next, ByteSet.digits.contains(byte) {
            value = value * 10 + Int(byte & 15)
            index += 1
        }
        return value
    }

    private mutating func set() -> ByteSet {
        var set = ByteSet()
        let isInverted = next == UInt8(ascii: "^")
        if isInverted { index += 1 }
        while next != UInt8(ascii: "]") {
            let byte = take()
            if byte == UInt8(ascii: "\\") {
                set.formUnion(escape())
            } else if next == UInt8(ascii: "-"), index + 1 < text.count, text[index + 1] != UInt8(ascii: "]") {
                index += 1
                set.formUnion(ByteSet(byte...take()))
            } else {
                set.insert(byte)
            }
        }
        index += 1
        return isInverted ? cased(set).inverted : set
    }

    private mutating func escape() -> ByteSet {
        switch take() {
        case UInt8(ascii: "n"): .newline
        case UInt8(ascii: "t"): .only(9)
        case UInt8(ascii: "r"): .only(13)
        case UInt8(ascii: "s"): .space
        case UInt8(ascii: "S"): ByteSet.space.inverted
        case UInt8(ascii: "d"): .digits
        case UInt8(ascii: "w"): .word
        case UInt8(ascii: "W"): ByteSet.word.inverted
        case let byte:
            {
                if ByteSet.word.contains(byte) { fail("has an unknown escape") }
                return .only(byte)
            }()
        }
    }

    private func fail(_ problem: String) -> Never {
        preconditionFailure("the pattern \(String(decoding: text, as: UTF8.self)) \(problem)")
    }

    private func cased(_ set: ByteSet) -> ByteSet { ignoresCase ? set.ignoringCase : set }

    private mutating func take() -> UInt8 {
        if index >= text.count { fail("is cut off") }
        index += 1
        return text[index - 1]
    }
}
