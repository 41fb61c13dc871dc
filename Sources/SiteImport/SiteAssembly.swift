import Foundation
import SiteModel

/// Makes a site of ours from a draft: addresses, links, texts and configuration.
struct SiteAssembly {
    private var draft: SiteDraft
    private var result = ImportedSite()
    private let pattern: String
    /// Old addresses that something of the new site has, with what.
    private var taken: [String: String] = [:]

    init(_ draft: SiteDraft) {
        self.draft = draft
        pattern = PermalinkChoice.pattern(for: draft.entries)
    }

    mutating func assemble() -> ImportedSite {
        settleNames()
        for index in draft.entries.indices { settleAddress(at: index) }
        for index in draft.entries.indices { settleAliases(at: index) }
        let places = Places(draft)
        for index in draft.entries.indices {
            draft.entries[index].body = places.rewritten(&draft.entries[index])
            settleCover(at: index, places)
        }
        for entry in draft.entries { write(entry) }
        for (source, target) in draft.files.sorted(by: { $0.value < $1.value }) {
            result.files.append(ImportedFile(path: "content/" + target, content: .copy(of: source)))
        }
        if draft.navigation.isEmpty { draft.navigation = madeNavigation() }
        result.redirects = settledRedirects()
        result.oldAddresses = oldAddresses()
        let settings = ConfigurationText(draft: draft, pattern: pattern, redirects: result.redirects)
        result.files.append(ImportedFile(path: "masthead.yaml", content: .text(settings.text)))
        result.files.append(ImportedFile(path: ".gitignore", content: .text(".masthead/\n")))
        result.files.append(ImportedFile(path: "public/.gitignore", content: .text("*\n!.gitignore\n")))
        result.notes = (draft.notes + result.notes).sorted(by: ImportNote.isOrderedBefore)
        result.counts.files = draft.files.count
        return result
    }

    /// No two entries share a file, nor one with a copied file.
    private mutating func settleNames() {
        var names = Set(draft.files.values.map { $0.lowercased() })
        for index in draft.entries.indices {
            let wish = draft.entries[index].target
            var number = 2
            while !names.insert(draft.entries[index].target.lowercased()).inserted {
                draft.entries[index].target = wish.dropLast(3) + "-\(number).md"
                number += 1
            }
        }
    }

    // MARK: Addresses

    private mutating func settleAddress(at index: Int) {
        var entry = draft.entries[index]
        let wish = OldAddress.normalized(entry.oldPath)
        if !entry.front.isDraft, let other = taken[wish] {
            entry.remarks.note(
                .leftOut, line: nil, "the address \(wish) is that of \(other) too; this one gets another")
            let name = ForeignText.slug(ofSource: entry.target)
            entry.front.url = freeAddress(like: wish, name)
            taken[entry.front.url ?? wish] = entry.source
        } else if (try? SitePath(wish)) == nil {
            entry.remarks.note(
                .leftOut, line: nil, "`\(wish)` cannot be an address here; the new one comes from the file's name")
        } else {
            if !entry.front.isDraft { taken[wish] = entry.source }
            entry.isPost ? settlePost(&entry, wish) : settlePage(&entry, wish)
        }
        draft.entries[index] = entry
    }

    private func freeAddress(like wish: String, _ name: String) -> String {
        var number = 2
        while taken["/\(name)-\(number)/"] != nil { number += 1 }
        return "/\(name)-\(number)/"
    }

    private func settlePost(_ entry: inout EntryDraft, _ wish: String) {
        let last = wish.split(separator: "/").last.map(String.init) ?? ""
        let own = ForeignText.slug(ofSource: entry.target)
        if wish.hasSuffix("/"), let made = made(slug: last, date: entry.date), made == wish {
            entry.front.slug = last == own ? nil : last
        } else if entry.front.isDraft, !entry.hasOwnAddress {
            // Nobody has seen it, so it may go where the new posts go.
            entry.front.slug = last == own || SitePath.problem(with: last) != nil ? nil : last
        } else {
            entry.front.url = wish
            // The slug still names the post for the API.
            if SitePath.problem(with: own) != nil { entry.front.slug = "post" }
        }
    }

    /// A post's address by the site's pattern.
    private func made(slug: String, date: CivilDate?) -> String? {
        guard SitePath.problem(with: slug) == nil, let pattern = try? SiteModel.PermalinkPattern(pattern) else {
            return nil
        }
        let date = date ?? CivilDate(year: 1, month: 1, day: 1)
        return (try? pattern.path(slug: slug, date: date)).map { "/" + $0.text }
    }

