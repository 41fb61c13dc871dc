import Foundation
import Markdown

/// What a content file's name says: `2013-05-01-hello-world.md` has a date and a slug, and so has the folder of a bundle.
struct FileName {
    let date: Date?
    let slug: String
    /// For an `_index.md` without a title: its folder's name as words.
    let title: String

    init(_ source: String, zone: TimeZone) {
        let parts = source.split(separator: "/")
        var name = parts.last.map(String.init) ?? ""
        if name.hasSuffix(".md") { name.removeLast(3) }
        if name == "_index" {
            let folder = parts.count > 1 ? String(parts[parts.count - 2]) : ""
            date = nil
            // Its address is the folder, to the letter.
            slug = folder
            let words = folder.map { $0 == "-" || $0 == "_" ? " " : String($0) }.joined()
            title = words.prefix(1).uppercased() + words.dropFirst()
            return
        }
        if name == "index", parts.count > 1 { name = String(parts[parts.count - 2]) }
        title = name
        let pieces = name.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
        if pieces.count == 4, pieces[0].count == 4, pieces[1].count <= 2, pieces[2].count <= 2,
            let year = Int(pieces[0]), let month = Int(pieces[1]), let day = Int(pieces[2]),
            case let date = CivilDate(year: year, month: month, day: day), date.isValid
        {
            self.date = date.instant(in: zone)
            slug = Slug.make(String(pieces[3]))
        } else {
            date = nil
            slug = Slug.make(name)
        }
    }
}
