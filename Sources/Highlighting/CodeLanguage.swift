import Synchronization

/// A language that code can be highlighted in.
package struct CodeLanguage: Hashable, Sendable {
    /// As people write it: `C++`.
    package let title: String
    /// What a fence may call it, all in lower case; the first is the one that pages say.
    package let names: [String]

    private let index: Int

    private init(index: Int) {
        self.index = index
        title = Languages.all[index].title
        names = Languages.all[index].names
    }

    /// In alphabetical order.
    package static var all: [CodeLanguage] { Languages.all.indices.map(CodeLanguage.init(index:)) }

    /// The language that goes by this name, in any case of letters; `nil` for an unknown one.
    package init?(named name: String) {
        guard let index = Self.indices[name] ?? Self.indices[name.lowercased()] else { return nil }
        self.init(index: index)
    }

    /// Code cut into tokens that cover it without gaps.
    package func tokens(of code: String) -> [CodeToken] { tokens(of: Array(code.utf8)) }

    /// - Parameter code: UTF-8; what is not is passed through and never cut.
    func tokens(of code: [UInt8]) -> [CodeToken] {
        var lexer = Lexer(code, 0..<code.count, compiled)
        lexer.run()
        return lexer.tokens
    }

    /// Names that mean code without highlighting.
    package static func isPlain(_ name: String) -> Bool { plainNames.contains(name.lowercased()) }
    private static let plainNames: Set<String> = [
        "", "text", "txt", "plain", "plaintext", "none", "nohighlight", "raw",
    ]

    private static let indices: [String: Int] = Dictionary(
        Languages.all.enumerated().flatMap { index, language in language.names.map { ($0, index) } },
        uniquingKeysWith: { first, _ in first })

    /// Made when first asked for, by whichever thread comes first.
    var compiled: CompiledLanguage {
        if let known = Self.cache.withLock({ $0[index] }) { return known }
        let made = CompiledLanguage(Languages.all[index])
        return Self.cache.withLock { cache in
            if let known = cache[index] { return known }
            cache[index] = made
            return made
        }
    }

    private static let cache = Mutex<[Int: CompiledLanguage]>([:])
}
