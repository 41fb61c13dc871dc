/// A template, ready to be rendered and checked.
struct ParsedTemplate: Sendable {
    var name: String
    var path: String
    var source: [UInt8]
    var body: [Node]
    /// The templates it names directly and the library has.
    var references: Set<Int>

    func problem(at offset: Int, _ message: String, suggestion: String? = nil) -> TemplateProblem {
        let (line, column) = position(of: offset, in: source)
        return TemplateProblem(path: path, line: line, column: column, message: message, suggestion: suggestion)
    }
}

/// Line and column of a byte offset, both counted from 1, columns in Unicode scalars.
func position(of offset: Int, in source: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for byte in source.prefix(offset) {
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
    }
    return (line, column)
}
