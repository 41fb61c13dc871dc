import Compression

/// What a file that holds another file's bytes compressed says of itself in the manifest.
///
/// It answers for that file only as long as the file holds the bytes it was made from.
struct Variant: Codable, Hashable, Sendable {
    /// A content coding's name: `br`.
    var coding: String
    /// The SHA-256 of what it decodes to.
    var of: String

    /// Where the bytes of a file lie in a coding: beside it, `index.html.br`.
    static func path(of file: String, _ coding: ContentCoding) -> String { file + "." + coding.fileExtension }

    /// The file that a variant belongs to.
    static func source(of path: String) -> String {
        path.lastIndex(of: ".").map { String(path[..<$0]) } ?? path
    }

    /// Whether a file is worth an attempt: text, neither so small that a packet holds it anyway nor so large that minutes
    /// would go by.
    static func isWorthwhile(_ path: String, bytes: Int) -> Bool {
        guard (512...32 * 1024 * 1024).contains(bytes) else { return false }
        let name = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
        return endings.contains(name[name.index(after: dot)...].lowercased())
    }

    /// Whether a variant spares enough to be kept: a twentieth, and more than the fields that go with it take.
    static func isUseful(_ compressed: Int, of original: Int) -> Bool {
        compressed + max(64, original / 20) <= original
    }

    private static let endings: Set<String> = [
        "html", "htm", "xhtml", "css", "js", "mjs", "svg", "xml", "xsl", "atom", "rss", "json", "jsonld", "map",
        "webmanifest", "txt", "md", "csv", "ics", "vtt",
    ]

    /// Places where no variant may go: a file of the author's has that name, or a folder.
    static func taken(by paths: some Sequence<String>) -> Set<String> {
        let endings = ContentCoding.allCases.map { "." + $0.fileExtension }
        var taken: Set<String> = []
        for path in paths where endings.contains(where: { path.contains($0) }) {
            var end = path.startIndex
            while end < path.endIndex {
                end = path[end...].dropFirst().firstIndex(of: "/") ?? path.endIndex
                if endings.contains(where: path[..<end].hasSuffix) { taken.insert(String(path[..<end])) }
            }
        }
        return taken
    }
}
