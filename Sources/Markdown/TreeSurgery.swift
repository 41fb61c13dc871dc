/// What is done to the tree before anybody reads it: tokens become what they stand for, block quotes alerts, paragraphs
/// definition lists. Everything else stays as cmark-gfm made it.
struct TreeSurgery {
    /// Of headings, local and other links, pictures, by the node's identity.
    private(set) var attributes: [Int: [Attribute]] = [:]
    /// Of other elements, in the order of their marks.
    private(set) var marked: [[Attribute]] = []
    /// HTML that marks stand for, in their order.
    private(set) var fragments: [[UInt8]] = []

    private let shield: Shield?
    private let options: MarkdownOptions
    private var texts: [CMarkNode] = []
    private var literals: [CMarkNode] = []
    private var destinations: [CMarkNode] = []
    private var quotes: [CMarkNode] = []
    private var definitions: [CMarkNode] = []

    init(_ shield: Shield?, options: MarkdownOptions) {
        self.shield = shield
        self.options = options
    }

    mutating func operate(on tree: borrowing CMarkTree) {
        tree.walk { node, isEntering in
            if isEntering { note(node) }
        }
        if let shield {
            for node in destinations { node.mapStrings(shield.restored) }
            for node in literals { restore(node, shield) }
            for node in texts { fill(node, shield) }
        }
        for node in quotes { makeAlert(node) }
        makeDefinitionLists(in: tree)
    }

    private mutating func note(_ node: CMarkNode) {
        switch node.kind {
        case .text:
            if shield != nil, node.literal.utf8.contains(0xEF) { texts.append(node) }
            if options.extensions.contains(.definitionLists), isDefinition(node) { definitions.append(node) }
        case .code, .htmlInline, .htmlBlock: if shield != nil { literals.append(node) }
        case .codeBlock:
            if shield != nil { destinations.append(node) }
            literals.append(node)
        case .link, .image: if shield != nil { destinations.append(node) }
        case .blockQuote: if options.extensions.contains(.alerts) { quotes.append(node) }
        default: break
        }
    }

    // MARK: Tokens

    /// In code everything is as it was written, but for the comment that keeps Hugo from reading a shortcode there.
    private func restore(_ node: CMarkNode, _ shield: Shield) {
        let literal = node.literal
        switch node.kind {
        case .htmlBlock, .htmlInline:
            guard let parts = Shield.parts(of: literal) else { return }
            var html: [UInt8] = []
            for part in parts {
                switch part {
                case .text(let text): html.append(text: text)
                case .item(let number):
                    if let mark = shortcodeMark(number, shield) {
                        html += mark
                    } else {
                        html.append(text: shield.sources[number])
                    }
                }
            }
            node.setLiteral(html)
        default: if let restored = shield.restored(literal) { node.setLiteral(restored) }
        }
    }

    private func shortcodeMark(_ number: Int, _ shield: Shield) -> [UInt8]? {
        guard shield.items.indices.contains(number) else { return nil }
        return switch shield.items[number] {
        case .shortcode(let index): Marker.shortcode.bytes(index)
        case .shortcodeOpening(let index): Marker.shortcodeStart.bytes(index)
        case .shortcodeClosing(let index): Marker.shortcodeEnd.bytes(index)
        case .math, .attributes, .literal, .none: nil
        }
    }

    private mutating func fill(_ node: CMarkNode, _ shield: Shield) {
        guard let parts = Shield.parts(of: node.literal) else { return }
        if parts.count == 1, case .item(let number) = parts[0], fillBlock(node, number, shield) { return }
        for (index, part) in parts.enumerated() {
            switch part {
            case .text(let text): node.insertText(text)
            case .item(let number):
                guard shield.items.indices.contains(number) else { continue }
                switch shield.items[number] {
                case .math(let math):
                    node.insertBefore(asBlock: false, Marker.fragment.bytes(fragments.count))
                    fragments.append(math.html)
                case .literal(let text): node.insertText(text)
                case .attributes(let list):
                    if !give(list, at: node, isFirst: index == 0, isLast: index == parts.count - 1) {
                        node.insertText(shield.sources[number])
                    }
                case .shortcode, .shortcodeOpening, .shortcodeClosing:
                    if let mark = shortcodeMark(number, shield) { node.insertBefore(asBlock: false, mark) }
                case .none: break
                }
            }
        }
        node.remove()
    }

    /// A token that is all its paragraph holds.
    private mutating func fillBlock(_ node: CMarkNode, _ number: Int, _ shield: Shield) -> Bool {
        guard node.next == nil, node.previous == nil, let paragraph = node.parent, paragraph.kind == .paragraph,
            shield.items.indices.contains(number)
        else { return false }
        switch shield.items[number] {
        case .math(let math) where math.isDisplay: paragraph.replace(asBlock: true, opening: math.blockHTML)
        case .attributes(let list):
            guard let target = paragraph.previous ?? paragraph.next else { return false }
            give(list, to: target)
            paragraph.remove()
        case .shortcode, .shortcodeOpening, .shortcodeClosing:
            guard let mark = shortcodeMark(number, shield) else { return false }
            paragraph.replace(asBlock: true, opening: mark)
        case .math, .literal, .none: return false
        }
        return true
    }

    // MARK: Attributes

