import SiteBuilder

/// What `build --compress` did, as programs read it. Keys are only ever added.
struct CompressionSummary: Encodable {
    struct Share: Encodable {
        let files: Int
        let bytes: Int
        let originalBytes: Int
    }

    /// Texts with at least one compressed form, and what they take without.
    let files: Int
    let bytes: Int
    let anew: Int
    /// By coding: `gzip`, `br`, `zstd`.
    let codings: [String: Share]

    init(_ compressed: CompressedTexts) {
        files = compressed.files
        bytes = compressed.bytes
        anew = compressed.anew
        let shares = compressed.shares.map {
            ($0.coding, Share(files: $0.files, bytes: $0.bytes, originalBytes: $0.originalBytes))
        }
        codings = Dictionary(shares) { first, _ in first }
    }
}

extension CompressedTexts {
    /// `812 texts compressed (3 anew): 10.1 MB as br 1.9 MB, gzip 2.3 MB, zstd 2.1 MB`.
    var shown: String {
        let codings = shares.map { "\($0.coding) \(Self.size($0.bytes))" }.joined(separator: ", ")
        return "\(files) texts compressed (\(anew) anew)" + (files == 0 ? "" : ": \(Self.size(bytes)) as \(codings)")
    }

    private static func size(_ bytes: Int) -> String {
        bytes < 1_000_000 ? "\((bytes + 500) / 1000) kB" : "\(Double((bytes + 50_000) / 100_000) / 10) MB"
    }
}
