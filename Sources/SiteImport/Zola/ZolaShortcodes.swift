/// Works off Zola's shortcodes: `{{ name(key="value") }}` and `{% name() %}…{% end %}`.
///
/// Those with an equivalent become ours, those whose template holds nothing but their arguments are written out, and the rest
/// stays as it is and is noted. Other braces are text.
struct ZolaShortcodes {
    /// Texts of `templates/shortcodes/`, by name.
    let templates: [String: String]
    /// The new place of a file named from the content folder or the site's root.
    let file: (String) -> String?
    private(set) var remarks: Remarks

    init(templates: [String: String], file: @escaping (String) -> String?, remarks: Remarks) {
        self.templates = templates
        self.file = file
        self.remarks = remarks
    }

    mutating func convert(_ text: String, startingAt line: Int) -> TracedText {
        var result = TracedText(startingAt: line)
        var scanner = TagScanner(text, startingAt: line)
        let pieces = scanner.pieces()
        var index = 0
        while index < pieces.count {
            defer { index += 1 }
            switch pieces[index] {
            case .text(let text, let line): result.append(text, from: line)
            case .tag(let tag):
                if let shown = Self.escaped(tag) {
                    remarks.convertedConstructs += 1
                    result.insert(shown, at: tag.line)
                } else if let call = Call(tag.inner) {
                    convert(call, tag, pieces, &index, &result)
                } else {
                    result.append(tag.raw, from: tag.line)
                }
            }
        }
        return result
    }

    private mutating func convert(
        _ call: Call, _ tag: TemplateTag, _ pieces: [TagPiece], _ index: inout Int, _ result: inout TracedText
    ) {
        let body = tag.kind == .block ? Self.body(pieces, index + 1) : nil
        if let replacement = replacement(for: call, body: body?.text) {
            remarks.convertedConstructs += 1
            result.insert(replacement, at: tag.line)
            if let body { index = body.end }
        } else {
            remarks.leftOver(tag.raw, line: tag.line)
            result.append(tag.raw, from: tag.line)
        }
    }

    private func replacement(for call: Call, body: String?) -> String? {
        if call.name == "resize_image" || call.name == "get_url" {
            return call.arguments["path"].flatMap { file($0) }
        }
        if let meaning = Shortcodes.meaning(of: call.name) {
            var arguments = call.arguments
            for key in ["src", "path", "url", "image"] {
                if let path = arguments[key], let place = file(path) { arguments[key] = place }
            }
            if let body, arguments["caption"] == nil { arguments["caption"] = body.trimmed }
            if let text = Shortcodes.replacement(for: meaning, named: arguments, positional: []) { return text }
        }
        guard let template = templates[call.name] else { return nil }
        return Self.writtenOut(template, call.arguments, body: body)
    }

    /// A template with its arguments filled in; `nil` when it holds more than those.
    private static func writtenOut(_ template: String, _ arguments: [String: String], body: String?) -> String? {
        var scanner = TagScanner(template, startingAt: 1)
        var result = ""
        for piece in scanner.pieces() {
            switch piece {
            case .text(let text, _): result += text
            case .tag(let tag):
                let parts = LiquidExpression(tag.inner)
                guard tag.kind == .output,
                    parts.filters.allSatisfy({ ["safe", "trim", "markdown"].contains($0.name) }),
                    let value = parts.value == "body" ? body : arguments[parts.value]
                else { return nil }
                result += value.trimmed
            }
        }
        return result.trimmed
    }

    /// `{{/* x() */}}` shows `{{ x() }}`.
    private static func escaped(_ tag: TemplateTag) -> String? {
        guard tag.inner.hasPrefix("/*"), tag.inner.hasSuffix("*/") else { return nil }
        let inner = tag.inner.dropFirst(2).dropLast(2)
        return tag.kind == .output ? "{{\(inner)}}" : "{%\(inner)%}"
    }

    /// What stands before the next `{% end %}`, and where that is.
    private static func body(_ pieces: [TagPiece], _ start: Int) -> (text: String, end: Int)? {
        var text = ""
        for index in pieces.indices.dropFirst(start) {
            switch pieces[index] {
            case .text(let part, _): text += part
            case .tag(let tag):
                if tag.kind == .block, tag.inner == "end" { return (text, index) }
                text += tag.raw
            }
        }
        return nil
    }

    /// `name(key="value", other=1)`
    struct Call {
        let name: String
        let arguments: [String: String]

        init?(_ inner: String) {
            guard let open = inner.firstIndex(of: "("), inner.hasSuffix(")") else { return nil }
            let name = inner[..<open]
            guard let first = name.first, first.isLetter || first == "_",
                name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
            else { return nil }
            self.name = String(name)
            let list = String(inner[inner.index(after: open)...].dropLast())
            let words = TagArguments(list, separators: [",", " ", "\n", "\t"])
            guard words.positional.isEmpty else { return nil }
            arguments = words.named.mapValues { value in
                let isQuoted = value.count >= 2 && "\"'`".contains(value.first ?? " ") && value.last == value.first
                return isQuoted ? String(value.dropFirst().dropLast()) : value
            }
        }
    }
}
