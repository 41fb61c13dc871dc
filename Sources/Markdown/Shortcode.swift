/// A place in a text that a template of the theme fills.
///
///     {{< figure src="a.jpg" caption="A tree" >}}          and  {{< note >}} … {{< /note >}}, Hugo's way; {{% %}} is the same
///     {{ figure(src="a.jpg", caption="A tree") }}          and  {% note() %} … {% end %}, Zola's way
package struct Shortcode: Hashable, Sendable {
    package struct Argument: Hashable, Sendable {
        /// `nil` for one that counts by its place.
        package let name: String?
        package let value: String
    }

    package let name: String
    package let arguments: [Argument]
    /// It has an end and Markdown inside.
    package let isPaired: Bool
    /// The picture that its argument `src` names, in the document's `images`; `nil` for none.
    package internal(set) var image: Int?
    package let line: Int
    package let column: Int

    package subscript(name: String) -> String? { arguments.first { $0.name == name }?.value }
}

/// Something wrong with a text, where reading went on.
package struct MarkdownProblem: Hashable, Sendable {
    package let message: String
    package let line: Int
    package let column: Int
}

/// One tag of a shortcode, as it stands in the text.
struct ShortcodeTag {
    enum Role { case single, opening, closing, literal }

    /// Zola's tags end with `{% end %}`, which has no name.
    var isZola = false
    var role: Role
    var name: String
    var arguments: [Shortcode.Argument] = []
    /// Bytes, from the first brace on.
    var count: Int

    /// Reads the tag that starts here; `nil` when none does.
    init?(_ text: [UInt8], at start: Int) {
        guard start + 4 < text.count, text[start] == UInt8(ascii: "{") else { return nil }
        let (second, third) = (text[start + 1], text[start + 2])
        if second == UInt8(ascii: "{"), third == UInt8(ascii: "<") || third == UInt8(ascii: "%") {
            self.init(hugo: text, at: start, closing: third == UInt8(ascii: "<") ? ">}}" : "%}}")
        } else if second == UInt8(ascii: "{") {
            self.init(zola: text, at: start, closing: "}}")
        } else if second == UInt8(ascii: "%") {
            self.init(zola: text, at: start, closing: "%}")
        } else {
            return nil
        }
    }

    private init?(hugo text: [UInt8], at start: Int, closing: String) {
        var scanner = ArgumentScanner(text, from: start + 3)
        if scanner.skip("/*") {
            guard let inside = scanner.text(upTo: "*/" + closing) else { return nil }
            role = .literal
            let opening = String(decoding: text[start..<(start + 3)], as: UTF8.self)
            name = opening + inside + closing
            count = scanner.index - start
            return
        }
        scanner.skipBlanks()
        role = scanner.skip("/") ? .closing : .single
        scanner.skipBlanks()
        name = scanner.word(alsoIn: "/.-")
        guard !name.isEmpty else { return nil }
        while true {
            scanner.skipBlanks()
            if scanner.skip(closing) || scanner.skip("/" + closing) { break }
            guard let argument = scanner.hugoArgument(before: closing) else { return nil }
            arguments.append(argument)
        }
        count = scanner.index - start
    }

    private init?(zola text: [UInt8], at start: Int, closing: String) {
        var scanner = ArgumentScanner(text, from: start + 2)
        _ = scanner.skip("-")
        scanner.skipBlanks()
        isZola = true
        name = scanner.word()
        guard !name.isEmpty else { return nil }
        scanner.skipBlanks()
        if name == "end", closing == "%}" {
            guard scanner.skip(closing) || scanner.skip("-" + closing) else { return nil }
            role = .closing
            count = scanner.index - start
            return
        }
        guard scanner.skip("(") else { return nil }
        while true {
            scanner.skipBlanks()
            if scanner.skip(")") { break }
            guard let argument = scanner.zolaArgument() else { return nil }
            arguments.append(argument)
            scanner.skipBlanks()
            _ = scanner.skip(",")
        }
        scanner.skipBlanks()
        guard scanner.skip(closing) || scanner.skip("-" + closing) else { return nil }
        role = closing == "}}" ? .single : .opening
        count = scanner.index - start
    }
}

/// Reads a tag's inside from left to right; gives up after 4 KiB, where no tag's end is to be expected.
private struct ArgumentScanner {
    private let text: [UInt8]
    private(set) var index: Int
    private let limit: Int

    init(_ text: [UInt8], from start: Int) {
        self.text = text
        index = start
        limit = min(text.count, start + 4096)
    }

    mutating func skip(_ word: String) -> Bool {
        guard text[min(index, limit)..<limit].starts(with: word.utf8) else { return false }
        index += word.utf8.count
        return true
    }

    mutating func skipBlanks() {
        while index < limit, text[index] == 32 || (9...13).contains(text[index]) { index += 1 }
    }

    mutating func word(alsoIn others: String = "") -> String {
        let start = index
        while index < limit, isWord(text[index]) || others.utf8.contains(text[index]) {
            // The slash before the end belongs to the end.
            if text[index] == UInt8(ascii: "/"), index + 1 < limit, !isWord(text[index + 1]) { break }
            index += 1
        }
        return String(decoding: text[start..<index], as: UTF8.self)
    }

    mutating func text(upTo end: String) -> String? {
        let start = index
        while index < limit {
            if text[index..<limit].starts(with: end.utf8) {
                defer { index += end.utf8.count }
                return String(decoding: text[start..<index], as: UTF8.self)
            }
            index += 1
        }
        return nil
    }

    /// `key="value"`, `key=value` or a value alone.
    mutating func hugoArgument(before closing: String) -> Shortcode.Argument? {
        if let value = quoted() { return Shortcode.Argument(name: nil, value: value) }
        let start = index
        let name = word(alsoIn: "-")
        if !name.isEmpty, skip("=") {
            guard let value = quoted() ?? bare(before: closing) else { return nil }
            return Shortcode.Argument(name: name, value: value)
        }
        index = start
        return bare(before: closing).map { Shortcode.Argument(name: nil, value: $0) }
    }

    /// `key=value`, where the value is text, a number, a truth value or a list.
    mutating func zolaArgument() -> Shortcode.Argument? {
        let name = word()
        guard !name.isEmpty else { return nil }
        skipBlanks()
        guard skip("=") else { return nil }
        skipBlanks()
        if let value = quoted() { return Shortcode.Argument(name: name, value: value) }
        if skip("[") { return text(upTo: "]").map { Shortcode.Argument(name: name, value: $0) } }
        let value = word(alsoIn: ".-")
        return value.isEmpty ? nil : Shortcode.Argument(name: name, value: value)
    }

    private mutating func quoted() -> String? {
        guard index < limit, "\"'`".utf8.contains(text[index]) else { return nil }
        let quote = text[index]
        var value: [UInt8] = []
        var next = index + 1
        while next < limit, text[next] != quote {
            if text[next] == UInt8(ascii: "\\"), quote != UInt8(ascii: "`"), next + 1 < limit { next += 1 }
            value.append(text[next])
            next += 1
        }
        guard next < limit else { return nil }
        index = next + 1
        return String(decoding: value, as: UTF8.self)
    }

    private mutating func bare(before closing: String) -> String? {
        let start = index
        while index < limit, text[index] > 32, !text[index..<limit].starts(with: closing.utf8) { index += 1 }
        let value = String(decoding: text[start..<index], as: UTF8.self)
        // A tag that begins inside another means that the other has no end.
        return value.isEmpty || value.contains("{{") ? nil : value
    }

    private func isWord(_ byte: UInt8) -> Bool {
        byte > 127 || byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
    }
}
