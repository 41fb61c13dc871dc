import Foundation
import SiteBuilder
import SiteModel
import SiteRendering
import TestSupport

/// A site of a test's own on disk, and how to build it.
struct SiteFixture {
    let tree: TemporaryTree
    var configuration: BuildConfiguration

    /// - Parameters:
    ///   - fixture: A folder beside the tests to copy.
    ///   - theme: Where a theme `plain` comes from when the site has none.
    init(copying fixture: String? = nil, theme: String = "Golden/small/themes/plain") throws {
        tree = TemporaryTree("site")
        if let fixture {
            for folder in ["content", "themes"] {
                try tree.copy(from: Self.folder + "/" + fixture + "/" + folder, to: folder)
            }
        }
        if !tree.exists("themes/plain") { try tree.copy(from: Self.folder + "/" + theme, to: "themes/plain") }
        configuration = BuildConfiguration(
            title: "Field & Notes", url: "https://blog.example", folders: BuildConfiguration.Folders(site: tree.root),
            now: Date(timeIntervalSince1970: 1_780_000_000))  // 2026-05-28
        configuration.theme = "plain"
        configuration.description = "A test"
        configuration.timeZone = TimeZone(identifier: "Europe/Lisbon") ?? .gmt
        configuration.navigation = [NavigationItem(title: "About", url: "/about/")]
        configuration.workers = 2
    }

    static var folder: String { URL(filePath: #filePath).deletingLastPathComponent().path }

    func post(
        _ name: String, title: String? = nil, date: String = "2026-01-02", more: String = "", text: String = "Text."
    ) throws {
        try tree.write(
            "content/posts/\(name).md", "---\ntitle: \(title ?? name)\ndate: \(date)\n\(more)\n---\n\n\(text)\n")
    }

    @discardableResult
    func build(_ change: (inout BuildConfiguration) -> Void = { _ in }) async throws -> BuildReport {
        var configuration = configuration
        change(&configuration)
        return try await Builder(configuration, workshop: .pretended).build()
    }

    /// What the author is told when the build fails.
    func failure(_ change: (inout BuildConfiguration) -> Void = { _ in }) async throws -> [Diagnostic] {
        do {
            try await build(change)
            return []
        } catch BuildFailure.invalid(let diagnostics) {
            return diagnostics
        }
    }

    func published() throws -> [String: [UInt8]] { try TemporaryTree.files(in: tree.path("public")) }

    func text(_ path: String) throws -> String { try tree.text("public/" + path) }
}

extension PictureWorkshop {
    /// Takes texts such as `picture 2000x1000` for pictures, so that a test knows every byte.
    static let pretended = PictureWorkshop(identity: "pretended 1") { bytes throws(PictureFailure) in
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        let sides = words.last?.split(separator: "x").compactMap { Int($0) } ?? []
        if words.first == "gif" { throw .unsupported("GIF pictures are not taken") }
        guard words.first == "picture", sides.count == 2 else { throw .unusable("not a picture") }
        let widths = [320, 640, 960, 1280].filter { $0 < sides[0] } + (sides[0] <= 1280 ? [sides[0]] : [])
        return widths.map { width in
            let height = sides[1] * width / sides[0]
            return MadePicture(
                width: width, height: height, fileExtension: "jpg", bytes: Array("rendition \(width)x\(height)".utf8))
        }
    }
}
