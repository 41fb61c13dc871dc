/// What raw HTML inside Markdown names: ids that a fragment may point at, and local files.
///
/// A look at attributes, not a parser: it may see an attribute inside a comment or a script, which at worst keeps a warning back.
struct RawHTML {
    private(set) var identifiers: Set<String> = []
    private(set) var references: [String] = []

    mutating func read(_ html: String) {
        let bytes = Array(html.utf8)
        var index = 0
        while let equals = bytes[index...].firstIndex(of: UInt8(ascii: "=")) {
            index = equals + 1
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") else {
                continue
            }
            let quote = bytes[index]
            guard let end = bytes[(index + 1)...].firstIndex(of: quote) else { return }
            let value = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
            note(value, under: name(endingAt: equals, in: bytes))
            index = end + 1
        }
    }

    private mutating func note(_ value: String, under name: String) {
        switch name {
        case "id", "name": identifiers.insert(value)
        case "src", "href", "poster": if Destination.isLocal(value) { references.append(value) }
        default: break
        }
    }

    private func name(endingAt end: Int, in bytes: [UInt8]) -> String {
        let letters = bytes[..<end].reversed().prefix {
            ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z")
        }
        return String(decoding: letters.reversed(), as: UTF8.self).lowercased()
    }
}

/// Where a link or a picture points.
package enum Destination {
    /// A picture by its name, or an uploaded one.
    static func isPicture(_ destination: String) -> Bool {
        if destination.hasPrefix("photo:") { return true }
        let path = destination.prefix { $0 != "?" && $0 != "#" }.lowercased()
        return [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"].contains { path.hasSuffix($0) }
    }

    /// Within the site: neither a scheme (RFC 3986 §3.1) nor a host.
    package static func isLocal(_ destination: String) -> Bool {
        if destination.isEmpty || destination.hasPrefix("//") { return false }
        for (offset, byte) in destination.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                if offset == 0 { return true }
            case UInt8(ascii: ":"): return offset == 0
            default: return true
            }
        }
        return true
    }
}
