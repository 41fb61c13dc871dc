/// What a record's bytes do not hold: they end too early, or say what no writer of ours says.
package struct RecordFailure: Error, Hashable {
    @inlinable package init() {}
}

/// Reads what a `RecordWriter` wrote. Never trusts a length: what isn't there is a failure, not a trap.
package struct RecordReader {
    @usableFromInline package let bytes: ArraySlice<UInt8>
    @usableFromInline package var index: Int

    @inlinable package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    @inlinable package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    package var isAtEnd: Bool { index == bytes.endIndex }

    @inlinable package mutating func byte() throws(RecordFailure) -> UInt8 {
        guard index < bytes.endIndex else { throw RecordFailure() }
        defer { index += 1 }
        return bytes[index]
    }

    @inlinable package mutating func number() throws(RecordFailure) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            let byte = try byte()
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        throw RecordFailure()
    }

    @inlinable package mutating func integer() throws(RecordFailure) -> Int {
        let zigzag = try number()
        return Int(Int64(bitPattern: zigzag >> 1)) ^ -Int(Int64(bitPattern: zigzag & 1))
    }

    @inlinable package mutating func flag() throws(RecordFailure) -> Bool { try byte() != 0 }

    /// A count of items that follow, each at least a byte.
    @inlinable package mutating func count() throws(RecordFailure) -> Int {
        let count = try number()
        guard count <= UInt64(bytes.endIndex - index) else { throw RecordFailure() }
        return Int(count)
    }

    @inlinable package mutating func slice(_ count: Int) throws(RecordFailure) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.endIndex - index else { throw RecordFailure() }
        defer { index += count }
        return bytes[index..<index + count]
    }

    /// All that is left.
    @inlinable package mutating func rest() throws(RecordFailure) -> ArraySlice<UInt8> {
        try slice(bytes.endIndex - index)
    }

    @inlinable package mutating func text() throws(RecordFailure) -> String {
        String(decoding: try slice(try count()), as: UTF8.self)
    }

    @inlinable package mutating func byteArray() throws(RecordFailure) -> [UInt8] { Array(try slice(try count())) }

    @inlinable package mutating func real() throws(RecordFailure) -> Double {
        var pattern: UInt64 = 0
        for (place, byte) in try slice(8).enumerated() { pattern |= UInt64(byte) << UInt64(8 * place) }
        return Double(bitPattern: pattern)
    }

    @inlinable package mutating func optional<Value>(
        _ body: (inout RecordReader) throws(RecordFailure) -> Value
    ) throws(RecordFailure) -> Value? {
        try flag() ? try body(&self) : nil
    }

    @inlinable package mutating func list<Value>(
        _ body: (inout RecordReader) throws(RecordFailure) -> Value
    ) throws(RecordFailure) -> [Value] {
        let count = try count()
        var values: [Value] = []
        values.reserveCapacity(min(count, 65_536))
        for _ in 0..<count { values.append(try body(&self)) }
        return values
    }

    @inlinable package mutating func optionalText() throws(RecordFailure) -> String? {
        try flag() ? try text() : nil
    }

    @inlinable package mutating func texts() throws(RecordFailure) -> [String] {
        let count = try count()
        var values: [String] = []
        values.reserveCapacity(min(count, 65_536))
        for _ in 0..<count { values.append(try text()) }
        return values
    }
}
