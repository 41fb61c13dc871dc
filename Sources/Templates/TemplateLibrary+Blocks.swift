extension TemplateLibrary {
    /// The names of all blocks that an heir of the template may fill: its own, and those of its partials and parents.
    func blocks(reachableFrom template: Int) -> Set<String> {
        var names: Set<String> = []
        var seen: Set<Int> = [template]
        var pending = [template]
        while let next = pending.popLast() {
            collectBlocks(in: templates[next].body, into: &names)
            for reference in templates[next].references where seen.insert(reference).inserted {
                pending.append(reference)
            }
        }
        return names
    }

    private func collectBlocks(in nodes: [Node], into names: inout Set<String>) {
        for node in nodes {
            switch node {
            case .text, .variable, .partial: break
            case .section(let section): collectBlocks(in: section.body, into: &names)
            case .parent(let inheritance):
                for override in inheritance.overrides.values { collectBlocks(in: override.body, into: &names) }
            case .block(let block):
                names.insert(block.name)
                collectBlocks(in: block.body, into: &names)
            }
        }
    }
}
