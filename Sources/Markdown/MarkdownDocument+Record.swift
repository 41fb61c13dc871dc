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
    package static var recordVersion: Int { 1 }

    /// All but the body.
    package func write(to record: inout RecordWriter) {
        record.write(headings) {
            $0.write($1.id)
            $0.write($1.text)
            $0.write($1.level)
            $0.write($1.line)
        }
        record.write(images) {
            $0.write($1.destination)
            $0.write($1.alt)
            $0.write($1.title)
            $0.write($1.standsAlone)
            $0.write($1.line)
            $0.write($1.column)
        }
        record.write(links) {
            $0.write($1.destination)
            $0.write($1.title)
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
                id: try record.text(), text: try record.text(), level: try record.integer(), line: try record.integer())
        }
        images = try record.list { record throws(RecordFailure) in
            ImageReference(
                destination: try record.text(), alt: try record.text(), title: try record.optionalText(),
                standsAlone: try record.flag(), line: try record.integer(), column: try record.integer())
        }
        links = try record.list { record throws(RecordFailure) in
            LinkReference(
                destination: try record.text(), title: try record.optionalText(), line: try record.integer(),
                column: try record.integer())
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
            case _: throw RecordFailure()
            }
        }
    }
}
