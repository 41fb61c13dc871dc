/// Turns values into the bytes of a record: what a cache keeps of them on disk.
///
/// Numbers are LEB128 (DWARF 5 §7.6), so that small ones take a byte; text and bytes follow their length. A record has no
/// field names: whoever changes what is written raises the version that the file begins with.
package struct RecordWriter {
    package var bytes: [UInt8] = []

    @inlinable package init() {}

    @inlinable package mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    @inlinable package mutating func write(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Signed numbers are zigzagged, so that small negative ones are short too.
    @inlinable package mutating func write(_ number: Int) {
        write(UInt64(bitPattern: Int64((number << 1) ^ (number >> (Int.bitWidth - 1)))))
    }

    @inlinable package mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    @inlinable package mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            write(UInt64(utf8.count))
            unsafe bytes.append(contentsOf: utf8)
        }
    }

    @inlinable package mutating func write(_ value: [UInt8]) {
        write(UInt64(value.count))
        bytes += value
    }

    @inlinable package mutating func write(_ value: ArraySlice<UInt8>) {
        write(UInt64(value.count))
        bytes += value
    }

    /// As it is, without its length: for what is always of one size.
    @inlinable package mutating func append(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    @inlinable package mutating func write(_ seconds: Double) {
        let pattern = seconds.bitPattern
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: pattern >> UInt64(8 * place))) }
    }

    @inlinable package mutating func write<Value>(_ value: Value?, _ body: (inout RecordWriter, Value) -> Void) {
        write(value != nil)
        if let value { body(&self, value) }
    }

    @inlinable package mutating func write<Values: Collection>(
        _ values: Values, _ body: (inout RecordWriter, Values.Element) -> Void
    ) {
        write(UInt64(values.count))
        for value in values { body(&self, value) }
    }

    /// Eight bytes, whatever the number.
    @inlinable package mutating func write(fixed number: UInt64) {
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * place))) }
    }

    @inlinable package mutating func write(_ text: String?) { write(text) { $0.write($1) } }
    @inlinable package mutating func write(_ texts: [String]) { write(texts) { $0.write($1) } }
}
