import Foundation
import Markdown
import SiteBuilder
import SiteConfiguration
import SiteModel
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
        build.navigation = settings.site.navigation.map(Self.navigationItem)
        describeContent(&build)
        build.images.widths = settings.images.widths
        build.images.jpegQuality = settings.images.jpegQuality
        build.images.publishesOriginals = settings.images.originals == .all
        return build
    }

    private static func navigationItem(_ link: SiteConfiguration.SiteSettings.NavigationLink) -> NavigationItem {
        NavigationItem(
            title: link.title, url: link.url, weight: link.weight, children: link.children.map(navigationItem))
    }

    private func describeContent(_ build: inout BuildConfiguration) {
        let site = settings.site
        build.schema = site.schema.compactMap { field in
            FieldSchema.Kind(rawValue: field.kind.rawValue).map {
                FieldSchema(name: field.name, kind: $0, isRequired: field.required, values: field.values)
            }
        }
        let authors = site.authors.map {
            (Term.slug($0.key), Author(name: $0.name, url: $0.url, bio: $0.bio, picture: $0.picture))
        }
        build.authors = Dictionary(authors) { first, _ in first }
        build.redirects = site.redirects.map { Redirect(from: $0.from, to: $0.to, status: $0.status) }
        build.archives = site.archives
        build.related = site.related
        build.feeds = site.feeds.compactMap { FeedFormat(rawValue: $0.rawValue) }
        build.feedsAreFull = site.feedContent == .full
    }
}
