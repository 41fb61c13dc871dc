/// The text part of a mail, from its HTML, so that one template serves both.
///
/// Reads HTML as our own themes write it, and doesn't stumble over more: blocks become paragraphs, links keep their
/// target in angle brackets, list items get a dash, pictures speak by their `alt`. What is hidden stays hidden: `head`,
/// `style`, `script`, and elements with `hidden` or `display:none`. Lines are wrapped at 72 columns where they have
/// spaces; a URL is never broken.
package func plainText(fromHTML html: String) -> String {
    var writer = TextWriter()
    for token in HTMLToken.tokens(of: html) {
        writer.take(token)
    }
    return writer.finished()
}

/// What stands in `<title>`, the Subject of a mail; `nil` when it is missing or empty.
package func title(ofHTML html: String) -> String? {
    var text: String?
    for token in HTMLToken.tokens(of: html) {
        switch token {
        case .start("title", _, _): text = ""
        case .text(let more) where text != nil: text?.append(more)
        case .end("title"):
            let words = (text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return words.isEmpty ? nil : words
        case .start, .end, .text: continue
        }
    }
    return nil
}

private struct TextWriter {
    private enum Break: Int { case none, space, line, paragraph }

    private var output: [String] = []
    private var current = ""
    private var pending = Break.none
    private var skipped: (name: String, depth: Int)?
    private var links: [(target: String, start: String)] = []
    private var indent = ""

    mutating func take(_ token: HTMLToken) {
        if let skipped {
            skip(token, inside: skipped)
            return
        }
        switch token {
        case .text(let text): append(text)
        case .start(let name, let attributes, let isClosed): start(name, attributes, isClosed: isClosed)
        case .end(let name): end(name)
        }
    }

    mutating func finished() -> String {
        flushLine()
        while output.last == "" { output.removeLast() }
        return output.joined(separator: "\n") + "\n"
    }

    private mutating func skip(_ token: HTMLToken, inside element: (name: String, depth: Int)) {
        switch token {
        case .start(element.name, _, false): skipped = (element.name, element.depth + 1)
        case .end(element.name): skipped = element.depth == 1 ? nil : (element.name, element.depth - 1)
        case .start, .end, .text: break
        }
    }

    private mutating func start(_ name: String, _ attributes: [String: String], isClosed: Bool) {
        let isVoid =
            isClosed || ["br", "hr", "img", "input", "link", "meta", "col", "wbr", "area", "base"].contains(name)
        let style = (attributes["style"] ?? "").filter { !$0.isWhitespace }.lowercased()
        let isHidden = attributes["hidden"] != nil || style.contains("display:none")
        if isHidden || ["head", "style", "script", "title", "template"].contains(name) {
            if !isVoid { skipped = (name, 1) }
            return
        }
        switch name {
        case "br": flushLine()
        case "hr":
            want(.paragraph)
            append("----")
            want(.paragraph)
        case "img": append(attributes["alt"] ?? "")
        case "a": links.append((attributes["href"] ?? "", current))
        case "li":
            want(.line)
            makeBreak()
            current = "- "
            indent = "  "
        case "tr", "dt", "dd", "ul", "ol": want(.line)
        case "td", "th": want(.space)
        case _ where Self.blocks.contains(name): want(.paragraph)
        default: break
        }
    }

    private mutating func end(_ name: String) {
        switch name {
        case "a":
            guard let link = links.popLast(), !link.target.isEmpty, !link.target.hasPrefix("#") else { return }
            // A link that shows its own address needs it only once.
            if !current.hasSuffix(link.target) { append(" <\(link.target)>") }
        case "li":
            want(.line)
            indent = ""
        case "tr", "dt", "dd": want(.line)
        case "ul", "ol": want(.paragraph)
        case _ where Self.blocks.contains(name): want(.paragraph)
        default: break
        }
    }

    private mutating func want(_ wanted: Break) {
        if wanted.rawValue > pending.rawValue { pending = wanted }
    }

    private mutating func append(_ text: String) {
        for character in text {
            if character.isWhitespace, character != "\u{A0}" {
                want(.space)
                continue
            }
            makeBreak()
            current.append(character == "\u{A0}" ? " " : character)
        }
    }

    private mutating func makeBreak() {
        switch pending {
        case .none: break
        case .space: if !current.isEmpty, current.last != " " { current.append(" ") }
        case .line: flushLine()
        case .paragraph:
            flushLine()
            if let last = output.last, last != "" { output.append("") }
        }
        pending = .none
    }

    /// Wraps the line at hand and begins a new one.
    private mutating func flushLine() {
        var line = ""
        for word in current.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > 72 {
                output.append(line)
                line = indent + word
            } else {
                line += line.isEmpty || line == indent ? String(word) : " \(word)"
            }
        }
        if !line.isEmpty { output.append(line) }
        current = ""
    }

    private static let blocks: Set<String> = [
        "p", "div", "section", "article", "header", "footer", "main", "nav", "table", "blockquote", "pre", "figure",
        "h1", "h2", "h3", "h4", "h5", "h6", "address", "dl", "body",
    ]
}
