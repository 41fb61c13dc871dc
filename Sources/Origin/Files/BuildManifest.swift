import Foundation

/// What the build wrote, by its own account: `.masthead/manifest.json`.
struct BuildManifest: Sendable {
    struct File: Sendable, Decodable {
        /// Of the content, in lower-case hexadecimal.
        let sha256: String
        let bytes: Int
        let kind: String
        /// What the file is made of, for caches.
        let tags: [String]?
        /// What a compressed form of another file says of itself.
        let variant: Form?

        struct Form: Sendable, Decodable {
            let coding: String
            /// The digest of what it decodes to.
            let of: String
        }
    }

    /// A file that holds another file's bytes in a content coding.
    struct Variant: Sendable {
        /// From the top of the site.
        let relative: String
        let coding: String
        let of: String
        let sha256: String
        let bytes: Int
    }

    private let files: [String: File]
    /// By the files they are of.
    private let variants: [String: [Variant]]
    /// When it was written. What is younger isn't in it, whatever its name.
    let modified: Int

    private struct Document: Decodable {
        let files: [String: File]
    }

    init(json: [UInt8], stamp: FileStamp) throws {
        let document = try JSONDecoder().decode(Document.self, from: Data(json))
        // Paths are taken with or without their first slash.
        files = Dictionary(
            document.files.map { ($0.key.hasPrefix("/") ? String($0.key.dropFirst()) : $0.key, $0.value) },
            uniquingKeysWith: { first, _ in first })
        var variants: [String: [Variant]] = [:]
        for (relative, file) in files {
            guard let form = file.variant, let dot = relative.lastIndex(of: ".") else { continue }
            variants[String(relative[..<dot]), default: []].append(
                Variant(
                    relative: relative, coding: form.coding, of: form.of, sha256: file.sha256, bytes: file.bytes))
        }
        self.variants = variants
        modified = stamp.modified
    }

    /// Whether a file is only there for another one's sake.
    func isVariant(_ relative: String) -> Bool { files[relative]?.variant != nil }

    /// The compressed forms of a file with that content.
    func variants(of relative: String, _ file: File) -> [Variant] {
        variants[relative]?.filter { $0.of == file.sha256 } ?? []
    }

    /// Whether the manifest still vouches for what lies there.
    func isCurrent(_ variant: Variant, _ stamp: FileStamp) -> Bool {
        stamp.kind == .regular && variant.bytes == stamp.sizeBytes && stamp.modified <= modified
    }

    /// The entry of a file that the manifest still vouches for: same size, and not written after the manifest.
    func entry(_ relative: String, _ stamp: FileStamp) -> File? {
        guard let file = files[relative], file.bytes == stamp.sizeBytes, stamp.modified <= modified else { return nil }
        return file
    }
}