    /// Finds what attributes in the text of this node belong to: the inline before them, the heading they end, the paragraph
    /// they end on a line of their own.
    private mutating func give(_ attributes: [Attribute], at node: CMarkNode, isFirst: Bool, isLast: Bool) -> Bool {
        if isFirst, let before = node.previous, [.link, .image, .code, .otherInline].contains(before.kind) {
            give(attributes, to: before)
            return true
        }
        guard isLast, node.next == nil, let parent = node.parent else { return false }
        if parent.kind == .heading {
            give(attributes, to: parent)
            // The blank before the braces.
            if let before = node.previous, before.kind == .text { before.setLiteral(before.literal.trimmedAtEnd) }
            return true
        }
        if isFirst, parent.kind == .paragraph, let lineBreak = node.previous, lineBreak.kind == .softBreak {
            lineBreak.remove()
            // Behind an item without a blank line it is the list's, as kramdown has it.
            if let item = parent.parent, item.kind == .item, let list = item.parent {
                give(attributes, to: list)
            } else {
                give(attributes, to: parent)
            }
            return true
        }
        return false
    }

    private mutating func give(_ list: [Attribute], to node: CMarkNode) {
        switch node.kind {
        case .heading, .image: attributes[node.identity] = list
        case .link where Destination.isLocal(node.url): attributes[node.identity] = list
        case .paragraph, .blockQuote, .item, .otherBlock:
            node.insertBefore(asBlock: true, Marker.attributes.bytes(marked.count))
            marked.append(list)
        case .link, .code, .customInline, .otherInline:
            node.insertBefore(asBlock: false, Marker.attributes.bytes(marked.count))
            marked.append(list)
        case .htmlBlock, .codeBlock, .footnoteDefinition, .text, .softBreak, .lineBreak, .htmlInline,
            .footnoteReference:
            break
        }
    }

    // MARK: Alerts

    /// A quote that begins with `[!NOTE]` on a line of its own.
    private func makeAlert(_ quote: CMarkNode) {
        guard let paragraph = quote.firstChild, paragraph.kind == .paragraph else { return }
        var label = ""
        var nodes: [CMarkNode] = []
        var next = paragraph.firstChild
        while let node = next, node.kind == .text {
            label += node.literal
            nodes.append(node)
            next = node.next
            if label.utf8.count > 20 { return }
        }
        if let next, next.kind != .softBreak, next.kind != .lineBreak { return }
        guard let kind = Alert(rawValue: label.trimmedAtEnd.lowercased()) else { return }
        if let next { nodes.append(next) }
        for node in nodes { node.remove() }
        if paragraph.firstChild == nil { paragraph.remove() }
        quote.replace(
            asBlock: true,
            opening: Array(
                "<div class=\"markdown-alert markdown-alert-\(kind)\" role=\"note\">\n<p class=\"markdown-alert-title\">\(kind.title)</p>\n"
                    .utf8),
            closing: Array("</div>".utf8), keepingChildren: true)
    }

    private enum Alert: String {
        case note = "[!note]"
        case tip = "[!tip]"
        case important = "[!important]"
        case warning = "[!warning]"
        case caution = "[!caution]"

        var title: String { String(describing: self).capitalizedFirst }
    }

    // MARK: Definition lists

    /// A line of a paragraph, not its first, that begins with a colon and a blank.
    private func isDefinition(_ node: CMarkNode) -> Bool {
        guard node.parent?.kind == .paragraph, let before = node.previous, before.kind == .softBreak,
            before.previous != nil
        else { return false }
        return node.literal.hasPrefix(": ")
    }

    private func makeDefinitionLists(in tree: borrowing CMarkTree) {
        var lists: [(paragraph: CMarkNode, lines: [CMarkNode])] = []
        for line in definitions {
            guard let paragraph = line.parent, paragraph.kind == .paragraph else { continue }
            if let last = lists.last, last.paragraph.identity == paragraph.identity {
                lists[lists.count - 1].lines.append(line)
            } else {
                lists.append((paragraph, [line]))
            }
        }
        let paragraphs = Set(lists.map(\.paragraph.identity))
        // Which of them touch each other has to be known before any is replaced.
        let joins = lists.map { list in
            (
                before: list.paragraph.previous.map { paragraphs.contains($0.identity) } ?? false,
                after: list.paragraph.next.map { paragraphs.contains($0.identity) } ?? false
            )
        }
        for (list, join) in zip(lists, joins) {
            var isTerm = true
            let lines = Set(list.lines.map(\.identity))
            var child = list.paragraph.firstChild
            while let node = child {
                child = node.next
                guard node.kind == .softBreak, let next = node.next else { continue }
                if lines.contains(next.identity) {
                    next.setLiteral(String(next.literal.dropFirst(2).drop { $0 == " " }))
                    node.replace(asBlock: false, opening: Array((isTerm ? "</dt>\n<dd>" : "</dd>\n<dd>").utf8))
                    isTerm = false
                } else if isTerm {
                    node.replace(asBlock: false, opening: Array("</dt>\n<dt>".utf8))
                }
            }
            list.paragraph.surroundChildren(
                with: Array(((join.before ? "" : "<dl>\n") + "<dt>").utf8),
                and: Array(("</dd>" + (join.after ? "" : "\n</dl>")).utf8))
            list.paragraph.dissolve(in: tree)
        }
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[...last])
    }

    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
