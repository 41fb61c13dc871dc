import SiteModel

/// Front matter or a configuration by its keys.
struct Fields {
    private(set) var all: [MetadataField]

    init(_ fields: [MetadataField]) { all = fields }

    subscript(_ key: String) -> MetadataField? { all.last { $0.key == key } }

    func text(_ key: String) -> String? { self[key]?.value.text?.trimmed }
    func flag(_ key: String) -> Bool? { self[key]?.value.flag }
    func number(_ key: String) -> Int? { text(key).flatMap { Int($0) } }
    func table(_ key: String) -> Fields {
        guard case .table(let fields)? = self[key]?.value else { return Fields([]) }
        return Fields(fields)
    }

    /// The texts of a list; one text is a list of one.
    func texts(_ key: String) -> [String] {
        switch self[key]?.value {
        case .list(let items)?: items.compactMap(\.text).map(\.trimmed)
        case .scalar?: text(key).map { [$0] } ?? []
        case .table?, nil: []
        }
    }

    func tables(_ key: String) -> [Fields] {
        guard case .list(let items)? = self[key]?.value else { return [] }
        return items.compactMap { item in
            guard case .table(let fields) = item else { return nil }
            return Fields(fields)
        }
    }

    func line(_ key: String) -> Int? { self[key]?.keyPosition.line }
}

/// A content file of the source with what its front matter says.
struct ForeignFile {
    let source: String
    var fields: [MetadataField]
    let body: String
    let bodyLineOffset: Int
    let hasFrontMatter: Bool

    /// Reads a file; what is wrong with its front matter is noted, and it then has none.
    init(_ source: String, _ text: String, remarks: inout Remarks) {
        self.source = source
        let (readable, repeated) = Self.readable(text)
        do {
            let parts = try ForeignText.parts(of: readable)
            fields = parts.fields
            (body, bodyLineOffset, hasFrontMatter) = (parts.body, parts.bodyLineOffset, parts.hasFrontMatter)
        } catch {
            remarks.note(.changed, line: error.line, "the front matter is left out: \(error.message)")
            let rest = ForeignText.body(of: readable)
            fields = []
            (body, bodyLineOffset, hasFrontMatter) = (rest.text, rest.lineOffset, true)
        }
        if !repeated.isEmpty { join(repeated, &remarks) }
    }

    /// Fences without trailing spaces, and keys that are given twice under names of their own.
    private static func readable(_ text: String) -> (text: String, repeated: [String: String]) {
        var lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        guard var first = lines.first else { return (text, [:]) }
        if first.hasPrefix("\u{FEFF}") { first = first.dropFirst() }
        guard first.hasPrefix("---"), first.dropFirst(3).allSatisfy(\.isWhitespace) else { return (text, [:]) }
        lines[0] = "---"
        var seen: Set<Substring> = []
        var repeated: [String: String] = [:]
        for index in lines.indices.dropFirst() {
            let line = lines[index]
            if line.hasPrefix("---") || line.hasPrefix("...") { break }
            guard let colon = line.firstIndex(of: ":"), line.first?.isLetter == true else { continue }
            let key = line[..<colon]
            guard key.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }), !seen.insert(key).inserted
            else { continue }
            let other = "\(key)__again\(repeated.count)"
            repeated[other] = String(key)
            lines[index] = Substring(other + line[colon...])
        }
        return (lines.joined(separator: "\n"), repeated)
    }

    /// The last of two values wins, as the old generator had it; addresses are kept all.
    private mutating func join(_ repeated: [String: String], _ remarks: inout Remarks) {
        for again in fields where repeated[again.key] != nil {
            guard let key = repeated[again.key] else { continue }
            remarks.note(.changed, line: again.keyPosition.line, "`\(key)` is given twice")
            guard let index = fields.firstIndex(where: { $0.key == key }) else { continue }
            let isAddress = ["redirect_from", "aliases"].contains(key)
            fields[index] = MetadataField(
                key: key,
                value: isAddress ? .list(Self.items(fields[index].value) + Self.items(again.value)) : again.value)
        }
        fields.removeAll { repeated[$0.key] != nil }
    }

    private static func items(_ value: MetadataValue) -> [MetadataValue] {
        switch value {
        case .list(let items): items
        case .scalar: value.isNull ? [] : [value]
        case .table: []
        }
    }
}
