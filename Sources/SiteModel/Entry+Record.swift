import Foundation
import Markdown
package import Records

extension Entry {
    /// Changes with what a record holds.
    package static var recordVersion: Int { 1_000 + MarkdownDocument.recordVersion }

    /// All but the document's body.
    package func write(to record: inout RecordWriter) {
        record.write(kind == .post)
        record.write(source)
        record.write(shownPath)
        record.write(title)
        record.write(date)
        record.write(updated)
        record.write(slug)
        record.write(explicitPath?.text)
        record.write(isDraft)
        record.write(terms.sorted { $0.key < $1.key }) {
            $0.write($1.key)
            $0.write($1.value)
        }
        record.write(description)
        record.write(summary)
        record.write(cover) {
            $0.write($1.image)
            $0.write($1.alt)
            $0.write($1.position)
        }
        record.write(params) { $0.write($1) }
        document.write(to: &record)
        record.write(bodyLineOffset)
    }

    package init(from record: inout RecordReader) throws(RecordFailure) {
        kind = try record.flag() ? .post : .page
        source = try record.text()
        shownPath = try record.text()
        title = try record.text()
        date = try record.date()
        updated = try record.date()
        slug = try record.text()
        explicitPath = try record.path()
        isDraft = try record.flag()
        let terms = try record.list { record throws(RecordFailure) in (try record.text(), try record.texts()) }
        self.terms = Dictionary(terms) { first, _ in first }
        description = try record.optionalText()
        summary = try record.optionalText()
        cover = try record.optional { record throws(RecordFailure) in
            Cover(image: try record.text(), alt: try record.text(), position: try record.position())
        }
        params = try record.list { record throws(RecordFailure) in try record.field() }
        document = try MarkdownDocument(from: &record)
        bodyLineOffset = try record.integer()
    }
}

extension Diagnostic {
    package func write(to record: inout RecordWriter) {
        record.write(severity == .error)
        record.write(path)
        record.write(line) { $0.write($1) }
        record.write(column) { $0.write($1) }
        record.write(message)
        record.write(suggestion)
        record.write(excerpt)
    }

    package init(from record: inout RecordReader) throws(RecordFailure) {
        severity = try record.flag() ? .error : .warning
        path = try record.text()
        line = try record.optional { record throws(RecordFailure) in try record.integer() }
        column = try record.optional { record throws(RecordFailure) in try record.integer() }
        message = try record.text()
        suggestion = try record.optionalText()
        excerpt = try record.optionalText()
    }
}

extension RecordWriter {
    mutating func write(_ date: Date?) { write(date) { $0.write($1.timeIntervalSinceReferenceDate) } }

    mutating func write(_ position: Position) {
        write(position.line)
        write(position.column)
    }

    mutating func write(_ field: MetadataField) {
        write(field.key)
        write(field.value)
        write(field.keyPosition)
        write(field.valuePosition)
    }

    private mutating func write(_ value: MetadataValue) {
        switch value {
        case .scalar(let text, let isQuoted):
            append([isQuoted ? 1 : 0])
            write(text)
        case .list(let values):
            append([2])
            write(values) { $0.write($1) }
        case .table(let fields):
            append([3])
            write(fields) { $0.write($1) }
        }
    }
}

extension RecordReader {
    mutating func date() throws(RecordFailure) -> Date? {
        try flag() ? Date(timeIntervalSinceReferenceDate: try real()) : nil
    }

    mutating func position() throws(RecordFailure) -> Position {
        Position(line: try integer(), column: try integer())
    }

    mutating func path() throws(RecordFailure) -> SitePath? {
        guard let text = try optionalText() else { return nil }
        guard let path = try? SitePath(text) else { throw RecordFailure() }
        return path
    }

    mutating func field() throws(RecordFailure) -> MetadataField {
        MetadataField(
            key: try text(), value: try value(), keyPosition: try position(), valuePosition: try position())
    }

    private mutating func value() throws(RecordFailure) -> MetadataValue {
        switch try byte() {
        case 0: .scalar(try text(), isQuoted: false)
        case 1: .scalar(try text(), isQuoted: true)
        case 2: .list(try list { record throws(RecordFailure) in try record.value() })
        case 3: .table(try list { record throws(RecordFailure) in try record.field() })
        case _: throw RecordFailure()
        }
    }
}
