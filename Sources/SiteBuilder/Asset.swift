import Foundation
import SiteModel

/// A file of the theme's `assets/` under a name that holds its digest, so that it may be cached for good.
struct Asset: Sendable {
    /// From `assets/`: `fonts/serif.woff2`.
    let name: String
    let path: SitePath
    /// The URL path, base path included.
    let href: String
    let integrity: String
    let bytes: [UInt8]

    /// Reads all assets. Style sheets come last, because their `url(…)` take the final names of the others.
    static func load(_ theme: ThemeFolders, basePath: String) throws(DiskFailure) -> [Asset] {
        let files = try theme.files(of: "assets")
        var assets: [Asset] = []
        for (name, file, _) in files.filter({ !$0.name.hasSuffix(".css") })
            + files.filter({ $0.name.hasSuffix(".css") })
        {
            var bytes = try Disk.read(file)
            if name.hasSuffix(".css") { bytes = StyleSheet.rewriting(bytes, of: name, with: assets) }
            guard let path = try? SitePath("assets/" + fingerprinted(name, bytes)) else { continue }
            assets.append(
                Asset(
                    name: name, path: path, href: basePath + path.href.dropFirst(), integrity: Digest.integrity(bytes),
                    bytes: bytes))
        }
        return assets
    }

    /// `style.css` becomes `style.0123456789.css`.
    private static func fingerprinted(_ name: String, _ bytes: [UInt8]) -> String {
        let digest = Digest.sha256(bytes).prefix(10)
        let fileStart = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
        guard let dot = name[fileStart...].lastIndex(of: "."), dot > fileStart else { return "\(name).\(digest)" }
        return "\(name[..<dot]).\(digest)\(name[dot...])"
    }
}

/// Puts final names into a style sheet.
enum StyleSheet {
    /// - Parameters:
    ///   - name: The sheet's own, from which relative references count.
    ///   - assets: What it may refer to; other references stay.
    static func rewriting(_ bytes: [UInt8], of name: String, with assets: [Asset]) -> [UInt8] {
        let folder = name.split(separator: "/").dropLast().map(String.init)
        var output = ""
        var rest = String(decoding: bytes, as: UTF8.self)[...]
        while let start = rest.range(of: "url("), let end = rest[start.upperBound...].firstIndex(of: ")") {
            output += rest[..<start.upperBound]
            let written = rest[start.upperBound..<end]
            let reference = written.trimmingCharacters(in: [" ", "\"", "'"])
            let target = normalized(folder + reference.split(separator: "/").map(String.init))
            if let asset = assets.first(where: { $0.name == target }) {
                output += "\"\(asset.href)\""
            } else {
                output += written
            }
            rest = rest[end...]
        }
        return Array((output + rest).utf8)
    }

    private static func normalized(_ parts: [String]) -> String {
        var result: [String] = []
        for part in parts where part != "." {
            if part == ".." { _ = result.popLast() } else { result.append(part) }
        }
        return result.joined(separator: "/")
    }
}
