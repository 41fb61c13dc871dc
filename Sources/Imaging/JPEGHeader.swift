/// The size and orientation that a JPEG states before its first scan.
///
/// ITU-T T.81 Annex B: markers start with 0xFF, most carry a length, a frame header (SOF) holds the size. Reading ends at
/// the first scan. Stray bytes between segments are skipped, as libjpeg does.
func readJPEGHeader(_ bytes: [UInt8]) throws(ImageFailure) -> ImageHeader {
    let reader = ByteReader(bytes[...])
    var size: ImageSize?
    var orientation: Orientation?
    var offset = 2
    while true {
        guard let marker = nextMarker(in: reader, from: &offset) else {
            throw .damaged("the file ends inside its header")
        }
        if marker == 0x01 || (0xD0...0xD7).contains(marker) { continue }
        if marker == 0xD9 || marker == 0xDA { break }
        guard let length = reader.uint16(at: offset), length >= 2,
            let segment = reader.slice(at: offset + 2, count: length - 2)
        else {
            throw .damaged("the file ends inside its header")
        }
        if isFrameHeader(marker) {
            size = try readFrame(segment, marker: marker)
        } else if marker == 0xE1, orientation == nil, ByteReader(segment).has("Exif\0\0", at: 0) {
            orientation = exifOrientation(segment.dropFirst(6))
        }
        offset += length
    }
    guard let size else { throw .damaged("no frame header") }
    return ImageHeader(size: size, orientation: orientation ?? .upright)
}

/// Moves behind the next marker, past fill bytes and strays.
private func nextMarker(in reader: ByteReader, from offset: inout Int) -> UInt8? {
    while let byte = reader.byte(at: offset) {
        offset += 1
        guard byte == 0xFF else { continue }
        while reader.byte(at: offset) == 0xFF { offset += 1 }
        guard let marker = reader.byte(at: offset) else { return nil }
        offset += 1
        if marker != 0 { return marker }
    }
    return nil
}

/// SOF0 to SOF15 without the three other markers that lie between them: DHT, JPG and DAC.
private func isFrameHeader(_ marker: UInt8) -> Bool {
    (0xC0...0xCF).contains(marker) && marker != 0xC4 && marker != 0xC8 && marker != 0xCC
}

private func readFrame(_ segment: ArraySlice<UInt8>, marker: UInt8) throws(ImageFailure) -> ImageSize {
    let reader = ByteReader(segment)
    guard let precision = reader.byte(at: 0), let height = reader.uint16(at: 1), let width = reader.uint16(at: 3),
        let components = reader.byte(at: 5)
    else {
        throw .damaged("the frame header is too short")
    }
    // Baseline, extended and progressive, with Huffman or arithmetic coding.
    guard [0xC0, 0xC1, 0xC2, 0xC9, 0xCA].contains(marker) else {
        throw .unsupported("lossless and hierarchical JPEG are not taken; export this one as ordinary JPEG")
    }
    guard precision == 8 else {
        throw .unsupported("JPEG of \(precision) bits is not taken; export this one with 8")
    }
    guard [1, 3, 4].contains(components) else {
        throw .unsupported("JPEG of \(components) components is not taken; export this one as RGB or grey")
    }
    return ImageSize(width: width, height: height)
}
