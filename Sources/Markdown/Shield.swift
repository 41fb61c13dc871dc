/// A text made ready for cmark-gfm: what it would misread (TeX, shortcodes, lists of attributes) is set aside, and a token of
/// two noncharacters and a number stands in its place until the tree is made.
///
/// Fences, indented code and code spans are left alone. Where this look at the lines errs, nothing is lost: a token that turns
/// up inside code, raw HTML or a destination is put back as it was written.
struct Shield {
    enum Item {
        case math(MathSpan)
        case attributes([Attribute])
        case shortcode(Int)
        case shortcodeOpening(Int)
        case shortcodeClosing(Int)
        /// Text that only looked like a shortcode, without what says so.
        case literal(String)
        /// Turned out to be nothing.
        case none
    }

    private(set) var text: [UInt8] = []
    private(set) var items: [Item] = []
    private(set) var sources: [String] = []
    private(set) var shortcodes: [Shortcode] = []
    private(set) var problems: [MarkdownProblem] = []

    /// For each line of the text, the line it was.
    private var lines: [Int] = []
    /// Where lines got shorter: line, column, bytes.
    private var shifts: [(line: Int, column: Int, bytes: Int)] = []
    private let options: MarkdownOptions
    private var tags: [(item: Int, tag: ShortcodeTag, line: Int, column: Int)] = []

    // Reading.
    private let source: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var fence: (byte: UInt8, count: Int)?
    private var isAfterBlank = true
    private var isInList = false
    private var isInIndentedCode = false

