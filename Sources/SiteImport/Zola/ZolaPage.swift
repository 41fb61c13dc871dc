import Foundation
import SiteModel

/// A page or section of a Zola site with its place.
struct ZolaPage {
    let source: String
    let fields: Fields
    let extra: Fields
    let body: String
    let bodyLineOffset: Int
    /// Decoded, with a leading slash.
    let path: String
    let date: Date?
    /// As front matter, the file's name or the path has it.
    let dateText: String?
    private(set) var hasDateFromPath = false
    var remarks: Remarks

    /// Without `content/`.
    var relative: String { String(source.dropFirst("content/".count)) }
    var isSection: Bool { Self.isSection(source) }

    static func isSection(_ source: String) -> Bool {
        let name = Paths.name(source)
        return name.hasPrefix("_index.") && name.hasSuffix(".md")
    }

    init(_ source: String, _ text: String, site: ZolaSite) {
        var remarks = Remarks(file: source)
        let file = ForeignFile(source, text, remarks: &remarks)
        self.source = source
        fields = Fields(file.fields)
        extra = fields.table("extra")
        body = file.body
        bodyLineOffset = file.bodyLineOffset
        let name = ZolaFileName(source, languages: site.otherLanguages)
        path = Self.path(name, fields, site)
        var dateText = fields.text("date")
        var date = dateText.flatMap { try? AuthoredDate.parse($0, in: .gmt) }
        if dateText != nil, date == nil {
            remarks.note(.changed, line: fields.line("date"), "`date: \(dateText ?? "")` can't be read")
        }
        if date == nil, !Self.isSection(source) {
            dateText = name.date
            if dateText == nil, let found = Self.day(in: path) {
                dateText = found
                hasDateFromPath = true
            }
            date = dateText.flatMap { try? AuthoredDate.parse($0, in: .gmt) }
        }
        self.date = date
        self.dateText = date == nil ? nil : dateText
        self.remarks = remarks
    }

    private static func path(_ name: ZolaFileName, _ fields: Fields, _ site: ZolaSite) -> String {
        let prefix = name.language.map { "/" + $0 } ?? ""
        if let written = fields.text("path"), !written.isEmpty {
            return OldAddress.normalized(prefix + "/" + written) + ""
        }
        let folder = name.folders.joined(separator: "/")
        if name.isSection { return prefix + (folder.isEmpty ? "/" : "/" + folder + "/") }
        let slug = fields.text("slug").map(site.slugifiedPath) ?? site.slugifiedPath(name.slug)
        return prefix + "/" + (folder.isEmpty ? "" : folder + "/") + slug + "/"
    }

    /// `2015/05/15/…` somewhere in an address, as `2015-05-15`.
    private static func day(in path: String) -> String? {
        let parts = path.split(separator: "/")
        for index in parts.indices.dropLast(2) {
            guard parts[index].count == 4, let year = Int(parts[index]), (1990...2100).contains(year),
                parts[index + 1].count == 2, parts[index + 2].count == 2, let month = Int(parts[index + 1]),
                let day = Int(parts[index + 2]), CivilDate(year: year, month: month, day: day).isValid
            else { continue }
            return "\(parts[index])-\(parts[index + 1])-\(parts[index + 2])"
        }
        return nil
    }
}

/// What the name of a Zola content file says.
struct ZolaFileName {
    /// Folders of its address, from the content folder.
    let folders: [String]
    let slug: String
    let date: String?
    let language: String?
    let isSection: Bool

    init(_ source: String, languages: Set<String>) {
        var folders = source.split(separator: "/").dropFirst().dropLast().map(String.init)
        var name = Paths.stem(Paths.name(source))
        let code = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) }
        language = code.flatMap { languages.contains($0) ? $0 : nil }
        if let language { name.removeLast(language.count + 1) }
        isSection = name == "_index"
        if name == "index", let folder = folders.popLast() { name = folder }
        self.folders = folders
        let digits = name.prefix(10)
        let isDated =
            digits.count == 10 && (try? AuthoredDate.parse(String(digits), in: .gmt)) != nil
            && digits.dropFirst(4).first == "-"
        let mark = name.dropFirst(10).first
        guard isDated, mark == "-" || mark == "_" || mark == "T" else {
            date = nil
            slug = name
            return
        }
        date = String(digits)
        let rest = name.dropFirst(10)
        slug = mark == "T" ? String(rest.drop { $0 != "-" && $0 != "_" }.dropFirst()) : String(rest.dropFirst())
    }
}
