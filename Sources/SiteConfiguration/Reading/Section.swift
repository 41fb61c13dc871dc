import Yams

/// A mapping of the file while it is read: each key that is asked for counts as known, and what nobody asked for is
/// reported by `finish()`.
final class Section {
    let reading: Reading
    /// `edge.cache`; empty for the whole file.
    let keyPath: String
    /// Where the section starts, or where it would belong.
    let mark: Place
    private var settings: [String: Setting] = [:]
    private var keyMarks: [(key: String, mark: Place)] = []
    private var known: [String] = []

    /// - Parameter node: Anything but a mapping is complained about and read as an empty one; `nil` is an empty one.
    init(_ node: Node?, keyPath: String, mark: Place, reading: Reading, repeatedKeys: [Unicode.Scalar: String]) {
        self.reading = reading
        self.keyPath = keyPath
        self.mark = mark
        guard let node, !node.isNull else { return }
        guard let mapping = node.mapping else {
            reading.complain(Complaint("\(name) is a group of keys, not a \(node.kindName)"), at: mark)
            return
        }
        for (keyNode, value) in mapping {
            let keyMark = keyNode.place ?? mark
            guard case .scalar(let scalar) = keyNode else {
                reading.complain(Complaint("a key is a word"), at: keyMark)
                continue
            }
            if let repeated = scalar.string.unicodeScalars.first.flatMap({ repeatedKeys[$0] }) {
                let again = Array(mapping).last { $0.key.string == repeated }?.key.place
                reading.complain(
                    Complaint("`\(repeated)` is given twice" + (again.map { "; again on line \($0.line)" } ?? "")),
                    at: keyMark)
                continue
            }
            keyMarks.append((scalar.string, keyMark))
            settings[scalar.string] = Setting(
                node: value, keyPath: path(of: scalar.string), mark: value.isNull ? keyMark : value.place ?? keyMark,
                reading: reading, repeatedKeys: repeatedKeys)
        }
    }

    /// What a key is set to; `nil` when it is missing or left empty.
    func setting(_ key: String) -> Setting? {
        known.append(key)
        guard let setting = settings[key], !setting.node.isNull else { return nil }
        return setting
    }

    /// Every key with its setting, in the order of the file: for sections whose keys are names that people choose.
    func named() -> [(name: String, mark: Place, setting: Setting)] {
        keyMarks.compactMap { key, mark in setting(key).map { (key, mark, $0) } }
    }

    /// The section under a key; an empty one when there is none, so that defaults are read the same way.
    func section(_ key: String) -> Section {
        let setting = setting(key)
        return setting?.section()
            ?? Section(nil, keyPath: path(of: key), mark: mark, reading: reading, repeatedKeys: [:])
    }

    /// The value of a key, or its default when it is missing or couldn't be read.
    func value<Value>(
        _ key: String, default fallback: Value, _ read: (String) throws(Complaint) -> Value
    ) -> Value {
        setting(key)?.value(read) ?? fallback
    }

    /// The value of a key, or `nil` when it is missing or couldn't be read.
    func optional<Value>(_ key: String, _ read: (String) throws(Complaint) -> Value) -> Value? {
        setting(key)?.value(read)
    }

    /// The value of a key that must be given.
    func required<Value>(_ key: String, _ read: (String) throws(Complaint) -> Value) -> Value? {
        guard let setting = setting(key) else {
            reading.complain(Complaint("\(name) lacks `\(key)`"), at: keyMarks.first { $0.key == key }?.mark ?? mark)
            return nil
        }
        return setting.value(read)
    }

    /// The members of a list, or its default when it is missing.
    func list<Value>(
        _ key: String, default fallback: [Value], limit: Int, _ read: (String) throws(Complaint) -> Value
    ) -> [Value] {
        setting(key)?.values(limit: limit, read) ?? fallback
    }

    /// Reports keys that nobody asked for.
    func finish() {
        for (key, mark) in keyMarks where !known.contains(key) {
            reading.complain(
                Complaint("\(name) has no key `\(key)`", suggestion: nearest(to: key, among: known)), at: mark)
        }
    }

    private var name: String { keyPath.isEmpty ? "the configuration" : "`\(keyPath)`" }

    private func path(of key: String) -> String { keyPath.isEmpty ? key : "\(keyPath).\(key)" }
}

/// One value of the file while it is read.
struct Setting {
    let node: Node
    var keyPath: String
    let mark: Place
    let reading: Reading
    let repeatedKeys: [Unicode.Scalar: String]

    func section() -> Section {
        Section(node, keyPath: keyPath, mark: mark, reading: reading, repeatedKeys: repeatedKeys)
    }

    /// The value, read from its text; `nil` after complaining.
    func value<Value>(_ read: (String) throws(Complaint) -> Value) -> Value? {
        guard case .scalar(let scalar) = node else {
            reading.complain(Complaint("`\(keyPath)` is a single value, not a \(node.kindName)"), at: mark)
            return nil
        }
        guard let text = reading.substituted(scalar.string, keyPath: keyPath, at: mark) else { return nil }
        do {
            return try read(text)
        } catch {
            complain(error)
            return nil
        }
    }

    /// The members of a list, without those that couldn't be read; `nil` after complaining that it is none.
    func values<Value>(limit: Int, _ read: (String) throws(Complaint) -> Value) -> [Value]? {
        members(limit: limit)?.compactMap { $0.value(read) }
    }

    /// The members of a list; `nil` after complaining that it is none.
    func members(limit: Int) -> [Setting]? {
        guard case .sequence(let sequence) = node else {
            complain(Complaint("`\(keyPath)` is a list, such as [a, b], not a \(node.kindName)"))
            return nil
        }
        if sequence.count > limit {
            complain(Complaint("`\(keyPath)` has \(sequence.count) members; \(limit) is the most"))
        }
        return sequence.prefix(limit).enumerated().map { index, member in
            Setting(
                node: member, keyPath: "\(keyPath)[\(index)]", mark: member.place ?? mark, reading: reading,
                repeatedKeys: repeatedKeys)
        }
    }

    /// Whether the value is a list; a list of one is not a single value.
    var isList: Bool { node.sequence != nil }

    /// The first key of a group; `nil` for anything else.
    var firstKey: String? { node.mapping?.first?.key.string }

    func complain(_ complaint: Complaint) { reading.complain(complaint, at: mark) }
}

extension Node {
    /// Left empty, `~` or `null`. Quoted, the same letters are text.
    fileprivate var isNull: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    fileprivate var kindName: String {
        switch self {
        case .scalar: "single value"
        case .mapping: "group of keys"
        case .sequence: "list"
        case .alias: "reference"
        }
    }
}
