package import HTTPSemantics

extension CacheControl {
    /// What the `Cache-Control` lines among `fields` say.
    package init(of fields: Fields) {
        self.init()
        for value in fields.values("cache-control") { take(line: value.text) }
    }

    /// One line: `#( token [ "=" ( token / quoted-string ) ] )`, read as forgivingly as RFC 9111 §5.2 asks.
    ///
    /// Both argument forms are taken for every directive. A space beside `=` is not part of the grammar, so
    /// `max-age =5` is a directive nobody knows.
    private mutating func take(line: String) {
        for member in Self.members(of: Array(line.utf8)) {
            let parts = member.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(decoding: parts[0], as: UTF8.self).lowercased()
            guard !name.isEmpty else { continue }
            take(name, argument: parts.count == 2 ? Self.unquoted(parts[1]) : nil)
        }
    }

    /// The members of a comma-separated list, commas inside quoted strings left alone, white space trimmed.
    ///
    /// A quote that never ends quotes nothing: it must not hide the `no-store` behind it.
    private static func members(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var members: [ArraySlice<UInt8>] = []
        var start = 0
        var index = 0
        var isQuoted = false
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where isQuoted: index += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                members.append(bytes[start..<index])
                start = index + 1
            case _: break
            }
            index += 1
        }
        let rest = bytes[min(start, bytes.count)...]
        members += isQuoted ? rest.split(separator: UInt8(ascii: ",")) : [rest]
        return members.map(trimmed).filter { !$0.isEmpty }
    }

    private static func trimmed(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var slice = slice
        while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
        return slice
    }

    private static func unquoted(_ slice: ArraySlice<UInt8>) -> String {
        guard slice.count >= 2, slice.first == UInt8(ascii: "\""), slice.last == UInt8(ascii: "\"") else {
            return String(decoding: slice, as: UTF8.self)
        }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in slice.dropFirst().dropLast() {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
            } else {
                bytes.append(byte)
                isEscaped = false
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
