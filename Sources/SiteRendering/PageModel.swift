import Foundation
import SiteModel
import Templates

/// The `page` of a page, and what search engines and previews are told of it.
struct PageModel {
    enum Kind: String { case home, post, page, section, term, terms, archive, error }

    var kind: Kind
    var title: String
    var path: SitePath
    var description: String
    var published: Date?
    var updated: Date?
    var image: CoverPicture?
    var isUnindexed = false
    var tags: [String] = []
    var authors: [Term] = []
    var section: ContentSection?
    /// Where its own feeds lie, if it has any.
    var feeds: SitePath?
    var params: [Param] = []
    var words: Int?
    /// What stands between the home page and this one.
    var crumbs: [(title: String, path: SitePath)] = []

    /// - Parameter hasData: Structured data is wanted; making it takes as long as all the rest.
    func value(_ profile: SiteProfile, structuredData hasData: Bool) -> TemplateValue {
        var fields: [String: TemplateValue] = [
            "title": .text(title), "url": .text(profile.href(path)), "permalink": .text(profile.absolute(path)),
            "kind": .text(kind.rawValue), "description": .text(ViewModels.shortened(description)),
            "is_home": .flag(kind == .home), "is_post": .flag(kind == .post), "is_page": .flag(kind == .page),
            "is_term": .flag(kind == .term), "is_section": .flag(kind == .section),
            "is_archive": .flag(kind == .archive), "noindex": .flag(isUnindexed),
            "tags": .list(tags.map { .text($0) }), "authors": .list(authors.map { ViewModels.author($0, profile) }),
            "feeds": feeds.map { ViewModels.feeds(at: $0, title: "\(title) · \(profile.title)", profile) } ?? .list([]),
            "params": ViewModels.value(params, profile),
            "json_ld": .markup(isUnindexed || !hasData ? "" : jsonLD(profile)),
        ]
        fields["published"] = published.map { ViewModels.moment($0, profile) }
        fields["updated"] = updated.map { ViewModels.moment($0, profile) }
        fields["image"] = (image?.preview).map { .text($0) }
        fields["image_width"] = (image?.previewWidth).map { .number($0) }
        fields["image_height"] = (image?.previewHeight).map { .number($0) }
        if let image, !image.alt.isEmpty { fields["image_alt"] = .text(image.alt) }
        fields["section"] = (section?.title).map { .text($0) }
        return .object(fields)
    }
}
