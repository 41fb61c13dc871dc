/// How far the scan of one head has come, and the part of it that requests and responses share.
///
/// ```
///   emptyLines ──▶ startLine ──▶ fields ──▶ (head complete)
/// ```
///
/// 1. Everything before `line` is scanned and in the layout; a line is scanned at once or not at all.
/// 2. Between `line` and `searched` there is no line feed, so a call that brings none only looks at its new bytes (and
///    scans a line again of which there was no more than one): a head that arrives byte by byte costs no more than
///    twice one that arrives at once.
struct HeadProgress: Sendable {
    enum Stage: Sendable { case emptyLines, startLine, fields }

    var stage = Stage.emptyLines
    var line = 0
    private var searched = 0
    private var emptyLines = 0
    private let known = KnownFieldTable.shared

    mutating func reset() {
        stage = .emptyLines
        line = 0
        searched = 0
        emptyLines = 0
    }

    /// Whether anything but empty lines has come.
    var hasBegun: Bool { stage != .emptyLines || searched > line }

    /// Whether the unfinished line may be finished now: there is something new to scan.
    @inline(__always)
    mutating func resume(_ bytes: RawSpan, to end: Int) -> Bool {
        searched <= line + 1 || bytes.firstLineFeed(from: searched, to: end) != nil
    }

    /// Remembers that the bytes end inside a line.
    mutating func note(unfinishedAt end: Int) { searched = end }

    @inline(__always)
    mutating func nextLine(at place: Int, stage: Stage) {
        line = place
        searched = place
        self.stage = stage
    }

    /// Passes the empty lines before a start line (RFC 9112 §2.2). `false` if the bytes end before it begins.
    @inline(__always)
    mutating func skipEmptyLines(_ bytes: RawSpan, to end: Int, limits: WireLimits) throws(WireError) -> Bool {
        while line < end {
            switch bytes.byte(line) {
            case UInt8(ascii: "\r"):
                guard line + 1 < end else { return false }
                guard bytes.byte(line + 1) == UInt8(ascii: "\n") else { throw .bareCarriageReturn }
                emptyLines += 1
                if emptyLines > limits.leadingEmptyLines { throw .tooManyEmptyLines }
                line += 2
                searched = line
            case UInt8(ascii: "\n"): throw .bareLineFeed
            default:
                stage = .startLine
                return true
            }
        }
        return false
    }

    /// Scans field lines up to and including the empty line after them. `false` if the bytes end before.
    @inline(__always)
    mutating func scanFields(
        _ bytes: RawSpan, to end: Int, limits: WireLimits, into layout: inout HeadLayout
    ) throws(WireError) -> Bool {
        while true {
            guard line < end else { return false }
            if bytes.byte(line) == UInt8(ascii: "\r") {
                guard line + 1 < end else { return false }
                guard bytes.byte(line + 1) == UInt8(ascii: "\n") else { throw .bareCarriageReturn }
                layout.headLength = line + 2
                return true
            }
            if layout.fields.count >= limits.fieldCount { throw .tooManyFields }
            guard let field = try FieldLine(bytes, from: line, to: end) else { return false }
            let found = known.field(bytes, line, field.nameEnd)
            layout.add(
                FieldLayout(name: (line, field.nameEnd), value: (field.valueStart, field.valueEnd), known: found))
            line = field.next
            searched = line
        }
    }
}

/// One field line (RFC 9112 §5): a token, a colon, and a value between blanks.
struct FieldLine {
    let nameEnd: Int
    let valueStart: Int
    let valueEnd: Int
    /// Where the next line begins.
    let next: Int

    /// `nil` when the bytes end before the line does.
    ///
    /// Lines end in CR LF and nothing else; folded lines (§5.2) and blanks before the colon (§5.1) are refused in
    /// responses too. Values hold no controls but tabs; 0x80–0xFF are opaque (RFC 9110 §5.5).
    @inline(__always)
    init?(_ bytes: RawSpan, from start: Int, to end: Int) throws(WireError) {
        nameEnd = bytes.endOfToken(from: start, to: end)
        guard nameEnd < end else { return nil }
        guard bytes.byte(nameEnd) == UInt8(ascii: ":"), nameEnd > start else {
            throw Self.fault(in: bytes, at: nameEnd, start: start)
        }
        var index = nameEnd + 1
        while index < end, isBlank(bytes.byte(index)) { index += 1 }
        let first = index
        index = bytes.endOfText(from: index, to: end)
        while index < end, bytes.byte(index) == UInt8(ascii: "\t") {
            index = bytes.endOfText(from: index + 1, to: end)
        }
        guard index < end else { return nil }
        guard bytes.byte(index) == UInt8(ascii: "\r") else {
            throw bytes.byte(index) == UInt8(ascii: "\n") ? .bareLineFeed : .fieldValueInvalid
        }
        guard index + 1 < end else { return nil }
        guard bytes.byte(index + 1) == UInt8(ascii: "\n") else { throw .bareCarriageReturn }
        next = index + 2
        while index > first, isBlank(bytes.byte(index - 1)) { index -= 1 }
        valueStart = first
        valueEnd = index
    }

    /// Why the byte after a name is not its colon.
    private static func fault(in bytes: RawSpan, at place: Int, start: Int) -> WireError {
        let byte = bytes.byte(place)
        if place == start, isBlank(byte) { return .obsoleteFolding }
        if byte == UInt8(ascii: "\n") { return .bareLineFeed }
        if byte == UInt8(ascii: "\r") { return .malformedField }
        return .fieldNameInvalid
    }
}
