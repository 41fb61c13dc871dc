import Foundation
import SiteBuilder
import SiteModel
import SiteRendering
import TestSupport
import Testing

/// An author's day at random: whatever is edited, the site that grew by many small builds is the one that a clean build makes.
@Suite struct `Edits at random` {
    private static let steps = 60

    @Test(arguments: [1, 2, 3, 4, 5, 6])
    func `leave the tree that a clean build makes`(_ seed: UInt64) async throws {
        var day = try Day(seed: seed)
        var failures = 0
        for step in 1...Self.steps {
            let edit = try day.edit()
            let grown = try await day.build(into: "public", cache: "cache", isClean: false)
            let clean = try await day.build(into: "clean-\(step)", cache: "clean-cache-\(step)", isClean: true)
            guard grown == clean else {
                // A mistake that the author made: both builds say the same of it, and the old site stands.
                if case .failure = grown { failures += 1 }
                Issue.record("seed \(seed), step \(step), after \(edit): \(Day.difference(grown, clean))")
                return
            }
            if case .failure = clean { failures += 1 }
            try day.forget(step)
        }
        #expect(failures < Self.steps * 3 / 4, "enough edits should make a site")
    }

    @Test(arguments: [7, 8])
    func `leave the compressed tree that a clean build makes, whatever was built between`(_ seed: UInt64) async throws {
        var day = try Day(seed: seed, words: 200)
        for step in 1...Self.steps / 2 {
            let edit = try day.edit()
            if step.isMultiple(of: 3) { _ = try await day.build(into: "public", cache: "cache", isClean: false) }
            let grown = try await day.build(into: "public", cache: "cache", isClean: false, compresses: true)
            let clean = try await day.build(
                into: "clean-\(step)", cache: "clean-cache-\(step)", isClean: true, compresses: true)
            guard grown == clean else {
                Issue.record("seed \(seed), step \(step), after \(edit): \(Day.difference(grown, clean))")
                return
            }
            if step == 1, case .site(let files) = clean { #expect(files.keys.contains { $0.hasSuffix(".br") }) }
            try day.forget(step)
        }
    }
}

/// One site being edited.
private struct Day {
    private let fixture: SiteFixture
    private var dice: Dice
    private var posts: [String] = []
    private var number = 0
    private var title = "Field & Notes"
    private var paginate = 2
    private var taxonomies = ["tags"]
    private var feeds: [FeedFormat] = [.atom]
    private var related = 0
    /// How many words more each post has.
    private let words: Int

    enum Outcome: Equatable {
        case site([String: [UInt8]])
        case failure([String])
    }

    init(seed: UInt64, words: Int = 0) throws {
        self.words = words
        fixture = try SiteFixture(copying: "Golden/small")
        dice = Dice(seed: seed)
        for _ in 0..<6 { _ = try addPost() }
    }

    mutating func edit() throws -> String {
        switch dice.below(20) {
        case 0, 1: return try addPost()
        case 2, 3, 4, 5: return try changePost()
        case 6: return try removePost()
        case 7: return try renamePost()
        case 8: return try writePage()
        case 9: return try writeSection()
        case 10: return try changeTemplate()
        case 11: return try changeAsset()
        case 12: return try writeData()
        case 13: return try writePicture()
        case 14:
            title = "Title \(dice.below(3))"
            return "another title"
        case 15:
            paginate = 1 + dice.below(4)
            return "paginate \(paginate)"
        case 16:
            taxonomies = dice.pick([["tags"], ["tags", "series"], ["tags", "authors", "series"]])
            return "taxonomies \(taxonomies)"
        case 17:
            feeds = dice.pick([[.atom], [.atom, .rss], [.json]])
            return "feeds \(feeds)"
        case 18:
            related = dice.pick([0, 2])
            return "related \(related)"
        default: return "nothing"
        }
    }

    func build(into destination: String, cache: String, isClean: Bool, compresses: Bool = false) async throws -> Outcome
    {
        var configuration = fixture.configuration
        configuration.title = title
        configuration.paginate = paginate
        configuration.taxonomies = taxonomies
        configuration.feeds = feeds
        configuration.related = related
        configuration.folders.destination = fixture.tree.path(destination)
        configuration.folders.cache = fixture.tree.path(cache)
        configuration.isClean = isClean
        configuration.compresses = compresses
        do {
            _ = try await Builder(configuration, workshop: .pretended).build()
            return .site(try TemporaryTree.files(in: configuration.folders.destination))
        } catch BuildFailure.invalid(let diagnostics) {
            return .failure(diagnostics.map(\.description))
        }
    }

    /// Room for the next step.
    func forget(_ step: Int) throws {
        if fixture.tree.exists("clean-\(step)") { try fixture.tree.remove("clean-\(step)") }
        if fixture.tree.exists("clean-cache-\(step)") { try fixture.tree.remove("clean-cache-\(step)") }
    }

