/// A piece of HTML: enough structure to take the text out of a mail of our own making.
enum HTMLToken: Hashable {
    case start(String, attributes: [String: String], isClosed: Bool)
    case end(String)
    case text(String)

    /// Never fails: what isn't a tag is text.
    static func tokens(of html: String) -> [HTMLToken] {
        var scanner = HTMLScanner(rest: Substring(html))
        var tokens: [HTMLToken] = []
        while let token = scanner.next() {
            tokens.append(token)
            // Style sheets and scripts hold `<` that begins no tag.
            if case .start(let name, _, false) = token, name == "style" || name == "script" {
                scanner.skipRawText(upTo: name)
            }
        }
        return tokens
    }
}

private struct HTMLScanner {
    var rest: Substring

    mutating func next() -> HTMLToken? {
        while !rest.isEmpty {
            if rest.first != "<" {
                let text = rest.prefix { $0 != "<" }
                rest = rest[text.endIndex...]
                return .text(decodedEntities(text))
            }
            if rest.hasPrefix("<!--") {
                rest = after("-->") ?? ""
            } else if rest.hasPrefix("<!") || rest.hasPrefix("<?") {
                rest = after(">") ?? ""
            } else if let tag = tag() {
                return tag
            } else {
                rest = rest.dropFirst()
                return .text("<")
            }
        }
        return nil
    }

    mutating func skipRawText(upTo name: String) {
        while let open = rest.firstIndex(of: "<") {
            rest = rest[open...]
            if rest.dropFirst().first == "/", rest.dropFirst(2).prefix(name.count).lowercased() == name { return }
            rest = rest.dropFirst()
        }
        rest = ""
    }

    private func after(_ mark: String) -> Substring? {
        var tail = rest
        while !tail.isEmpty {
            if tail.hasPrefix(mark) { return tail.dropFirst(mark.count) }
            tail = tail.dropFirst()
        }
        return nil
    }

    private mutating func tag() -> HTMLToken? {
        var tail = rest.dropFirst()
        let isEnd = tail.first == "/"
        if isEnd { tail = tail.dropFirst() }
        let name = tail.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
        guard let first = name.first, first.isLetter else { return nil }
        tail = tail[name.endIndex...]
        var attributes: [String: String] = [:]
        var isClosed = false
        while true {
            tail = tail.drop(while: \.isWhitespace)
            guard let character = tail.first else { return nil }
            if character == ">" { break }
            if character == "/" {
                tail = tail.dropFirst()
                isClosed = tail.first == ">"
                continue
            }
            let (key, value) = attribute(&tail)
            attributes[key] = value
        }
        rest = tail.dropFirst()
        let lower = name.lowercased()
        return isEnd ? .end(lower) : .start(lower, attributes: attributes, isClosed: isClosed)
    }

    private func attribute(_ tail: inout Substring) -> (String, String) {
        let name = tail.prefix { !$0.isWhitespace && $0 != "=" && $0 != ">" && $0 != "/" }
        tail = name.isEmpty ? tail.dropFirst() : tail[name.endIndex...]
        let valueStart = tail.drop(while: \.isWhitespace)
        guard valueStart.first == "=" else { return (name.lowercased(), "") }
        tail = valueStart.dropFirst().drop(while: \.isWhitespace)
        if let quote = tail.first, quote == "\"" || quote == "'" {
            let value = tail.dropFirst().prefix { $0 != quote }
            tail = tail[value.endIndex...].dropFirst()
            return (name.lowercased(), decodedEntities(value))
        }
        let value = tail.prefix { !$0.isWhitespace && $0 != ">" }
        tail = tail[value.endIndex...]
        return (name.lowercased(), decodedEntities(value))
    }
}

/// Character references: the numeric ones and the names a template writer uses; an unknown name stays as it stands.
private func decodedEntities(_ text: Substring) -> String {
    guard text.contains("&") else { return String(text) }
    var result = ""
    var rest = text
    while let amp = rest.firstIndex(of: "&") {
        result += rest[..<amp]
        rest = rest[amp...]
        let name = rest.dropFirst().prefix { $0 != ";" && $0 != "&" && !$0.isWhitespace }
        if name.endIndex < rest.endIndex, rest[name.endIndex] == ";", let character = entity(name) {
            result += character
            rest = rest[rest.index(after: name.endIndex)...]
        } else {
            result += "&"
            rest = rest.dropFirst()
        }
    }
    return result + rest
}

private func entity(_ name: Substring) -> String? {
    if name.hasPrefix("#x") || name.hasPrefix("#X") { return scalar(UInt32(name.dropFirst(2), radix: 16)) }
    if name.hasPrefix("#") { return scalar(UInt32(name.dropFirst())) }
    return namedEntities[String(name)]
}

private func scalar(_ value: UInt32?) -> String? { value.flatMap(Unicode.Scalar.init).map { String($0) } }

private let namedEntities: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "shy": "", "zwnj": "",
    "ndash": "–", "mdash": "—", "hellip": "…", "middot": "·", "bull": "•", "copy": "©", "trade": "™", "times": "×",
    "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»", "larr": "←", "rarr": "→",
]
