/// Settings as a tree that can be printed: as YAML for people, as JSON for programs.
indirect enum SettingValue: Hashable, Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([SettingValue])
    case group([Entry])

    struct Entry: Hashable, Sendable {
        let key: String
        let value: SettingValue

        init(_ key: String, _ value: SettingValue) {
            self.key = key
            self.value = value
        }
    }

    static func texts(_ texts: [String]) -> SettingValue { .list(texts.map(SettingValue.text)) }

    /// The tree with other text at the given key paths.
    func replacing(_ paths: Set<String>, with text: String, at path: String = "") -> SettingValue {
        if paths.contains(path) { return .text(text) }
        switch self {
        case .text, .number, .flag:
            return self
        case .list(let members):
            return .list(
                members.enumerated().map { $1.replacing(paths, with: text, at: "\(path)[\($0)]") })
        case .group(let entries):
            return .group(
                entries.map { entry in
                    let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
                    return Entry(entry.key, entry.value.replacing(paths, with: text, at: inner))
                })
        }
    }
}

// MARK: YAML

extension SettingValue {
    /// Block style, with lists of plain values on one line.
    func yaml(indent: Int = 0) -> String {
        let margin = String(repeating: " ", count: indent)
        switch self {
        case .text, .number, .flag: return margin + scalar + "\n"
        case .list(let members):
            return members.map { margin + "- " + $0.yaml(indent: indent + 2).dropFirst(indent + 2) }.joined()
        case .group(let entries):
            return entries.map { entry in
                let key = margin + Self.plainOrQuoted(entry.key, escapingDollars: false) + ":"
                guard let inline = entry.value.inline else { return key + "\n" + entry.value.yaml(indent: indent + 2) }
                return key + " " + inline + "\n"
            }.joined()
        }
    }

    /// The value on one line, where that reads well.
    private var inline: String? {
        switch self {
        case .text, .number, .flag: return scalar
        case .list(let members):
            let texts = members.map(\.inline)
            guard members.allSatisfy(\.isScalar) else { return nil }
            return "[" + texts.compactMap(\.self).joined(separator: ", ") + "]"
        case .group(let entries):
            return entries.isEmpty ? "{}" : nil
        }
    }

    private var isScalar: Bool {
        switch self {
        case .text, .number, .flag: true
        case .list, .group: false
        }
    }

    private var scalar: String {
        switch self {
        case .text(let text): Self.plainOrQuoted(text, escapingDollars: true)
        case .number(let number): String(number)
        case .flag(let flag): String(flag)
        case .list, .group: ""
        }
    }

    private static func plainOrQuoted(_ text: String, escapingDollars: Bool) -> String {
        // `$${` is how this file says `${` without meaning the environment.
        let text = escapingDollars ? text.replacing("${", with: "$${") : text
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        let isNumberLike = text.utf8.allSatisfy { (48...57).contains($0) || ".eE_-".utf8.contains($0) }
        let isPlain =
            text.utf8.first.map { isASCIILetterOrDigit($0) || $0 == UInt8(ascii: "/") } == true
            && text.utf8.allSatisfy { isASCIILetterOrDigit($0) || "_./-".utf8.contains($0) }
        return isPlain && !isNumberLike && !words.contains(text.lowercased()) ? text : quoted(text)
    }
}

// MARK: JSON

extension SettingValue {
    /// Two spaces a level, keys in the order of the tree.
    func json(indent: Int = 0) -> String {
        let inner = String(repeating: " ", count: indent + 2)
        let margin = String(repeating: " ", count: indent)
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let number): return String(number)
        case .flag(let flag): return String(flag)
        case .list(let members):
            if members.isEmpty { return "[]" }
            let lines = members.map { inner + $0.json(indent: indent + 2) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(margin)]"
        case .group(let entries):
            if entries.isEmpty { return "{}" }
            let lines = entries.map { inner + Self.quoted($0.key) + ": " + $0.value.json(indent: indent + 2) }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
        }
    }

    /// A JSON string, which is a YAML string too.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
