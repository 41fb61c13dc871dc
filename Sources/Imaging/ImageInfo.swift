/// What a picture's header says.
package struct ImageInfo: Sendable, Hashable {
    package var format: ImageFormat
    /// As a person sees it: the orientation is applied.
    package var size: ImageSize
    /// EXIF orientation, 1 to 8; 1 when the file names none or nonsense.
    package var orientation: Int

    package init(format: ImageFormat, size: ImageSize, orientation: Int) {
        self.format = format
        self.size = size
        self.orientation = orientation
    }
}

extension ImageInfo {
    /// The size of the pixels as the file holds them.
    var storedSize: ImageSize { Orientation(orientation).isTransposed ? size.transposed : size }
}

/// The format, size and orientation of a picture, by its header alone. Nothing is decoded and no pixel is allocated.
///
/// - Throws: `tooLarge` when a limit is passed, so that a picture that probes well may be decoded.
package func probe(_ bytes: [UInt8], limits: ImageLimits) throws(ImageFailure) -> ImageInfo {
    let format = try ImageFormat(sniffing: bytes)
    try limits.check(fileBytes: bytes.count)
    let header =
        switch format {
        case .jpeg: try readJPEGHeader(bytes)
        case .png: try readPNGHeader(bytes)
        }
    try limits.check(header.size)
    let size = header.orientation.isTransposed ? header.size.transposed : header.size
    return ImageInfo(format: format, size: size, orientation: header.orientation.rawValue)
}

/// What both formats' headers hold; the size is the stored one.
struct ImageHeader {
    var size: ImageSize
    var orientation: Orientation
}
