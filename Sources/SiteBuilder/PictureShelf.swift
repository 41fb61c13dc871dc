import Foundation
import Markdown
import SiteModel
import SiteRendering

/// A picture with all its sizes, each at an address that its content decides.
struct PublishedPicture: Sendable {
    struct Rendition: Sendable {
        let path: SitePath
        let width: Int
        let height: Int
        let sha256: String
        let bytesCount: Int
        /// Where the bytes lie, in the cache.
        let file: String
    }

    /// Ascending by width, never empty.
    let renditions: [Rendition]

    func picture(_ profile: SiteProfile, sizes: String) -> Picture {
        let candidates = renditions.map { "\(profile.href($0.path)) \($0.width)w" }
        let largest = renditions[renditions.count - 1]
        return Picture(
            source: profile.href(middle.path),
            sourceSet: renditions.count > 1 ? candidates.joined(separator: ", ") : nil,
            sizes: renditions.count > 1 ? sizes : nil, width: largest.width, height: largest.height)
    }

    /// What stands where nobody chooses: the widest up to 1280 pixels.
    var middle: Rendition { renditions.last { $0.width <= 1280 } ?? renditions[0] }
}

/// Makes renditions once and keeps them by what they were made of.
///
/// One folder per original and recipe, `<digest>/index.json` beside `<width>.<ext>`. A folder appears complete or not at all;
/// one that can't be read is a miss.
struct PictureShelf: Sendable {
    let folder: String
    let workshop: PictureWorkshop
    /// Make everything anew.
    let isClean: Bool

    /// The index of a folder. Version 1; a reader that finds another version or a missing field makes the picture anew.
    private struct Index: Codable {
        struct Rendition: Codable {
            let width: Int
            let height: Int
            let fileExtension: String
            let sha256: String
            let bytes: Int
        }

        static let version = 1

        let version: Int
        let renditions: [Rendition]
    }

    func picture(of original: [UInt8]) throws -> PublishedPicture {
        let key = String(Digest.sha256(Digest.sha256(original) + "\n" + workshop.identity).prefix(32))
        let place = folder + "/" + key
        if !isClean, let index = readIndex(place) { return try published(index, key: key, place: place) }
        let made = try workshop.makeRenditions(original)
        let index = Index(
            version: Index.version,
            renditions: made.map {
                Index.Rendition(
                    width: $0.width, height: $0.height, fileExtension: $0.fileExtension,
                    sha256: Digest.sha256($0.bytes),
                    bytes: $0.bytes.count)
            })
        try store(made, index, at: place)
        return try published(index, key: key, place: place)
    }

    private func readIndex(_ place: String) -> Index? {
        guard let bytes = try? Disk.read(place + "/index.json"),
            let index = try? JSONDecoder().decode(Index.self, from: Data(bytes)), index.version == Index.version,
            !index.renditions.isEmpty,
            index.renditions.allSatisfy({ Disk.item(place + "/" + Self.name($0))?.bytes == $0.bytes })
        else { return nil }
        return index
    }

    private func store(_ made: [MadePicture], _ index: Index, at place: String) throws {
        try Disk.makeFolders(folder)
        let temporary = folder + "/.new-" + UUID().uuidString
        try Disk.makeFolder(temporary)
        for (picture, entry) in zip(made, index.renditions) {
            try Disk.create(temporary + "/" + Self.name(entry), picture.bytes)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try Disk.create(temporary + "/index.json", Array(try encoder.encode(index)))
        // A corrupt folder may be in the way, or a good one of somebody who was quicker.
        if (try? Disk.move(temporary, to: place)) != nil { return }
        if readIndex(place) == nil {
            try Disk.removeTree(place)
            try Disk.move(temporary, to: place)
        } else {
            try Disk.removeTree(temporary)
        }
    }

    private func published(_ index: Index, key: String, place: String) throws -> PublishedPicture {
        PublishedPicture(
            renditions: try index.renditions.map { entry in
                PublishedPicture.Rendition(
                    path: try SitePath("images/\(key.prefix(16))/\(Self.name(entry))"), width: entry.width,
                    height: entry.height, sha256: entry.sha256, bytesCount: entry.bytes,
                    file: place + "/" + Self.name(entry))
            })
    }

    private static func name(_ rendition: Index.Rendition) -> String { "\(rendition.width).\(rendition.fileExtension)" }
}
