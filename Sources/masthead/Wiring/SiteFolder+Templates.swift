import Foundation
import SiteConfiguration
import Templates

extension SiteFolder {
    /// The theme's templates by name: those of `templates/` bare, the others with their folder in front.
    func templates() throws -> TemplateLibrary {
        var sources: [TemplateSource] = []
        // Of two with one name the library takes the later.
        for folder in themeFolders.reversed() {
            sources += templates(in: folder)
        }
        return try TemplateLibrary(sources: sources)
    }

    private func templates(in folder: String) -> [TemplateSource] {
        var sources: [TemplateSource] = []
        for part in ["templates", "pages", "mail"] {
            guard let files = FileManager.default.enumerator(atPath: "\(folder)/\(part)") else { continue }
            for case let file as String in files where file.hasSuffix(".mustache") {
                guard let data = FileManager.default.contents(atPath: "\(folder)/\(part)/\(file)") else { continue }
                let name = String(file.dropLast(".mustache".count))
                sources.append(
                    TemplateSource(
                        name: part == "templates" ? name : "\(part)/\(name)",
                        path: "themes/\(URL(fileURLWithPath: folder).lastPathComponent)/\(part)/\(file)",
                        text: String(decoding: data, as: UTF8.self)))
            }
        }
        return sources.sorted { $0.name < $1.name }
    }

    /// The `site` value as the last build left it, for mails.
    func siteValue() throws -> TemplateValue {
        guard let data = FileManager.default.contents(atPath: publicFolder + "/.masthead/site.json") else {
            throw CommandFailure("the site has not been built yet: run `masthead build` first")
        }
        return try TemplateValue(json: [UInt8](data))["site"] ?? .object([:])
    }
}
