/// The orientation tag of an EXIF block, if it has a sensible one.
///
/// A small reader for one number: TIFF 6.0 §2 header, then the entries of the first directory. Offsets come from the file
/// and are checked; a broken block is a picture without orientation, never an error.
///
/// - Parameter tiff: What follows `Exif\0\0`.
func exifOrientation(_ tiff: ArraySlice<UInt8>) -> Orientation? {
    var reader = ByteReader(tiff)
    if reader.has("II", at: 0) {
        reader.isLittleEndian = true
    } else if !reader.has("MM", at: 0) {
        return nil
    }
    guard reader.uint16(at: 2) == 42, let directory = reader.uint32(at: 4), let count = reader.uint16(at: directory)
    else { return nil }
    for index in 0..<count {
        let entry = directory + 2 + index * 12
        guard let tag = reader.uint16(at: entry) else { return nil }
        if tag == orientationTag {
            // Type 3 is a 16-bit number, which lies in the entry itself.
            guard reader.uint16(at: entry + 2) == 3, let value = reader.uint16(at: entry + 8) else { return nil }
            return Orientation(rawValue: value)
        }
    }
    return nil
}

private let orientationTag = 0x0112
