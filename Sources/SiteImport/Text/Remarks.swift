/// What is noted about one file while it is converted.
struct Remarks {
    let file: String
    private(set) var notes: [ImportNote] = []
    var convertedConstructs = 0
    var rewrittenLinks = 0

    init(file: String) { self.file = file }

    mutating func note(_ kind: ImportNote.Kind, line: Int?, _ message: String) {
        notes.append(ImportNote(kind: kind, file: file, line: line, message: message))
    }

    /// A construct without an equivalent, shown short and on one line.
    mutating func leftOver(_ construct: String, line: Int, _ reason: String = "has no equivalent") {
        let shown = construct.split(whereSeparator: \.isNewline).joined(separator: " ")
        note(.leftOver, line: line, "`\(shown.count > 100 ? shown.prefix(99) + "…" : shown)` \(reason)")
    }
}
