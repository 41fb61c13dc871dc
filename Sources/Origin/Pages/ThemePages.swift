import Foundation
import Logging
import NIOPosix
import Synchronization
import Templates

/// The API's own pages in the site's looks, from the theme's `pages/` and what the build left in `.masthead/site.json`.
///
/// Both are read again when they change. Without them, or with a template that fails, pages are plain but complete: the
/// button of a confirmation must work whatever a theme is going through.
final class ThemePages: Sendable {
    private let folders: [String]
    private let logger: Logger
    private let surroundings: ReloadingFile<TemplateValue>
    private let state = Mutex<(sources: [Source: FileStamp], library: TemplateLibrary?)>(([:], nil))

    private struct Source: Hashable, Sendable {
        /// `partials/head`, `pages/confirm`.
        let name: String
        let path: String
    }

    init(themeFolders: [String], publicFolder: String, logger: Logger) {
        folders = themeFolders
        self.logger = logger
        surroundings = ReloadingFile(path: publicFolder + "/.masthead/site.json", logger: logger) { bytes, _ in
            try TemplateValue(json: bytes)
        }
    }

    /// Reads everything once, so that the first page isn't slower than the others and what is wrong is logged at the start.
    func warm() async {
        _ = await surroundings.current()
        _ = await library()
    }

    func render(_ page: Page) async -> [UInt8] {
        guard let surroundings = await surroundings.current(), let library = await library(),
            library.names.contains(page.name.template)
        else { return page.plain() }
        do {
            return try library.render(page.name.template, with: page.value(surroundings))
        } catch {
            logger.warning(
                "a page of the theme could not be rendered",
                metadata: ["template": "\(page.name.template)", "error": "\(error)"])
            return page.plain()
        }
    }

    private func library() async -> TemplateLibrary? {
        do {
            return try await NIOThreadPool.singleton.runIfActive { try self.load() }
        } catch {
            logger.warning("the theme's pages could not be read", metadata: ["error": "\(error)"])
            return state.withLock { $0.library }
        }
    }

    /// The library as the theme's files have it now; parsed only when one of them has changed, come or gone.
    private func load() throws -> TemplateLibrary? {
        let stamps = Dictionary(
            uniqueKeysWithValues: sources().compactMap { source in
                FileStamp(path: source.path).map { (source, $0) }
            })
        if let library = state.withLock({ $0.sources == stamps ? $0.library : nil }) { return library }
        if stamps.isEmpty { return nil }
        let templates = try stamps.keys.sorted { $0.name < $1.name }.map { source in
            TemplateSource(
                name: source.name, path: source.path, text: try String(contentsOfFile: source.path, encoding: .utf8))
        }
        let library = try TemplateLibrary(sources: templates)
        state.withLock { $0 = (stamps, library) }
        return library
    }

    /// The theme's templates under their own names, and its pages below `pages/`.
    ///
    /// Of two with one name, that of the earlier folder.
    private func sources() -> [Source] {
        var sources: [String: Source] = [:]
        for folder in folders {
            for (part, prefix) in [("templates", ""), ("pages", "pages/")] {
                let root = "\(folder)/\(part)"
                let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
                for file in files where file.hasSuffix(".mustache") {
                    let name = prefix + file.dropLast(".mustache".count)
                    if sources[name] == nil { sources[name] = Source(name: name, path: "\(root)/\(file)") }
                }
            }
        }
        return Array(sources.values)
    }
}
