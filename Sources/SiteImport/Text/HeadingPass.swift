import Markdown

/// Gives headings the identifiers they had, where ours would be others, so that links into the middle of a page still find
/// their place: `## What's next {#what-s-next}`.
struct HeadingPass {
    /// How the old generator made an identifier of a heading's text.
    private let identifier: (String) -> String
    private var fences = FenceTracker()
    private var old: [String: Int] = [:]
    private var own: [String: Int] = [:]

    static func keepIdentifiers(_ text: TracedText, as identifier: (String) -> String) -> TracedText {
        withoutActuallyEscaping(identifier) { identifier in
            var pass = HeadingPass(identifier: identifier)
            return text.mapLines { line, _ in pass.line(line) }
        }
    }

    private init(identifier: @escaping (String) -> String) { self.identifier = identifier }

    private mutating func line(_ line: Substring) -> String {
        if fences.isCode(line) { return String(line) }
        let mark = line.drop { $0 == " " }.prefix { $0 == "#" }
        guard (1...6).contains(mark.count), line.distance(from: line.startIndex, to: mark.startIndex) < 4,
            line[mark.endIndex...].first?.isWhitespace == true
        else { return String(line) }
        var title = String(line[mark.endIndex...]).trimmed
        // One that says its identifier itself keeps it.
        if title.hasSuffix("}"), title.contains("{#") || title.contains("{:") { return String(line) }
        while title.hasSuffix("#") { title.removeLast() }
        let plain = Self.plain(title)
        let was = Self.unique(identifier(plain), &old)
        guard was != Self.unique(Slug.make(plain), &own), !was.isEmpty else { return String(line) }
        return String(line).trimmedEnd + " {#\(was)}"
    }

    /// The second of a name is `name-1`.
    private static func unique(_ name: String, _ taken: inout [String: Int]) -> String {
        let count = taken[name, default: 0]
        taken[name] = count + 1
        return count == 0 ? name : "\(name)-\(count)"
    }

    /// A heading's text without its marks.
    static func plain(_ title: String) -> String {
        var result = ""
        var rest = title[...]
        var isCode = false
        while let character = rest.popFirst() {
            switch character {
            case "`": isCode.toggle()
            case _ where isCode: result.append(character)
            case "\\":
                if let next = rest.popFirst() { result.append(next) }
            case "*", "[", "~": break
            case "!" where rest.first == "[": break
            case "]":
                let closes: [Character: Character] = ["(": ")", "[": "]"]
                if let open = rest.first, let close = closes[open], let end = rest.firstIndex(of: close) {
                    rest = rest[rest.index(after: end)...]
                }
            case "<":
                if let end = rest.firstIndex(of: ">"), rest.first?.isLetter == true || rest.first == "/" {
                    rest = rest[rest.index(after: end)...]
                } else {
                    result.append(character)
                }
            case "_":
                // Inside a word it is a letter.
                let isInside = result.last.map { $0.isLetter || $0.isNumber } ?? false
                if isInside, rest.first.map({ $0.isLetter || $0.isNumber }) ?? false { result.append(character) }
            default: result.append(character)
            }
        }
        return result.replacing("&amp;", with: "&").trimmed
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[...last])
    }
}
