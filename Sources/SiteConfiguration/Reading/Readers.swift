/// The small readers that several keys share: each turns a value's text into a value or says what would be right.

/// A text of so many characters, without control characters.
func text(_ limits: ClosedRange<Int>) -> (String) throws(Complaint) -> String {
    { (text: String) throws(Complaint) -> String in
        guard limits.contains(text.count) else {
            throw Complaint(
                text.isEmpty
                    ? "the text is empty" : "the text has \(text.count) characters; \(limits.upperBound) is the most")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw Complaint("the text holds a control character or a line break")
        }
        return text
    }
}

/// A whole number within bounds.
func number(_ limits: ClosedRange<Int>) -> (String) throws(Complaint) -> Int {
    { (text: String) throws(Complaint) -> Int in
        guard let number = Int(text) else { throw Complaint("`\(text)` is not a whole number") }
        guard limits.contains(number) else {
            throw Complaint("\(number) is not between \(limits.lowerBound) and \(limits.upperBound)")
        }
        return number
    }
}

/// A size within bounds; 0, where it is allowed besides, means off.
func size(_ limits: ClosedRange<ByteCount>, orOff: Bool = false) -> (String) throws(Complaint) -> ByteCount {
    { (text: String) throws(Complaint) -> ByteCount in
        let size = try ByteCount(text)
        guard limits.contains(size) || orOff && size.bytes == 0 else {
            let off = orOff ? ", or 0 for none" : ""
            throw Complaint("\(text) is not between \(limits.lowerBound) and \(limits.upperBound)\(off)")
        }
        return size
    }
}

/// One of a closed list of words.
func choice<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type) -> (String) throws(Complaint) -> Choice {
    { (text: String) throws(Complaint) -> Choice in
        if let choice = Choice(rawValue: text) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        throw Complaint(
            words.count == 1
                ? "`\(text)` is not `\(words[0])`, the only choice" : "`\(text)` is none of \(orList(words))",
            suggestion: nearest(to: text, among: words))
    }
}

/// `true` or `false`.
func truth(_ text: String) throws(Complaint) -> Bool {
    switch text {
    case "true": return true
    case "false": return false
    default: throw Complaint("`\(text)` is neither `true` nor `false`")
    }
}

/// A name that may stand in addresses and file names: letters, digits, `-` and `_`, at most 64.
func name(_ text: String) throws(Complaint) -> String {
    guard (1...64).contains(text.utf8.count), !text.hasPrefix("-"),
        text.utf8.allSatisfy({ isASCIILetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
    else {
        throw Complaint("`\(text)` is not a name of letters, digits, `-` and `_`")
    }
    return text
}

/// A field name or cookie name: a token (RFC 9110 §5.6.2).
func token(_ text: String) throws(Complaint) -> String {
    guard (1...128).contains(text.utf8.count),
        text.utf8.allSatisfy({ isASCIILetterOrDigit($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) })
    else {
        throw Complaint("`\(text)` is not a name that HTTP knows: letters, digits and !#$%&'*+-.^_`|~")
    }
    return text
}

/// A stretch of time from nothing to a year.
func lifetime(_ text: String) throws(Complaint) -> Duration {
    let duration = try Span.read(text)
    guard duration <= .seconds(365 * 86_400) else { throw Complaint("`\(text)` is longer than 365d") }
    return duration
}

/// An absolute path on a server.
func serverPath(_ text: String) throws(Complaint) -> String {
    guard text.hasPrefix("/"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
        throw Complaint("`\(text)` is not a path such as /healthz")
    }
    return text
}

/// What a behavior is for: a path with `*` for any characters and `?` for one.
func pathPattern(_ text: String) throws(Complaint) -> String {
    guard text.hasPrefix("/") || text.hasPrefix("*") else {
        throw Complaint("a path pattern starts with `/` or `*`", suggestion: "/\(text)")
    }
    guard text.utf8.count <= 1_024, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
        throw Complaint("a path pattern holds no blanks, no `#` and nothing beyond ASCII; write those percent-encoded")
    }
    return text
}

/// `a`, `b` or `c`.
func orList(_ words: [String]) -> String {
    let quoted = words.map { "`\($0)`" }
    return quoted.count < 2
        ? quoted.joined() : quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? "")
}
