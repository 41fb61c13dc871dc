import Foundation
import SiteModel
import Testing

/// Files that real people wrote, where they lie; nothing of them is in this repository.
enum Corpora {
    static let folder = ProcessInfo.processInfo.environment["MASTHEAD_CORPORA"] ?? "../shared/corpora"

    static func files(_ relative: String) -> [String] {
        let root = folder + "/" + relative
        let all = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(".md") }.sorted().map { root + "/" + $0 }
    }
}

@Suite struct `Real blogs` {
    /// The blog, the least posts that must be understood of those found, and a few that can't be.
    @Test(arguments: [("zola-rust/content", 750), ("eleventy-18f/posts", 505), ("jekyll-brew/_posts", 44)])
    func `are understood`(_ corpus: String, _ least: Int) throws {
        let files = Corpora.files(corpus)
        guard !files.isEmpty else {
            print("SKIPPED: no corpus \(corpus) in \(Corpora.folder); set MASTHEAD_CORPORA")
            return
        }
        var understood = 0
        var failures: [String] = []
        for file in files where !file.hasSuffix("_index.md") {
            guard let text = String(validating: try Data(contentsOf: URL(filePath: file)), as: UTF8.self) else {
                continue
            }
            let source = "posts/" + file.dropFirst((Corpora.folder + "/" + corpus).count + 1)
            // Zola's index.md has its date in `path`, which is not ours to read.
            let reading = Entry.read(source, text: text, settings: EntrySettings(taxonomies: ["tags", "authors"]))
            let errors = reading.diagnostics.filter { $0.severity == .error && !$0.message.contains("has no date") }
            if errors.isEmpty { understood += 1 } else { failures += errors.map(\.description) }
        }
        print("\(corpus): \(understood) of \(files.count) understood")
        #expect(understood >= least, "\(failures.joined(separator: "\n"))")
    }

    /// Old addresses, and authors as one name, as a list of names or as nothing.
    @Test(arguments: [
        ("zola-rust/content", "aliases"), ("eleventy-18f/posts", "authors"), ("jekyll-brew/_posts", "author"),
    ])
    func `keep what their front matter says`(_ corpus: String, _ key: String) throws {
        var found = 0
        for file in Corpora.files(corpus) where !file.hasSuffix("_index.md") {
            guard let text = String(validating: try Data(contentsOf: URL(filePath: file)), as: UTF8.self),
                text.split(separator: "\n").prefix(40).contains(where: { $0.hasPrefix(key) && !$0.hasSuffix("[]") })
            else { continue }
            // As pages, because Zola's posts have their dates elsewhere.
            let source = "pages/" + file.dropFirst((Corpora.folder + "/" + corpus).count + 1)
            let reading = Entry.read(source, text: text, settings: EntrySettings(taxonomies: ["tags", "authors"]))
            guard let entry = reading.entry else { continue }
            found += 1
            let isKept = key == "aliases" ? !entry.aliases.isEmpty : entry.terms["authors"] != nil
            #expect(isKept, "\(file)")
        }
        print("\(corpus): \(key) in \(found) files")
        #expect(found > 0 || Corpora.files(corpus).isEmpty)
    }
}
