import SiteModel

/// YAML as a person would write it, from values that were read.
enum YAMLText {
    /// A scalar on one line: bare where that is safe, quoted otherwise (YAML 1.2 §7.3).
    static func scalar(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFEFF:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    static func list(_ items: [String]) -> String { "[" + items.map { inFlow($0) }.joined(separator: ", ") + "]" }

    /// A scalar inside `[…]` or `{…}`.
    static func inFlow(_ text: String) -> String {
        text.contains(where: { ",[]{}".contains($0) }) ? quoted(text) : scalar(text)
    }

    /// Any value, on one line; numbers, flags and nothing stay what they were.
    static func flow(_ value: MetadataValue) -> String {
        switch value {
        case .scalar(let text, let isQuoted):
            isQuoted ? quoted(text) : text.isEmpty ? "null" : isBare(text) ? text : inFlow(text)
        case .list(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .table(let fields):
            "{ " + fields.map { "\(inFlow($0.key)): \(flow($0.value))" }.joined(separator: ", ") + " }"
        }
    }

    private static func isBare(_ text: String) -> Bool {
        ["true", "false", "null", "~"].contains(text) || Double(text) != nil
    }

    /// Begins with a letter or digit, holds nothing that YAML reads otherwise, and is no flag, number or null.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        guard first.properties.isAlphabetic || ("0"..."9").contains(first), last != " ", last != ":" else {
            return false
        }
        if ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(text.lowercased()) { return false }
        if first.properties.numericType != nil,
            text.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) || "._:eExob+-".unicodeScalars.contains($0) })
        {
            return false
        }
        if text.contains(": ") || text.contains(" #") { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar != "\"" && scalar != "\\" && !(0x7F...0xA0).contains(scalar.value)
                && scalar.value != 0x2028 && scalar.value != 0x2029 && scalar.value != 0xFEFF
        }
    }
}
