import Markdown

/// Gathers posts by their terms.
struct TermGathering {
    let posts: [Site.Post]
    /// What `_index.md` files say, by their folders; those of taxonomies and terms are taken out.
    private(set) var texts: [String: Entry]
    let authors: [String: Author]
    private(set) var diagnostics: [Diagnostic] = []

    init(posts: [Site.Post], texts: [String: Entry], authors: [String: Author]) {
        self.posts = posts
        self.texts = texts
        self.authors = authors
    }

    mutating func taxonomy(_ name: String) -> Taxonomy {
        let base = Slug.make(name) + "/"
        var (members, spellings) = gather(name)
        // A text makes its term, even before the first post carries it.
        for folder in texts.keys where folder.hasPrefix(base) && folder != base {
            let rest = folder.dropFirst(base.count).dropLast()
            if !rest.isEmpty, !rest.contains("/"), Term.slug(String(rest)) == rest {
                members[String(rest), default: []] += []
            }
        }
        var terms: [Term] = []
        for slug in members.keys.sorted() {
            let names = (spellings[slug] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
            if names.count > 1, !(name == "authors" && authors[slug] != nil) {
                let shown = names.map { "`\($0)`" }.joined(separator: ", ")
                diagnostics.append(Diagnostic(.warning, path: "", "\(shown) in `\(name)` are shown as one"))
            }
            do throws(SitePathFailure) {
                terms.append(try term(names.first, slug, base: base, posts: members[slug] ?? [], of: name))
            } catch {
                diagnostics.append(
                    Diagnostic(.error, path: "", "`\(names.first ?? slug)` in `\(name)`: \(error)"))
            }
        }
        terms.sort { ($0.name.lowercased(), $0.slug) < ($1.name.lowercased(), $1.slug) }
        // A slug holds letters, digits and hyphens only, so the base is a path whatever the configuration says.
        let path = (try? SitePath(base)) ?? .home
        let text = texts.removeValue(forKey: base).map { Site.Page(entry: $0, path: path) }
        return Taxonomy(name: name, path: path, terms: terms, text: text)
    }

    private mutating func gather(_ name: String) -> (members: [String: [Int]], spellings: [String: [String: Int]]) {
        var members: [String: [Int]] = [:]
        var spellings: [String: [String: Int]] = [:]
        for (index, post) in posts.enumerated() {
            for term in post.entry.terms[name] ?? [] {
                let slug = Term.slug(term)
                guard !slug.isEmpty else {
                    diagnostics.append(
                        Diagnostic(
                            .error, path: post.entry.shownPath, "`\(term)` in `\(name)` holds no letter or digit"))
                    continue
                }
                spellings[slug, default: [:]][term, default: 0] += 1
                if members[slug]?.last != index { members[slug, default: []].append(index) }
            }
        }
        return (members, spellings)
    }

    private mutating func term(
        _ written: String?, _ slug: String, base: String, posts: [Int], of taxonomy: String
    ) throws(SitePathFailure) -> Term {
        let path = try SitePath(base + slug + "/")
        let text = texts.removeValue(forKey: base + slug + "/")
        let author = taxonomy == "authors" ? author(slug, text, written: written) : nil
        return Term(
            name: author?.name ?? text?.title ?? written ?? slug, slug: slug, path: path,
            posts: taxonomy == "series" ? posts.reversed() : posts,
            text: text.map { Site.Page(entry: $0, path: path) }, author: author)
    }

    /// The configuration and data files, over what the author's own text says.
    private func author(_ slug: String, _ text: Entry?, written: String?) -> Author {
        var author = authors[slug] ?? Author(name: text?.title ?? written ?? slug)
        author.url = author.url ?? text?.params["url"]?.text
        author.bio = author.bio ?? text?.description
        author.picture = author.picture ?? text?.params["picture"]?.text
        return author
    }
}

extension Term {
    /// Like any slug, but C, C++ and C# stay apart.
    package static func slug(_ name: String) -> String {
        guard name.contains("+") || name.contains("#") else { return Slug.make(name) }
        return Slug.make(name.map { $0 == "+" ? " plus " : $0 == "#" ? " sharp " : String($0) }.joined())
    }
}
