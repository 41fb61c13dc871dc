import Foundation
import SiteModel

extension JekyllDocument {
    /// The front matter in our words.
    func frontMatter(site: JekyllSite, remarks: inout Remarks) -> FrontMatterText {
        var front = FrontMatterText()
        front.title = title.isEmpty ? Paths.stem(Paths.name(source)) : title
        // The file's name goes on saying the date where nothing else does.
        if date != nil, let written = fields.text("date"), (try? AuthoredDate.parse(written, in: site.timeZone)) != nil
        {
            front.date = written
        }
        if let written = fields.text("last_modified_at") ?? fields.text("updated") ?? fields.text("modified_date") {
            if (try? AuthoredDate.parse(written, in: site.timeZone)) != nil {
                front.updated = written
            } else {
                remarks.note(.changed, line: fields.line("last_modified_at"), "`\(written)` is no date and is left out")
            }
        }
        front.isDraft = kind == .draft || fields.flag("published") == false || fields.flag("draft") == true
        front.description = oneLine("description") ?? oneLine("subtitle")
        front.summary = oneLine("excerpt") ?? oneLine("summary")
        front.terms = [
            ("tags", Self.words(fields, "tags") + Self.words(fields, "tag")), ("categories", categories),
            ("series", fields.texts("series")), ("authors", authors(site)),
        ]
        if let weight = fields.text("weight"), Int(weight) != nil { front.weight = weight }
        takeCover(&front)
        front.params = own.all.filter { !Self.known.contains($0.key) && !$0.value.isNull && !Self.isCommonLayout($0) }
        return front
    }

    var redirectsFrom: [String] { fields.texts("redirect_from") }
    var redirectsTo: String? { fields.texts("redirect_to").first }

    private func oneLine(_ key: String) -> String? {
        guard let text = fields.text(key), !text.contains("{{"), !text.contains("{%") else { return nil }
        let joined = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return joined.isEmpty ? nil : joined
    }

    private func authors(_ site: JekyllSite) -> [String] {
        var names: [String] = []
        for key in ["author", "authors"] {
            switch fields[key]?.value {
            case .scalar?: names += fields.text(key).map { [$0] } ?? []
            case .table(let one)?: names += Fields(one).text("name").map { [$0] } ?? []
            case .list?: names += fields.texts(key) + fields.tables(key).compactMap { $0.text("name") }
            case nil: break
            }
        }
        var seen: Set<String> = []
        return names.map { site.authorNames[$0] ?? $0 }.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// A picture of the file's own; one that `defaults` gives to all says nothing about any.
    private func takeCover(_ front: inout FrontMatterText) {
        for key in ["cover", "image", "thumbnail"] {
            switch own[key]?.value {
            case .scalar(let image, _)? where !image.isEmpty && !own[key]!.value.isNull && !image.contains("{"):
                front.cover = (image, "")
            case .table(let fields)?:
                let table = Fields(fields)
                if let image = table.text("path") ?? table.text("src") ?? table.text("image") ?? table.text("feature"),
                    !image.contains("{")
                {
                    front.cover = (image, table.text("alt") ?? table.text("caption") ?? "")
                }
            default: continue
            }
            if front.cover != nil { return }
        }
    }

    private static let known: Set<String> = [
        "title", "date", "last_modified_at", "updated", "modified_date", "published", "draft", "description", "excerpt",
        "summary", "tags", "tag", "categories", "category", "series", "author", "authors", "weight", "cover", "image",
        "thumbnail", "permalink", "slug", "redirect_from", "redirect_to",
    ]

    private static func isCommonLayout(_ field: MetadataField) -> Bool {
        field.key == "layout" && ["post", "page", "default", "home", "single"].contains(field.value.text ?? "")
    }
}
