/// How large a picture may be. Checked on the header, before memory for a single pixel is asked for.
package struct ImageLimits: Sendable, Hashable {
    /// The file as it came, in bytes. 25 MiB holds what today's telephones and cameras write as JPEG.
    package var fileBytes: Int = 25 * 1024 * 1024
    /// Width times height. 50 million covers full-frame cameras; a decompression bomb starts above.
    package var pixels: Int = 50_000_000
    /// Either side, in pixels.
    package var side: Int = 16_384
    /// Scans of a progressive JPEG. Encoders write about ten; a small file of thousands costs minutes.
    package var progressiveScans: Int = 100
    /// What a codec may hold for one picture, in bytes: the coefficients of a progressive JPEG, an interlaced PNG whole.
    package var codecBytes: Int = 512 * 1024 * 1024
    /// What one PNG chunk other than pixels may hold, in bytes.
    package var chunkBytes: Int = 1024 * 1024

    package init() {}

    func check(fileBytes count: Int) throws(ImageFailure) {
        if count > fileBytes {
            throw .tooLarge("\(count) bytes, over the limit of \(fileBytes)")
        }
    }

    func check(_ size: ImageSize) throws(ImageFailure) {
        if size.width < 1 || size.height < 1 {
            throw .damaged("the header says \(size) pixels")
        }
        if max(size.width, size.height) > side {
            throw .tooLarge("\(size) pixels, over the limit of \(side) on a side")
        }
        if size.pixelCount > pixels {
            throw .tooLarge("\(size) pixels, over the limit of \(pixels) in all")
        }
    }
}
