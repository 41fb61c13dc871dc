import Foundation
import GRDB
import Jobs

extension Database {
    /// Runs a statement that is prepared once per connection.
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }
}

extension Date {
    /// As stored.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}

/// A row that our own statements can't have written: somebody edited the file.
struct DamagedRow: Error, CustomStringConvertible {
    let description: String
}

extension Row {
    func date(_ column: String) throws -> Date { Date(milliseconds: try value(column)) }
    func optionalDate(_ column: String) -> Date? { (self[column] as Int64?).map(Date.init(milliseconds:)) }

    func ulid(_ column: String) throws -> ULID {
        guard let id = ULID(try value(column)) else { throw DamagedRow(description: "\(column) holds no ULID") }
        return id
    }

    func `case`<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
        guard let value = Value(rawValue: try value(column)) else {
            throw DamagedRow(description: "\(column) holds an unknown word")
        }
        return value
    }

    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        guard let value = Value.fromDatabaseValue(self[column] as DatabaseValue? ?? .null) else {
            throw DamagedRow(description: "\(column) is empty or of another type")
        }
        return value
    }

    func note() -> JobNote? {
        (self["note"] as String?).map { JobNote($0, code: self["code"], enhancedCode: self["enhanced_code"]) }
    }
}

/// A list as one argument, for `IN (SELECT value FROM json_each(?))`.
func jsonList(_ texts: some Sequence<String>) -> String {
    let encoded = try? JSONEncoder().encode(texts.sorted())
    return encoded.map { String(decoding: $0, as: UTF8.self) } ?? "[]"
}
