package import SiteModel

/// The folders that make a theme: its own, and those of the themes it extends.
package struct ThemeFolders: Sendable {
    package struct Layer: Sendable {
        /// On disk.
        package let root: String
        /// As messages name it.
        package let shown: String
    }

    /// How deep themes may build on each other.
    package static let depthLimit = 5

    /// The theme itself first; a file of an earlier layer stands before one of the same name in a later.
    package private(set) var layers: [Layer] = []
    package private(set) var diagnostics: [Diagnostic] = []

    package var roots: [String] { layers.map(\.root) }

    /// Finds a theme and what it builds on.
    ///
    /// - Parameters:
    ///   - name: A folder in one of the places.
    ///   - places: The site's own `themes` first, then those that come with the program.
    package init(_ name: String, in places: [String]) throws(DiskFailure) {
        var seen: [String] = []
        var next: (name: String, mention: Diagnostic?) = (name, nil)
        while true {
            guard let layer = Self.layer(next.name, in: places) else {
                diagnostics.append(Self.missing(next.name, places, mention: next.mention))
                return
            }
            layers.append(layer)
            seen.append(next.name)
            let description = try Self.description(layer)
            diagnostics += description.diagnostics
            guard let parent = description.parent, let position = description.parentPosition else { return }
            let mention = Diagnostic(
                .error, path: layer.shown + "/theme.yaml", line: position.line, column: position.column, "")
            if let problem = Self.problem(with: parent, after: seen) {
                diagnostics.append(mention.saying(problem))
                return
            }
            next = (parent, mention)
        }
    }

    private static func problem(with parent: String, after seen: [String]) -> String? {
        if seen.contains(parent) {
            return "themes extend each other in a circle: \((seen + [parent]).joined(separator: " → "))"
        }
        return seen.count < depthLimit ? nil : "more than \(depthLimit) themes build on each other"
    }

    private static func layer(_ name: String, in places: [String]) -> Layer? {
        guard SitePath.problem(with: name) == nil else { return nil }
        let root = places.map { $0 + "/" + name }.first { Disk.item($0)?.kind == .folder }
        return root.map { Layer(root: $0, shown: "themes/" + name) }
    }

    private static func description(_ layer: Layer) throws(DiskFailure) -> ThemeDescription {
        let path = layer.root + "/theme.yaml"
        guard Disk.item(path)?.kind == .file else { return ThemeDescription() }
        return ThemeDescription(
            path: layer.shown + "/theme.yaml", text: String(decoding: try Disk.read(path), as: UTF8.self))
    }

    private static func missing(_ name: String, _ places: [String], mention: Diagnostic?) -> Diagnostic {
        let known = Set(places.flatMap { (try? Disk.list($0)) ?? [] }.filter { $0.kind == .folder }.map(\.name))
        let hint = Nearest.name(to: name, among: known).map { "did you mean `\($0)`?" }
        let list = known.sorted().joined(separator: ", ")
        var diagnostic =
            mention?.saying("there is no theme `\(name)` to extend")
            ?? Diagnostic(.error, path: "themes/\(name)", "there is no such theme")
        diagnostic.suggestion = hint ?? (known.isEmpty ? "put one into themes/" : "there are: \(list)")
        return diagnostic
    }

    /// Files of one part of the theme, by their paths from there, each from the layer that has it first.
    func files(of part: String) throws(DiskFailure) -> [(name: String, path: String, shown: String)] {
        var found: [String: (name: String, path: String, shown: String)] = [:]
        for layer in layers {
            let folder = layer.root + "/" + part
            guard Disk.item(folder)?.kind == .folder else { continue }
            for name in try Disk.files(below: folder) where found[name] == nil {
                found[name] = (name, folder + "/" + name, "\(layer.shown)/\(part)/\(name)")
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }
}

extension Diagnostic {
    fileprivate func saying(_ message: String) -> Diagnostic {
        var copy = self
        copy.message = message
        return copy
    }
}
