import Glibc

/// A content file taken apart: front matter, and the Markdown below it.
struct FrontMatter {
    enum Language { case yaml, toml, json }

    let language: Language?
    /// Without its fences.
    let text: String
    /// Lines of the file before `text`.
    let lineOffset: Int
    let body: String
    /// Lines of the file before `body`.
    let bodyLineOffset: Int

    /// Cuts a file whose line ends are LF (see `normalized`).
    ///
    /// `---` opens YAML, `+++` TOML, `{` JSON; a file that begins otherwise is all body.
    init(of file: String) throws(MetadataFailure) {
        if file.hasPrefix("---\n") || file == "---" {
            self = try .fenced(file, .yaml, fence: "---", closings: ["---", "..."])
        } else if file.hasPrefix("+++\n") || file == "+++" {
            self = try .fenced(file, .toml, fence: "+++", closings: ["+++"])
        } else if file.hasPrefix("{\n") || file.hasPrefix("{\"") || file.hasPrefix("{ ") {
            self = try .braced(file)
        } else {
            self.init(language: nil, text: "", lineOffset: 0, body: file, bodyLineOffset: 0)
        }
    }

    /// Text as the rest reads it: no byte-order mark, LF for CRLF and CR.
    static func normalized(_ text: String) -> String {
        var text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        let hasReturn = text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return false }
            return unsafe memchr(start, 13, bytes.count) != nil
        }
        guard hasReturn else { return text }
        var scalars = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\n", afterReturn {
                afterReturn = false
                continue
            }
            afterReturn = scalar == "\r"
            scalars.append(afterReturn ? "\n" : scalar)
        }
        return String(scalars)
    }

    private init(language: Language?, text: String, lineOffset: Int, body: String, bodyLineOffset: Int) {
        self.language = language
        self.text = text
        self.lineOffset = lineOffset
        self.body = body
        self.bodyLineOffset = bodyLineOffset
    }

    private static func fenced(
        _ file: String, _ language: Language, fence: String, closings: [String]
    ) throws(MetadataFailure) -> FrontMatter {
        var line = 1
        var start = file.utf8.index(file.startIndex, offsetBy: min(4, file.utf8.count))
        let contentStart = start
        while start < file.endIndex {
            let end = file.utf8[start...].firstIndex(of: 10) ?? file.endIndex
            line += 1
            let next = end < file.endIndex ? file.utf8.index(after: end) : end
            if closings.contains(trimmedEnd(file[start..<end])) {
                return FrontMatter(
                    language: language, text: String(file[contentStart..<start]), lineOffset: 1,
                    body: String(file[next...]), bodyLineOffset: line)
            }
            start = next
        }
        throw MetadataFailure(
            Position(line: 1, column: 1), "the front matter is never closed",
            suggestion: "end it with a line `\(fence)`")
    }

    private static func trimmedEnd(_ line: Substring) -> String {
        var line = line
        while let last = line.last, last == " " || last == "\t" { line.removeLast() }
        return String(line)
    }

    private static func braced(_ file: String) throws(MetadataFailure) -> FrontMatter {
        var depth = 0
        var insideString = false
        var isEscaped = false
        for index in file.utf8.indices {
            let byte = file.utf8[index]
            if insideString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    insideString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): insideString = true
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                guard depth == 0 else { continue }
                let end = file.utf8.index(after: index)
                let text = String(file[..<end])
                let lines = text.utf8.count { $0 == 10 }
                // The line break after the brace belongs to neither.
                let hasBreak = end < file.endIndex && file.utf8[end] == 10
                let bodyStart = hasBreak ? file.utf8.index(after: end) : end
                return FrontMatter(
                    language: .json, text: text, lineOffset: 0, body: String(file[bodyStart...]),
                    bodyLineOffset: lines + (hasBreak ? 1 : 0))
            default: continue
            }
        }
        throw MetadataFailure(
            Position(line: 1, column: 1), "the front matter is never closed", suggestion: "its `{` has no matching `}`")
    }

    /// Reads the fields.
    func metadata() throws(MetadataFailure) -> Metadata {
        switch language {
        case nil: Metadata()
        case .yaml, .json: try YAMLMetadata.read(text, lineOffset: lineOffset)
        case .toml: try TOMLMetadata.read(text, lineOffset: lineOffset)
        }
    }
}
