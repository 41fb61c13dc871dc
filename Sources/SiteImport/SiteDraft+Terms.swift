import SiteModel

extension SiteDraft {
    /// Terms that differ only in how they are spelled are one here: the spelling that most posts use wins.
    mutating func uniteSpellings() {
        for taxonomy in taxonomies {
            var counts: [String: [String: Int]] = [:]
            for entry in entries {
                for group in entry.front.terms where group.taxonomy == taxonomy {
                    for name in group.names { counts[Term.slug(name), default: [:]][name, default: 0] += 1 }
                }
            }
            for (slug, spellings) in counts.sorted(by: { $0.key < $1.key }) where spellings.count > 1 && !slug.isEmpty {
                let names = spellings.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
                unite(names, in: taxonomy)
            }
        }
    }

    private mutating func unite(_ names: [String], in taxonomy: String) {
        let best = names[0]
        for index in entries.indices {
            for group in entries[index].front.terms.indices where entries[index].front.terms[group].taxonomy == taxonomy
            {
                for other in names.dropFirst() {
                    guard let place = entries[index].front.terms[group].names.firstIndex(of: other) else { continue }
                    note(
                        .changed, entries[index].source,
                        "`\(other)` in `\(taxonomy)` is spelled `\(best)`, as most posts do")
                    if entries[index].front.terms[group].names.contains(best) {
                        entries[index].front.terms[group].names.remove(at: place)
                    } else {
                        entries[index].front.terms[group].names[place] = best
                    }
                }
            }
        }
    }
}
