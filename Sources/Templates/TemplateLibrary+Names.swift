extension TemplateLibrary {
    /// Every name that a template or anything it includes asks for, as it is written: `site.title`, `posts`.
    package func names(shownBy template: String) -> Set<String> {
        var names: Set<String> = []
        for name in dependencies(of: template) {
            if let index = index(of: name) { collectNames(in: templates[index].body, into: &names) }
        }
        return names
    }

    private func collectNames(in nodes: [Node], into names: inout Set<String>) {
        for node in nodes {
            switch node {
            case .text, .partial: break
            case .variable(let variable): names.insert(variable.path.description)
            case .section(let section):
                names.insert(section.path.description)
                collectNames(in: section.body, into: &names)
            case .parent(let inheritance):
                for override in inheritance.overrides.values { collectNames(in: override.body, into: &names) }
            case .block(let block): collectNames(in: block.body, into: &names)
            }
        }
    }
}
