import SiteModel
import Templates

/// Menus as pages show them: the configuration's items and those that front matter adds, by weight.
struct Menus {
    private struct Item {
        let title: String
        let url: String
        let weight: Int
        var children: [NavigationItem]
    }

    /// By name; `main` is the site's navigation.
    private var menus: [String: [Item]] = [:]

    init(_ site: Site, _ profile: SiteProfile) {
        menus["main"] = profile.navigation.enumerated().map { place, item in
            Item(
                title: item.title, url: profile.href(written: item.url), weight: item.weight ?? (place + 1) * 10,
                children: item.children.map {
                    NavigationItem(title: $0.title, url: profile.href(written: $0.url))
                })
        }
        let entries =
            site.pages.map { ($0.entry, $0.path) } + site.sections.map { ($0.text.entry, $0.path) }
            + site.posts.map { ($0.entry, $0.path) }
        var below: [(menu: String, parent: String, weight: Int, item: NavigationItem)] = []
        for (entry, path) in entries {
            for place in entry.menus {
                let (title, url) = (place.title ?? entry.title, profile.href(path))
                if let parent = place.parent {
                    let item = NavigationItem(title: title, url: url)
                    below.append((place.menu, parent, place.weight ?? .max, item))
                } else {
                    menus[place.menu, default: []].append(
                        Item(title: title, url: url, weight: place.weight ?? .max, children: []))
                }
            }
        }
        for (name, items) in menus {
            // Equal weights stay in the order they came in.
            menus[name] = items.enumerated().sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }
                .map(\.element)
        }
        for child in below.enumerated().sorted(by: {
            ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset)
        }).map(\.element) {
            guard let place = menus[child.menu]?.firstIndex(where: { $0.title == child.parent }) else { continue }
            menus[child.menu]?[place].children.append(child.item)
        }
    }

    var navigation: TemplateValue { value("main") }

    /// All but the navigation.
    var others: TemplateValue {
        .object(
            Dictionary(uniqueKeysWithValues: menus.keys.filter { $0 != "main" }.map { ($0, value($0)) }))
    }

    private func value(_ name: String) -> TemplateValue {
        .list(
            (menus[name] ?? []).map { item in
                var fields: [String: TemplateValue] = ["title": .text(item.title), "url": .text(item.url)]
                if !item.children.isEmpty {
                    fields["children"] = .list(
                        item.children.map { ["title": .text($0.title), "url": .text($0.url)] })
                }
                return .object(fields)
            })
    }
}
