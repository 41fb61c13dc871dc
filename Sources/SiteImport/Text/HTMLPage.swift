import Foundation

/// A page that was written in HTML, made fit to stand in Markdown: no empty lines and no indentation, which would end the
/// markup there, but for what is kept as it is on purpose.
enum HTMLPage {
    static func markdown(_ text: TracedText) -> TracedText {
        var isKept = false
        return text.mapLines { line, _ in
            let lowered = line.lowercased()
            let opens = ["<pre", "<textarea", "<script", "<style"].contains(where: lowered.contains)
            let closes = ["</pre", "</textarea", "</script", "</style"].contains(where: lowered.contains)
            let wasKept = isKept
            if opens || closes { isKept = opens && !closes }
            if wasKept { return String(line) }
            let trimmed = String(line).trimmed
            return trimmed.isEmpty ? nil : trimmed
        }
    }
}

extension TracedText {
    /// The same text with the first of some words changed.
    func replacingFirst(_ words: String, with replacement: String) -> TracedText {
        guard !words.isEmpty else { return self }
        if !words.contains("\n") {
            var isDone = false
            return mapLines { line, _ in
                guard !isDone, line.contains(words) else { return String(line) }
                isDone = true
                return String(line).replacing(words, with: replacement, maxReplacements: 1)
            }
        }
        // Over several lines: the counts must stay right.
        guard let range = text.range(of: words) else { return self }
        let before = text[..<range.lowerBound]
        let skipped = words.utf8.count { $0 == 10 }
        let first = before.utf8.count { $0 == 10 }
        var result = TracedText(startingAt: lines.first ?? 1)
        result.append(before, from: lines.first ?? 1)
        result.insert("\n\n" + replacement + "\n\n", at: lines[min(first, lines.count - 1)])
        result.append(text[range.upperBound...], from: lines[min(first + skipped, lines.count - 1)])
        return result
    }
}
