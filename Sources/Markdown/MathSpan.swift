/// TeX in a text: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`.
///
/// What looks like a price stays text: a dollar sign opens only where a non-blank follows and no letter, digit or dollar
/// precedes, and closes only right after a non-blank and before anything but a letter or a digit (Pandoc's rule and a little more).
struct MathSpan {
    let tex: String
    let isDisplay: Bool
    /// Bytes, delimiters included.
    let count: Int

    init?(_ text: [UInt8], at start: Int, atLineStart: Bool) {
        guard start + 1 < text.count else { return nil }
        switch (text[start], text[start + 1]) {
        case (UInt8(ascii: "$"), UInt8(ascii: "$")): self.init(text, start, "$$", "$$", isDisplay: true, isLong: true)
        case (UInt8(ascii: "$"), _): self.init(dollar: text, start)
        case (UInt8(ascii: "\\"), UInt8(ascii: "(")):
            self.init(text, start, "\\(", "\\)", isDisplay: false, isLong: false)
            if !Self.looksLikeTeX(tex) { return nil }
        case (UInt8(ascii: "\\"), UInt8(ascii: "[")):
            guard atLineStart else { return nil }
            self.init(text, start, "\\[", "\\]", isDisplay: true, isLong: true)
            // `\[1\]` is how one writes brackets.
            let end = start + count
            guard end >= text.count || text[end] == UInt8(ascii: "\n"), Self.looksLikeTeX(tex) else { return nil }
        default: return nil
        }
    }

    /// - Parameter isLong: May go over several lines, though not over an empty one.
    private init?(_ text: [UInt8], _ start: Int, _ opening: String, _ closing: String, isDisplay: Bool, isLong: Bool) {
        let first = start + opening.utf8.count
        var index = first
        while index < text.count, index - first < 16_384 {
            if text[index...].starts(with: closing.utf8) {
                let tex = String(decoding: text[first..<index], as: UTF8.self)
                guard tex.contains(where: { !$0.isWhitespace }) else { return nil }
                self.tex = tex
                self.isDisplay = isDisplay
                count = index + closing.utf8.count - start
                return
            }
            if text[index] == UInt8(ascii: "\n") {
                guard isLong, index + 1 < text.count, text[index + 1] != UInt8(ascii: "\n") else { return nil }
            }
            index += text[index] == UInt8(ascii: "\\") && closing == "$$" ? 2 : 1
        }
        return nil
    }

    private init?(dollar text: [UInt8], _ start: Int) {
        if start > 0, Self.isWord(text[start - 1]) || text[start - 1] == UInt8(ascii: "$") { return nil }
        guard text[start + 1] > 32, text[start + 1] != UInt8(ascii: "`") else { return nil }
        var index = start + 1
        while index < text.count, text[index] != UInt8(ascii: "\n"), index - start < 1_000 {
            if text[index] == UInt8(ascii: "$") { break }
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < text.count, text[index] == UInt8(ascii: "$"), index > start + 1, text[index - 1] > 32 else {
            return nil
        }
        if index + 1 < text.count, Self.isWord(text[index + 1]) || text[index + 1] == UInt8(ascii: "$") { return nil }
        let inside = String(decoding: text[(start + 1)..<index], as: UTF8.self)
        if let first = inside.first, first.isNumber, inside.contains(" "),
            !inside.contains(where: { "\\^_=+<>".contains($0) })
        {
            return nil
        }
        tex = inside
        isDisplay = false
        count = index + 1 - start
    }

    /// A single letter, or something that only formulas hold.
    private static func looksLikeTeX(_ tex: String) -> Bool {
        let trimmed = tex.filter { !$0.isWhitespace }
        return trimmed.count == 1 && trimmed.first?.isLetter == true || trimmed.contains { "\\^_=+<>".contains($0) }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte > 127 || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
    }

    var html: [UInt8] {
        var output: [UInt8] = []
        output.append(text: "<span class=\"math \(isDisplay ? "display" : "inline")\">")
        output.appendEscaped(tex)
        output.append(text: "</span>")
        return output
    }

    var blockHTML: [UInt8] {
        var output: [UInt8] = []
        output.append(text: "<div class=\"math display\">")
        output.appendEscaped(tex)
        output.append(text: "</div>")
        return output
    }
}
