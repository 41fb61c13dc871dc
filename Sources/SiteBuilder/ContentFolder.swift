import SiteModel

/// What lies in the content folder, by paths from there.
struct ContentFolder {
    private(set) var texts: [String] = []
    private(set) var files: Set<String> = []
    /// Of texts and files.
    private(set) var stamps: [String: FileStamp] = [:]
    private(set) var diagnostics: [Diagnostic] = []

    let root: String
    /// How messages name the folder, with a slash.
    let shownPrefix: String

    init(_ root: String) throws(DiskFailure) {
        self.root = root
        shownPrefix = (root.split(separator: "/").last.map(String.init) ?? "content") + "/"
        try scan("")
    }

    func path(_ relative: String) -> String { root + "/" + relative }

    private mutating func scan(_ folder: String) throws(DiskFailure) {
        for item in try Disk.list(folder.isEmpty ? root : path(String(folder.dropLast()))) {
            // Editors' and systems' own files.
            if item.name.hasPrefix("."), item.name != ".well-known" { continue }
            if item.name.hasSuffix("~") || item.name.hasPrefix("#") { continue }
            let relative = folder + item.name
            switch item.kind {
            case .folder: try scan(relative + "/")
            case .file:
                stamps[relative] = item.stamp
                if item.name.hasSuffix(".md") { texts.append(relative) } else { files.insert(relative) }
            case .link: leave(relative, "is a symbolic link and is left out: content never leaves its folder")
            case .other: leave(relative, "is neither a file nor a folder and is left out")
            }
        }
    }

    private mutating func leave(_ relative: String, _ reason: String) {
        diagnostics.append(Diagnostic(.warning, path: shownPrefix + relative, reason))
    }
}
