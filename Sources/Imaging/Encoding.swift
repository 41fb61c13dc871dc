import CImageCodecs

/// How pixels become a file. Nothing but pixels is written: no EXIF, no position, no profile, no thumbnail.
package enum ImageEncoding: Sendable, Hashable {
    /// Quality 1 to 100 in libjpeg's sense, chroma at half the resolution, Huffman tables made for the picture. Alpha is
    /// dropped.
    case jpeg(quality: Int, isProgressive: Bool)
    /// RGB where every pixel is opaque, else RGBA.
    case png

    package var format: ImageFormat {
        switch self {
        case .jpeg: .jpeg
        case .png: .png
        }
    }
}

extension Raster {
    /// The file that holds these pixels.
    ///
    /// - Throws: `tooLarge` when memory runs out or a side is beyond what the format can say.
    package func encoded(as encoding: ImageEncoding) throws(ImageFailure) -> [UInt8] {
        guard let width = UInt32(exactly: size.width), let height = UInt32(exactly: size.height) else {
            throw .tooLarge("\(size) pixels")
        }
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        var message = codec_message()
        let isOpaque = isOpaque
        let status = unsafe pixels.withUnsafeBytes { pixels in
            let rgba = unsafe pixels.bindMemory(to: UInt8.self).baseAddress
            return switch encoding {
            case .jpeg(let quality, let isProgressive):
                unsafe codec_jpeg_write(
                    rgba, width, height, CInt(min(max(quality, 1), 100)), isProgressive, &bytes, &count, &message)
            case .png:
                unsafe codec_png_write(rgba, width, height, !isOpaque, &bytes, &count, &message)
            }
        }
        try check(status, message)
        defer { unsafe codec_free(bytes) }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}
