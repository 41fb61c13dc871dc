package import Jobs

/// One reply of a mail server: its code and everything it said (RFC 5321 §4.2).
package struct SMTPReply: Hashable, Sendable {
    package let code: Int
    /// RFC 3463's three numbers, when the server speaks them (RFC 2034 §4) and they fit the code.
    package let enhancedCode: String?
    /// The text of each line, without codes.
    package let lines: [String]

    package init(code: Int, lines: [String]) {
        self.code = code
        var enhancedCode: String?
        var texts: [String] = []
        for line in lines {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first, let found = Self.enhanced(first) else {
                texts.append(line)
                continue
            }
            enhancedCode = enhancedCode ?? found
            texts.append(parts.count > 1 ? String(parts[1]) : "")
        }
        // The basic code decides; a refinement that contradicts it is only words (RFC 2034 §4).
        if let found = enhancedCode, found.first != "\(code)".first {
            self.enhancedCode = nil
            self.lines = lines
        } else {
            self.enhancedCode = enhancedCode
            self.lines = texts
        }
    }

    package var isPositive: Bool { (200..<300).contains(code) }
    package var isIntermediate: Bool { (300..<400).contains(code) }

    /// All the server said, on one line.
    package var text: String { lines.filter { !$0.isEmpty }.joined(separator: " ") }

    package var note: JobNote { JobNote(text, code: code, enhancedCode: enhancedCode) }

    /// `5.1.1`: class, subject and detail, RFC 3463 §2.
    private static func enhanced(_ text: Substring) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, ["2", "4", "5"].contains(parts[0]),
            parts[1...].allSatisfy({ (1...3).contains($0.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        return String(text)
    }
}

/// Bytes to replies, in whatever pieces they come.
package struct SMTPReplyParser: Sendable {
    /// What no mail server says.
    package enum Problem: Error, Hashable { case malformed(String), tooLong }

    private var buffer: [UInt8] = []
    private var code: Int?
    private var lines: [String] = []

    package init() {}

    /// Whether a part of something has come that no reply has used up.
    package var isMidway: Bool { !buffer.isEmpty || code != nil }

    /// Takes bytes in; `next()` gives the replies they complete.
    package mutating func append(_ bytes: some Sequence<UInt8>) { buffer += bytes }

    package mutating func next() throws(Problem) -> SMTPReply? {
        while let end = buffer.firstIndex(of: 0x0A) {
            var line = buffer[..<end]
            if line.last == 0x0D { line = line.dropLast() }
            let text = Self.text(line)
            let reply = try take(line: line, text: text)
            buffer.removeSubrange(...end)
            if let reply { return reply }
        }
        if buffer.count > Self.lineLimit { throw .tooLong }
        return nil
    }

    private mutating func take(line: ArraySlice<UInt8>, text: String) throws(Problem) -> SMTPReply? {
        guard line.count <= Self.lineLimit, lines.count < Self.linesLimit else { throw .tooLong }
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(String(decoding: digits, as: UTF8.self)), (200...599).contains(number),
            code == nil || code == number
        else { throw .malformed(String(text.prefix(80))) }
        let mark = line.dropFirst(3).first
        guard mark == nil || mark == 0x20 || mark == 0x2D else { throw .malformed(String(text.prefix(80))) }
        lines.append(String(text.dropFirst(4)))
        guard mark != 0x2D else {
            code = number
            return nil
        }
        let reply = SMTPReply(code: number, lines: lines)
        code = nil
        lines = []
        return reply
    }

    /// Printable, whatever came: control characters become question marks.
    private static func text(_ line: ArraySlice<UInt8>) -> String {
        String(decoding: line.map { $0 < 0x20 || $0 == 0x7F ? 0x3F : $0 }, as: UTF8.self)
    }

    /// RFC 5321 §4.5.3.1.5 says 512; some servers explain themselves at length.
    private static let lineLimit = 4096
    private static let linesLimit = 128
}
