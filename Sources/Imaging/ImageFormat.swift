/// A format that pictures are read from and written to.
///
/// What a file is, its first bytes say. Names and media types are hints that cameras, editors and attackers get wrong.
package enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg, png

    package var mediaType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        }
    }

    /// Without the dot.
    package var fileExtension: String {
        switch self {
        case .jpeg: "jpg"
        case .png: "png"
        }
    }
}

extension ImageFormat {
    /// The format that the first bytes tell.
    ///
    /// - Throws: `unsupported` with the format's name for the pictures people do have, `notAnImage` for the rest.
    init(sniffing bytes: [UInt8]) throws(ImageFailure) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if let name = nameOfForeignFormat(bytes) {
            throw .unsupported("\(name) pictures are not taken; export this one as JPEG or PNG")
        } else {
            throw .notAnImage
        }
    }
}

/// The name of a picture format that is known but not read.
private func nameOfForeignFormat(_ bytes: [UInt8]) -> String? {
    func has(_ text: StaticString, at offset: Int = 0) -> Bool {
        bytes.dropFirst(offset).starts(with: Array("\(text)".utf8))
    }
    if has("GIF87a") || has("GIF89a") { return "GIF" }
    if has("RIFF"), has("WEBP", at: 8) { return "WebP" }
    if has("ftyp", at: 4) {
        if has("avif", at: 8) || has("avis", at: 8) { return "AVIF" }
        if has("hei", at: 8) || has("hev", at: 8) || has("mif1", at: 8) || has("msf1", at: 8) { return "HEIC" }
        return nil
    }
    if has("II*\u{0}") || has("MM\u{0}*") { return "TIFF" }
    if has("%PDF-") { return "PDF" }
    if has("<svg") || has("<?xml") { return "SVG" }
    if has("BM"), bytes.count > 26, bytes[6..<10].allSatisfy({ $0 == 0 }) { return "BMP" }
    return nil
}
