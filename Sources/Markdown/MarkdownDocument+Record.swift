package import Records

/// The HTML of a document with its holes: by far its largest part, and of no use to anybody but who renders it.
package struct MarkdownBody: Hashable, Sendable {
    let pieces: [MarkdownDocument.Piece]
}

extension MarkdownDocument {
    /// Cuts off what only rendering needs, so that ten thousand documents fit into memory. A document without its body
    /// renders as nothing.
    package mutating func takeBody() -> MarkdownBody {
        defer { (pieces, plainText) = ([], "") }
        return MarkdownBody(pieces: pieces)
    }

    /// The document with its body in its place again; the plain text stays away.
    package func with(_ body: MarkdownBody) -> MarkdownDocument {
        var document = self
        document.pieces = body.pieces
        return document
    }

    /// Changes with what a record holds.
    package static var recordVersion: Int { 2 }

    /// All but the body.
    package func write(to record: inout RecordWriter) {
        record.write(headings) {
            $0.write($1.id)
            $0.write($1.text)
            $0.write($1.level)
            $0.write($1.attributes)
            $0.write($1.line)
        }
        record.write(images) {
            $0.write($1.destination)
            $0.write($1.alt)
            $0.write($1.title)
            $0.write($1.standsAlone)
            $0.write($1.attributes)
            $0.write($1.line)
            $0.write($1.column)
        }
        record.write(links) {
            $0.write($1.destination)
            $0.write($1.title)
            $0.write($1.attributes)
            $0.write($1.line)
            $0.write($1.column)
        }
        record.write(unknownLanguages) {
            $0.write($1.name)
            $0.write($1.line)
        }
        record.write(shortcodes) { $1.write(to: &$0) }
        record.write(problems) {
            $0.write($1.message)
            $0.write($1.line)
            $0.write($1.column)
        }
        record.write(anchors.sorted())
        record.write(rawReferences)
        record.write(summary)
        record.write(wordCount)
    }

    package init(from record: inout RecordReader) throws(RecordFailure) {
        headings = try record.list { record throws(RecordFailure) in
            Heading(
                id: try record.text(), text: try record.text(), level: try record.integer(),
                attributes: try [Attribute](from: &record), line: try record.integer())
        }
        images = try record.list { record throws(RecordFailure) in
            ImageReference(
                destination: try record.text(), alt: try record.text(), title: try record.optionalText(),
                standsAlone: try record.flag(), attributes: try [Attribute](from: &record), line: try record.integer(),
                column: try record.integer())
        }
        links = try record.list { record throws(RecordFailure) in
            LinkReference(
                destination: try record.text(), title: try record.optionalText(),
                attributes: try [Attribute](from: &record), line: try record.integer(),
                column: try record.integer())
        }
        unknownLanguages = try record.list { record throws(RecordFailure) in
            UnknownLanguage(name: try record.text(), line: try record.integer())
        }
        shortcodes = try record.list { record throws(RecordFailure) in try Shortcode(from: &record) }
        problems = try record.list { record throws(RecordFailure) in
            MarkdownProblem(message: try record.text(), line: try record.integer(), column: try record.integer())
        }
        anchors = Set(try record.texts())
        rawReferences = try record.texts()
        summary = try record.text()
        plainText = ""
        wordCount = try record.integer()
        pieces = []
    }
}

extension MarkdownBody {
    package func write(to record: inout RecordWriter) {
        record.write(pieces) { record, piece in
            switch piece {
            case .html(let bytes):
                record.append([0])
                record.write(bytes)
            case .headingAnchor(let index):
                record.append([1])
                record.write(index)
            case .image(let index):
                record.append([2])
                record.write(index)
            case .linkOpening(let index):
                record.append([3])
                record.write(index)
            case .codeBlock(let block):
                record.append([4])
                block.write(to: &record)
            case .shortcode(let index):
                record.append([5])
                record.write(index)
            case .shortcodeStart(let index):
                record.append([6])
                record.write(index)
            case .shortcodeEnd(let index):
                record.append([7])
                record.write(index)
            }
        }
    }

    package init(from record: inout RecordReader) throws(RecordFailure) {
        pieces = try record.list { record throws(RecordFailure) in
            switch try record.byte() {
            case 0: .html(try record.byteArray())
            case 1: .headingAnchor(try record.integer())
            case 2: .image(try record.integer())
            case 3: .linkOpening(try record.integer())
            case 4: .codeBlock(try CodeBlock(from: &record))
            case 5: .shortcode(try record.integer())
            case 6: .shortcodeStart(try record.integer())
            case 7: .shortcodeEnd(try record.integer())
            case _: throw RecordFailure()
            }
        }
    }
}

extension RecordWriter {
    fileprivate mutating func write(_ attributes: [Attribute]) {
        write(attributes) {
            $0.write($1.name)
            $0.write($1.value)
        }
    }
}

extension [Attribute] {
    fileprivate init(from record: inout RecordReader) throws(RecordFailure) {
        self = try record.list { record throws(RecordFailure) in
            Attribute(name: try record.text(), value: try record.text())
        }
    }
}

extension Shortcode {
    fileprivate func write(to record: inout RecordWriter) {
        record.write(name)
        record.write(arguments) {
            $0.write($1.name)
            $0.write($1.value)
        }
        record.write(isPaired)
        record.write(image ?? -1)
        record.write(line)
        record.write(column)
    }

    fileprivate init(from record: inout RecordReader) throws(RecordFailure) {
        name = try record.text()
        arguments = try record.list { record throws(RecordFailure) in
            Argument(name: try record.optionalText(), value: try record.text())
        }
        isPaired = try record.flag()
        let image = try record.integer()
        self.image = image < 0 ? nil : image
        line = try record.integer()
        column = try record.integer()
    }
}

extension CodeBlock {
    fileprivate func write(to record: inout RecordWriter) {
        record.write(language)
        record.write(title)
        record.write(firstLine ?? -1)
        record.write(code)
        record.write(html)
        record.write(isUnknown)
        record.write(line)
    }

    fileprivate init(from record: inout RecordReader) throws(RecordFailure) {
        language = try record.optionalText()
        title = try record.optionalText()
        let firstLine = try record.integer()
        self.firstLine = firstLine < 0 ? nil : firstLine
        code = try record.text()
        html = try record.byteArray()
        isUnknown = try record.flag()
        line = try record.integer()
    }
}
