/// Another site's files as an import sees them: names, and the text of those that are text.
package struct SourceTree: Sendable {
    /// By path from the source's folder, without a leading slash.
    package var files: Set<String> = []
    /// Those that may hold text to convert; UTF-8 only.
    package var texts: [String: String] = [:]
    /// What couldn't be taken: links, other scripts than UTF-8, names that no site can have.
    package var notes: [ImportNote] = []

    package init(files: Set<String> = [], texts: [String: String] = [:], notes: [ImportNote] = []) {
        self.files = files
        self.texts = texts
        self.notes = notes
    }

    /// A tree of texts alone.
    package init(texts: [String: String]) {
        self.init(files: Set(texts.keys), texts: texts)
    }

    /// Files that are worth reading as text.
    static func holdsText(_ name: String) -> Bool {
        let lowered = name.lowercased()
        return [
            ".md", ".markdown", ".mkd", ".html", ".htm", ".toml", ".yml", ".yaml", ".xml", ".txt", ".json", ".css",
            ".scss", ".sass", ".js", ".webmanifest",
        ]
        .contains(where: lowered.hasSuffix)
    }
}

/// Paths taken apart and put together.
enum Paths {
    /// `a/b.md` is in `a/`; a name without a folder is in ``.
    static func folder(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    static func name(_ path: String) -> String { String(path.dropFirst(folder(path).count)) }

    /// Without the last `.ext`; a leading dot is part of the name.
    static func stem(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
        return String(name[..<dot])
    }

    static func isMarkdown(_ path: String) -> Bool {
        [".md", ".markdown", ".mkd", ".mkdown"].contains(where: path.lowercased().hasSuffix)
    }

    /// `..` and `.` worked off; `nil` when they lead out of the root.
    static func joined(_ base: String, _ relative: String) -> String? {
        var result = base.split(separator: "/").map(String.init)
        for part in relative.split(separator: "/") where part != "." {
            if part == ".." {
                guard result.popLast() != nil else { return nil }
            } else {
                result.append(String(part))
            }
        }
        return result.joined(separator: "/") + (relative.hasSuffix("/") && !result.isEmpty ? "/" : "")
    }
}

extension String {
    var trimmed: String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
