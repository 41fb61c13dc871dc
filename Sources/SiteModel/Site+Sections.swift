import Foundation

extension ContentSection {
    /// A section for each `_index.md` that no taxonomy has taken.
    static func gather(
        _ texts: [String: Entry], posts: [Site.Post], pages: [Site.Page], _ routes: inout RouteTable,
        _ diagnostics: inout [Diagnostic]
    ) -> [ContentSection] {
        var placed: [(folder: String, text: Site.Page)] = []
        for (folder, entry) in texts.sorted(by: { $0.key < $1.key }) {
            do throws(SitePathFailure) {
                let path = try path(of: entry)
                if let collision = routes.claim(path, for: .file(entry.shownPath)) { diagnostics.append(collision) }
                placed.append((folder, Site.Page(entry: entry, path: path)))
            } catch {
                diagnostics.append(Diagnostic(.error, path: entry.shownPath, "\(error)"))
            }
        }
        placed.sort { $0.text.path < $1.text.path }
        let folders = placed.map(\.folder)
        var items = Array(repeating: [Item](), count: placed.count)
        for (index, post) in posts.enumerated() {
            for section in folders.indices where post.entry.source.hasPrefix(folders[section]) {
                items[section].append(.post(index))
            }
        }
        for (index, page) in pages.enumerated() {
            for section in folders.indices where page.entry.source.hasPrefix(folders[section]) {
                items[section].append(.page(index))
            }
        }
        return placed.indices.map { index in
            ContentSection(
                text: placed[index].text, folder: folders[index],
                items: sorted(items[index], posts: posts, pages: pages),
                children: folders.indices.filter { parent(of: folders[$0], among: folders) == folders[index] })
        }
    }

    /// `posts/travel/_index.md` is `/posts/travel/`, unless it names another `url` or `slug`.
    private static func path(of text: Entry) throws(SitePathFailure) -> SitePath {
        if let path = text.explicitPath { return path }
        let parent = text.folder.split(separator: "/").dropLast().map { $0 + "/" }.joined()
        return try SitePath(parent + text.slug + "/")
    }

    /// The nearest section around a folder.
    private static func parent(of folder: String, among folders: [String]) -> String? {
        folders.filter { folder.hasPrefix($0) && folder != $0 }.max { $0.utf8.count < $1.utf8.count }
    }

    private struct Order {
        let weight: Int
        let date: Date
        let title: String
        let source: String
    }

    private static func sorted(_ items: [Item], posts: [Site.Post], pages: [Site.Page]) -> [Item] {
        items.map { item in
            let (entry, date) =
                switch item {
                case .post(let index): (posts[index].entry, posts[index].date)
                case .page(let index): (pages[index].entry, pages[index].entry.date ?? .distantPast)
                }
            return (
                item,
                Order(weight: entry.weight ?? .max, date: date, title: entry.title.lowercased(), source: entry.source)
            )
        }.sorted { (left: (Item, Order), right: (Item, Order)) in
            let (left, right) = (left.1, right.1)
            if left.weight != right.weight { return left.weight < right.weight }
            if left.date != right.date { return left.date > right.date }
            // What has a date is a story, and stands as the list of all posts has it.
            if left.date == .distantPast, left.title != right.title { return left.title < right.title }
            return left.source < right.source
        }.map(\.0)
    }
}

extension Site {
    /// The innermost section of each post, as indices into `sections`.
    package func sectionsOfPosts() -> [Int?] {
        posts.map { post in
            sections.indices.filter { post.entry.source.hasPrefix(sections[$0].folder) }
                .max { sections[$0].folder.utf8.count < sections[$1].folder.utf8.count }
        }
    }
}

extension ArchiveYear {
    static func gather(_ posts: [Site.Post], in zone: TimeZone) -> [ArchiveYear] {
        var years: [ArchiveYear] = []
        for (index, post) in posts.enumerated() {
            let date = CivilDate(post.date, in: zone)
            let year = CivilDate.four(date.year) + "/"
            if years.last?.year != date.year {
                guard let path = try? SitePath(year) else { continue }
                years.append(ArchiveYear(year: date.year, path: path, months: []))
            }
            let last = years.count - 1
            if years[last].months.last?.month != date.month {
                guard let path = try? SitePath(year + CivilDate.two(date.month) + "/") else { continue }
                years[last].months.append(ArchiveMonth(year: date.year, month: date.month, path: path, posts: []))
            }
            years[last].months[years[last].months.count - 1].posts.append(index)
        }
        return years
    }
}
