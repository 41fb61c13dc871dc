import Markdown

/// What a text is about, in little room: its most frequent word stems, each by a 32-bit name, with how often it occurs.
///
/// Words of the title count eight times, of headings four. Stop words, words of two letters and numbers are left out; stems
/// are made by cutting common endings, which is crude and enough to find texts that share their subject. Where words aren't
/// set apart by spaces (Han, Hiragana, Katakana), pairs of characters stand for them.
package struct WordVector: Hashable, Sendable {
    package struct Word: Hashable, Sendable {
        package let name: UInt32
        package let count: UInt16

        package init(name: UInt32, count: UInt16) {
            self.name = name
            self.count = count
        }
    }

    /// How many stems are kept.
    package static let size = 24

    /// By name.
    package let words: [Word]

    package init(words: [Word] = []) { self.words = words }

    init(title: String, _ document: MarkdownDocument) {
        var counter = WordCounter()
        counter.count(title, times: 8)
        for heading in document.headings { counter.count(heading.text, times: 4) }
        counter.count(document.plainText, times: 1)
        words = counter.most(Self.size)
    }
}

/// Cuts text into words and counts their stems.
struct WordCounter {
    private var counts: [UInt32: Int] = [:]
    private var word: [UInt8] = []
    private var previousIdeograph: UInt32?

    mutating func count(_ text: String, times: Int) {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        if isASCII {
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"): word.append(byte)
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte | 0x20)
                case UInt8(ascii: "0")...UInt8(ascii: "9"): word.append(byte)
                default: endWord(times)
                }
            }
        } else {
            for scalar in text.lowercased().unicodeScalars { take(scalar, times) }
        }
        endWord(times)
        previousIdeograph = nil
    }

    private mutating func take(_ scalar: Unicode.Scalar, _ times: Int) {
        if Self.isIdeograph(scalar) {
            endWord(times)
            if let previous = previousIdeograph {
                counts[Self.hash([previous, scalar.value]), default: 0] += times
            }
            previousIdeograph = scalar.value
            return
        }
        previousIdeograph = nil
        if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
            word += UTF8.encode(scalar).map(Array.init) ?? []
        } else {
            endWord(times)
        }
    }

    private mutating func endWord(_ times: Int) {
        defer { word.removeAll(keepingCapacity: true) }
        guard word.count > 2, word.contains(where: { $0 > 0x39 }), !StopWords.names.contains(Self.hash(word)) else {
            return
        }
        counts[Self.hash(Stem.cut(word)), default: 0] += times
    }

    /// The most frequent; of equals the lower name, so that the choice never varies.
    func most(_ limit: Int) -> [WordVector.Word] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit)
            .map { WordVector.Word(name: $0.key, count: UInt16(min($0.value, 65_535))) }
            .sorted { $0.name < $1.name }
    }

    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x2FA1F: true
        default: false
        }
    }

    /// FNV-1a.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }

    private static func hash(_ scalars: [UInt32]) -> UInt32 {
        scalars.reduce(2_166_136_261) { ($0 ^ $1) &* 16_777_619 }
    }
}

/// Endings of English and its neighbours, longest first; at least three letters stay.
private enum Stem {
    private static let endings = [
        "ations", "ation", "ingly", "ments", "ingen", "ment", "ness", "ions", "ing", "ies", "ied", "ion", "ers", "ed",
        "er", "en", "es", "ly", "s", "e", "y",
    ].map { Array($0.utf8) }

    static func cut(_ word: [UInt8]) -> ArraySlice<UInt8> {
        for ending in endings where word.count >= ending.count + 3 && word.suffix(ending.count).elementsEqual(ending) {
            return word.dropLast(ending.count)
        }
        return word[...]
    }
}
