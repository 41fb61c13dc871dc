/// One attribute that an author put on an element: `{#id .class key=value}`.
package struct Attribute: Hashable, Sendable {
    package let name: String
    package let value: String
}

extension [Attribute] {
    var identifier: String? { first { $0.name == "id" }?.value }

    /// Reads what stands between the braces; `nil` when it isn't a list of attributes.
    ///
    /// Kramdown begins with a colon: `{: .wide}`. Classes become one attribute; of two equal names the later counts.
    /// - Parameter isBehindInline: A pair alone is enough right behind a link or a picture.
    init?(reading text: String, isBehindInline: Bool) {
        var rest = text[...].drop { $0 == " " || $0 == "\t" }
        let isKramdown = rest.first == ":"
        if isKramdown { rest = rest.dropFirst() }
        var classes: [String] = []
        var others: [Attribute] = []
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\n" }
            guard let first = rest.first else { break }
            if first == "#" || first == "." {
                let name = rest.dropFirst().prefix { !$0.isWhitespace && !"{}\"'<>=#.".contains($0) }
                guard !name.isEmpty else { return nil }
                rest = rest.dropFirst(name.count + 1)
                if first == "#" {
                    others.append(Attribute(name: "id", value: String(name)))
                } else {
                    classes.append(String(name))
                }
                continue
            }
            guard let (attribute, length) = Self.pair(rest) else { return nil }
            rest = rest.dropFirst(length)
            if attribute.name == "class" { classes.append(attribute.value) } else { others.append(attribute) }
        }
        guard !(classes.isEmpty && others.isEmpty) else { return nil }
        // `{a=b}` without a class or an id is too easily something else.
        if !isKramdown, !isBehindInline, !text.contains(where: { $0 == "#" || $0 == "." }) { return nil }
        self = classes.isEmpty ? [] : [Attribute(name: "class", value: classes.joined(separator: " "))]
        for other in others {
            removeAll { $0.name == other.name }
            append(other)
        }
    }

    private static func pair(_ text: Substring) -> (Attribute, Int)? {
        let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_:.@".contains($0)) }
        guard let first = name.first, first.isLetter || first == "_" || first == "@" else { return nil }
        let rest = text.dropFirst(name.count)
        guard rest.first == "=" else { return nil }
        let value = rest.dropFirst()
        if let quote = value.first, quote == "\"" || quote == "'" {
            let inside = value.dropFirst().prefix { $0 != quote }
            guard value.dropFirst(inside.count + 1).first == quote else { return nil }
            return (Attribute(name: String(name), value: String(inside)), name.count + inside.count + 3)
        }
        let bare = value.prefix { !$0.isWhitespace && !"{}\"'<>=".contains($0) }
        guard !bare.isEmpty else { return nil }
        return (Attribute(name: String(name), value: String(bare)), name.count + bare.count + 1)
    }

    /// Without what runs code or reaches into the page's style, for authors whose HTML is refused.
    var harmless: [Attribute] {
        filter { !$0.name.lowercased().hasPrefix("on") && $0.name.lowercased() != "style" && !$0.name.hasPrefix("@") }
    }

    /// As they stand in a tag, each with a blank before it.
    func html(leaving left: Set<String> = []) -> [UInt8] {
        var output: [UInt8] = []
        for attribute in self where !left.contains(attribute.name) {
            output.append(text: " \(attribute.name)=\"")
            output.appendEscaped(attribute.value)
            output.append(text: "\"")
        }
        return output
    }
}
