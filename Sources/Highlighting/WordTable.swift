/// All words of a language with their classes and moves: one open-addressed hash table over flat arrays.
struct WordTable: Sendable {
    struct Entry {
        var start: Int32
        var count: Int32
        var table: Int32
        var tokenClass: TokenClass
        var move: Int32
    }

    var ignoresCase = false
    private var letters: [UInt8] = []
    private var entries: [Entry] = []
    private var slots: [Int32] = []

    mutating func insert(_ word: [UInt8], table: Int32, _ tokenClass: TokenClass, _ move: Int32) {
        entries.append(
            Entry(
                start: Int32(letters.count), count: Int32(word.count), table: table, tokenClass: tokenClass, move: move)
        )
        letters += word
    }

    /// Makes the words findable; of two equal ones the first counts.
    mutating func index() {
        var size = 16
        while size < entries.count * 3 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        for (number, entry) in entries.enumerated() {
            let start = Int(entry.start)
            let word = start..<(start + Int(entry.count))
            guard find(letters, word, table: entry.table) == nil else { continue }
            var slot = Self.hash(letters, word, entry.table, ignoringCase: false) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(number)
        }
    }

    func find(_ code: [UInt8], _ range: Range<Int>, table: Int32) -> Entry? {
        var slot = Self.hash(code, range, table, ignoringCase: ignoresCase) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.table == table, Int(entry.count) == range.count, matches(entry, code, range.lowerBound) {
                return entry
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func matches(_ entry: Entry, _ code: [UInt8], _ start: Int) -> Bool {
        for offset in 0..<Int(entry.count)
        where letters[Int(entry.start) + offset] != Self.folded(code[start + offset], ignoresCase) {
            return false
        }
        return true
    }

    private static func hash(_ code: [UInt8], _ range: Range<Int>, _ table: Int32, ignoringCase: Bool) -> Int {
        var hash = UInt32(bitPattern: table) &* 0x9E37_79B9 &+ 0x811C_9DC5
        for index in range { hash = (hash ^ UInt32(folded(code[index], ignoringCase))) &* 0x0100_0193 }
        return Int(hash ^ (hash >> 15))
    }

    private static func folded(_ byte: UInt8, _ ignoringCase: Bool) -> UInt8 {
        ignoringCase && byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 32 : byte
    }
}
