import SiteModel
import Templates

/// Structured data (schema.org) as JSON-LD 1.1.
extension PageModel {
    /// A script element. Nothing in it can end the element or open a comment: `<` is escaped as JSON allows.
    func jsonLD(_ profile: SiteProfile) -> String {
        var graph = [subject(profile)]
        if kind != .home { graph.append(breadcrumbs(profile)) }
        let document: TemplateValue = ["@context": "https://schema.org", "@graph": .list(graph)]
        var json = document.json()
        if json.contains(UInt8(ascii: "<")) {
            json = Array(
                json.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false).joined(
                    separator: Array("\\u003c".utf8)))
        }
        return "<script type=\"application/ld+json\">\(String(decoding: json, as: UTF8.self))</script>"
    }

    private func subject(_ profile: SiteProfile) -> TemplateValue {
        let address = profile.absolute(path)
        var fields: [String: TemplateValue] = ["url": .text(address), "inLanguage": .text(profile.language)]
        if !description.isEmpty { fields["description"] = .text(ViewModels.shortened(description)) }
        switch kind {
        case .home:
            fields["@type"] = "WebSite"
            fields["name"] = .text(profile.title)
        case .post:
            fields["@type"] = "BlogPosting"
            fields["headline"] = .text(title)
            fields["mainEntityOfPage"] = .text(address)
            fields["isPartOf"] = ["@type": "Blog", "name": .text(profile.title), "url": .text(profile.url + "/")]
            fields["author"] = author(profile)
            if !tags.isEmpty { fields["keywords"] = .list(tags.map { .text($0) }) }
            fields["articleSection"] = (section?.title).map { .text($0) }
            fields["wordCount"] = words.map { .number($0) }
        case .section, .term, .terms, .archive:
            fields["@type"] = "CollectionPage"
            fields["name"] = .text(title)
        case .page, .error:
            fields["@type"] = "WebPage"
            fields["name"] = .text(title)
        }
        fields["datePublished"] = published.map { .text(CivilDate.iso($0, in: profile.timeZone)) }
        fields["dateModified"] = (updated ?? published).map { .text(CivilDate.iso($0, in: profile.timeZone)) }
        if let image {
            var picture: [String: TemplateValue] = ["@type": "ImageObject", "url": .text(image.preview)]
            picture["width"] = image.previewWidth.map { .number($0) }
            picture["height"] = image.previewHeight.map { .number($0) }
            fields["image"] = .object(picture)
        }
        return .object(fields)
    }

    /// Who wrote it; where nobody is named, the site speaks.
    private func author(_ profile: SiteProfile) -> TemplateValue {
        if authors.isEmpty {
            return ["@type": "Organization", "name": .text(profile.title), "url": .text(profile.url + "/")]
        }
        return .list(
            authors.map {
                ["@type": "Person", "name": .text($0.name), "url": .text(profile.absolute($0.path))]
            })
    }

    private func breadcrumbs(_ profile: SiteProfile) -> TemplateValue {
        let steps = [(title: profile.title, path: SitePath.home)] + crumbs + [(title: title, path: path)]
        return [
            "@type": "BreadcrumbList",
            "itemListElement": .list(
                steps.enumerated().map { place, step in
                    [
                        "@type": "ListItem", "position": .number(place + 1), "name": .text(step.title),
                        "item": .text(profile.absolute(step.path)),
                    ]
                }),
        ]
    }
}
