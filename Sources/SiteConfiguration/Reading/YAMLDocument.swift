import Yams

/// A configuration's YAML as nodes with positions, or what stops it from being read.
///
/// The parser stops at a key that is given twice and tells only where the first of them stands. So that all problems are
/// found in one go, that one is overwritten in place with letters of the private-use area (same length, so no position
/// moves) and the text is read again; `Section` then reports it where it stands.
struct YAMLDocument {
    /// `nil` for an empty file.
    let root: Node?
    /// By the letter that fills it: the key that is given again further down.
    let repeatedKeys: [Unicode.Scalar: String]

    init(_ text: String) throws {
        var text = Array(text.unicodeScalars)
        var repeated: [Unicode.Scalar: String] = [:]
        while true {
            do {
                root = try compose(yaml: String(text), .basic)
                repeatedKeys = repeated
                return
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard repeated.count < 100, let key = keys.first,
                    let filler = Unicode.Scalar(0xE000 + UInt32(repeated.count)),
                    let masked = Self.masking(key, at: Place(context.mark), in: text, with: filler)
                else { throw YamlError.duplicatedKeysInMapping(duplicates: keys, context: context) }
                text = masked
                repeated[filler] = key
            }
        }
    }

    /// The text with the key at the place overwritten; `nil` where the key is written in another way than it reads.
    private static func masking(
        _ key: String, at place: Place, in text: [Unicode.Scalar], with filler: Unicode.Scalar
    ) -> [Unicode.Scalar]? {
        var start = offset(of: place, in: text)
        if start < text.count, text[start] == "\"" || text[start] == "'" { start += 1 }
        let letters = Array(key.unicodeScalars)
        guard !letters.isEmpty, text[start...].starts(with: letters) else { return nil }
        var masked = text
        masked.replaceSubrange(start..<start + letters.count, with: repeatElement(filler, count: letters.count))
        return masked
    }

    private static func offset(of place: Place, in text: [Unicode.Scalar]) -> Int {
        var line = 1
        var offset = 0
        while line < place.line, offset < text.count {
            if text[offset] == "\n" { line += 1 }
            offset += 1
        }
        return min(text.count, offset + place.column - 1)
    }
}

extension String {
    fileprivate init(_ scalars: [Unicode.Scalar]) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self = String(view)
    }
}

/// What the YAML parser stumbled over, in our words and with a place.
func complaint(from error: any Error) -> (Complaint, Place) {
    guard let error = error as? YamlError else { return (Complaint("cannot be read: \(error)"), .start) }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
        .composer(let context, let problem, let mark, _):
        let place = context.map { " (\($0.text) at line \($0.mark.line))" } ?? ""
        return (Complaint("not valid YAML: \(problem)\(place)"), Place(mark))
    case .duplicatedKeysInMapping(let keys, let context):
        return (Complaint("given twice: " + keys.map { "`\($0)`" }.joined(separator: ", ")), Place(context.mark))
    case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem), .representer(let problem):
        return (Complaint("not valid YAML: \(problem)"), .start)
    case .dataCouldNotBeDecoded:
        return (Complaint("not UTF-8"), .start)
    case .no, .memory:
        return (Complaint("cannot be read: \(error)"), .start)
    }
}

extension Place {
    init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}

extension Node {
    /// Where the node starts; `nil` for one that no text made.
    var place: Place? { mark.map(Place.init) }
}
