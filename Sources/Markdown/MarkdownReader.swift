extension MarkdownDocument {
    /// Reads Markdown: CommonMark with GitHub's tables, strikethrough, autolinks and task lists, and footnotes.
    ///
    /// Never fails: every text is Markdown. May be called from many threads at once.
    package init(parsing text: String, options: MarkdownOptions = MarkdownOptions()) {
        let shield = Shield(text, options: options)
        guard let tree = CMarkTree(parsing: shield?.text ?? Array(text.utf8), options: options) else {
            preconditionFailure("cmark-gfm found no memory for a document of \(text.utf8.count) bytes")
        }
        var surgery = TreeSurgery(shield, options: options)
        surgery.operate(on: tree)
        var reader = MarkdownReader(options: options, shield: shield, surgery: surgery)
        tree.walk { reader.visit($0, isEntering: $1) }
        self = reader.document(from: tree)
    }
}

/// Collects what a document holds in one walk, then cuts the holes.
private struct MarkdownReader {
    private let options: MarkdownOptions
    private let shield: Shield?
    private let surgery: TreeSurgery
    private var codeBlocks: [CMarkNode] = []
    private var prose = Prose()
    private var rawHTML = RawHTML()
    private var headings: [(node: CMarkNode, text: String)] = []
    private var images: [(node: CMarkNode, alt: String, line: Int)] = []
    private var links: [(node: CMarkNode, line: Int)] = []
    private var separators: [CMarkNode] = []
    private var hasFootnotes = false
    private var blockLine = 1

    init(options: MarkdownOptions, shield: Shield?, surgery: TreeSurgery) {
        self.options = options
        self.shield = shield
        self.surgery = surgery
    }

    mutating func visit(_ node: CMarkNode, isEntering: Bool) {
        let kind = node.kind
        prose.visit(node, kind, isEntering: isEntering)
        switch (kind, isEntering) {
        case (.paragraph, true), (.blockQuote, true), (.otherBlock, true), (.heading, true):
            blockLine = max(node.line, 1)
        case (.heading, false): headings.append((node, prose.takeCapture()))
        case (.image, false): images.append((node, prose.alt, node.line > 0 ? node.line : blockLine))
        case (.link, true): links.append((node, node.line > 0 ? node.line : blockLine))
        case (.htmlBlock, true): visitHTML(node)
        case (.codeBlock, true): if options.highlighting { codeBlocks.append(node) }
        case (.htmlInline, true): rawHTML.read(node.literal)
        case (.footnoteDefinition, true): hasFootnotes = true
        default: break  // The rest leaves no trace but its text.
        }
    }

    private mutating func visitHTML(_ node: CMarkNode) {
        let literal = node.literal
        if isSeparator(literal) {
            prose.endSummary()
            separators.append(node)
        } else {
            rawHTML.read(literal)
        }
    }

    /// `<!--more-->`, with spaces as other generators allow them.
    private func isSeparator(_ html: String) -> Bool {
        html.filter { !$0.isWhitespace }.lowercased() == "<!--more-->"
    }

    consuming func document(from tree: borrowing CMarkTree) -> MarkdownDocument {
        let explicit = Set(surgery.attributes.values.compactMap(\.identifier) + surgery.marked.compactMap(\.identifier))
        var identifiers = UniqueIdentifiers(taken: rawHTML.identifiers.union(explicit))
        let headings = self.headings.map { node, text in
            let attributes = surgery.attributes[node.identity] ?? []
            return Heading(
                id: attributes.identifier ?? identifiers.take(Slug.make(text)), text: text, level: node.headingLevel,
                attributes: attributes, line: place(node, max(node.line, 1)).line)
        }
        var images = self.images.map { node, alt, line in
            let place = place(node, line)
            return ImageReference(
                destination: node.url, alt: alt, title: node.title.isEmpty ? nil : node.title,
                standsAlone: node.standsAlone, attributes: surgery.attributes[node.identity] ?? [], line: place.line,
                column: place.column)
        }
        let locals = self.links.filter { Destination.isLocal($0.node.url) }
        let links = locals.map { node, line in
            let place = place(node, line)
            return LinkReference(
                destination: node.url, title: node.title.isEmpty ? nil : node.title,
                attributes: surgery.attributes[node.identity] ?? [], line: place.line, column: place.column)
        }
        let shortcodes = shortcodes(addingTo: &images)
        let codeBlocks = self.codeBlocks.map {
            CodeBlock(literal: $0.literal, info: $0.fenceInfo, line: place($0, max($0.line, 1)).line)
        }
        cutHoles(images: images, links: locals.map(\.node))
        let html = tree.html()
        let unknown = codeBlocks.filter(\.isUnknown).map {
            UnknownLanguage(name: $0.language ?? "", line: $0.line)
        }
        return MarkdownDocument(
            headings: headings, images: images, links: links, unknownLanguages: unknown, shortcodes: shortcodes,
            problems: shield?.problems ?? [],
            anchors: identifiers.taken.union(footnoteAnchors(in: html)), rawReferences: rawHTML.references,
            summary: prose.summary,
            plainText: prose.text, wordCount: prose.wordCount,
            pieces: Marker.split(
                html, headings: headings, codeBlocks: codeBlocks, attributes: surgery.marked,
                fragments: surgery.fragments))
    }

    /// Where a node was in the text as it was given.
    private func place(_ node: CMarkNode, _ line: Int) -> (line: Int, column: Int) {
        shield?.position(line: line, column: max(node.column, 1)) ?? (line, max(node.column, 1))
    }

    /// Pictures that shortcodes name are pictures of the document, behind those of its Markdown.
    private func shortcodes(addingTo images: inout [ImageReference]) -> [Shortcode] {
        (shield?.shortcodes ?? []).map { shortcode in
            var shortcode = shortcode
            guard let source = shortcode["src"], Destination.isPicture(source) else { return shortcode }
            shortcode.image = images.count
            images.append(
                ImageReference(
                    destination: source, alt: shortcode["alt"] ?? shortcode["caption"] ?? shortcode["title"] ?? "",
                    title: nil, standsAlone: false, attributes: [], line: shortcode.line, column: shortcode.column))
            return shortcode
        }
    }

    /// cmark keeps footnotes' names to itself until it writes their ids.
    private func footnoteAnchors(in html: [UInt8]) -> Set<String> {
        guard hasFootnotes else { return [] }
        var written = RawHTML()
        written.read(String(decoding: html, as: UTF8.self))
        return written.identifiers
    }

    private func cutHoles(images: [ImageReference], links: [CMarkNode]) {
        for (index, heading) in headings.enumerated() {
            heading.node.surroundChildren(
                with: Marker.headingStart.bytes(index), and: Marker.headingEnd.bytes(index))
        }
        for (index, link) in links.enumerated() {
            link.replace(
                asBlock: false, opening: Marker.link.bytes(index), closing: Marker.linkEnd.bytes(index),
                keepingChildren: true)
        }
        for (index, image) in self.images.enumerated() {
            if images[index].standsAlone, let paragraph = image.node.parent {
                paragraph.replace(asBlock: true, opening: Marker.image.bytes(index))
            } else {
                image.node.replace(asBlock: false, opening: Marker.image.bytes(index))
            }
        }
        for (index, block) in codeBlocks.enumerated() {
            block.replace(asBlock: true, opening: Marker.codeBlock.bytes(index))
        }
        for separator in separators { separator.remove() }
    }
}

extension CMarkNode {
    /// A picture that is all its paragraph holds.
    fileprivate var standsAlone: Bool {
        guard next == nil, previous == nil, let parent else { return false }
        return parent.kind == .paragraph
    }
}
