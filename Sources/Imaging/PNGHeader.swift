/// The size that a PNG states, and the orientation of an `eXIf` chunk before the pixels.
///
/// PNG (third edition) §5.3: the signature, then chunks of length, type, data and CRC, of which IHDR
/// is the first. Checksums are left to the decoder.
func readPNGHeader(_ bytes: [UInt8]) throws(ImageFailure) -> ImageHeader {
    let reader = ByteReader(bytes[...])
    guard reader.uint32(at: 8) == 13, reader.has("IHDR", at: 12),
        let width = reader.uint32(at: 16), let height = reader.uint32(at: 20)
    else {
        throw .damaged("no header chunk")
    }
    let orientation = orientationChunk(in: reader) ?? .upright
    return ImageHeader(size: ImageSize(width: width, height: height), orientation: orientation)
}

private func orientationChunk(in reader: ByteReader) -> Orientation? {
    var offset = 33
    while let length = reader.uint32(at: offset), !reader.has("IDAT", at: offset + 4) {
        if reader.has("eXIf", at: offset + 4) {
            return reader.slice(at: offset + 8, count: length).flatMap(exifOrientation)
        }
        offset += length + 12
    }
    return nil
}
