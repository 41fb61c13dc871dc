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
}
