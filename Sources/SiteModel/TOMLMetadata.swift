import TOMLKit

/// Front matter in TOML 1.0.
///
/// TOMLKit tells positions of syntax errors only; those of values come from looking for the key at the start of a line.
enum TOMLMetadata {
    static func read(_ text: String, lineOffset: Int) throws(MetadataFailure) -> Metadata {
        var headers = TOMLHeaders(text)
        if let place = headers.firstImpossible() {
            throw MetadataFailure(
                Position(line: place.line + lineOffset, column: place.column),
                "not readable as TOML: a table's name must follow the bracket",
                suggestion: "put quotes around a name with other characters than letters, digits, - and _")
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let begin = error.source.begin
            throw MetadataFailure(
                Position(line: max(begin.line, 1) + lineOffset, column: max(begin.column, 1)),
                "not readable as TOML: \(summary(error.description))")
        } catch {
            throw MetadataFailure(Position(line: 1 + lineOffset, column: 1), "not readable as TOML: \(error)")
        }
        return Metadata(fields: fields(table, positions: KeyPositions(text, lineOffset: lineOffset)))
    }

    private static func fields(_ table: TOMLTable, positions: KeyPositions) -> [MetadataField] {
        table.keys.compactMap { key in
            guard let value = table[key] else { return nil }
            let place = positions.position(of: key)
            return MetadataField(
                key: key, value: self.value(value.tomlValue, positions), keyPosition: place.key,
                valuePosition: place.value)
        }
    }

    private static func value(_ value: TOMLValue, _ positions: KeyPositions) -> MetadataValue {
        if let table = value.table { return .table(fields(table, positions: positions)) }
        if let array = value.array { return .list(array.map { self.value($0.tomlValue, positions) }) }
        if let string = value.string { return .scalar(string, isQuoted: true) }
        if let flag = value.bool { return .scalar(flag ? "true" : "false", isQuoted: false) }
        if let number = value.int { return .scalar(String(number), isQuoted: false) }
        if let number = value.double { return .scalar(String(number), isQuoted: false) }
        if let moment = value.dateTime { return .scalar(Self.text(moment), isQuoted: false) }
        if let date = value.date { return .scalar(Self.text(date), isQuoted: false) }
        if let time = value.time { return .scalar(Self.text(time), isQuoted: false) }
        return .scalar("", isQuoted: false)
    }

    /// TOML's three temporal types as RFC 3339 writes them.
    private static func text(_ moment: TOMLDateTime) -> String {
        var text = self.text(moment.date) + "T" + self.text(moment.time)
        if let offset = moment.offset {
            let minutes = offset.offset
            text +=
                minutes == 0
                ? "Z" : (minutes < 0 ? "-" : "+") + padded(abs(minutes) / 60) + ":" + padded(abs(minutes) % 60)
        }
        return text
    }

    private static func text(_ date: TOMLDate) -> String {
        "\(padded(date.year, to: 4))-\(padded(date.month))-\(padded(date.day))"
    }

    private static func text(_ time: TOMLTime) -> String {
        "\(padded(time.hour)):\(padded(time.minute)):\(padded(time.second))"
    }

    private static func padded(_ number: Int, to width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// toml++ repeats where it was; the first line says what happened.
    private static func summary(_ description: String) -> String {
        description.split(separator: "\n").first.map(String.init) ?? description
    }
}

/// Where keys stand in TOML text: `key =` at the start of a line, or `[key]`.
private struct KeyPositions {
    private var places: [String: (key: Position, value: Position)] = [:]
    private let first: Position

    init(_ text: String, lineOffset: Int) {
        first = Position(line: 1 + lineOffset, column: 1)
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(line)
            let indent = line.prefix { $0 == " " || $0 == "\t" }.count
            let name = line.dropFirst(indent)
            let key: Substring
            var valueColumn = indent + 1
            if name.hasPrefix("[") {
                key = name.dropFirst().prefix { $0 != "]" }
            } else if let equals = name.firstIndex(of: "=") {
                key = name[..<equals]
                let after = name[name.index(after: equals)...]
                valueColumn =
                    indent + name.distance(from: name.startIndex, to: equals) + 2 + after.prefix { $0 == " " }.count
            } else {
                continue
            }
            let bare = String(key).trimmed.filter { $0 != "\"" && $0 != "'" }
            let position = Position(line: number + 1 + lineOffset, column: indent + 1)
            if places[bare] == nil {
                places[bare] = (position, Position(line: position.line, column: valueColumn))
            }
        }
    }

    func position(of key: String) -> (key: Position, value: Position) {
        places[key] ?? (first, first)
    }
}
