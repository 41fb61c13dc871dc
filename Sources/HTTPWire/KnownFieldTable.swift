/// Finds the known field that a name spells, in either case, by one multiplication and one comparison.
///
/// A name becomes three words: its first eight bytes, the next eight and its last eight, in lower case. Names shorter
/// than eight bytes fill only the first. Setting bit 5 folds upper to lower case and, among token bytes, makes nothing
/// else equal to a letter, digit or hyphen.
struct KnownFieldTable: Sendable {
    /// Shared by all scanners, which keep it as a stored property: reading a global costs a check each time.
    static let shared = KnownFieldTable()

    private struct Entry: Sendable {
        var words = NameWords(first: 0, middle: 0, last: 0, length: 0)
        var field = KnownField.host
    }

    private var entries = [Entry](repeating: Entry(), count: 256)

    private init() {
        for field in KnownField.allCases {
            let name = Array(String(describing: field.name).utf8)
            guard let words = name.withRawSpan({ NameWords($0, name.startIndex, name.endIndex) }) else { continue }
            var slot = words.slot
            while entries[slot].words.length != 0 { slot = (slot + 1) & 255 }
            entries[slot] = Entry(words: words, field: field)
        }
    }

    /// The known field named by the token at `start..<end`.
    @inline(__always)
    func field(_ bytes: RawSpan, _ start: Int, _ end: Int) -> KnownField? {
        guard let words = NameWords(bytes, start, end) else { return nil }
        var slot = words.slot
        while entries[slot].words.length != 0 {
            if entries[slot].words == words { return entries[slot].field }
            slot = (slot + 1) & 255
        }
        return nil
    }
}

struct NameWords: Equatable, Sendable {
    var first: UInt64
    var middle: UInt64
    var last: UInt64
    var length: UInt64

    @inline(__always)
    init(first: UInt64, middle: UInt64, last: UInt64, length: UInt64) {
        self.first = first
        self.middle = middle
        self.last = last
        self.length = length
    }

    /// `nil` for lengths that no known field has.
    @inline(__always)
    init?(_ bytes: RawSpan, _ start: Int, _ end: Int) {
        let count = end - start
        guard count >= 2, count <= 24 else { return nil }
        length = UInt64(truncatingIfNeeded: count)
        let lowerCase: UInt64 = 0x2020_2020_2020_2020
        if count >= 8 {
            first = bytes.word(start) | lowerCase
            middle = count > 16 ? bytes.word(start + 8) | lowerCase : 0
            last = bytes.word(end - 8) | lowerCase
        } else {
            var word: UInt64 = 0
            if start + 8 <= bytes.byteCount {
                word = bytes.word(start)
            } else {
                for index in start..<end { word |= UInt64(bytes.byte(index)) << UInt64((index - start) * 8) }
            }
            first = (word | lowerCase) & (1 << UInt64(count * 8) &- 1)
            middle = 0
            last = 0
        }
    }

    @inline(__always)
    var slot: Int {
        let mixed = (first ^ (last << 7 | last >> 57) ^ length) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 56)
    }

    @inline(__always)
    static func == (left: NameWords, right: NameWords) -> Bool {
        (left.first ^ right.first) | (left.middle ^ right.middle) | (left.last ^ right.last)
            | (left.length ^ right.length) == 0
    }
}
