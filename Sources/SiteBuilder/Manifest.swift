import Foundation
import SiteModel

/// What a build left in the destination: the files that are ours to change and delete.
///
/// Version 1. Fields may be added to an entry; readers ignore those they don't know. A manifest of another version, or one that
/// cannot be read, is an error for a person to decide: without it nothing may be deleted.
struct Manifest: Codable, Hashable, Sendable {
    struct File: Codable, Hashable, Sendable {
        var sha256: String
        var bytes: Int
        var kind: PlannedOutput.Kind
        /// Left out where there are none.
        var tags: [String]?
    }

    static let version = 1

    var version = Manifest.version
    var files: [String: File] = [:]

    func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    /// - Returns: `nil` for anything but a manifest of this version. Paths that no build of ours writes are left out.
    init?(_ bytes: [UInt8]) {
        guard var manifest = try? JSONDecoder().decode(Manifest.self, from: Data(bytes)),
            manifest.version == Self.version
        else { return nil }
        manifest.files = manifest.files.filter { (try? SitePath($0.key))?.file == $0.key }
        self = manifest
    }

    init(files: [String: File] = [:]) { self.files = files }
}
