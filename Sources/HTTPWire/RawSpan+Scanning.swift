// How far a run of allowed bytes reaches. Everything that looks at single bytes of a head goes through here.
//
// Eight bytes are classified at once in a 64-bit word (Mycroft's zero-byte test). A test of this kind may misjudge
// bytes *after* the first hit, because a borrow runs upwards; the first hit, the only one used, is exact.
// Loads are unaligned and checked against the length of the span: that check is the proof of each `unsafe` here.

extension RawSpan {
    @inline(__always)
    package func byte(_ offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount)
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Eight bytes, the first of them the least significant.
    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset <= byteCount - 8)
        return UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    /// The first byte from `start` on that a field value can't hold, or that is a tab; `end` if there is none.
    @inline(__always)
    func endOfText(from start: Int, to end: Int) -> Int {
        var index = start
        while index <= end - 8 {
            let hits = ByteWord.controls(word(index))
            if hits != 0 { return index + hits.trailingZeroBitCount &>> 3 }
            index += 8
        }
        while index < end, byte(index) >= 0x20, byte(index) != 0x7F { index += 1 }
        return index
    }

    /// The first byte from `start` on that a request target can't hold; `end` if there is none.
    @inline(__always)
    func endOfTarget(from start: Int, to end: Int) -> Int {
        var index = start
        while index <= end - 8 {
            let hits = ByteWord.outsideTarget(word(index))
            if hits != 0 { return index + hits.trailingZeroBitCount &>> 3 }
            index += 8
        }
        while index < end, byte(index) > 0x20, byte(index) < 0x7F, byte(index) != UInt8(ascii: "#") { index += 1 }
        return index
    }

    /// The first byte from `start` on that a token can't hold; `end` if there is none.
    @inline(__always)
    func endOfToken(from start: Int, to end: Int) -> Int {
        var index = start
        while index <= end - 8 {
            let hits = ByteWord.notLetterOrHyphen(word(index))
            if hits != 0 {
                index += hits.trailingZeroBitCount &>> 3
                if byte(index) == UInt8(ascii: ":") { return index }
                break
            }
            index += 8
        }
        while index < end, ByteWord.isToken(byte(index)) { index += 1 }
        return index
    }

    /// The place of the first line feed from `start` on, `nil` if there is none before `end`.
    func firstLineFeed(from start: Int, to end: Int) -> Int? {
        var index = start
        while index <= end - 8 {
            let hits = ByteWord.equal(word(index), to: UInt8(ascii: "\n"))
            if hits != 0 { return index + hits.trailingZeroBitCount &>> 3 }
            index += 8
        }
        while index < end {
            if byte(index) == UInt8(ascii: "\n") { return index }
            index += 1
        }
        return nil
    }

    /// `range` without spaces and tabs at its ends.
    @inline(__always)
    package func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isBlank(byte(start)) { start += 1 }
        while end > start, isBlank(byte(end - 1)) { end -= 1 }
        return start..<end
    }

    /// Whether the bytes at `range` are `text`, letters in either case. `text` is in lower case.
    @inline(__always)
    package func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { text in
            for index in range {
                let byte = byte(index)
                let folded = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
                if unsafe folded != text[index - range.lowerBound] { return false }
            }
            return true
        }
    }

    /// Whether the bytes at `range` are exactly `text`.
    @inline(__always)
    package func holds(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { text in
            for index in range {
                if unsafe byte(index) != text[index - range.lowerBound] { return false }
            }
            return true
        }
    }

    /// A copy of the bytes at `range`.
    package func copy(_ range: Range<Int>) -> [UInt8] {
        unsafe extracting(range).withUnsafeBytes { bytes in unsafe Array(bytes) }
    }
}

@inline(__always)
func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

extension [UInt8] {
    /// What `body` makes of these bytes, given to it where they lie.
    @inline(__always)
    package func withRawSpan<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // Unsafe only for elements with padding, of which bytes have none.
        try body(unsafe span.bytes)
    }
}

/// Tests on eight bytes at once: the highest bit of each byte of the result tells about that byte.
enum ByteWord {
    @inline(__always)
    static func repeating(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    @inline(__always)
    private static func below(_ word: UInt64, _ bound: UInt8) -> UInt64 {
        (word &- repeating(bound)) & ~word & repeating(0x80)
    }

    @inline(__always)
    static func equal(_ word: UInt64, to byte: UInt8) -> UInt64 { below(word ^ repeating(byte), 1) }

    /// 0x00–0x1F and 0x7F.
    @inline(__always)
    static func controls(_ word: UInt64) -> UInt64 { below(word, 0x20) | equal(word, to: 0x7F) }

    /// Controls, the space, `#`, and whatever is not ASCII.
    @inline(__always)
    static func outsideTarget(_ word: UInt64) -> UInt64 {
        below(word, 0x21) | equal(word, to: 0x7F) | equal(word, to: UInt8(ascii: "#")) | (word & repeating(0x80))
    }

    /// Whatever is neither an ASCII letter nor a hyphen: all names in practice are made of these. Exact for every byte.
    @inline(__always)
    static func notLetterOrHyphen(_ word: UInt64) -> UInt64 {
        let low = word & repeating(0x7F)
        let folded = low | repeating(0x20)
        let letters = (folded &+ repeating(0x80 - 0x61)) & ~(folded &+ repeating(0x80 - 0x7B))
        let hyphens = ~((low ^ repeating(0x2D)) &+ repeating(0x7F))
        return ~((letters | hyphens) & ~word) & repeating(0x80)
    }

    /// RFC 9110 §5.6.2, as two words of bits instead of a table in memory.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        let low: UInt64 = 0x03FF_6CFA_0000_0000  // ! # $ % & ' * + - . 0-9
        let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE  // A-Z ^ _ ` a-z | ~
        let bits = byte < 0x40 ? low : high
        return byte < 0x80 && (bits >> UInt64(byte & 0x3F)) & 1 != 0
    }
}
