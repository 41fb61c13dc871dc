import Foundation
import Markdown
package import Records

extension Entry {
    /// Changes with what a record holds.
    package static var recordVersion: Int { 1_000 + MarkdownDocument.recordVersion }

    var record: [UInt8] {
        var record = RecordWriter()
        write(to: &record)
        return record.bytes
    }

    /// All but the document's body.
    package func write(to record: inout RecordWriter) {
        record.write(kind.number)
        record.write(source)
        record.write(shownPath)
        record.write(title)
        record.write(date)
        record.write(updated)
        record.write(expiry)
        record.write(slug)
        record.write(explicitPath?.text)
        record.write(aliases.map(\.text))
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
        record.write(weight) { $0.write($1) }
        record.write(paginate) { $0.write($1) }
        record.write(menus) {
            $0.write($1.menu)
            $0.write($1.weight) { $0.write($1) }
            $0.write($1.title)
            $0.write($1.parent)
        }
        record.write(params) { $0.write($1) }
        record.write(words.words) {
            $0.write(UInt64($1.name))
            $0.write(UInt64($1.count))
        }
        document.write(to: &record)
        record.write(bodyLineOffset)
    }

    package convenience init(from record: inout RecordReader) throws(RecordFailure) {
        guard let kind = Kind(number: try record.integer()) else { throw RecordFailure() }
        self.init(
            kind: kind, source: try record.text(), shownPath: try record.text(), title: try record.text(),
            date: try record.date(), updated: try record.date(), expiry: try record.date(), slug: try record.text(),
            explicitPath: try record.path(),
            aliases: try record.list { record throws(RecordFailure) in try record.wholePath() },
            isDraft: try record.flag(), terms: try record.terms(), description: try record.optionalText(),
            summary: try record.optionalText(),
            cover: try record.optional { record throws(RecordFailure) in
                Cover(image: try record.text(), alt: try record.text(), position: try record.position())
            },
            weight: try record.optional { record throws(RecordFailure) in try record.integer() },
            paginate: try record.optional { record throws(RecordFailure) in try record.integer() },
            menus: try record.list { record throws(RecordFailure) in
                MenuPlace(
                    menu: try record.text(),
                    weight: try record.optional { record throws(RecordFailure) in try record.integer() },
                    title: try record.optionalText(), parent: try record.optionalText())
            },
            params: try record.list { record throws(RecordFailure) in try record.param() },
            words: WordVector(
                words: try record.list { record throws(RecordFailure) in
                    WordVector.Word(
                        name: UInt32(truncatingIfNeeded: try record.number()),
                        count: UInt16(truncatingIfNeeded: try record.number()))
                }),
            document: try MarkdownDocument(from: &record), bodyLineOffset: try record.integer())
    }
}

extension Entry.Kind {
    fileprivate var number: Int {
        switch self {
        case .post: 0
        case .page: 1
        case .index: 2
        }
    }

    fileprivate init?(number: Int) {
        switch number {
        case 0: self = .post
        case 1: self = .page
        case 2: self = .index
        case _: return nil
        }
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

    mutating func write(_ param: Param) {
        write(param.key)
        write(param.value)
    }

    private mutating func write(_ value: ParamValue) {
        switch value {
        case .null: append([0])
        case .flag(let flag):
            append([1])
            write(flag)
        case .integer(let number):
            append([2])
            write(number)
        case .text(let text):
            append([3])
            write(text)
        case .date(let date):
            append([4])
            write(date.timeIntervalSinceReferenceDate)
        case .list(let values):
            append([5])
            write(values) { $0.write($1) }
        case .table(let fields):
            append([6])
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

    mutating func wholePath() throws(RecordFailure) -> SitePath {
        guard let path = try? SitePath(try text()) else { throw RecordFailure() }
        return path
    }

    mutating func terms() throws(RecordFailure) -> [String: [String]] {
        let terms = try list { record throws(RecordFailure) in (try record.text(), try record.texts()) }
        return Dictionary(terms) { first, _ in first }
    }

    mutating func param() throws(RecordFailure) -> Param { Param(key: try text(), value: try value()) }

    private mutating func value() throws(RecordFailure) -> ParamValue {
        switch try byte() {
        case 0: .null
        case 1: .flag(try flag())
        case 2: .integer(try integer())
        case 3: .text(try text())
        case 4: .date(Date(timeIntervalSinceReferenceDate: try real()))
        case 5: .list(try list { record throws(RecordFailure) in try record.value() })
        case 6: .table(try list { record throws(RecordFailure) in try record.param() })
        case _: throw RecordFailure()
        }
    }
}
