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
        let bytes = Array(line.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 32)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\") || (byte == UInt8(ascii: "`") && endOfCode(bytes, index) != nil) {
                let end = byte == UInt8(ascii: "`") ? endOfCode(bytes, index) ?? index : min(index + 2, bytes.count)
                result += bytes[index..<end]
                index = end
                continue
            }
            result.append(byte)
            index += 1
            switch byte {
            case UInt8(ascii: "["): brackets.append(index >= 2 && bytes[index - 2] == UInt8(ascii: "!"))
            case UInt8(ascii: "]"):
                let isPicture = brackets.popLast() ?? false
                if index < bytes.count, bytes[index] == UInt8(ascii: "(") {
                    copyTarget(bytes, &index, &result, isPicture ? .picture : .link, number)
                }
            case UInt8(ascii: "="): copyAttribute(bytes, &index, &result, number)
            default: break
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Just past the closing run of as many backticks (CommonMark §6.1), on this line.
    private func endOfCode(_ bytes: [UInt8], _ start: Int) -> Int? {
        func run(_ place: Int) -> Int { bytes[place...].prefix { $0 == UInt8(ascii: "`") }.count }
        let length = run(start)
        var index = start + length
        while let open = bytes[index...].firstIndex(of: UInt8(ascii: "`")) {
            let count = run(open)
            index = open + count
            if count == length { return index }
        }
        return nil
    }

    /// `(destination "title")`, of which the destination may be in angle brackets or hold pairs of brackets.
    private func copyTarget(
        _ bytes: [UInt8], _ index: inout Int, _ result: inout [UInt8], _ kind: Kind, _ number: Int
    ) {
        var start = bytes[(index + 1)...].firstIndex { !Self.isSpace($0) } ?? bytes.count
        var end = start
        if start < bytes.count, bytes[start] == UInt8(ascii: "<") {
            start += 1
            end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count
        } else {
            var depth = 0
            while end < bytes.count, !Self.isSpace(bytes[end]) {
                if bytes[end] == UInt8(ascii: "(") { depth += 1 }
                if bytes[end] == UInt8(ascii: ")") {
                    if depth == 0 { break }
                    depth -= 1
                }
                end += 1
            }
        }
        result += bytes[index..<start]
        index = end
        guard start < end else { return }
        copy(bytes[start..<end], kind, number, &result)
    }

    private func copyAttribute(_ bytes: [UInt8], _ index: inout Int, _ result: inout [UInt8], _ number: Int) {
        guard index < bytes.count, case let quote = bytes[index],
            quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        else { return }
        let letters = result.dropLast().reversed().prefix { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "z") }
        let name = String(decoding: letters.reversed(), as: UTF8.self).lowercased()
        guard ["src", "href", "poster"].contains(name), let end = bytes[(index + 1)...].firstIndex(of: quote),
            index + 1 < end
        else { return }
        result.append(quote)
        copy(bytes[(index + 1)..<end], .html, number, &result)
        index = end
    }

    private func copy(_ destination: ArraySlice<UInt8>, _ kind: Kind, _ number: Int, _ result: inout [UInt8]) {
        if let changed = replacement(String(decoding: destination, as: UTF8.self), kind, number) {
            result += changed.utf8
        } else {
            result += destination
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
