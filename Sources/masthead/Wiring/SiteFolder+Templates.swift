import Foundation
import SiteConfiguration
import Templates

extension SiteFolder {
    /// The theme's templates by name: those of `templates/` bare, the others with their folder in front.
    func templates() throws -> TemplateLibrary {
        var sources: [TemplateSource] = []
        let folder = themeFolder
        for part in ["templates", "pages", "mail"] {
            guard let files = FileManager.default.enumerator(atPath: "\(folder)/\(part)") else { continue }
            for case let file as String in files where file.hasSuffix(".mustache") {
                guard let data = FileManager.default.contents(atPath: "\(folder)/\(part)/\(file)") else { continue }
                let name = String(file.dropLast(".mustache".count))
                sources.append(
                    TemplateSource(
                        name: part == "templates" ? name : "\(part)/\(name)",
                        path: "themes/\(settings.site.theme)/\(part)/\(file)",
                        text: String(decoding: data, as: UTF8.self)))
            }
        }
        return try TemplateLibrary(sources: sources.sorted { $0.name < $1.name })
    }

    /// The `site` value as the last build left it, for mails.
    func siteValue() throws -> TemplateValue {
        guard let data = FileManager.default.contents(atPath: publicFolder + "/.masthead/site.json") else {
            throw CommandFailure("the site has not been built yet: run `masthead build` first")
        }
        return try TemplateValue(json: [UInt8](data))["site"] ?? .object([:])
    }
}
