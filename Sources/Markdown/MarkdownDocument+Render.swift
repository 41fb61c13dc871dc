/// A picture as the page shows it: the builder's answer to an `ImageReference`.
package struct Picture: Hashable, Sendable {
    package var source: String
    /// `"/a/320.jpg 320w, /a/640.jpg 640w"`; `nil` when there is one size only.
    package var sourceSet: String?
    package var sizes: String?
    /// Upright pixels, of the largest rendition; `nil` when unknown.
    package var width: Int?
    package var height: Int?

    package init(source: String, sourceSet: String? = nil, sizes: String? = nil, width: Int? = nil, height: Int? = nil)
    {
        self.source = source
        self.sourceSet = sourceSet
        self.sizes = sizes
        self.width = width
        self.height = height
    }
}

extension MarkdownDocument {
    /// The document as HTML.
    ///
    /// - Parameters:
    ///   - headingAnchors: Each heading ends in a link to itself; feeds do without.
    ///   - picture: What stands for a picture, by its index in `images`; `nil` keeps the destination as written.
    ///   - link: Where a local link leads, by its index in `links`; `nil` keeps the destination as written.
    ///   - shortcode: What stands for a shortcode, by its index in `shortcodes` and the HTML inside it.
    package func html(
        headingAnchors: Bool = true, picture: (Int) -> Picture? = { _ in nil },
        link: (Int) -> String? = { _ in nil }, shortcode: (Int, [UInt8]) throws -> [UInt8] = { $1 }
    ) rethrows -> [UInt8] {
        var output: [UInt8] = []
        // What stands before the shortcodes that are open.
        var outside: [(shortcode: Int, output: [UInt8])] = []
        for piece in pieces {
            switch piece {
            case .html(let bytes): output += bytes
            case .headingAnchor(let index): if headingAnchors { output.appendAnchor(to: headings[index]) }
            case .image(let index):
                let reference = images[index]
                output.append(reference, as: picture(index) ?? Picture(source: reference.destination))
            case .codeBlock(let block): output += block.html
            case .shortcode(let index): output += try shortcode(index, [])
            case .shortcodeStart(let index):
                outside.append((index, output))
                output = []
            case .shortcodeEnd(let index):
                // Ends that cross other elements come in another order than starts.
                guard let open = outside.last, open.shortcode == index else { continue }
                outside.removeLast()
                output = try open.output + shortcode(index, output)
            case .linkOpening(let index): output.appendOpening(of: links[index], to: link(index))
            }
        }
        while let open = outside.popLast() { output = try open.output + shortcode(open.shortcode, output) }
        return output
    }
}

extension [UInt8] {
    fileprivate mutating func appendAnchor(to heading: Heading) {
        append(text: " <a class=\"heading-anchor\" href=\"#")
        appendURL(heading.id)
        append(text: "\" aria-label=\"Link to this section\">#</a>")
    }

    fileprivate mutating func appendOpening(of link: LinkReference, to destination: String?) {
        append(text: "<a href=\"")
        appendURL(destination ?? link.destination)
        appendAttributeEnd(title: link.title)
        append(contentsOf: link.attributes.html(leaving: ["href", "title"]))
        append(text: ">")
    }

    fileprivate mutating func append(_ reference: ImageReference, as picture: Picture) {
        if reference.standsAlone { append(text: "<figure>") }
        append(text: "<img src=\"")
        appendURL(picture.source)
        append(text: "\"")
        if let sourceSet = picture.sourceSet { appendAttribute("srcset", sourceSet) }
        if let sizes = picture.sizes { appendAttribute("sizes", sizes) }
        let isSized = reference.attributes.contains { $0.name == "width" || $0.name == "height" }
        if !isSized, let width = picture.width { appendAttribute("width", String(width)) }
        if !isSized, let height = picture.height { appendAttribute("height", String(height)) }
        appendAttribute("alt", reference.alt)
        if !reference.standsAlone, let title = reference.title { appendAttribute("title", title) }
        let given = Set(reference.attributes.map(\.name))
        if !given.contains("loading") { append(text: #" loading="lazy""#) }
        append(text: #" decoding="async""#)
        append(contentsOf: reference.attributes.html(leaving: ["src", "srcset", "alt", "decoding"]))
        append(text: ">")
        guard reference.standsAlone else { return }
        if let title = reference.title {
            append(text: "<figcaption>")
            appendEscaped(title)
            append(text: "</figcaption>")
        }
        append(text: "</figure>")
    }

    private mutating func appendAttributeEnd(title: String?) {
        append(text: "\"")
        if let title { appendAttribute("title", title) }
    }

    private mutating func appendAttribute(_ name: String, _ value: String) {
        append(text: " \(name)=\"")
        appendEscaped(value)
        append(text: "\"")
    }
}
