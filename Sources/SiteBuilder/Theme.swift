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
        let folders = try ThemeFolders(
            configuration.theme, in: [configuration.folders.themes] + configuration.folders.themeSearchPaths)
        diagnostics += folders.diagnostics
        guard !folders.layers.isEmpty, !folders.diagnostics.hasErrors else { return nil }
        let shown = "themes/" + configuration.theme
        var sources: [TemplateSource] = []
        for (part, prefix) in [("templates", ""), ("pages", "pages/"), ("mail", "mail/")] {
            for file in try folders.files(of: part) where file.name.hasSuffix(".mustache") {
                let text = String(decoding: try Disk.read(file.path), as: UTF8.self)
                sources.append(TemplateSource(name: prefix + file.name.dropLast(9), path: file.shown, text: text))
            }
        }
        let assets = try Asset.load(folders, basePath: configuration.profile.basePath)
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
