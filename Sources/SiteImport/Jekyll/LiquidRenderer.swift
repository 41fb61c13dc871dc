import SiteModel

/// What Liquid of one site is worked out with.
struct LiquidSite {
    var config: [MetadataField]
    var filters: LiquidFilters
    /// Texts of `_includes/`, by name.
    var includes: [String: String]
    /// The new file for a post's name or a source path, rooted in the content folder.
    var post: (String) -> String?
    var link: (String) -> String?
}

/// Works Liquid off where its result is a constant or has an equivalent here; the rest stays as it is and is noted.
struct LiquidRenderer {
    private let site: LiquidSite
    private var values: LiquidValues
    private let depth: Int
    private var pieces: [TagPiece] = []
    private var index = 0
    private var output: TracedText
    private(set) var remarks: Remarks
    private var trimsNext = false

    init(site: LiquidSite, page: [MetadataField], remarks: Remarks, include: [MetadataField] = [], depth: Int = 0) {
        self.site = site
        self.remarks = remarks
        self.depth = depth
        values = LiquidValues(roots: ["site": site.config, "page": page, "include": include])
        output = TracedText(startingAt: 1)
    }

    mutating func render(_ text: String, startingAt line: Int) -> TracedText {
        var scanner = TagScanner(text, startingAt: line)
        pieces = scanner.pieces()
        output = TracedText(startingAt: line)
        while index < pieces.count {
            let piece = pieces[index]
            index += 1
            switch piece {
            case .text(let text, let line): append(text, line)
            case .tag(let tag):
                if tag.trimsBefore { output.dropTrailingSpace() }
                switch tag.kind {
                case .output: show(tag)
                case .block: perform(tag)
                }
                trimsNext = tag.trimsAfter
            }
        }
        return output
    }

    private mutating func append(_ text: String, _ line: Int) {
        guard trimsNext else { return output.append(text, from: line) }
        trimsNext = false
        let kept = text.drop(while: \.isWhitespace)
        output.append(kept, from: line + text.utf8.count { $0 == 10 } - kept.utf8.count { $0 == 10 })
    }

    private mutating func keep(_ tag: TemplateTag, _ reason: String = "has no equivalent") {
        remarks.leftOver(tag.raw, line: tag.line, reason)
        output.append(tag.raw, from: tag.line)
    }

    private mutating func replace(_ tag: TemplateTag, _ text: String) {
        remarks.convertedConstructs += 1
        output.insert(text, at: tag.line)
    }

    // MARK: {{ … }}

    private mutating func show(_ tag: TemplateTag) {
        guard let text = value(of: tag.inner) else { return keep(tag, "is not a constant") }
        replace(tag, text)
    }

    /// - Returns: `nil` for what only a running Jekyll knows.
    private func value(of expression: String) -> String? {
        let expression = LiquidExpression(expression)
        guard var text = word(expression.value) ?? (expression.filters.first?.name == "default" ? "" : nil) else {
            return nil
        }
        for filter in expression.filters {
            var arguments: [String] = []
            for argument in filter.arguments {
                guard let value = word(argument) else { return nil }
                arguments.append(value)
            }
            guard let result = site.filters.apply(filter.name, arguments, to: text) else { return nil }
            text = result
        }
        return text
    }

    private func word(_ word: String) -> String? {
        if let literal = LiquidExpression.literal(word) { return literal }
        if Int(word) != nil { return word }
        switch word {
        case "site.url": return site.filters.origin
        // Rooted paths count from the site's address, so its path is said only after its host or inside HTML.
        case "site.baseurl", "site.github.baseurl":
            let end = output.text.suffix(site.filters.origin.count)
            let isHTML = ["src=\"", "href=\"", "src='", "href='"].contains(where: output.text.hasSuffix)
            return isHTML || (!end.isEmpty && end == site.filters.origin[...]) ? site.filters.basePath : ""
        default: return values.text(word)
        }
    }

    // MARK: {% … %}

    private mutating func perform(_ tag: TemplateTag) {
        switch tag.name {
        case "raw": copyRaw()
        case "comment":
            _ = skip(to: "endcomment")
            remarks.convertedConstructs += 1
        case "highlight": highlight(tag)
        case "post_url": link(tag, site.post(tag.rest), "there is no such post")
        case "link": link(tag, site.link(value(ofArgument: tag.rest)), "there is no such file")
        case "include", "include_relative", "include_cached": include(tag)
        case "assign": assign(tag)
        case "seo", "feed_meta", "avatar", "toc": drop(tag)
        case "endraw", "endhighlight", "endcomment": output.append(tag.raw, from: tag.line)
        case "else", "elsif", "when", "endif", "endfor", "endunless", "endcase", "endcapture", "endtablerow", "break",
            "continue":
            // Its beginning has been noted.
            output.append(tag.raw, from: tag.line)
        default: embed(tag)
        }
    }

    private func value(ofArgument text: String) -> String { value(of: text) ?? LiquidExpression.literal(text) ?? text }

    private mutating func copyRaw() {
        remarks.convertedConstructs += 1
        while index < pieces.count {
            let piece = pieces[index]
            index += 1
            switch piece {
            case .text(let text, let line): append(text, line)
            case .tag(let tag) where tag.name == "endraw": return
            case .tag(let tag): output.append(tag.raw, from: tag.line)
            }
        }
    }

