/// Gathers a document's plain text, its summary, and the text of the heading or picture being read.
struct Prose {
    private(set) var text = ""
    /// The text of the picture just left.
    private(set) var alt = ""
    private(set) var wordCount = 0
    private var explicitSummary: String?
    private var firstParagraph: String?
    private var block = ""
    private var headingText = ""
    private var imageDepth = 0

    /// The text before the separator, else the first paragraph.
    var summary: String {
        let summary = explicitSummary ?? firstParagraph ?? ""
        // A picture or raw HTML in the middle leaves the blanks around it behind.
        return summary.hasDoubleSpace ? summary.split(separator: " ").joined(separator: " ") : summary
    }

    mutating func visit(_ node: CMarkNode, _ kind: CMarkNode.Kind, isEntering: Bool) {
        switch kind {
        case .text, .code: append(node.literal)
        case .softBreak, .lineBreak: append(" ")
        case .customInline: if isEntering { append(" ") }
        case .image: visitImage(isEntering: isEntering)
        case .paragraph, .heading, .blockQuote, .item, .otherBlock:
            if !isEntering { endBlock(kind, isTopLevel: node.parent?.parent == nil) }
        case .footnoteDefinition, .htmlBlock, .codeBlock, .htmlInline, .link, .footnoteReference, .otherInline: break
        }
    }

    /// The text of the heading just left.
    mutating func takeCapture() -> String {
        defer { headingText = "" }
        return headingText
    }

    /// What was read so far is the summary.
    mutating func endSummary() {
        if explicitSummary == nil {
            explicitSummary = text.split(separator: "\n").joined(separator: " ")
        }
    }

    private mutating func visitImage(isEntering: Bool) {
        if isEntering {
            if imageDepth == 0 { alt = "" }
            imageDepth += 1
        } else {
            imageDepth -= 1
        }
    }

    private mutating func append(_ literal: String) {
        if imageDepth > 0 { alt += literal } else { block += literal }
    }

    private mutating func endBlock(_ kind: CMarkNode.Kind, isTopLevel: Bool) {
        if kind == .heading { headingText = block.trimmed }
        let trimmed = block.trimmed
        block = ""
        guard !trimmed.isEmpty else { return }
        if kind == .paragraph, firstParagraph == nil, isTopLevel { firstParagraph = trimmed }
        text += trimmed + "\n"
        wordCount += Self.words(in: trimmed)
    }

    private static func words(in text: String) -> Int {
        var count = 0
        var insideWord = false
        var isASCII = true
        for byte in text.utf8 {
            if byte >= 0x80 {
                isASCII = false
                break
            }
            let isSpace = byte == 32 || (9...13).contains(byte)
            if !isSpace, !insideWord { count += 1 }
            insideWord = !isSpace
        }
        if isASCII { return count }
        (count, insideWord) = (0, false)
        for scalar in text.unicodeScalars {
            if isWordByItself(scalar) {
                count += 1
                insideWord = false
            } else if isSpace(scalar) {
                insideWord = false
            } else if !insideWord {
                insideWord = true
                count += 1
            }
        }
        return count
    }

    /// The table of properties is slow to ask (a quarter of a build's time), and most text is ASCII.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? scalar.value == 32 || (9...13).contains(scalar.value) : scalar.properties.isWhitespace
    }

    /// Scripts written without spaces: Hiragana, Katakana and Han.
    private static func isWordByItself(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x3040 { return false }
        return (0x3040...0x30FF).contains(scalar.value) || (0x3400...0x9FFF).contains(scalar.value)
            || (0x20000...0x323AF).contains(scalar.value)
    }
}

extension String {
    fileprivate var trimmed: String {
        // Most text neither begins nor ends with anything that could be a blank.
        if let first = utf8.first, let last = utf8.last, first > 32, first < 0x80, last > 32, last < 0x80 {
            return self
        }
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        return String(self[first...last])
    }

    fileprivate var hasDoubleSpace: Bool {
        var wasSpace = false
        for byte in utf8 {
            if byte == 32, wasSpace { return true }
            wasSpace = byte == 32
        }
        return false
    }
}
