import Compression
import Foundation
import Records

/// Keeps compressed bytes by what they were made from, so that a text is compressed once.
///
/// One file for each text and recipe, `compressed/<recipe>/<2 digits>/<digest>`; it also knows which codings were not worth it.
/// A file that can't be read is a miss.
struct VariantShelf: Sendable {
    private let folder: String
    private let root: String
    /// Make everything anew.
    private let isClean: Bool

    /// What all compressed bytes depend on besides the text. Also stands in `BuildState`.
    static let recipe = Fingerprint(Array("1, \(ContentCoding.recipe)".utf8))

    private static let magic = Array("masthead variants 1\n".utf8)

    struct Entry: Sendable {
        let coding: ContentCoding
        let bytes: [UInt8]
    }

    init(cache: String, isClean: Bool) {
        root = cache + "/compressed"
        folder = root + "/" + Self.recipeName
        self.isClean = isClean
    }

    private static var recipeName: String {
        String(recipe.high, radix: 16) + String(recipe.low, radix: 16)
    }

    /// - Returns: `nil` when this text has not been compressed before.
    func variants(of digest: String) -> [Entry]? {
        guard !isClean, let bytes = try? Disk.read(path(digest)), bytes.starts(with: Self.magic) else { return nil }
        do throws(RecordFailure) {
            var record = RecordReader(bytes[Self.magic.count...])
            let fingerprint = try Fingerprint(from: &record)
            let rest = try record.rest()
            guard Fingerprint(rest) == fingerprint else { return nil }
            record = RecordReader(rest)
            return try record.list { record throws(RecordFailure) in
                guard let coding = ContentCoding(rawValue: try record.text()) else { throw RecordFailure() }
                return Entry(coding: coding, bytes: try record.byteArray())
            }
        } catch {
            return nil
        }
    }

    /// Compresses a text every way and keeps what is useful.
    func makeVariants(of text: [UInt8], digest: String) throws -> [Entry] {
        let entries = ContentCoding.allCases.compactMap { coding in
            coding.compressed(text).map { Entry(coding: coding, bytes: $0) }
        }.filter { Variant.isUseful($0.bytes.count, of: text.count) }
        var list = RecordWriter()
        list.write(entries) {
            $0.write($1.coding.rawValue)
            $0.write($1.bytes)
        }
        var record = RecordWriter()
        record.append(Self.magic)
        record.write(Fingerprint(list.bytes))
        record.append(list.bytes)
        let path = path(digest)
        try Disk.makeFolders(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        try Disk.replace(path, record.bytes)
        return entries
    }

    /// Deletes what no text of this build names. A file that resists is tried again by the next one.
    func prune(keeping digests: Set<String>) {
        for item in (try? Disk.list(root)) ?? [] where item.name != Self.recipeName {
            try? Disk.removeTree(root + "/" + item.name)
        }
        for part in (try? Disk.list(folder)) ?? [] {
            for item in (try? Disk.list(folder + "/" + part.name)) ?? [] where !digests.contains(item.name) {
                _ = try? Disk.removeFile("\(folder)/\(part.name)/\(item.name)")
            }
        }
    }

    private func path(_ digest: String) -> String { "\(folder)/\(digest.prefix(2))/\(digest)" }
}
