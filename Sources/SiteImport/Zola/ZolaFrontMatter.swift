import Foundation
import SiteModel

extension ZolaPage {
    /// The front matter in our words.
    func frontMatter(_ site: ZolaSite) -> FrontMatterText {
        var front = FrontMatterText()
        let name = ZolaFileName(source, languages: site.otherLanguages)
        front.title = fields.text("title") ?? (isSection ? name.folders.last ?? "Untitled" : name.slug)
        front.date = dateText
        if let updated = fields.text("updated"), (try? AuthoredDate.parse(updated, in: .gmt)) != nil {
            front.updated = updated
        }
        front.isDraft = fields.flag("draft") ?? false
        front.description = oneLine(fields.text("description"))
        front.summary = oneLine(fields.text("summary") ?? extra.text("summary"))
        front.terms = terms()
        if let weight = fields.text("weight"), Int(weight) != nil, weight != "0" { front.weight = weight }
        if isSection, let size = fields.number("paginate_by"), size > 0 { front.paginate = size }
        for key in ["cover", "cover_image", "image", "thumbnail", "og_image", "social_media_card"]
        where front.cover == nil {
            if let image = extra.text(key), !image.isEmpty, Self.isPicture(image) {
                front.cover = (image, extra.text(key + "_alt") ?? "")
            }
        }
        front.params = params(front)
        if let language = name.language { front.params.append(MetadataField(key: "language", text: language)) }
        return front
    }

    private static func isPicture(_ name: String) -> Bool {
        [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"].contains { name.lowercased().hasSuffix($0) }
    }

    private func oneLine(_ text: String?) -> String? {
        let joined = text?.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
        return joined.isEmpty ? nil : joined
    }

    private func terms() -> [(taxonomy: String, names: [String])] {
        var groups: [(taxonomy: String, names: [String])] = []
        func add(_ taxonomy: String, _ names: [String]) {
            let index = groups.firstIndex { $0.taxonomy == taxonomy } ?? groups.endIndex
            if index == groups.endIndex { groups.append((taxonomy, [])) }
            for name in names where !name.isEmpty && !groups[index].names.contains(name) {
                groups[index].names.append(name)
            }
        }
        let given = fields.table("taxonomies")
        for key in ["tags", "categories", "series"] { add(key, given.texts(key)) }
        for field in given.all { add(field.key, given.texts(field.key)) }
        // The other generators' place for tags, which some sites keep.
        for key in ["tags", "categories"] { add(key, fields.texts(key)) }
        add("authors", fields.texts("authors") + extra.texts("author") + extra.texts("authors"))
        return groups.filter { !$0.names.isEmpty }
    }

    /// What no key of ours holds: unknown keys, and those of `[extra]`.
    private func params(_ front: FrontMatterText) -> [MetadataField] {
        let known: Set<String> = [
            "title", "date", "updated", "draft", "description", "summary", "taxonomies", "tags", "categories",
            "authors",
            "weight", "slug", "path", "aliases", "extra", "template", "in_search_index", "render", "sort_by",
            "paginate_by", "paginate_path", "page_template", "generate_feed", "generate_feeds", "transparent",
            "insert_anchor_links", "redirect_to",
        ]
        let others = fields.all.filter { !known.contains($0.key) && !$0.value.isNull }
        return others + extra.all.filter { !["author", "authors"].contains($0.key) && !$0.value.isNull }
    }
}
