import Foundation
import Markdown
import SiteBuilder
import SiteConfiguration
import SiteRendering

extension SiteFolder {
    /// What a build of this site is told.
    func buildConfiguration(destination: String? = nil) -> BuildConfiguration {
        var folders = BuildConfiguration.Folders(site: path)
        folders.themeSearchPaths = Self.shippedThemes
        if let destination { folders.destination = Self.absolute(destination) }
        var build = BuildConfiguration(
            title: settings.site.title, url: settings.site.url.description, folders: folders, now: Date())
        build.language = settings.site.language
        build.description = settings.site.description
        build.theme = settings.site.theme
        build.timeZone = TimeZone(identifier: settings.site.timezone) ?? .gmt
        build.permalink = settings.site.permalink.text
        build.paginate = settings.site.paginate
        build.taxonomies = settings.site.taxonomies
        build.navigation = settings.site.navigation.map { NavigationItem(title: $0.title, url: $0.url) }
        build.images.widths = settings.images.widths
        build.images.jpegQuality = settings.images.jpegQuality
        return build
    }
}