    /// - Returns: What was skipped, and whether the end was there.
    private mutating func skip(to end: String) -> (pieces: ArraySlice<TagPiece>, isClosed: Bool) {
        let start = index
        while index < pieces.count {
            index += 1
            if case .tag(let tag) = pieces[index - 1], tag.kind == .block, tag.name == end {
                return (pieces[start..<(index - 1)], true)
            }
        }
        return (pieces[start..<index], false)
    }

    /// A fence that no line of the code closes.
    private mutating func highlight(_ tag: TemplateTag) {
        let start = index
        let code = skip(to: "endhighlight")
        guard code.isClosed else {
            index = start
            return keep(tag, "is never closed")
        }
        var inner = LiquidRenderer(site: site, page: values.roots["page"] ?? [], remarks: remarks, depth: depth)
        let source = code.pieces.map { piece in
            switch piece {
            case .text(let text, _): text
            case .tag(let tag): tag.raw
            }
        }.joined()
        var text = inner.render(source, startingAt: tag.line).text
        remarks = inner.remarks
        while text.first?.isNewline == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        var longest = 0
        for line in text.split(separator: "\n" as Character) {
            longest = max(longest, line.trimmingPrefix(while: \.isWhitespace).prefix { $0 == "`" }.count)
        }
        let fence = String(repeating: "`", count: max(3, longest + 1))
        let arguments = TagArguments(tag.rest)
        let options = [
            arguments.positional.dropFirst().contains("linenos") || arguments.named["linenos"] != nil ? ",linenos" : ""
        ]
        let language = arguments.positional.first ?? ""
        if !output.text.isEmpty, output.text.utf8.last != 10 { output.insert("\n", at: tag.line) }
        replace(tag, "\(fence)\(language)\(options.joined())\n")
        output.append(text, from: tag.line + 1)
        output.insert("\n\(fence)", at: tag.line)
        if case .text(let next, _)? = index < pieces.count ? pieces[index] : nil, next.first?.isNewline != true {
            output.insert("\n", at: tag.line)
        }
    }

    private mutating func link(_ tag: TemplateTag, _ target: String?, _ problem: String) {
        guard let target else { return keep(tag, "leads nowhere: \(problem)") }
        remarks.rewrittenLinks += 1
        // `{{ site.url }}{% post_url x %}`: the file's name says where it is without a host.
        for prefix in [site.filters.origin + site.filters.basePath, site.filters.origin] where !prefix.isEmpty {
            if output.text.hasSuffix(prefix) { output.dropLast(prefix) }
        }
        replace(tag, target)
    }

    private mutating func assign(_ tag: TemplateTag) {
        guard let equals = tag.rest.firstIndex(of: "="),
            let value = value(of: String(tag.rest[tag.rest.index(after: equals)...]).trimmed)
        else { return keep(tag, "is not a constant") }
        values.assigned[String(tag.rest[..<equals]).trimmed] = value
        remarks.convertedConstructs += 1
    }

    private mutating func drop(_ tag: TemplateTag) {
        remarks.convertedConstructs += 1
        remarks.note(.changed, line: tag.line, "`\(tag.raw)` is dropped: the theme does this")
    }

    // MARK: Includes and plugins

    private mutating func include(_ tag: TemplateTag) {
        let arguments = TagArguments(tag.rest)
        guard let name = arguments.positional.first.map({ LiquidExpression.literal($0) ?? $0 }) else {
            return keep(tag)
        }
        let named = arguments.named.compactMapValues { inner(LiquidExpression.literal($0)) ?? word($0) }
        if let meaning = Shortcodes.meaning(of: name), named.count == arguments.named.count,
            let text = Shortcodes.replacement(for: meaning, named: named, positional: [])
        {
            return replace(tag, text)
        }
        guard let text = site.includes[name], depth < 5, named.count == arguments.named.count else { return keep(tag) }
        let fields = named.map { MetadataField(key: $0.key, text: $0.value) }
        var renderer = LiquidRenderer(
            site: site, page: values.roots["page"] ?? [], remarks: Remarks(file: remarks.file), include: fields,
            depth: depth + 1)
        let result = renderer.render(text, startingAt: 1)
        guard renderer.remarks.notes.isEmpty else {
            return keep(tag, "holds what has no equivalent (_includes/\(name))")
        }
        replace(tag, result.text.trimmed)
    }

    /// Liquid inside a quoted argument.
    private func inner(_ text: String?) -> String? {
        guard let text, text.contains("{{") else { return text }
        var renderer = LiquidRenderer(
            site: site, page: values.roots["page"] ?? [], remarks: Remarks(file: ""), depth: depth + 1)
        let result = renderer.render(text, startingAt: 1)
        return renderer.remarks.notes.isEmpty ? result.text : nil
    }

    /// A plugin's tag: `{% youtube ID %}`.
    private mutating func embed(_ tag: TemplateTag) {
        let arguments = TagArguments(tag.rest)
        let words = arguments.positional.map { LiquidExpression.literal($0) ?? word($0) ?? $0 }
        let named = arguments.named.mapValues { LiquidExpression.literal($0) ?? word($0) ?? $0 }
        guard let meaning = Shortcodes.meaning(of: tag.name),
            let text = Shortcodes.replacement(for: meaning, named: named, positional: words)
        else { return keep(tag) }
        replace(tag, text)
    }
}
