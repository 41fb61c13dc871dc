package import SiteModel

/// What becomes of another generator's site: files to write, and everything a person should know.
package struct ImportedSite: Sendable {
    package var files: [ImportedFile] = []
    package var notes: [ImportNote] = []
    package var oldAddresses: [OldAddress] = []
    package var redirects: [Redirect] = []
    package var counts = Counts()

    package struct Counts: Hashable, Sendable, Codable {
        package var posts = 0
        package var drafts = 0
        package var pages = 0
        /// Lists with a folder, a title and perhaps a text of their own.
        package var sections = 0
        /// Pictures and other files, taken over as they are.
        package var files = 0
        package var rewrittenLinks = 0
        /// Tags and shortcodes that have an equivalent.
        package var convertedConstructs = 0

        package init() {}
    }

    /// The place in the source's words: what has no equivalent, and nothing else.
    package var leftOver: [ImportNote] { notes.filter { $0.kind == .leftOver } }
}

/// One file of the new site, by its path from there.
package struct ImportedFile: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case text(String)
        /// As it lies in the source, by its path from there.
        case copy(of: String)
    }

    package let path: String
    package let content: Content

    package init(path: String, content: Content) {
        self.path = path
        self.content = content
    }
}

/// One thing about one line of the source.
package struct ImportNote: Hashable, Sendable, Codable {
    package enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// Has no equivalent and stands in the text as it was.
        case leftOver = "left-over"
        /// Is not part of the new site, or stands for something that isn't there.
        case leftOut = "left-out"
        /// Means something slightly different now, or was guessed.
        case changed
    }

    package let kind: Kind
    /// From the source's folder.
    package let file: String
    /// From 1.
    package let line: Int?
    package let message: String

    /// `_posts/a.md:7: message`.
    package var description: String { file + (line.map { ":\($0)" } ?? "") + ": " + message }

    static func isOrderedBefore(_ left: ImportNote, _ right: ImportNote) -> Bool {
        (left.kind.rawValue, left.file, left.line ?? 0, left.message)
            < (right.kind.rawValue, right.file, right.line ?? 0, right.message)
    }
}

/// An address the old site answered at; decoded, with its leading slash.
package struct OldAddress: Hashable, Sendable, Codable {
    package enum Kind: String, CaseIterable, Hashable, Sendable, Codable { case post, page, alias, list, feed, file }

    package let path: String
    package let kind: Kind
    /// What gave it, from the source's folder.
    package let source: String

    package init(path: String, kind: Kind, source: String) {
        self.path = path
        self.kind = kind
        self.source = source
    }
}

/// Why there is no new site.
package enum ImportFailure: Error, Hashable, CustomStringConvertible {
    /// SOURCE is no site of this kind.
    case notASite(String)
    /// DIR holds something already (exit 3).
    case occupied(path: String)
    case unreadable(String)

    package var description: String {
        switch self {
        case .notASite(let reason), .unreadable(let reason): reason
        case .occupied(let path): "\(path) is not empty: choose another place"
        }
    }
}
