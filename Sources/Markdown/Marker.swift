/// A mark that a hole leaves in the HTML which cmark-gfm writes: 0xFF, a letter, an index, 0xFF.
///
/// The byte 0xFF occurs in no UTF-8, so no text can hold a mark.
enum Marker: UInt8 {
    case headingStart = 0x68  // h
    case headingEnd = 0x65  // e
    case image = 0x69  // i
    case link = 0x6C  // l
    case codeBlock = 0x63  // c
    case attributes = 0x61  // a
    case shortcode = 0x73  // s
    case shortcodeStart = 0x62  // b
    case shortcodeEnd = 0x66  // f
    case linkEnd = 0x6B  // k
    /// Finished HTML.
    case fragment = 0x6D  // m

    func bytes(_ index: Int) -> [UInt8] {
        [0xFF, rawValue] + Array(String(index).utf8) + [0xFF]
    }

    /// Cuts HTML at its marks.
    static func split(
        _ html: [UInt8], headings: [Heading], codeBlocks: [CodeBlock], attributes: [[Attribute]],
        fragments: [[UInt8]]
    ) -> [MarkdownDocument.Piece] {
        var pieces: [MarkdownDocument.Piece] = []
        var run: [UInt8] = []
        var rest = html[...]
        while let start = rest.firstIndex(of: 0xFF) {
            run += rest[..<start]
            guard start + 1 < rest.endIndex, let marker = Marker(rawValue: rest[start + 1]),
                let end = rest[(start + 1)...].firstIndex(of: 0xFF),
                let index = Int(String(decoding: rest[(start + 2)..<end], as: UTF8.self))
            else { break }
            rest = rest[(end + 1)...]
            let piece: MarkdownDocument.Piece
            switch marker {
            case .headingStart:
                run.putAttributes(of: headings[index])
                continue
            case .attributes:
                run.put(attributes[index], intoTagOf: &rest)
                continue
            case .linkEnd:
                run.append(text: "</a>")
                continue
            case .fragment:
                run += fragments[index]
                continue
            case .headingEnd: piece = .headingAnchor(index)
            case .image: piece = .image(index)
            case .link: piece = .linkOpening(index)
            case .codeBlock: piece = .codeBlock(codeBlocks[index])
            case .shortcode: piece = .shortcode(index)
            case .shortcodeStart: piece = .shortcodeStart(index)
            case .shortcodeEnd: piece = .shortcodeEnd(index)
            }
            if !run.isEmpty { pieces.append(.html(run)) }
            run = []
            pieces.append(piece)
        }
        run += rest
        if !run.isEmpty { pieces.append(.html(run)) }
        return pieces
    }
}

extension [UInt8] {
    /// The run ends in `<h2>`: opens the tag again and gives it an id.
    fileprivate mutating func putAttributes(of heading: Heading) {
        guard last == UInt8(ascii: ">") else { return }
        removeLast()
        append(text: " id=\"")
        appendEscaped(heading.id)
        append(text: "\"")
        append(contentsOf: heading.attributes.html(leaving: ["id"]))
        append(text: ">")
    }

    /// The tag that comes next takes the attributes; a paragraph of a tight list has none, and then they are dropped.
    fileprivate mutating func put(_ attributes: [Attribute], intoTagOf rest: inout ArraySlice<UInt8>) {
        if last == nil || last == UInt8(ascii: "\n"), rest.first == UInt8(ascii: "\n") { rest = rest.dropFirst() }
        let tag = rest.drop { $0 == UInt8(ascii: "\n") }
        guard tag.first == UInt8(ascii: "<"), tag.dropFirst().first != UInt8(ascii: "/") else { return }
        let end = tag.firstIndex { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: " ") } ?? tag.endIndex
        append(contentsOf: rest[..<end])
        append(contentsOf: attributes.html())
        rest = rest[end...]
    }
}