    private func settlePage(_ entry: inout EntryDraft, _ wish: String) {
        let slug = ForeignText.slug(ofSource: entry.target)
        if entry.target == "_index.md" { return }
        let folder =
            entry.target.hasSuffix("/index.md") || entry.isSection
            ? Paths.folder(String(entry.folder.dropLast())) : entry.folder
        if "/" + folder + slug + "/" != wish { entry.front.url = wish }
        if SitePath.problem(with: slug) != nil { entry.front.slug = "page" }
    }

    private mutating func settleAliases(at index: Int) {
        var entry = draft.entries[index]
        let own = OldAddress.normalized(entry.oldPath)
        for written in entry.aliases {
            // An old alias may be a whole address of this very site.
            let path = written.hasPrefix(draft.origin) ? String(written.dropFirst(draft.origin.count)) : written
            let alias = OldAddress.normalized(path)
            guard alias != own, (try? SitePath(alias)) != nil, !path.contains("://") else { continue }
            if let other = taken[alias] {
                if other != entry.source {
                    entry.remarks.note(.changed, line: nil, "the alias \(alias) is left out: \(other) has that address")
                }
                continue
            }
            if alias == "/" { continue }
            taken[alias] = entry.source
            entry.front.aliases.append(alias)
            if entry.isPublished(at: draft.now) {
                draft.oldAddresses.append(OldAddress(path: alias, kind: .alias, source: entry.source))
            }
        }
        draft.entries[index] = entry
    }

    /// Where the old site says nothing: its sections and the pages at its top, so that all can be reached.
    private func madeNavigation() -> [(title: String, url: String)] {
        let shown = draft.entries.filter { entry in
            !entry.isPost && !entry.front.isDraft && entry.target != "_index.md"
                && OldAddress.normalized(entry.oldPath).split(separator: "/").count == 1
        }
        guard shown.count <= 8 else { return [] }
        return shown.map { ($0.front.title, OldAddress.encoded($0.front.url ?? OldAddress.normalized($0.oldPath))) }
    }

    /// Rules whose address nothing else has.
    private mutating func settledRedirects() -> [Redirect] {
        var others = Set(draft.files.values.map { "/" + $0 })
        others.formUnion(["/", "/feed.xml", "/sitemap.xml", "/404.html", "/robots.txt"])
        for taxonomy in draft.taxonomies {
            others.insert("/\(taxonomy)/")
            for entry in draft.entries {
                for group in entry.front.terms where group.taxonomy == taxonomy {
                    others.formUnion(group.names.map { "/\(taxonomy)/\(Term.slug($0))/" })
                }
            }
        }
        var seen: Set<String> = []
        return draft.redirects.filter { redirect in
            let from = OldAddress.normalized(redirect.from)
            return taken[from] == nil && !others.contains(from) && from != OldAddress.normalized(redirect.to)
                && (try? SitePath(from)) != nil && seen.insert(from).inserted
        }
    }

    private func oldAddresses() -> [OldAddress] {
        var all = draft.oldAddresses
        for entry in draft.entries where entry.isPublished(at: draft.now) {
            all.append(
                OldAddress(
                    path: OldAddress.normalized(entry.oldPath),
                    kind: entry.isPost ? .post : entry.isSection ? .list : .page, source: entry.source))
        }
        var seen: Set<String> = []
        return all.sorted { ($0.path, $0.kind.rawValue) < ($1.path, $1.kind.rawValue) }.filter {
            seen.insert($0.path).inserted
        }
    }

    // MARK: Writing

    /// A cover that isn't there would fail the build.
    private mutating func settleCover(at index: Int, _ places: Places) {
        guard let cover = draft.entries[index].front.cover else { return }
        var entry = draft.entries[index]
        if cover.image.contains("://") {
            entry.front.cover = cover
        } else if let changed = places.picture(cover.image, of: entry) {
            entry.front.cover = (changed, cover.alt.isEmpty ? entry.front.title : cover.alt)
        } else {
            entry.front.cover = nil
            entry.remarks.note(.leftOut, line: nil, "the picture `\(cover.image)` is not in the source")
        }
        draft.entries[index] = entry
    }

    private mutating func write(_ entry: EntryDraft) {
        var body = entry.body.text
        while body.first?.isNewline == true { body.removeFirst() }
        if !body.isEmpty, body.utf8.last != 10 { body += "\n" }
        result.files.append(ImportedFile(path: "content/" + entry.target, content: .text(entry.front.text + body)))
        result.notes += entry.remarks.notes
        result.counts.convertedConstructs += entry.remarks.convertedConstructs
        result.counts.rewrittenLinks += entry.remarks.rewrittenLinks
        if entry.front.isDraft {
            result.counts.drafts += 1
        } else if entry.isPost {
            result.counts.posts += 1
        } else if entry.isSection {
            result.counts.sections += 1
        } else {
            result.counts.pages += 1
        }
    }
}
