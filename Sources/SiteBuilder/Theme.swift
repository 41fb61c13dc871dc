import Records
import SiteModel
import SiteRendering
import Templates

/// A theme as it lies on disk: templates parsed and checked, assets with their final names.
struct Theme: Sendable {
    let library: TemplateLibrary
    let assets: [Asset]
    /// Of each template's source.
    private let sources: [String: Fingerprint]

    /// Finds and reads a theme.
    ///
    /// Everything that is wrong with it is in the diagnostics; `nil` when there is nothing to work with.
    static func load(_ configuration: BuildConfiguration, diagnostics: inout [Diagnostic]) throws(DiskFailure) -> Theme?
    {
        let name = configuration.theme
        let places = [configuration.folders.themes] + configuration.folders.themeSearchPaths
        guard SitePath.problem(with: name) == nil,
            let root = places.map({ $0 + "/" + name }).first(where: { Disk.item($0)?.kind == .folder })
        else {
            diagnostics.append(missing(name, in: configuration.folders.themes, places))
            return nil
        }
        let shown = "themes/" + name
        var sources: [TemplateSource] = []
        for (folder, prefix) in [("templates", ""), ("pages", "pages/"), ("mail", "mail/")] {
            sources += try templates(root + "/" + folder, shown: shown + "/" + folder, prefix: prefix)
        }
        let assets = try Asset.load(root + "/assets", basePath: configuration.profile.basePath)
        do {
            let library = try TemplateLibrary(sources: sources)
            diagnostics += ThemeContract.check(library, theme: shown)
            return Theme(
                library: library, assets: assets,
                sources: Dictionary(sources.map { ($0.name, Fingerprint(Array($0.text.utf8))) }) { $1 })
        } catch {
            diagnostics += error.problems.map(Diagnostic.init(_:))
            return nil
        }
    }

    /// Of a template and all that it may include.
    func fingerprint(of template: String) -> Fingerprint {
        Fingerprint { record in
            for name in library.dependencies(of: template).sorted() {
                record.write(name)
                record.write(sources[name])
            }
        }
    }

    /// Whether a template may show all tags of the site, which change with any post.
    func showsTags(_ template: String) -> Bool {
        library.names(shownBy: template).contains { $0 == "site" || $0.hasPrefix("site.tags") }
    }

    var hasArchive: Bool { library.names.contains("archive") }

    var references: AssetReferences {
        AssetReferences(
            paths: Dictionary(assets.map { (AssetReferences.key($0.name), $0.href) }) { first, _ in first },
            integrity: Dictionary(assets.map { (AssetReferences.key($0.name), $0.integrity) }) { first, _ in first })
    }

    private static func missing(_ name: String, in folder: String, _ places: [String]) -> Diagnostic {
        let known = places.flatMap { (try? Disk.list($0)) ?? [] }.filter { $0.kind == .folder }.map(\.name)
        let hint = Nearest.name(to: name, among: known).map { "did you mean `\($0)`?" }
        let list = Set(known).sorted().joined(separator: ", ")
        return Diagnostic(
            .error, path: "themes/\(name)", "there is no such theme",
            suggestion: hint ?? (known.isEmpty ? "put one into themes/" : "there are: \(list)"))
    }

    private static func templates(_ folder: String, shown: String, prefix: String) throws(DiskFailure)
        -> [TemplateSource]
    {
        guard Disk.item(folder)?.kind == .folder else { return [] }
        var sources: [TemplateSource] = []
        for file in try Disk.files(below: folder) where file.hasSuffix(".mustache") {
            let text = String(decoding: try Disk.read(folder + "/" + file), as: UTF8.self)
            sources.append(TemplateSource(name: prefix + file.dropLast(9), path: shown + "/" + file, text: text))
        }
        return sources
    }
}

extension Disk {
    /// Files below a folder by their paths from there, without links and dot-named ones.
    static func files(below folder: String, _ relative: String = "") throws(DiskFailure) -> [String] {
        var files: [String] = []
        for item in try list(relative.isEmpty ? folder : folder + "/" + relative) where !item.name.hasPrefix(".") {
            let path = relative.isEmpty ? item.name : relative + "/" + item.name
            switch item.kind {
            case .file: files.append(path)
            case .folder: files += try self.files(below: folder, path)
            case .link, .other: break
            }
        }
        return files
    }
}

extension BuildConfiguration {
    /// What pages say about the site.
    var profile: SiteProfile {
        var profile = SiteProfile(
            title: title, url: url, language: language, description: description, navigation: navigation,
            timeZone: timeZone, year: CivilDate(now, in: timeZone).year)
        profile.feeds = feeds
        profile.feedsAreFull = feedsAreFull
        return profile
    }
}
