/// Looks over TOML for table headers whose name cannot begin so.
///
/// toml++ (3.4, inside TOMLKit) takes it for granted that a key follows `[`, and ends the process where one doesn't (`[é]`).
/// Arrays, strings and comments are followed just closely enough to know which brackets are headers.
struct TOMLHeaders {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// - Returns: Where the first impossible header is; `nil` when there is none.
    mutating func firstImpossible() -> Position? {
        var depth = 0
        var isAtStart = true
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\n"):
                advanceLine()
                isAtStart = depth <= 0
                continue
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                skipString()
                isAtStart = false
            case UInt8(ascii: "["):
                if isAtStart {
                    if let position = headerProblem() { return position }
                    skipLine()
                } else {
                    depth += 1
                    index += 1
                }
            case UInt8(ascii: "{"):
                depth += 1
                index += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                index += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"): index += 1
            default:
                isAtStart = false
                index += 1
            }
        }
        return nil
    }

    private func headerProblem() -> Position? {
        var place = index + 1
        func skipBlanks() {
            while place < bytes.count, bytes[place] == UInt8(ascii: " ") || bytes[place] == UInt8(ascii: "\t") {
                place += 1
            }
        }
        skipBlanks()
        if place < bytes.count, bytes[place] == UInt8(ascii: "[") {
            place += 1
            skipBlanks()
        }
        if place < bytes.count, Self.beginsKey(bytes[place]) { return nil }
        return Position(line: line, column: place - lineStart + 1)
    }

    private static func beginsKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "\""),
            UInt8(ascii: "'"):
            true
        default: false
        }
    }

    private mutating func advanceLine() {
        index += 1
        line += 1
        lineStart = index
    }

    private mutating func skipLine() {
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
    }

    private mutating func skipString() {
        let quote = bytes[index]
        let isLong = index + 2 < bytes.count && bytes[index + 1] == quote && bytes[index + 2] == quote
        index += isLong ? 3 : 1
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n") ? 1 : 2
            } else if bytes[index] == UInt8(ascii: "\n") {
                guard isLong else { return }
                advanceLine()
            } else if bytes[index] == quote {
                let ends =
                    !isLong || (index + 2 < bytes.count && bytes[index + 1] == quote && bytes[index + 2] == quote)
                index += ends && isLong ? 3 : 1
                if ends { return }
            } else {
                index += 1
            }
        }
    }
}
