import SiteModel

/// The front matter of one new file, written in our order of keys.
struct FrontMatterText {
    var title = ""
    /// As written where our reader understands it.
    var date: String?
    var updated: String?
    var slug: String?
    var url: String?
    var aliases: [String] = []
    var isDraft = false
    var expiry: String?
    var description: String?
    var summary: String?
    var cover: (image: String, alt: String)?
    /// By taxonomy, in order.
    var terms: [(taxonomy: String, names: [String])] = []
    var weight: String?
    var paginate: Int?
    /// Everything that is ours to keep and not to understand.
    var params: [MetadataField] = []

    var text: String {
        var lines = ["---", "title: \(YAMLText.scalar(title))"]
        func add(_ key: String, _ value: String?) {
            if let value { lines.append("\(key): \(value)") }
        }
        add("date", date)
        add("updated", updated)
        add("slug", slug.map(YAMLText.scalar))
        add("url", url.map(YAMLText.scalar))
        if aliases.count == 1 { add("aliases", YAMLText.list(aliases)) }
        if aliases.count > 1 { lines += ["aliases:"] + aliases.map { "  - \(YAMLText.scalar($0))" } }
        if isDraft { lines.append("draft: true") }
        add("expiry", expiry)
        add("description", description.map(YAMLText.scalar))
        add("summary", summary.map(YAMLText.scalar))
        add("cover", cover.map { "{ image: \(YAMLText.inFlow($0.image)), alt: \(YAMLText.quoted($0.alt)) }" })
        for group in terms where !group.names.isEmpty { add(group.taxonomy, YAMLText.list(group.names)) }
        add("weight", weight)
        add("paginate", paginate.map(String.init))
        if !params.isEmpty {
            lines.append("params:")
            lines += params.map { "  \(YAMLText.inFlow($0.key)): \(YAMLText.flow($0.value))" }
        }
        return (lines + ["---", ""]).joined(separator: "\n") + "\n"
    }
}
