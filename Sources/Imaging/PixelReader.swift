import CImageCodecs

/// A file's rows as pixels, top to bottom; the C reader behind it is freed with it.
///
/// Safe to use, but for the one promise that `init` asks for.
@safe struct PixelReader: ~Copyable {
    @unsafe private enum Handle {
        case jpeg(OpaquePointer)
        case png(OpaquePointer)
    }

    /// Of the rows that will come, after scaling by `eighths`, before any turning.
    let size: ImageSize
    private let handle: Handle

    /// Starts to decode.
    ///
    /// - Parameters:
    ///   - bytes: Must stay where they are as long as the reader lives.
    ///   - eighths: JPEG is scaled while it decodes, to 1, 2, 4 or 8 eighths; PNG has no such thing and ignores it.
    init(_ bytes: UnsafeBufferPointer<UInt8>, info: ImageInfo, eighths: Int, limits: ImageLimits) throws(ImageFailure) {
        var reader: OpaquePointer?
        var (width, height) = (UInt32(0), UInt32(0))
        var message = codec_message()
        var codecLimits = codec_limits(
            side: UInt32(clamping: limits.side), scans: UInt32(clamping: limits.progressiveScans),
            memory_bytes: max(0, limits.codecBytes), chunk_bytes: max(0, limits.chunkBytes))
        let status =
            switch info.format {
            case .jpeg:
                unsafe codec_jpeg_open(
                    bytes.baseAddress, bytes.count, UInt32(eighths), &codecLimits, &reader, &width, &height, &message)
            case .png:
                unsafe codec_png_open(
                    bytes.baseAddress, bytes.count, &codecLimits, &reader, &width, &height, &message)
            }
        try check(status, message)
        guard let reader = unsafe reader else { throw .damaged("the decoder gave no reader") }
        unsafe handle = info.format == .jpeg ? .jpeg(reader) : .png(reader)
        size = ImageSize(width: Int(width), height: Int(height))
    }

    /// Decodes the next row.
    ///
    /// - Precondition: The row is as long as the picture is wide.
    mutating func read(into row: inout MutableSpan<Pixel>) throws(ImageFailure) {
        precondition(row.count == size.width, "a row is as long as the picture is wide")
        var message = codec_message()
        let status = unsafe row.withUnsafeMutableBytes { bytes in
            switch unsafe handle {
            case .jpeg(let reader): unsafe codec_jpeg_read_row(reader, bytes.baseAddress, &message)
            case .png(let reader): unsafe codec_png_read_row(reader, bytes.baseAddress, &message)
            }
        }
        try check(status, message)
    }

    deinit {
        switch unsafe handle {
        case .jpeg(let reader): unsafe codec_jpeg_close(reader)
        case .png(let reader): unsafe codec_png_close(reader)
        }
    }
}

/// What a C codec's answer means here.
func check(_ status: codec_status, _ message: codec_message) throws(ImageFailure) {
    var message = message
    func text() -> String {
        unsafe withUnsafeBytes(of: &message.text) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
    switch status {
    case codec_ok: return
    case codec_unsupported: throw .unsupported(text())
    case codec_too_large: throw .tooLarge(text())
    default: throw .damaged(text())
    }
}