    static func difference(_ grown: Outcome, _ clean: Outcome) -> String {
        switch (grown, clean) {
        case (.site(let grown), .site(let clean)):
            let names = Set(grown.keys).union(clean.keys).filter { grown[$0] != clean[$0] }.sorted()
            let shown = names.prefix(5).map { name in
                "\(name): \(String(decoding: grown[name] ?? [], as: UTF8.self).suffix(300)) | "
                    + "\(String(decoding: clean[name] ?? [], as: UTF8.self).suffix(300))"
            }
            return "\(names.count) files differ: \(shown)"
        default: return "\(grown) | \(clean)"
        }
    }

    // MARK: - Edits

    private mutating func addPost() throws -> String {
        number += 1
        let name = "post-\(number)"
        posts.append(name)
        try write(name)
        return "a new post \(name)"
    }

    private mutating func changePost() throws -> String {
        guard let name = posts.randomElement(using: &dice) else { return "nothing" }
        try write(name)
        return "a change to \(name)"
    }

    private mutating func write(_ name: String) throws {
        var more: [String] = []
        if dice.below(2) == 0 { more.append("tags: [\(dice.pick(["a", "b", "A", "c, a", "C++"]))]") }
        if dice.below(3) == 0 { more.append("series: \(dice.pick(["One", "Two"]))") }
        if dice.below(3) == 0 { more.append("authors: [\(dice.pick(["Ann", "Bob", "Ann, Bob"]))]") }
        if dice.below(6) == 0 { more.append("draft: true") }
        if dice.below(6) == 0 { more.append("aliases: [/old-\(dice.below(4))/]") }
        if dice.below(6) == 0 { more.append("expiry: \(dice.pick(["2020-01-01", "2030-01-01"]))") }
        if dice.below(6) == 0 { more.append("description: About \(dice.below(9))") }
        if dice.below(8) == 0 { more.append("menu: main") }
        if dice.below(8) == 0 { more.append("cover: { image: /photos/us.jpg, alt: Us }") }
        let other = posts.randomElement(using: &dice) ?? name
        let texts = [
            "Some words about rivers and mountains, \(dice.below(100)).", "# Part \(dice.below(3))\n\nText.",
            "See [the other](\(other).md) and [a heading](#part-1).", "![us](/photos/us.jpg)",
            "```swift\nlet a = 1\n```",
            "Before.\n\n<!--more-->\n\nAfter \(dice.below(9)).",
        ]
        let filler = String(repeating: "word ", count: words)
        let body = ((0...dice.below(3)).map { _ in dice.pick(texts) } + [filler]).joined(separator: "\n\n")
        try fixture.post(
            name, title: "Title \(dice.below(12))", date: "2026-0\(1 + dice.below(6))-1\(dice.below(10))",
            more: more.joined(separator: "\n"), text: body)
    }

    private mutating func removePost() throws -> String {
        guard posts.count > 3, let index = posts.indices.randomElement(using: &dice) else { return "nothing" }
        let name = posts.remove(at: index)
        try fixture.tree.remove("content/posts/\(name).md")
        return "\(name) removed"
    }

    private mutating func renamePost() throws -> String {
        guard let index = posts.indices.randomElement(using: &dice) else { return "nothing" }
        number += 1
        let (old, new) = (posts[index], "post-\(number)")
        let text = try fixture.tree.text("content/posts/\(old).md")
        try fixture.tree.remove("content/posts/\(old).md")
        try fixture.tree.write("content/posts/\(new).md", text)
        posts[index] = new
        return "\(old) became \(new)"
    }

    private mutating func writePage() throws -> String {
        let list = dice.below(2) == 0 ? "paginate: \(1 + dice.below(3))\n" : ""
        let place = dice.below(2) == 0 ? "menu: main\nweight: \(dice.below(5))\n" : ""
        try fixture.tree.write(
            "content/about.md", "---\ntitle: About \(dice.below(3))\n\(list)\(place)---\n\nWords \(dice.below(9)).\n")
        return "the page about"
    }

    private mutating func writeSection() throws -> String {
        let path = dice.pick(["content/posts/_index.md", "content/_index.md", "content/tags/a/_index.md"])
        if fixture.tree.exists(path), dice.below(2) == 0 {
            try fixture.tree.remove(path)
            return "\(path) removed"
        }
        try fixture.tree.write(path, "---\ntitle: List \(dice.below(3))\n---\n\nAbove the list, \(dice.below(9)).\n")
        return path
    }

    private mutating func changeTemplate() throws -> String {
        let path = "themes/plain/templates/\(dice.pick(["home", "post", "term", "page", "404", "terms"])).mustache"
        let text = try fixture.tree.text(path)
        try fixture.tree.write(path, text + "{{! \(dice.below(100)) }}<i>\(dice.below(9))</i>\n")
        return path
    }

    private mutating func changeAsset() throws -> String {
        try fixture.tree.write("themes/plain/assets/style.css", "body { margin: \(dice.below(5))px }\n")
        return "the style sheet"
    }

    private mutating func writeData() throws -> String {
        try fixture.tree.write("data/links.yaml", "- \(dice.below(5))\n")
        return "a data file"
    }

    private mutating func writePicture() throws -> String {
        try fixture.tree.write("content/photos/us.jpg", "picture \(600 + 100 * dice.below(4))x400")
        return "a picture"
    }
}

/// The same numbers for the same seed, on every machine (SplitMix64).
private struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }
}
