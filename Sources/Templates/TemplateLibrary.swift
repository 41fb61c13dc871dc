/// A template before it is parsed.
package struct TemplateSource: Sendable, Hashable {
    /// What other templates call it: `post`, `partials/head`.
    package var name: String
    /// The file it came from, for messages.
    package var path: String
    package var text: String

    package init(name: String, path: String, text: String) {
        self.name = name
        self.path = path
        self.text = text
    }
}

/// Mustache templates that were parsed together and may refer to each other.
///
/// The syntax is mustache's, inheritance (`{{<parent}}{{$block}}…{{/block}}{{/parent}}`) included and lambdas left out:
/// a value is data and never runs. Parsing happens once, in `init`; after that the library is an immutable value that
/// any number of threads may render from.
package struct TemplateLibrary: Sendable {
    let templates: [ParsedTemplate]
    private let indices: [String: Int]

    /// Parses all sources. Of two with one name the later is used.
    ///
    /// - Throws: Every syntax error of every source. A reference to a template that doesn't exist isn't one: `check`
    ///   reports it, and rendering puts nothing in its place.
    package init(sources: [TemplateSource]) throws(TemplateProblems) {
        var indices: [String: Int] = [:]
        var latest: [TemplateSource] = []
        for source in sources {
            if let index = indices[source.name] {
                latest[index] = source
            } else {
                indices[source.name] = latest.count
                latest.append(source)
            }
        }
        var templates: [ParsedTemplate] = []
        var problems: [TemplateProblem] = []
        for source in latest {
            var parser = TemplateParser(source, indices: indices)
            templates.append(parser.parse())
            problems += parser.problems
        }
        guard problems.isEmpty else { throw TemplateProblems(problems: problems.sorted()) }
        self.templates = templates
        self.indices = indices
    }

    package var names: Set<String> { Set(indices.keys) }

    func index(of name: String) -> Int? { indices[name] }

    /// Fills a template.
    ///
    /// `{{name}}` escapes `& < > " '` as HTML wants it in text and in quoted attributes; `{{{name}}}` and `{{&name}}`
    /// don't escape. Time and memory are linear in the output.
    ///
    /// - Throws: A `TemplateProblem` when there is no such template, or when templates include each other deeper than
    ///   64 levels (256 with the sections between): endlessly, that is.
    package func render(_ template: String, with value: TemplateValue) throws -> [UInt8] {
        guard let index = indices[template] else { throw unknown(template) }
        var renderer = Renderer(templates: templates, root: value)
        try renderer.render(index)
        return renderer.output
    }

    /// The template itself, and every partial and parent that rendering it may reach; whoever changes one of these
    /// changes the page.
    package func dependencies(of template: String) -> Set<String> {
        guard let start = indices[template] else { return [] }
        var found: Set<Int> = [start]
        var pending = [start]
        while let next = pending.popLast() {
            for reference in templates[next].references where found.insert(reference).inserted {
                pending.append(reference)
            }
        }
        return Set(found.map { templates[$0].name })
    }

    /// What would go wrong if the template were filled with values of that shape.
    ///
    /// Follows partials, parents and blocks as rendering would, each in the scopes it is used in: names that no scope
    /// declares, templates that don't exist, blocks that the parent never opens, `{{name}}` on markup, `{{{name}}}` on
    /// text, and values printed that have no text.
    package func check(_ template: String, against shape: TemplateShape) -> [TemplateProblem] {
        guard let index = indices[template] else { return [unknown(template)] }
        var checker = ShapeChecker(library: self, root: shape)
        checker.check(index)
        return checker.problems.sorted()
    }

    private func unknown(_ template: String) -> TemplateProblem {
        TemplateProblem(
            path: template, line: 1, column: 1, message: "there is no template `\(template)`",
            suggestion: closestSpelling(to: template, in: indices.keys))
    }
}
