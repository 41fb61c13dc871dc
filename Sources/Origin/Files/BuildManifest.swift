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
    }

    private let files: [String: File]
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
        modified = stamp.modified
    }

    /// The entry of a file that the manifest still vouches for: same size, and not written after the manifest.
    func entry(_ relative: String, _ stamp: FileStamp) -> File? {
        guard let file = files[relative], file.bytes == stamp.sizeBytes, stamp.modified <= modified else { return nil }
        return file
    }
}
