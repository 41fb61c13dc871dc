/// What a built file says about others, and what may be said of it without them.
package struct PageFacts: Sendable {
    struct Reference: Sendable {
        enum Kind: Sendable {
            /// Followed by a reader.
            case link
            /// Fetched by the browser: pictures, scripts, style sheets.
            case resource
        }

        let target: String
        let kind: Kind
        let line: Int
    }

    struct Remark: Sendable {
        let line: Int
        let message: String
        var suggestion: String?
        var isError = false
    }

    private(set) var references: [Reference] = []
    private(set) var identifiers: Set<String> = []
    private(set) var remarks: [Remark] = []

    /// - Parameter name: The file's; `.html` and `.xml` are read.
    package init(_ name: String, _ bytes: [UInt8]) {
        if name.hasSuffix(".html") {
            readHTML(MarkupReader.html(bytes), of: name)
        } else if let elements = MarkupReader.xml(bytes) {
            for element in elements { readXML(element) }
        } else {
            remarks.append(Remark(line: 1, message: "is not well-formed XML", isError: true))
        }
    }

    // MARK: HTML

    private mutating func readHTML(_ elements: [MarkupElement], of name: String) {
        var hasTitle = false
        for element in elements {
            readIdentifiers(element)
            readReferences(element)
            switch element.name {
            case "html" where element.attributes["lang", default: ""].isEmpty:
                remarks.append(
                    Remark(
                        line: element.line, message: "the page doesn't say its language", suggestion: "`<html lang=…>`")
                )
            case "title": hasTitle = hasTitle || element.text.contains { !$0.isWhitespace }
            case "img" where element.attributes["alt"] == nil:
                remarks.append(
                    Remark(
                        line: element.line, message: "the picture `\(element.attributes["src"] ?? "")` has no `alt`",
                        suggestion: "say what it shows, or `alt=\"\"` if it is ornament"))
            default: break
            }
        }
        if !hasTitle, !elements.isEmpty { remarks.append(Remark(line: 1, message: "the page has no title")) }
    }

    private mutating func readIdentifiers(_ element: MarkupElement) {
        if let id = element.attributes["id"], !id.isEmpty, !identifiers.insert(id).inserted {
            remarks.append(Remark(line: element.line, message: "the id `\(id)` is given twice"))
        }
        if element.name == "a", let name = element.attributes["name"] { identifiers.insert(name) }
    }

    private mutating func readReferences(_ element: MarkupElement) {
        for (attribute, kind) in Self.attributes[element.name] ?? [] {
            guard let value = element.attributes[attribute] else { continue }
            let targets = attribute == "srcset" ? Self.candidates(value) : [value]
            for target in targets { references.append(Reference(target: target, kind: kind, line: element.line)) }
        }
    }

    private static let attributes: [String: [(String, Reference.Kind)]] = [
        "a": [("href", .link)], "area": [("href", .link)], "link": [("href", .resource)],
        "script": [("src", .resource)],
        "img": [("src", .resource), ("srcset", .resource)], "source": [("src", .resource), ("srcset", .resource)],
        "video": [("src", .resource), ("poster", .resource)], "audio": [("src", .resource)],
        "track": [("src", .resource)], "iframe": [("src", .resource)], "embed": [("src", .resource)],
        "object": [("data", .resource)], "form": [("action", .link)],
    ]

    /// `a.jpg 320w, b.jpg 2x` (HTML §4.8.4.2.1, without commas in URLs).
    private static func candidates(_ sourceSet: String) -> [String] {
        sourceSet.split(separator: ",").compactMap { candidate in
            candidate.split { $0.isWhitespace }.first.map(String.init)
        }
    }

    // MARK: Feeds and sitemap

    private mutating func readXML(_ element: MarkupElement) {
        switch element.name {
        case "loc",
            "guid" where element.attributes["isPermaLink"] != "false":
            references.append(Reference(target: element.text, kind: .link, line: element.line))
        case "link", "a":
            let target = element.attributes["href"] ?? element.text
            if !target.isEmpty { references.append(Reference(target: target, kind: .link, line: element.line)) }
        case "enclosure":
            let target = element.attributes["url"] ?? ""
            references.append(Reference(target: target, kind: .resource, line: element.line))
        default: break
        }
    }
}
