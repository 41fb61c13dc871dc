/// Tells which lines of Markdown are code: fences, by CommonMark §4.5, wherever they are indented to.
struct FenceTracker {
    private var fence: (mark: Character, length: Int)?

    /// - Returns: Whether the line is a fence or inside one.
    mutating func isCode(_ line: Substring) -> Bool {
        let text = line.drop { $0 == " " || $0 == "\t" || $0 == ">" }
        guard let mark = text.first, mark == "`" || mark == "~" else { return fence != nil }
        let length = text.prefix { $0 == mark }.count
        if let open = fence {
            let isBare = text.dropFirst(length).allSatisfy(\.isWhitespace)
            if mark == open.mark, length >= open.length, isBare { fence = nil }
            return true
        }
        guard length >= 3, mark == "~" || !text.dropFirst(length).contains("`") else { return false }
        fence = (mark, length)
        return true
    }
}

/// Changes where links and pictures of a Markdown text lead, and leaves code alone.
///
/// A look at the marks `](…)`, `[…]: …`, `src="…"` and `href="…"`, not a parser: text that only looks like a link may be seen
/// as one, which matters only when it names a place that moved.
struct DestinationPass {
    enum Kind: Hashable { case link, picture, definition, html }

    /// What is said for a destination at a line of the source; `nil` keeps it.
    private let replacement: (_ destination: String, _ kind: Kind, _ line: Int) -> String?
    private var fences = FenceTracker()
    /// Brackets still open in this paragraph; whether each belongs to a picture.
    private var brackets: [Bool] = []

    static func rewrite(
        _ text: TracedText, _ replacement: (_ destination: String, _ kind: Kind, _ line: Int) -> String?
    ) -> TracedText {
        withoutActuallyEscaping(replacement) { replacement in
            var pass = DestinationPass(replacement: replacement)
            return text.mapLines { pass.line($0, $1) }
        }
    }

    private init(replacement: @escaping (String, Kind, Int) -> String?) { self.replacement = replacement }

    private mutating func line(_ line: Substring, _ number: Int) -> String {
        if fences.isCode(line) { return String(line) }
        if line.allSatisfy(\.isWhitespace) { brackets = [] }
        // The common case, without a copy of every character.
        guard
            line.utf8.contains(where: { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "=") })
        else {
            return String(line)
        }
        if let definition = definition(line, number) { return definition }
        return inline(line, number)
    }

    /// `[name]: destination`
    private func definition(_ line: Substring, _ number: Int) -> String? {
        let text = line.drop { $0 == " " || $0 == ">" }
        guard text.first == "[", let close = text.firstIndex(of: "]"), text[close...].hasPrefix("]:"),
            text.dropFirst().first != "^"
        else { return nil }
        let after = text.index(close, offsetBy: 2)
        let start = text[after...].firstIndex { !$0.isWhitespace } ?? text.endIndex
        var destination = text[start...].prefix { !$0.isWhitespace }
        if destination.hasPrefix("<"), destination.hasSuffix(">") { destination = destination.dropFirst().dropLast() }
        guard !destination.isEmpty, let changed = replacement(String(destination), .definition, number) else {
            return nil
        }
        return line[..<destination.startIndex] + changed + line[destination.endIndex...]
    }

    private mutating func inline(_ line: Substring, _ number: Int) -> String {
        var result = ""
        var index = line.startIndex
        var previous: Character = "\n"
        while index < line.endIndex {
            let character = line[index]
            if character == "\\" {
                let end = line.index(index, offsetBy: 2, limitedBy: line.endIndex) ?? line.endIndex
                result += line[index..<end]
                index = end
                previous = "\\"
                continue
            }
            if character == "`", let end = endOfCode(line, index) {
                result += line[index..<end]
                index = end
                previous = "`"
                continue
            }
            result.append(character)
            index = line.index(after: index)
            switch character {
            case "[": brackets.append(previous == "!")
            case "]":
                let isPicture = brackets.popLast() ?? false
                if index < line.endIndex, line[index] == "(" {
                    copyTarget(line, &index, &result, isPicture ? .picture : .link, number)
                }
            case "=": copyAttribute(line, &index, &result, number)
            default: break
            }
            previous = character
        }
        return result
    }

    /// Just past the closing run of as many backticks (CommonMark §6.1), on this line.
    private func endOfCode(_ line: Substring, _ start: Substring.Index) -> Substring.Index? {
        let length = line[start...].prefix { $0 == "`" }.count
        var index = line.index(start, offsetBy: length)
        while let open = line[index...].firstIndex(of: "`") {
            let run = line[open...].prefix { $0 == "`" }
            if run.count == length { return run.endIndex }
            index = run.endIndex
        }
        return nil
    }

    /// `(destination "title")`, of which the destination may be in angle brackets or hold pairs of brackets.
    private func copyTarget(
        _ line: Substring, _ index: inout Substring.Index, _ result: inout String, _ kind: Kind, _ number: Int
    ) {
        var start = line.index(after: index)
        start = line[start...].firstIndex { !$0.isWhitespace } ?? line.endIndex
        var end = start
        if start < line.endIndex, line[start] == "<" {
            start = line.index(after: start)
            end = line[start...].firstIndex(of: ">") ?? line.endIndex
        } else {
            var depth = 0
            while end < line.endIndex, !line[end].isWhitespace {
                if line[end] == "(" { depth += 1 }
                if line[end] == ")" {
                    if depth == 0 { break }
                    depth -= 1
                }
                end = line.index(after: end)
            }
        }
        result += line[index..<start]
        index = end
        guard start < end else { return }
        let destination = String(line[start..<end])
        result += replacement(destination, kind, number) ?? destination
    }

    private func copyAttribute(
        _ line: Substring, _ index: inout Substring.Index, _ result: inout String, _ number: Int
    ) {
        let name = String(result.dropLast().reversed().prefix { $0.isLetter || $0 == "-" }.reversed()).lowercased()
        guard ["src", "href", "poster"].contains(name), index < line.endIndex else { return }
        let quote = line[index]
        guard quote == "\"" || quote == "'" else { return }
        let start = line.index(after: index)
        guard let end = line[start...].firstIndex(of: quote), start < end else { return }
        let destination = String(line[start..<end])
        result.append(quote)
        result += replacement(destination, .html, number) ?? destination
        index = end
    }
}