    /// - Returns: `nil` when there is nothing to set aside.
    init?(_ text: String, options: MarkdownOptions) {
        var bytes = Array(text.utf8)
        guard bytes.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "\\") })
        else { return nil }
        // A token in the text would be mistaken for one of ours.
        var next = 0
        while let found = bytes[next...].firstIndex(of: 0xEF) {
            next = found + 1
            if found + 2 < bytes.count, bytes[found + 1] == 0xB7, bytes[found + 2] == 0x90 || bytes[found + 2] == 0x91 {
                bytes.replaceSubrange(found..<(found + 3), with: [0xEF, 0xBF, 0xBD])
            }
        }
        self.options = options
        source = bytes
        read()
        guard !items.isEmpty else { return nil }
        pair()
    }

    /// Where something in the text was before.
    func position(line: Int, column: Int) -> (line: Int, column: Int) {
        let before = shifts.lazy.filter { $0.line == line && $0.column < column }.reduce(0) { $0 + $1.bytes }
        return (lines.indices.contains(line - 1) ? lines[line - 1] : line, column + before)
    }

    // MARK: Lines

    private mutating func read() {
        text.reserveCapacity(source.count)
        while index < source.count {
            lineStart = index
            lines.append(line)
            if readsVerbatim() {
                copy(upTo: lineEnd(from: index))
            } else {
                readInlines()
            }
            if index < source.count {
                text.append(UInt8(ascii: "\n"))
                index += 1
                line += 1
            }
        }
    }

    private func lineEnd(from start: Int) -> Int { source[start...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count }

    private mutating func copy(upTo end: Int) {
        text += source[index..<end]
        index = end
    }

    /// Whether the line is part of a block of code; keeps count of where blocks start and end.
    private mutating func readsVerbatim() -> Bool {
        let content = source[index..<lineEnd(from: index)]
        let inner = content.drop { $0 == 32 || $0 == 9 || $0 == UInt8(ascii: ">") }
        if let fence {
            let run = inner.prefix { $0 == fence.byte }
            if run.count >= fence.count, inner.dropFirst(run.count).allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) {
                self.fence = nil
            }
            return true
        }
        let indent = content.prefix { $0 == 32 }.count + (content.first == 9 ? 4 : 0)
        let isBlank = inner.isEmpty
        defer { isAfterBlank = isBlank }
        if isBlank { return true }
        if indent >= 4, !isInList, isAfterBlank || isInIndentedCode {
            isInIndentedCode = true
            return true
        }
        isInIndentedCode = false
        let marker = listMarker(inner)
        if indent < 2 { isInList = marker > 0 || (isInList && !isAfterBlank) }
        let afterMarker = inner.dropFirst(marker).drop { $0 == 32 }
        for byte in [UInt8(ascii: "`"), UInt8(ascii: "~")] {
            let run = afterMarker.prefix { $0 == byte }.count
            if run >= 3, byte != UInt8(ascii: "`") || !afterMarker.dropFirst(run).contains(byte) {
                fence = (byte, run)
                return true
            }
        }
        return false
    }

    private func listMarker(_ line: ArraySlice<UInt8>) -> Int {
        if let first = line.first, "-*+".utf8.contains(first), line.dropFirst().first == 32 { return 2 }
        let digits = line.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
        let after = line.dropFirst(digits)
        if digits > 0, digits < 10, let end = after.first, end == UInt8(ascii: ".") || end == UInt8(ascii: ")"),
            after.dropFirst().first == 32
        {
            return digits + 2
        }
        return 0
    }

    // MARK: Inlines

    private mutating func readInlines() {
        while index < source.count, source[index] != UInt8(ascii: "\n") {
            switch source[index] {
            case UInt8(ascii: "`"): readCodeSpan()
            case UInt8(ascii: "{"): if !readShortcode(), !readAttributes() { copy(upTo: index + 1) }
            case UInt8(ascii: "$"): if !readMath() { copyDollars() }
            case UInt8(ascii: "\\"): if !readMath() { copy(upTo: min(index + 2, lineEnd(from: index))) }
            default:
                let stop = source[index...].firstIndex { "\n`{$\\".utf8.contains($0) } ?? source.count
                copy(upTo: stop)
            }
        }
    }

    /// Copies a run of dollar signs, of which none opens anything.
    private mutating func copyDollars() {
        copy(upTo: source[index...].firstIndex { $0 != UInt8(ascii: "$") } ?? source.count)
    }

    /// Copies a code span, or backticks that open none. A span may go over lines, though not over an empty one.
    private mutating func readCodeSpan() {
        let count = source[index...].prefix { $0 == UInt8(ascii: "`") }.count
        var next = index + count
        let limit = min(source.count, next + 8_192)
        while next < limit {
            if source[next] == UInt8(ascii: "`") {
                let run = source[next...].prefix { $0 == UInt8(ascii: "`") }.count
                next += run
                if run == count {
                    copyLines(upTo: next)
                    return
                }
            } else if source[next] == UInt8(ascii: "\n"), next + 1 < limit, source[next + 1] == UInt8(ascii: "\n") {
                break
            } else {
                next += 1
            }
        }
        copy(upTo: index + count)
    }

    private mutating func copyLines(upTo end: Int) {
        while let newline = source[index..<end].firstIndex(of: UInt8(ascii: "\n")) {
            copy(upTo: newline + 1)
            line += 1
            lines.append(line)
            lineStart = index
        }
        copy(upTo: end)
    }

    private mutating func readMath() -> Bool {
        guard options.extensions.contains(.math) else { return false }
        let isFirst = source[lineStart..<index].allSatisfy { $0 == 32 }
        guard let math = MathSpan(source, at: index, atLineStart: isFirst) else { return false }
        let end = index + math.count
        let isAlone = math.isDisplay && isFirst && source[end..<lineEnd(from: end)].allSatisfy { $0 == 32 }
        put(.math(math), upTo: end, isAlone: isAlone)
        return true
    }

    private mutating func readShortcode() -> Bool {
        guard options.extensions.contains(.shortcodes), let tag = ShortcodeTag(source, at: index) else { return false }
        let end = index + tag.count
        let isFirst = source[lineStart..<index].allSatisfy { $0 == 32 || $0 == 9 }
        let isAlone = isFirst && source[end..<lineEnd(from: end)].allSatisfy { $0 == 32 || $0 == 9 }
        let item = items.count
        let place = (line, index - lineStart + 1)
        if tag.role == .literal {
            put(.literal(tag.name), upTo: end, isAlone: false)
        } else {
            put(.none, upTo: end, isAlone: isAlone)
            tags.append((item, tag, place.0, place.1))
        }
        return true
    }

    /// Braces at the end of a heading, right behind an inline, or alone on their line.
    private mutating func readAttributes() -> Bool {
        guard options.extensions.contains(.attributes) else { return false }
        let end = lineEnd(from: index)
        let before = source[lineStart..<index]
        let isBehindInline = before.last.map { ")]`*_".utf8.contains($0) } ?? false
        guard let close = source[index..<end].firstIndex(of: UInt8(ascii: "}")), close - index < 1_000,
            let attributes = [Attribute](
                reading: String(decoding: source[(index + 1)..<close], as: UTF8.self), isBehindInline: isBehindInline)
        else { return false }
        let endsLine = source[(close + 1)..<end].allSatisfy { $0 == 32 || $0 == UInt8(ascii: "#") }
        let isHeading = endsLine && before.drop { $0 == 32 }.first == UInt8(ascii: "#")
        let isAlone = endsLine && before.allSatisfy { $0 == 32 || $0 == UInt8(ascii: ">") }
        guard isHeading || isAlone || isBehindInline else { return false }
        put(.attributes(options.rawHTML ? attributes : attributes.harmless), upTo: close + 1, isAlone: false)
        return true
    }

    /// Puts a token in the place of what was read; alone on its line it gets empty lines around it, so that it is a block.
    private mutating func put(_ item: Item, upTo end: Int, isAlone: Bool) {
        let token = Self.token(items.count)
        items.append(item)
        sources.append(String(decoding: source[index..<end], as: UTF8.self))
        if isAlone, !isInList || index == lineStart {
            while let last = text.last, last == 32 || last == 9 { text.removeLast() }
            if !text.isEmpty {
                text.append(UInt8(ascii: "\n"))
                lines.append(line)
            }
        }
        let column = text.count - (text.lastIndex(of: UInt8(ascii: "\n")) ?? -1)
        text += token
        let newlines = source[index..<end].count { $0 == UInt8(ascii: "\n") }
        if newlines == 0 { shifts.append((lines.count, column, end - index - token.count)) }
        line += newlines
        index = end
        if isAlone {
            index = lineEnd(from: index)
            text.append(UInt8(ascii: "\n"))
            lines.append(line)
        }
        lineStart = newlines > 0 ? index : lineStart
    }

    // MARK: Pairs

    /// Finds for each closing tag the opening one; what has none stands alone.
    private mutating func pair() {
        var open: [(item: Int, tag: ShortcodeTag, line: Int, column: Int)] = []
        var closings: [Int: Int] = [:]  // Closing item by opening item.
        for entry in tags {
            guard entry.tag.role == .closing else {
                open.append(entry)
                continue
            }
            let match = open.lastIndex {
                entry.tag.isZola ? $0.tag.role == .opening : $0.tag.name == entry.tag.name && !$0.tag.isZola
            }
            if let match {
                closings[open[match].item] = entry.item
                open.removeSubrange(match...)
            } else if entry.tag.isZola {
                items[entry.item] = .literal(sources[entry.item])
            } else {
                problems.append(
                    MarkdownProblem(
                        message: "the shortcode `\(entry.tag.name)` ends here, but didn't begin", line: entry.line,
                        column: entry.column))
            }
        }
        for entry in tags where entry.tag.role != .closing {
            let number = shortcodes.count
            let closing = closings[entry.item]
            if closing == nil, entry.tag.role == .opening {
                problems.append(
                    MarkdownProblem(
                        message: "the shortcode `\(entry.tag.name)` has no `{% end %}`", line: entry.line,
                        column: entry.column))
            }
            shortcodes.append(
                Shortcode(
                    name: entry.tag.name, arguments: entry.tag.arguments, isPaired: closing != nil, line: entry.line,
                    column: entry.column))
            items[entry.item] = closing == nil ? .shortcode(number) : .shortcodeOpening(number)
            if let closing { items[closing] = .shortcodeClosing(number) }
        }
    }

    mutating func setImage(_ image: Int, ofShortcode number: Int) { shortcodes[number].image = image }

    // MARK: Tokens

    private static func token(_ number: Int) -> [UInt8] {
        [0xEF, 0xB7, 0x90] + Array(String(number).utf8) + [0xEF, 0xB7, 0x91]
    }

    enum Part {
        case text(String)
        case item(Int)
    }

    /// A node's text cut at its tokens; `nil` when it holds none.
    static func parts(of text: String) -> [Part]? {
        let bytes = Array(text.utf8)
        var parts: [Part] = []
        var run: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0xEF, index + 2 < bytes.count, bytes[index + 1] == 0xB7, bytes[index + 2] == 0x90,
                let end = bytes[index...].firstIndex(of: 0x91),
                let number = Int(String(decoding: bytes[(index + 3)..<max(end - 2, index + 3)], as: UTF8.self))
            {
                if !run.isEmpty { parts.append(.text(String(decoding: run, as: UTF8.self))) }
                run = []
                parts.append(.item(number))
                index = end + 1
            } else {
                run.append(bytes[index])
                index += 1
            }
        }
        guard parts.contains(where: { if case .item = $0 { true } else { false } }) else { return nil }
        if !run.isEmpty { parts.append(.text(String(decoding: run, as: UTF8.self))) }
        return parts
    }

    /// The text as it was written; `nil` when it holds no token.
    func restored(_ text: String) -> String? {
        Self.parts(of: text)?.map { part in
            switch part {
            case .text(let text): text
            case .item(let number): sources.indices.contains(number) ? sources[number] : ""
            }
        }.joined()
    }
}
