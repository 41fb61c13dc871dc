/// What kramdown reads and our Markdown has another way for.
enum KramdownPass {
    static func convert(_ text: TracedText, remarks: inout Remarks) -> TracedText {
        var fences = FenceTracker()
        var kept: [(text: String, line: Int)] = []
        var isComment = false
        for (line, number) in zip(text.text.split(separator: "\n", omittingEmptySubsequences: false), text.lines) {
            if fences.isCode(line) {
                kept.append((String(line), number))
                continue
            }
            let mark = String(line).trimmed
            if isComment {
                isComment = mark != "{:/comment}" && mark != "{:/}"
                continue
            }
            switch mark.filter({ !$0.isWhitespace }) {
            case "{:toc}":
                // The list item above only holds the place.
                if let last = kept.last, isListItem(last.text) { kept.removeLast() }
                remarks.convertedConstructs += 1
                remarks.note(.changed, line: number, "`{:toc}`: the theme shows the table of contents")
            case "{:.no_toc}", "{:.no-toc}": remarks.convertedConstructs += 1
            case "{::comment}":
                isComment = true
                remarks.convertedConstructs += 1
            case "{::nomarkdown}", "{:/nomarkdown}", "{:/}": remarks.convertedConstructs += 1
            case let directive where directive.hasPrefix("{::"):
                if directive.hasPrefix("{::options") {
                    remarks.convertedConstructs += 1
                } else {
                    remarks.leftOver(mark, line: number)
                    kept.append((String(line), number))
                }
            default:
                noteOddities(mark, number, &remarks)
                kept.append((String(line), number))
            }
        }
        var result = TracedText(startingAt: text.lines.first ?? 1)
        for (index, line) in kept.enumerated() {
            result.append(line.text + (index < kept.count - 1 ? "\n" : ""), from: line.line)
        }
        return result
    }

    /// A heading's identifier: letters, digits, `_` and `-` stay, each space is a hyphen.
    static func identifier(_ title: String) -> String {
        title.lowercased().compactMap { character -> String? in
            if character == " " || character == "\t" { return "-" }
            return character.isLetter || character.isNumber || character == "_" || character == "-"
                ? String(character) : nil
        }.joined()
    }

    private static func isListItem(_ line: String) -> Bool {
        let text = line.trimmed
        return ["* ", "- ", "+ "].contains(where: text.hasPrefix)
            || (text.first?.isNumber == true && text.drop(while: \.isNumber).hasPrefix(". "))
    }

    private static func noteOddities(_ mark: String, _ number: Int, _ remarks: inout Remarks) {
        if mark.hasPrefix("*["), mark.contains("]:") {
            remarks.leftOver(mark, line: number, "is an abbreviation, which has no equivalent")
        }
        for attribute in ["markdown=\"1\"", "markdown='1'", "markdown=\"block\"", "markdown=\"span\""]
        where mark.contains(attribute) {
            remarks.leftOver(attribute, line: number, "is not read: put empty lines around Markdown inside HTML")
        }
    }
}
