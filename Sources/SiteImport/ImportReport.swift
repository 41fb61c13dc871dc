/// What an import did, for people and programs.
package struct ImportReport: Sendable, Codable {
    package let generator: String
    package let source: String
    package let counts: ImportedSite.Counts
    package let oldAddresses: [OldAddress]
    package let redirects: Int
    package let notes: [ImportNote]

    package init(_ site: ImportedSite, generator: String, source: String) {
        self.generator = generator
        self.source = source
        counts = site.counts
        oldAddresses = site.oldAddresses
        redirects = site.redirects.count
        notes = site.notes
    }

    /// One sentence.
    package var summary: String {
        "\(counts.posts) posts, \(counts.drafts) drafts, \(counts.pages) pages, \(counts.sections) sections and \(counts.files) files; "
            + "\(oldAddresses.count) old addresses, \(counts.rewrittenLinks) links rewritten, "
            + "\(counts.convertedConstructs) constructs converted, \(notes.count { $0.kind == .leftOver }) left over"
    }

    /// The whole of it, as `import-report.txt` has it.
    package var text: String {
        var lines = ["masthead import \(generator)", "", summary, ""]
        let kinds = OldAddress.Kind.allCases.map { kind in (kind, oldAddresses.count { $0.kind == kind }) }
        lines.append(
            "Old addresses: " + kinds.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
                + "; \(redirects) rules in masthead.yaml")
        for (kind, title) in [
            (ImportNote.Kind.leftOver, "Left over: stands in the text as it was"),
            (.leftOut, "Left out"), (.changed, "Changed or guessed"),
        ] {
            let notes = notes.filter { $0.kind == kind }
            guard !notes.isEmpty else { continue }
            lines += ["", "\(title) (\(notes.count))"] + notes.map { "  " + $0.description }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
