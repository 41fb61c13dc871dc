import SiteModel

/// What a Liquid expression can be worked out from: values that never change once the site is published.
struct LiquidValues {
    /// `site`, `page`, `include`, and what the page assigned.
    var roots: [String: [MetadataField]] = [:]
    var assigned: [String: String] = [:]

    /// `site.author.name`; `nil` for what isn't one constant text.
    func text(_ path: String) -> String? {
        if let value = assigned[path] { return value }
        let names = path.split(separator: ".").map(String.init)
        guard names.count >= 2, var fields = roots[names[0]] else { return nil }
        for (index, name) in names.dropFirst().enumerated() {
            guard let field = fields.last(where: { $0.key == name }) else { return nil }
            switch field.value {
            case .table(let inner): fields = inner
            case .scalar(let text, _): return index == names.count - 2 && !field.value.isNull ? text : nil
            case .list: return nil
            }
        }
        return nil
    }
}

/// A Liquid expression: a value and the filters it goes through.
struct LiquidExpression {
    let value: String
    let filters: [(name: String, arguments: [String])]

    init(_ text: String) {
        let parts = Self.split(text, at: "|").map(\.trimmed)
        value = parts.first ?? ""
        filters = parts.dropFirst().map { part in
            guard let colon = part.firstIndex(of: ":") else { return (part, []) }
            let arguments = Self.split(String(part[part.index(after: colon)...]), at: ",").map(\.trimmed)
            return (String(part[..<colon]).trimmed, arguments)
        }
    }

    /// Cuts at a character outside quotes.
    static func split(_ text: String, at separator: Character) -> [String] {
        var parts = [""]
        var quote: Character?
        for character in text {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
            }
            if character == separator, quote == nil {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    /// The text between quotes; `nil` when the word isn't quoted.
    static func literal(_ word: String) -> String? {
        guard let first = word.first, first == "\"" || first == "'", word.count >= 2, word.last == first else {
            return nil
        }
        return String(word.dropFirst().dropLast())
    }
}

/// `key=value` pairs of a tag, and what stands before them.
struct TagArguments {
    private(set) var positional: [String] = []
    /// Values as written, quotes included.
    private(set) var named: [String: String] = [:]

    init(_ text: String, separators: Set<Character> = [" ", "\t", "\n", "\r"]) {
        var words: [String] = []
        var word = ""
        var quote: Character?
        var depth = 0
        // `key = value` is one argument.
        func isGlued(_ rest: Substring) -> Bool {
            word.hasSuffix("=") || rest.drop(while: \.isWhitespace).first == "="
        }
        var rest = text[...]
        while let character = rest.popFirst() {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
            } else if quote == nil, character == "[" || character == "{" {
                depth += 1
            } else if quote == nil, character == "]" || character == "}" {
                depth -= 1
            }
            if quote == nil, depth <= 0, character.isWhitespace || separators.contains(character) {
                if isGlued(rest), character.isWhitespace { continue }
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        for word in words {
            if let equals = word.firstIndex(of: "="), word.first?.isLetter == true || word.first == "_",
                word[..<equals].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" })
            {
                named[String(word[..<equals])] = String(word[word.index(after: equals)...])
            } else {
                positional.append(word)
            }
        }
    }
}
