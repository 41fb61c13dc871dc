/// A file of the site's `data` folder: YAML, TOML, JSON or CSV by its name's ending.
package enum DataFile {
    package static let endings = [".yaml", ".yml", ".toml", ".json", ".csv"]

    /// What a file holds.
    ///
    /// - Parameters:
    ///   - path: As messages name it.
    ///   - text: A byte-order mark and CRLF are welcome.
    package static func read(_ path: String, text: String) throws(Diagnostic) -> ParamValue {
        let text = FrontMatter.normalized(text)
        if path.hasSuffix(".csv") { return CommaSeparated.read(text) }
        do throws(MetadataFailure) {
            if path.hasSuffix(".toml") {
                return ParamValue(.table(try TOMLMetadata.read(text, lineOffset: 0).fields))
            }
            return ParamValue(try YAMLMetadata.readValue(text))
        } catch {
            throw Diagnostic(
                .error, path: path, line: error.position.line, column: error.position.column, error.message,
                suggestion: error.suggestion, excerpt: text.line(error.position.line))
        }
    }
}

/// Comma-separated values (RFC 4180): the first record names the fields of the others.
enum CommaSeparated {
    static func read(_ text: String) -> ParamValue {
        var records = self.records(text)
        guard !records.isEmpty else { return .list([]) }
        let names = records.removeFirst()
        return .list(
            records.map { record in
                .table(
                    zip(names, record).map { name, value in
                        Param(key: name, value: ParamValue(.scalar(value, isQuoted: false)))
                    })
            })
    }

    private static func records(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var bytes = text.utf8.makeIterator()
        var pending: UInt8?
        while let byte = pending ?? bytes.next() {
            pending = nil
            switch byte {
            case UInt8(ascii: "\"") where isQuoted:
                pending = bytes.next()
                if pending == UInt8(ascii: "\"") {
                    field.append(byte)
                    pending = nil
                } else {
                    isQuoted = false
                }
            case _ where isQuoted: field.append(byte)
            case UInt8(ascii: "\"") where field.isEmpty: isQuoted = true
            case UInt8(ascii: ","):
                record.append(String(decoding: field, as: UTF8.self))
                field = []
            case UInt8(ascii: "\n"):
                if !(record.isEmpty && field.isEmpty) {
                    records.append(record + [String(decoding: field, as: UTF8.self)])
                }
                (record, field) = ([], [])
            default: field.append(byte)
            }
        }
        if !(record.isEmpty && field.isEmpty) { records.append(record + [String(decoding: field, as: UTF8.self)]) }
        return records
    }
}
