import Foundation
import SiteImport
import SiteModel

/// Sites of a few lines, imported.
enum Import {
    static let now = Date(timeIntervalSince1970: 1_780_000_000)  // 2026-05-28

    static func jekyll(_ texts: [String: String], files: [String] = []) throws -> ImportedSite {
        var tree = SourceTree(texts: texts.merging(["_config.yml": ""]) { own, _ in own })
        tree.files.formUnion(files)
        var jekyll = try JekyllImport(tree, now: now)
        return jekyll.run()
    }

    static func zola(_ texts: [String: String], files: [String] = []) throws -> ImportedSite {
        var tree = SourceTree(
            texts: texts.merging(["config.toml": "base_url = \"https://blog.example\""]) { own, _ in own })
        tree.files.formUnion(files)
        var zola = try ZolaImport(tree, now: now)
        return zola.run()
    }

    /// What one post's text becomes, below its front matter.
    static func jekyllBody(_ text: String, config: String = "", more: [String: String] = [:], files: [String] = [])
        throws -> (text: String, notes: [String])
    {
        let name = "_posts/2020-01-02-a.md"
        let site = try jekyll(
            more.merging(["_config.yml": config, name: "---\ntitle: A\n---\n" + text]) { $1 }, files: files)
        return (site.body("content/posts/2020-01-02-a.md"), site.notes(of: name))
    }

    static func zolaBody(_ text: String, more: [String: String] = [:], files: [String] = []) throws -> (
        text: String, notes: [String]
    ) {
        let name = "content/a.md"
        let site = try zola(
            more.merging([name: "+++\ntitle = \"A\"\ndate = 2020-01-02\n+++\n" + text]) { $1 }, files: files)
        return (site.body("content/posts/a.md"), site.notes(of: name))
    }
}

extension ImportedSite {
    func text(_ path: String) -> String? {
        files.first { $0.path == path }.flatMap { file in
            if case .text(let text) = file.content { text } else { nil }
        }
    }

    var copies: [String: String] {
        var copies: [String: String] = [:]
        for file in files {
            if case .copy(let source) = file.content { copies[source] = file.path }
        }
        return copies
    }

    /// Front matter, without its fences.
    func frontMatter(_ path: String) -> [String] {
        let lines = (text(path) ?? "").split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        return lines.prefix { $0 != "---" }.map(String.init)
    }

    func body(_ path: String) -> String {
        guard let text = text(path), let end = text.range(of: "\n---\n\n") else { return "" }
        return String(text[end.upperBound...])
    }

    func notes(of file: String) -> [String] {
        notes.filter { $0.file == file }.map { "\($0.kind.rawValue) \($0.line ?? 0): \($0.message)" }
    }

    func old(_ kind: OldAddress.Kind) -> [String] { oldAddresses.filter { $0.kind == kind }.map(\.path) }
    var rules: [String] { redirects.map { "\($0.from) → \($0.to)" } }
}
