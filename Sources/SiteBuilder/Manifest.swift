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
        /// Left out but for compressed forms of other files.
        var variant: Variant?
    }

    static let version = 1

    var version = Manifest.version
    var files: [String: File] = [:]

    /// JSON with sorted keys, written by hand because there may be tens of thousands of files.
    func bytes() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(files.count * 230)
        output.append(text: "{\"files\":{")
        var isFirst = true
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            output.append(json: path)
            output.append(
                text: ":{\"bytes\":\(file.bytes),\"kind\":\"\(file.kind.rawValue)\",\"sha256\":\"\(file.sha256)\"")
            if let tags = file.tags {
                output.append(text: ",\"tags\":[")
                for (index, tag) in tags.enumerated() {
                    if index > 0 { output.append(UInt8(ascii: ",")) }
                    output.append(json: tag)
                }
                output.append(UInt8(ascii: "]"))
            }
            if let variant = file.variant {
                output.append(text: ",\"variant\":{\"coding\":")
                output.append(json: variant.coding)
                output.append(text: ",\"of\":")
                output.append(json: variant.of)
                output.append(UInt8(ascii: "}"))
            }
            output.append(UInt8(ascii: "}"))
        }
        output.append(text: "},\"version\":\(version)}")
        return output
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

extension [UInt8] {
    fileprivate mutating func append(text: String) { append(contentsOf: text.utf8) }

    /// A JSON string (RFC 8259 §7).
    fileprivate mutating func append(json text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0..<32:
                append(text: "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}
