import Yams

/// Front matter in YAML, and in JSON, which YAML contains.
enum YAMLMetadata {
    static func read(_ text: String, lineOffset: Int) throws(MetadataFailure) -> Metadata {
        if let metadata = PlainYAML.read(text, lineOffset: lineOffset) { return metadata }
        let root: Node?
        do {
            // The basic resolver leaves scalars alone, which is what we want and twice as fast.
            // Naming the encoding saves it a look at the environment.
            root = try Yams.compose(yaml: text, .basic, .default, .utf8)
        } catch {
            throw failure(error, lineOffset: lineOffset)
        }
        guard let root else { return Metadata() }
        guard case .mapping(let mapping) = root else {
            if case .scalar(let scalar) = root, scalar.string.isEmpty { return Metadata() }
            throw MetadataFailure(
                position(root.mark, lineOffset), "the front matter is not a list of `key: value` lines",
                suggestion: "write, for instance, `title: My first post`")
        }
        return Metadata(fields: fields(mapping, lineOffset))
    }

    /// A whole document, whatever its root.
    static func readValue(_ text: String) throws(MetadataFailure) -> MetadataValue {
        do {
            guard let root = try Yams.compose(yaml: text, .basic, .default, .utf8) else {
                return .scalar("", isQuoted: false)
            }
            return value(root, 0)
        } catch {
            throw failure(error, lineOffset: 0)
        }
    }

    private static func fields(_ mapping: Node.Mapping, _ lineOffset: Int) -> [MetadataField] {
        mapping.map { key, value in
            MetadataField(
                key: key.scalar?.string ?? "", value: self.value(value, lineOffset),
                keyPosition: position(key.mark, lineOffset), valuePosition: position(value.mark ?? key.mark, lineOffset)
            )
        }
    }

    private static func value(_ node: Node, _ lineOffset: Int) -> MetadataValue {
        switch node {
        case .scalar(let scalar): .scalar(scalar.string, isQuoted: scalar.style != .plain && scalar.style != .any)
        case .sequence(let sequence): .list(sequence.map { value($0, lineOffset) })
        case .mapping(let mapping): .table(fields(mapping, lineOffset))
        // An anchor's name is not known to the basic resolver; authors of front matter don't use aliases.
        case .alias: .scalar("", isQuoted: false)
        }
    }

    private static func position(_ mark: Mark?, _ lineOffset: Int) -> Position {
        Position(line: (mark?.line ?? 1) + lineOffset, column: mark?.column ?? 1)
    }

    private static func failure(_ error: any Error, lineOffset: Int) -> MetadataFailure {
        guard let error = error as? YamlError else {
            return MetadataFailure(Position(line: 1 + lineOffset, column: 1), "\(error)")
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return MetadataFailure(
                position(mark, lineOffset), message(problem, context?.text), suggestion: suggestion(problem))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "`\($0)`" }.sorted().joined(separator: ", ")
            return MetadataFailure(position(context.mark, lineOffset), "\(names) is given twice")
        case .reader(let problem, _, _, _):
            return MetadataFailure(Position(line: 1 + lineOffset, column: 1), "not readable as YAML: \(problem)")
        default:
            return MetadataFailure(Position(line: 1 + lineOffset, column: 1), "not readable as YAML: \(error)")
        }
    }

    private static func message(_ problem: String, _ context: String?) -> String {
        let context = context.map { " " + $0.trimmed } ?? ""
        return "not readable as YAML: \(problem.trimmed)\(context)"
    }

    private static func suggestion(_ problem: String) -> String? {
        if problem.contains("mapping values are not allowed") { return "put quotes around a value that holds a colon" }
        if problem.contains("found character that cannot start any token") {
            return "put quotes around the value, and indent with spaces"
        }
        if problem.contains("could not find expected ':'") { return "every line needs `key: value`" }
        return nil
    }
}

extension String {
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        return String(self[first...last])
    }
}
