import Crypto
import Foundation
import Records

/// Half of a SHA-256: tells whether what something was made of is still the same.
struct Fingerprint: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    static let bytesCount = 16

    init(_ bytes: some Collection<UInt8>) {
        var hasher = SHA256()
        let isDone: Void? = bytes.withContiguousStorageIfAvailable {
            unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if isDone == nil { hasher.update(data: Array(bytes)) }
        (high, low) = unsafe hasher.finalize().withUnsafeBytes {
            unsafe ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
    }

    init(_ body: (inout RecordWriter) -> Void) {
        var record = RecordWriter()
        body(&record)
        self.init(record.bytes)
    }

    init(from record: inout RecordReader) throws(RecordFailure) {
        var halves: [UInt64] = []
        for _ in 0..<2 {
            var half: UInt64 = 0
            for (place, byte) in try record.slice(8).enumerated() { half |= UInt64(byte) << UInt64(8 * place) }
            halves.append(half)
        }
        (high, low) = (halves[0], halves[1])
    }

    /// Of any value, by what reflection sees of it: every stored property counts, also one that is added tomorrow.
    ///
    /// Slow; for settings. Sets and dictionaries count whatever their order.
    init(reflecting value: Any) {
        var record = RecordWriter()
        Self.write(value, to: &record)
        self.init(record.bytes)
    }

    private static func write(_ value: Any, to record: inout RecordWriter) {
        switch value {
        case let text as String: record.write(text)
        case let number as Int: record.write(number)
        case let flag as Bool: record.write(flag)
        case let number as Double: record.write(number)
        case let date as Date: record.write(date.timeIntervalSinceReferenceDate)
        case let zone as TimeZone: record.write(zone.identifier)
        default:
            let mirror = Mirror(reflecting: value)
            record.write("\(type(of: value))")
            switch mirror.displayStyle {
            case .dictionary, .set:
                let parts = mirror.children.map { child in
                    var part = RecordWriter()
                    write(child.value, to: &part)
                    return part.bytes
                }
                record.write(parts.sorted { $0.lexicographicallyPrecedes($1) }) { $0.write($1) }
            case _ where mirror.children.isEmpty: record.write(String(describing: value))
            default:
                record.write(Array(mirror.children)) {
                    $0.write($1.label)
                    write($1.value, to: &$0)
                }
            }
        }
    }
}

extension RecordWriter {
    mutating func write(_ fingerprint: Fingerprint) {
        write(fixed: fingerprint.high)
        write(fixed: fingerprint.low)
    }

    mutating func write(_ stamp: FileStamp) {
        write(stamp.bytes)
        write(stamp.inode)
        write(Int(stamp.modified))
        write(Int(stamp.changed))
    }
}

extension RecordReader {
    mutating func stamp() throws(RecordFailure) -> FileStamp {
        FileStamp(
            bytes: try integer(), inode: try number(), modified: Int64(try integer()), changed: Int64(try integer()))
    }
}
